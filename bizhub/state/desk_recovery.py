"""Centers without an admin who can sign in, as the desk sees them, and the admins whom it has chosen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.desk import DeskNeedsTwoStep, RecoveryState
from bizhub.domain.errors import NotFound
from bizhub.domain.recovery import ROWS_PER_PAGE, AbsentAdmin, OrphanRow, RecoveryRow
from bizhub.services import formats, orphans, recovery
from bizhub.state import push
from bizhub.state.base import DeskState, FormState
from bizhub.state.desk import NEEDS_TWO_STEP
from bizhub.state.notices import done
from bizhub.state.paging import ListedState, paged
from bizhub.state.reader import Reader, current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState

PATH = "/desk/recovery"
_OUTCOMES = {
    RecoveryState.OBJECTED: "{by} objected",
    RecoveryState.CANCELLED: "Stopped by the desk",
    RecoveryState.DONE: "Done: nobody objected",
    RecoveryState.FAILED: "Not possible any more",
}


@dataclass
class OrphanLine:
    """A center, written for the reader."""

    id: str
    name: str
    members: str
    last_seen: str
    is_waiting: bool


@dataclass
class AdminLine:
    """Who was an admin of the opened center, and why they are not there."""

    name: str
    why: str


@dataclass
class CandidateLine:
    """Who could be chosen for it, with the address that goes into the field; `why_not` says why they cannot."""

    address: str
    name: str
    last_seen: str
    why_not: str


@dataclass
class RecoveryLine:
    """An admin whom the desk has chosen; `outcome` is empty while it waits."""

    id: str
    center: str
    person: str
    asked: str
    due: str
    reason: str
    outcome: str
    answer: str


class Choice(TypedDict):
    """Who becomes the admin, and why."""

    address: Annotated[str, Field(max_length=320)]
    reason: Annotated[str, Field(max_length=2_000)]


class DeskRecoveryState(DeskState, ListedState, FormState, rx.State):
    """One page of the centers; `opened` is the one whose drawer is open, `chosen` the address put into its field.

    `problem` says why nothing is shown (see components/desk.py).
    """

    rows: list[OrphanLine] = []
    waiting: list[RecoveryLine] = []
    past: list[RecoveryLine] = []
    opened: str = ""
    opened_name: str = ""
    admins: list[AdminLine] = []
    candidates: list[CandidateLine] = []
    chosen: str = ""
    problem: str = ""

    _path: ClassVar[str] = PATH

    @remote
    async def open_center(self, center_id: str) -> None:
        """Show who was an admin of a center, and the form in which somebody is chosen."""
        found = await self._ask(orphans.view_orphan, center_id=center_id)
        reader = await self._reader()
        self.errors, self.chosen = {}, ""
        self.opened, self.opened_name = found.id, found.name
        self.admins = [AdminLine(admin.name, _why_gone(admin, reader)) for admin in found.admins]
        self.candidates = [
            CandidateLine(one.address, one.name, _seen(one.last_seen, reader), one.why_not) for one in found.candidates
        ]

    @remote
    async def set_opened(self, opened: bool) -> None:
        """Keep in step with the drawer."""
        self.opened = self.opened if opened else ""

    @remote
    async def choose(self, address: Annotated[str, Field(max_length=320)]) -> None:
        """Put the address of a member into the field."""
        self.chosen = address

    @remote
    async def start(self, form: Choice) -> EventSpec:
        """Let the choice wait for objections."""
        await self._act(recovery.start_recovery, center_id=self.opened, address=form["address"], reason=form["reason"])
        self.opened = ""
        await self._show()
        return done("Chosen. All members of the center are told, and can object.")

    @remote
    async def cancel(self, recovery_id: str) -> EventSpec:
        """Stop one that waits."""
        await self._act(recovery.cancel_recovery, recovery_id=recovery_id)
        await self._show()
        return done("Stopped. The members of the center are told.")

    async def _show(self) -> None:
        reader = await self._reader()
        try:
            found = await self._ask(orphans.list_orphans, search=self.search, page=self._page)
            known = await self._ask(recovery.list_recoveries)
        except (NotFound, DeskNeedsTwoStep) as error:
            self.reset()
            self.problem = NEEDS_TWO_STEP if isinstance(error, DeskNeedsTwoStep) else error.message
            return
        self.problem = ""
        self.rows = [_orphan(row, reader) for row in found.rows]
        self.paging = paged(self._page, ROWS_PER_PAGE, found.total, reader.locale)
        lines = [(row.state is RecoveryState.WAITING, _recovery(row, reader)) for row in known]
        self.waiting = [line for waits, line in lines if waits]
        self.past = [line for waits, line in lines if not waits]
        self.loaded = True

    async def _reader(self) -> Reader:
        session = await self.get_state(SessionState)
        return current_reader(session.user_locale, session.center_time_zone or "UTC")


def _orphan(row: OrphanRow, reader: Reader) -> OrphanLine:
    return OrphanLine(
        row.id, row.name, formats.number(row.members, reader.locale), _seen(row.last_seen, reader), row.is_waiting
    )


def _recovery(row: RecoveryRow, reader: Reader) -> RecoveryLine:
    return RecoveryLine(
        id=row.id,
        center=row.center,
        person=row.person,
        asked=f"{row.asked_by}, {formats.moment(row.asked_at, reader.time_zone, reader.locale)}",
        due=formats.moment(row.due_at, reader.time_zone, reader.locale),
        reason=row.reason,
        outcome=_OUTCOMES[row.state].format(by=row.objected_by) if row.state in _OUTCOMES else "",
        answer=row.answer,
    )


def _why_gone(admin: AbsentAdmin, reader: Reader) -> str:
    if admin.is_disabled:
        return "disabled or deleted"
    if admin.ended_at is not None:
        return f"no admin since {formats.moment(admin.ended_at, reader.time_zone, reader.locale)}"
    return f"last seen: {_seen(admin.last_seen, reader)}"


def _seen(moment: datetime | None, reader: Reader) -> str:
    return "never" if moment is None else formats.moment(moment, reader.time_zone, reader.locale)


push.refresh_on("notification", DeskRecoveryState.refresh, path=PATH)
