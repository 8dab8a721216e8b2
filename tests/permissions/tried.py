"""One try of an event handler: what its page did before, what is sent, and what shows that it was done."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from tests.hostile.driver import Tab
from tests.permissions.handlers import HANDLERS
from tests.permissions.shows import Shows
from tests.permissions.stage import Stage
from tests.permissions.who import ALLOWED, CAST, Who

Step = str | tuple[str, dict[str, Any]] | Callable[[Tab, Stage], Awaitable[None]]
"""A handler, one with arguments, or what no handler does."""


@dataclass(frozen=True)
class Try:
    """One event: `steps` come before it, on a page at this address.

    Who may do it fills the tab, and everybody else finds it filled by somebody who may: what a tab shows gives no
    right. `filled_by` fills it for everybody. `what` and `who` are given where a handler does several things.
    """

    handler: str
    shows: Shows
    payload: dict[str, Any] = field(default_factory=dict)
    page: str = "/overview"
    steps: tuple[Step, ...] = ()
    filled_by: str = ""
    what: str = ""
    who: Who | None = None

    def __str__(self) -> str:
        return f"{self.handler} {self.what}".strip()

    @property
    def least(self) -> Who:
        """The least that somebody must be to do it."""
        return self.who or HANDLERS[self.handler]

    @property
    def allowed(self) -> frozenset[str]:
        """Who of the cast gets through."""
        return ALLOWED[self.least]

    def filler(self, actor: str) -> str:
        """Who fills the tab from which this person tries it."""
        insiders = [name for name in CAST if name in self.allowed]
        return self.filled_by or (actor if actor in self.allowed else insiders[-1])


SESSION = "session.SessionState.load"
"""What every signed-in page does first."""
