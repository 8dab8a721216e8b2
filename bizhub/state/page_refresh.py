"""What each page loads again when another ad account is chosen.

A page whose figures belong to the selected ad account says so once, at import:

    page_refresh.on_switch("insights", first=_load_totals, rest=_load_details)

Both get the state that switches and reach their own with `await state.get_state(InsightsState)`; the selected
account is in SessionState already. What `first` sets travels with the account's name in the first answer to the
browser, so it loads the totals and nothing that takes longer; `rest` fills in the chart and the table.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import reflex as rx

Load = Callable[[rx.State], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class PageRefresh:
    """How a page shows another ad account, in two steps."""

    first: Load
    rest: Load


_pages: dict[str, PageRefresh] = {}


def on_switch(section: str, *, first: Load, rest: Load) -> None:
    """Load these again on the page `/section` when another ad account is chosen."""
    _pages[section] = PageRefresh(first, rest)


def refresh_of(path: str) -> PageRefresh | None:
    """What the page at this path, without a query, loads again; None when it shows no selected account."""
    return _pages.get(path.strip("/"))


def shows_one_account(path: str) -> bool:
    """Whether the path is the page of one ad account, which another account has its own of."""
    parts = path.strip("/").split("/")
    return len(parts) == 2 and parts[0] == "accounts"
