"""The members of the center: who is there, and the warning when all depends on one admin."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal
from zoneinfo import ZoneInfo

import reflex as rx
from reflex.event import EventSpec

from bizhub.domain.ad_accounts import LEVEL_WORDS
from bizhub.domain.levels import last_day
from bizhub.domain.policy import TEAM_ROLES, Permission
from bizhub.domain.team import FINANCE_WORDS, FOUNDER, MEMBERS_PAGE, LastAdmin, MemberRow
from bizhub.services import formats, member_list, members
from bizhub.state import push
from bizhub.state.notices import done, go_to
from bizhub.state.paging import ListedState, paged
from bizhub.state.reader import Reader, current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState

PATH = "/team"


@dataclass
class MemberLine:
    """A member, written for the reader; `until` is empty for somebody without an end."""

    id: str
    name: str
    address: str
    role: str
    finance_role: str
    levels: str
    last_seen: str
    since: str
    until: str
    invited_by: str
    is_disabled: bool
    has_two_step: bool


class TeamState(ListedState, rx.State):
    """One page of the members; who does not manage them sees the admins alone."""

    rows: list[MemberLine] = []
    manages: bool = False
    has_one_admin: bool = False
    shown_role: str = ""
    selected: list[str] = []
    leave_problem: str = ""

    _path: ClassVar[str] = PATH

    @remote
    async def filter_by_role(self, role: Literal["", "ADMIN", "STANDARD"]) -> EventSpec:
        """Show one role only; an empty one shows all."""
        return self._go(self.search, {"role": role})

    @remote
    async def toggle(self, row_id: str) -> None:
        """Select a member, or no longer."""
        if row_id in self.selected:
            self.selected = [one for one in self.selected if one != row_id]
        elif row_id in {row.id for row in self.rows}:
            self.selected = [*self.selected, row_id]

    @remote
    async def toggle_page(self) -> None:
        """Select everybody on the page, or nobody."""
        self.selected = [] if self.selected else [row.id for row in self.rows]

    @remote
    async def clear_selection(self) -> None:
        """Select nobody."""
        self.selected = []

    @remote
    async def leave(self) -> list[EventSpec]:
        """Leave the center; where that would leave it without an admin, the page says so and what helps."""
        self.leave_problem = ""
        session = await self.get_state(SessionState)
        name = session.center_name
        try:
            await self._act(members.leave_center)
        except LastAdmin as refusal:
            self.leave_problem = refusal.message
            return []
        await session._read("", "")  # noqa: SLF001  # the tab shows another center before it is told of the lost one
        return [done(f"You have left {name}."), go_to("/overview")]

    def _read_filters(self, wanted: Mapping[str, str]) -> None:
        role = wanted.get("role", "")
        self.shown_role, self.leave_problem = role if role in TEAM_ROLES else "", ""

    def _filters(self) -> dict[str, str]:
        return {"role": self.shown_role}

    async def _show(self) -> None:
        session = await self.get_state(SessionState)
        reader = current_reader(session.user_locale, session.center_time_zone)
        found = await self._ask(member_list.list_members, search=self.search, role=self.shown_role, page=self._page)
        if found.total and not found.rows:
            self._page = 1
            found = await self._ask(member_list.list_members, search=self.search, role=self.shown_role)
        self.manages = Permission.MEMBER_MANAGE in session.permissions
        self.has_one_admin = self.manages and found.lasting_admins == 1
        self.rows = [_line(row, reader, session.center_time_zone) for row in found.rows]
        self.paging = paged(self._page, MEMBERS_PAGE, found.total, reader.locale)
        shown = {row.id for row in self.rows}
        self.selected = [one for one in self.selected if one in shown]
        self.loaded = True


def day_of(moment: datetime, reader: Reader) -> str:
    """The day of a moment where the reader is."""
    return formats.day(moment.astimezone(ZoneInfo(reader.time_zone)).date(), reader.locale)


def _line(row: MemberRow, reader: Reader, center_zone: str) -> MemberLine:
    held = [f"{LEVEL_WORDS[level]} on {formats.number(count, reader.locale)}" for level, count in row.levels]
    return MemberLine(
        id=row.user_id,
        name=row.name,
        address=row.address,
        role=row.role.value,
        finance_role=FINANCE_WORDS[row.finance_role] if row.finance_role else "",
        levels=", ".join(held),
        last_seen=day_of(row.last_seen, reader) if row.last_seen else "",
        since=day_of(row.since, reader),
        until=formats.day(last_day(row.until, center_zone), reader.locale) if row.until else "",
        invited_by=f"by {row.added_by}" if row.added_by else FOUNDER,
        is_disabled=row.is_disabled,
        has_two_step=row.has_two_step,
    )


for _subject in ("member", "user"):
    push.refresh_on(_subject, TeamState.refresh, path=PATH)
