"""What ends soon in the center: the list that its address describes, and how each of it is made to last longer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

import reflex as rx
from reflex.event import EventSpec

from bizhub.domain.ad_accounts import LEVEL_WORDS
from bizhub.domain.ends_soon import PAGE, Ending, EndRow
from bizhub.domain.names import some_of
from bizhub.domain.policy import AdAccountLevel, CenterRole, Permission
from bizhub.services import access_requests, asset_groups, ends_soon, formats, member_list, members
from bizhub.state import push
from bizhub.state.explained_rows import last_day_words
from bizhub.state.notices import done, told
from bizhub.state.paging import ListedState, paged
from bizhub.state.reader import Reader, current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState
from bizhub.state.waiting import done_or_waiting

PATH = "/team/ends-soon"
_ROLES = {CenterRole.ADMIN: "as an admin", CenterRole.STANDARD: "as a standard member"}
_NO_END = "This has no end any more."


@dataclass
class EndLine:
    """Something that ends, written for the reader; `path` is the page of it, `action` what the reader can do."""

    id: str
    kind: str
    user_id: str
    person: str
    of: str
    what: str
    path: str
    until: str
    given_by: str
    action: Literal["extend", "ask", "asked", ""]


class EndsSoonState(ListedState, rx.State):
    """One page of the list; `count` is how much it is in all, empty for nothing, `admins` whom others may ask."""

    rows: list[EndLine] = []
    count: str = ""
    admins: str = ""
    manages: bool = False
    shown_kind: str = ""

    _path: ClassVar[str] = PATH

    @remote
    async def load_count(self) -> None:
        """Say on other pages how much ends soon."""
        session = await self.get_state(SessionState)
        if not session.center_id:
            return
        found = await self._ask(ends_soon.count_ends_soon)
        locale = current_reader(session.user_locale, session.center_time_zone).locale
        self.count = formats.number(found, locale) if found else ""

    @remote
    async def filter_by_kind(self, kind: Literal["", "membership", "level", "place"]) -> EventSpec:
        """Show one kind only; an empty one shows all."""
        return self._go(self.search, {"kind": kind})

    @remote
    async def extend_membership(self, user_id: str) -> EventSpec:
        """Let a membership last longer; it may wait for another admin. Levels are extended by LevelState."""
        longer = await self._act(members.extend_member, user_id=user_id)
        await self._show()
        if longer.until is None:
            return told(_NO_END)
        reader = await self._reader()
        sentence = f"The membership goes on until {formats.day(longer.until, reader.locale)}."
        return done_or_waiting(longer.waits, sentence, reader)

    @remote
    async def extend_place(self, group_id: str, user_id: str) -> EventSpec:
        """Let a place in an asset group last longer."""
        until = await self._act(asset_groups.extend_place, group_id=group_id, user_id=user_id)
        await self._show()
        if until is None:
            return told(_NO_END)
        day = formats.day(until, (await self._reader()).locale)
        return done(f"The place in the asset group is kept until {day}.")

    @remote
    async def ask_longer(self, ad_account_id: str) -> EventSpec:
        """Ask whoever may extend a level of one's own."""
        until = await self._act(access_requests.ask_longer, ad_account_id=ad_account_id)
        await self._show()
        day = formats.day(until, (await self._reader()).locale)
        return done(f"Your request to keep it until {day} is on its way.")

    def _read_filters(self, wanted: Mapping[str, str]) -> None:
        kind = wanted.get("kind", "")
        self.shown_kind = kind if kind in list(Ending) else ""

    def _filters(self) -> dict[str, str]:
        return {"kind": self.shown_kind}

    async def _show(self) -> None:
        session, reader = await self.get_state(SessionState), await self._reader()
        found = await self._ask(ends_soon.list_ends_soon, search=self.search, kind=self.shown_kind, page=self._page)
        self._page, self.manages = found.page, Permission.MEMBER_MANAGE in session.permissions
        zone = session.center_time_zone
        self.rows = [_line(row, reader, zone, session.user_id, manages=self.manages) for row in found.rows]
        self.paging = paged(found.page, PAGE, found.total, reader.locale)
        if not self.manages:
            admins = await self._ask(member_list.list_members)
            self.admins = some_of([row.name for row in admins.rows])
        self.loaded = True

    async def _reader(self) -> Reader:
        session = await self.get_state(SessionState)
        return current_reader(session.user_locale, session.center_time_zone)


def _line(row: EndRow, reader: Reader, time_zone: str, reader_id: str, *, manages: bool) -> EndLine:
    is_open = manages or row.user_id == reader_id
    paths = {
        Ending.MEMBERSHIP: f"/team/{row.user_id}",
        Ending.LEVEL: f"/accounts/{row.of}",
        # Who leads the people of an ad account need not be in the groups that give levels on it.
        Ending.PLACE: f"/team/groups/{row.of}" if is_open else "",
    }
    return EndLine(
        id=row.id,
        kind=row.kind.value,
        user_id=row.user_id,
        person=row.person,
        of=row.of,
        what=_what(row),
        path=paths[row.kind],
        until=last_day_words(row.until, reader, time_zone),
        given_by=row.given_by,
        action="extend" if row.may_extend else "ask" if row.may_ask else "asked" if row.is_asked else "",
    )


def _what(row: EndRow) -> str:
    if row.kind is Ending.MEMBERSHIP:
        return f"Membership {_ROLES[CenterRole(row.gives)]}"
    level = LEVEL_WORDS[AdAccountLevel(row.gives)]
    return f"{level} on {row.name}" if row.kind is Ending.LEVEL else f"{level} through the group {row.name}"


for _subject in ("member", "ad_account", "asset_group", "access_request"):
    push.refresh_on(_subject, EndsSoonState.refresh, path=PATH)
