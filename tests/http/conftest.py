"""A BizHub behind its whole HTTP door, without a server in between."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bizhub.http.app import front_door, http_app
from bizhub.services.runtime import Runtime
from tests.http.browser import Browser

OpenBrowser = Callable[..., Browser]


@pytest.fixture
def open_browser(runtime: Runtime, tmp_path: Path) -> Iterator[OpenBrowser]:
    """Opens a browser: `open_browser(come_from="198.51.100.1", origin="https://evil.example")`."""
    runtime.settings.trusted_proxy_hops = 1
    site = tmp_path / "site"
    site.mkdir()
    opened: list[Browser] = []
    with asyncio.Runner() as runner:

        def open_one(*, come_from: str = "203.0.113.7", **headers: str) -> Browser:
            application = front_door(http_app(), settings=runtime.settings, site=site)
            browser = Browser(runner, application, runtime.settings.address, come_from)
            browser.headers.update(headers)
            opened.append(browser)
            return browser

        yield open_one
        for browser in opened:
            browser.close()
