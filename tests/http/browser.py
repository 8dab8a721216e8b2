"""A browser without a page: it keeps cookies and sends what own scripts send."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from starlette.types import ASGIApp

from bizhub.http.app import front_door, http_app
from bizhub.services.runtime import Runtime

DEVICE = "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36"


class Browser:
    """Talks to an application in this process; the address it comes from is believed, as one proxy would say it."""

    def __init__(self, runner: asyncio.Runner, application: ASGIApp, base_url: str, come_from: str) -> None:
        """Open it; `close` closes it."""
        self._runner = runner
        self._client = httpx.AsyncClient(
            transport=httpx.ASGITransport(application),
            base_url=base_url,
            headers={"x-bizhub": "1", "origin": base_url, "x-forwarded-for": come_from, "user-agent": DEVICE},
        )

    @property
    def cookies(self) -> httpx.Cookies:
        """What it keeps."""
        return self._client.cookies

    @property
    def headers(self) -> httpx.Headers:
        """What it sends each time."""
        return self._client.headers

    def request(self, method: str, path: str, **content: Any) -> httpx.Response:
        """One request and its answer; redirects are not followed."""
        return self._runner.run(self._client.request(method, path, **content))

    def post(self, path: str, **content: Any) -> httpx.Response:
        """One POST and its answer."""
        return self.request("POST", path, **content)

    def close(self) -> None:
        """Close it."""
        self._runner.run(self._client.aclose())


OpenBrowser = Callable[..., Browser]


@contextmanager
def browsers(runtime: Runtime, folder: Path) -> Iterator[OpenBrowser]:
    """Opens browsers in front of the whole HTTP door: `open_one(come_from="198.51.100.1", origin="https://evil")`."""
    runtime.settings.trusted_proxy_hops = 1
    opened: list[Browser] = []
    with asyncio.Runner() as runner:

        def open_one(*, come_from: str = "203.0.113.7", **headers: str) -> Browser:
            application = front_door(http_app(), settings=runtime.settings, site=folder)
            browser = Browser(runner, application, runtime.settings.address, come_from)
            browser.headers.update(headers)
            opened.append(browser)
            return browser

        yield open_one
        for browser in opened:
            browser.close()
