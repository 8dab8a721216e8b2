"""What all files that are taken away have in common: their name, and a sign for the page that the file is coming."""

import re

from starlette.requests import Request

_BEGUN = "bizhub_begun"
_SIGN = re.compile(r"[a-z0-9]{1,32}")


def download_headers(request: Request, name: str) -> dict[str, str]:
    """The headers of a file; `?begun=` comes back in a cookie, since no script hears how a download goes."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    sign = request.query_params.get("begun", "")
    if _SIGN.fullmatch(sign):
        headers["Set-Cookie"] = f"{_BEGUN}={sign}; Path=/; Max-Age=60; SameSite=Strict"
    return headers
