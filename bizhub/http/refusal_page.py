"""A refusal as a page, for a browser that has left the page it came from."""

from html import escape
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>BizHub</title><link rel="icon" href="/favicon.svg">
<style>
:root {{ color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }}
main {{ max-width: 32rem; margin: 20vh auto 0; padding: 0 1.5rem }}
</style></head>
<body><main><h1>This did not work</h1><p>{sentence}</p><p><a href="{back}">Back to the page</a></p></main></body></html>
"""


def wants_page(request: Request) -> bool:
    """Whether the answer replaces the page; own scripts read JSON."""
    return request.headers.get("sec-fetch-mode") == "navigate"


def refusal_page(request: Request, sentence: str, status: int, headers: dict[str, str]) -> HTMLResponse:
    """The sentence, and the way back to the page that asked."""
    content = _PAGE.format(sentence=escape(sentence), back=escape(_came_from(request)))
    return HTMLResponse(content, status, {**headers, "Cache-Control": "no-store"})


def _came_from(request: Request) -> str:
    """Path and query of the page that asked; pages of others are none of ours."""
    came = urlsplit(request.headers.get("referer", ""))
    if came.netloc != request.headers.get("host") or not came.path.startswith("/") or came.path.startswith("//"):
        return "/overview"
    return f"{came.path}?{came.query}" if came.query else came.path
