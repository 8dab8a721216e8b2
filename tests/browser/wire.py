"""The socket between a page and its server, in the hands of a test."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, WebSocketRoute


class Wire:
    """Carries every message; on demand the answers wait, so that a test sees a page that waits for one.

    Made before the page is opened.
    """

    def __init__(self, page: Page) -> None:
        self._sign = ""
        self._holds = False
        self._held: list[Callable[[], None]] = []
        page.route_web_socket(re.compile("/_event"), self._connect)

    def hold_after(self, sign: str) -> None:
        """Let the server's answers through up to the next one that contains this text, and no further."""
        self._sign = sign

    def release(self) -> None:
        """Hand over what waited, and everything after it."""
        self._sign, self._holds = "", False
        held, self._held = self._held, []
        for hand_over in held:
            hand_over()

    def _connect(self, page_side: WebSocketRoute) -> None:
        server_side = page_side.connect_to_server()

        def answer(message: str | bytes) -> None:
            if self._holds:
                self._held.append(lambda: page_side.send(message))
                return
            page_side.send(message)
            self._holds = bool(self._sign) and self._sign in str(message)

        server_side.on_message(answer)
