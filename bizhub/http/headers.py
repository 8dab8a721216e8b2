"""What every answer says to the browser: which scripts may run, who may embed, what may be kept."""

import base64
import hashlib
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_HSTS = "max-age=31536000; includeSubDomains"
_FOREVER = "public, max-age=31536000, immutable"
_SITE_FILES = ("text/javascript", "text/css", "image/", "font/")


class _InlineScripts(HTMLParser):
    """Collects the text of the scripts that stand in a page itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and all(name != "src" for name, _ in attrs)
        if self._inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data


def inline_script_hashes(site: Path) -> list[str]:
    """CSP sources of each inline script in the pages below a folder, sorted."""
    scripts = _InlineScripts()
    for page in site.rglob("*.html"):
        scripts.feed(page.read_text(encoding="utf-8"))
        scripts.reset()
    return sorted({_source(text) for text in scripts.found})


def _source(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def content_security_policy(script_hashes: Iterable[str], origins: Iterable[str]) -> str:
    """The policy of every page; `origins` are the addresses of this BizHub.

    Reflex evaluates code for toasts and client calls, hence 'unsafe-eval'; its components carry their styles inline.
    """
    sockets = [f"ws{origin.removeprefix('http')}" for origin in origins]
    directives = {
        "default-src": ["'self'"],
        "script-src": ["'self'", "'unsafe-eval'", *script_hashes],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'", *sockets],
        "form-action": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


class SecurityHeaders:
    """ASGI wrapper that adds what a route has not said itself."""

    def __init__(self, app: ASGIApp, *, policy: str, https: bool) -> None:
        """Wrap `app`; `policy` is the Content-Security-Policy, `https` says that people come over TLS."""
        self._app = app
        self._headers = {**_ALWAYS, "Content-Security-Policy": policy}
        if https:
            self._headers["Strict-Transport-Security"] = _HSTS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if "location" in headers:
                    headers["Location"] = _on_this_site(headers["location"])
                headers.setdefault("Cache-Control", _cache_control(scope["path"], message["status"], headers))
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def _on_this_site(location: str) -> str:
    """Where a redirect leads, without the host and scheme that came with the request: behind a proxy they are others.

    One slash begins it: two would name a host.
    """
    parts = urlsplit(location)
    return f"/{parts.path.lstrip('/')}{f'?{parts.query}' if parts.query else ''}"


def _cache_control(path: str, status: int, headers: MutableHeaders) -> str:
    """Built files carry a hash in their name; other files of the site are asked for again; nothing else is kept."""
    if path.startswith("/assets/") and status in (200, 206, 304):
        return _FOREVER
    is_site_file = status < 400 and headers.get("content-type", "").startswith(_SITE_FILES)
    return "no-cache" if is_site_file else "no-store"
