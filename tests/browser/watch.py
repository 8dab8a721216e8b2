"""Notices what goes wrong in a page without anybody looking."""

from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request

_OWN_SCHEMES = {"data", "blob", "about"}


class Watch:
    """Collects console errors, uncaught exceptions and requests to other hosts as lines in `problems`."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self._may_be_alone = False

    def follow(self, page: Page) -> None:
        """Watch a page from now on."""
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.problems.append(f"exception: {error}"))
        page.on("request", self._on_request)

    def forgive(self, address: str) -> None:
        """Leave out what was said about an address."""
        self.problems = [problem for problem in self.problems if address not in problem]

    def let_server_be_gone(self) -> None:
        """From now on, whoever finds no server may say so in the console."""
        self._may_be_alone = True

    def _on_console(self, message: ConsoleMessage) -> None:
        if self._may_be_alone and ("WebSocket connection" in message.text or "net::ERR_CONNECTION" in message.text):
            return
        if message.type == "error":
            self.problems.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _on_request(self, request: Request) -> None:
        target = urlsplit(request.url)
        if target.scheme not in _OWN_SCHEMES and target.hostname not in ("localhost", "127.0.0.1"):
            self.problems.append(f"foreign host: {request.url}")
