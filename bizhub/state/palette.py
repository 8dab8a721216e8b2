"""The palette and the switch to another ad account: the page stays the same page."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec

from bizhub.domain.palette import ALL_ACCOUNTS, INSIGHTS_OF_ALL, PaletteRow
from bizhub.services import palette, session_view, switching
from bizhub.state import page_refresh
from bizhub.state.base import BizHubState
from bizhub.state.notices import go_to
from bizhub.state.remote import remote
from bizhub.state.session import SessionState
from bizhub.state.visitor import current_visitor

# The address must not go on naming the account of a link that was followed, or a campaign of the account before.
_FORGET_LINK = (
    "(() => { const url = new URL(window.location.href);"
    " for (const name of ['account', 'center']) url.searchParams.delete(name);"
    " window.history.replaceState(window.history.state, '', url) })()"
)
_FORGET_LINK_AND_DRILL = (
    "(() => { const url = new URL(window.location.href);"
    " for (const name of ['account', 'center', 'campaign', 'ad_group', 'search', 'page'])"
    " url.searchParams.delete(name);"
    " window.history.replaceState(window.history.state, '', url) })()"
)


class PaletteState(BizHubState, rx.State):
    """Rows of the palette in drawing order, and the query they answer."""

    rows: list[PaletteRow] = []
    answered: str = ""

    @remote
    async def refresh(self) -> EventSpec | None:
        """Show recents, pins and pages again; part of every signed-in page's loading."""
        if await self._center() and not await self._show(""):
            return PaletteState.prepare()
        return None

    @remote(background=True)
    async def prepare(self) -> None:
        """Get ready for the first search while the page is already there."""
        await self._ask(palette.prepare_palette)

    @remote(supersedes=True)
    async def search(self, query: Annotated[str, Field(max_length=200)]) -> None:
        """Show what answers the typed text."""
        if await self._center():
            await self._show(query)

    @remote
    async def choose(self, kind: Literal["account", "action", "center", "page"], row_id: str) -> AsyncIterator[Any]:
        """Do what a row stands for; rows with an address of their own are followed in the browser."""
        if kind == "account":
            async for step in self._switch(row_id):
                yield step
        elif kind == "center":
            session = await self.get_state(SessionState)
            # Called, not chained: Reflex would read the text of a browser as code of its own.
            yield await session._switch_center(row_id)  # noqa: SLF001  # a public method would be an endpoint
        elif kind == "action" and row_id in (ALL_ACCOUNTS, INSIGHTS_OF_ALL):
            async for step in self._switch(""):
                yield step
            if row_id == INSIGHTS_OF_ALL:
                yield rx.redirect("/insights")

    @remote
    async def switch_account(self, ad_account_id: str) -> AsyncIterator[Any]:
        """Look at another ad account on the same page; an empty ID means all of them."""
        async for step in self._switch(ad_account_id):
            yield step

    async def _switch(self, ad_account_id: str) -> AsyncIterator[Any]:
        """Name and totals in the first answer, chart and table in the second; the memory of it comes last."""
        session = await self.get_state(SessionState)
        account = await self._ask(session_view.view_ad_account, ad_account_id=ad_account_id) if ad_account_id else None
        session._show_account(account)  # noqa: SLF001  # a public method would be an endpoint
        session.link_problem = ""
        visitor = current_visitor()
        page = page_refresh.refresh_of(visitor.page)
        if page is not None:
            await page.first(self)
        if "?" not in visitor.path:
            yield
        elif page is None:
            yield rx.call_script(_FORGET_LINK)
        else:
            yield rx.call_script(_FORGET_LINK_AND_DRILL)
        if page is not None:
            await page.rest(self)
            yield
        elif account is not None and page_refresh.shows_one_account(visitor.page):
            yield go_to(f"/accounts/{account.id}")
        if not session.viewing_name:
            await self._act(switching.remember_switch, ad_account_id=ad_account_id)
        await self._show("")

    async def _show(self, query: str) -> bool:
        session = await self.get_state(SessionState)
        answer = await self._ask(palette.search_palette, query=query, current_account=session.account_id)
        self.rows, self.answered = list(answer.rows), answer.query
        return answer.is_ready
