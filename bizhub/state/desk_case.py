"""One case of the desk: who has it, and the way to the next one. What it is about is its panel's."""

import reflex as rx
from reflex.event import EventSpec

from bizhub.domain.desk import KIND_WORDS, DeskCase, DeskNeedsTwoStep, Outcome
from bizhub.domain.errors import NotFound
from bizhub.services import desk, formats
from bizhub.state import push
from bizhub.state.base import DeskState
from bizhub.state.desk import NEEDS_TWO_STEP
from bizhub.state.desk import PATH as QUEUE_PATH
from bizhub.state.notices import done, go_to
from bizhub.state.reader import Reader, current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState

PATH = "/desk/case"
_OUTCOMES = {Outcome.APPROVED: "Approved", Outcome.REJECTED: "Refused", Outcome.WITHDRAWN: "Taken back"}


class DeskCaseState(DeskState, rx.State):
    """The case that the address names; `problem` says instead why there is none to see.

    `standing` says in a sentence who has it or what became of it.
    """

    case_id: str = ""
    kind: str = ""
    kind_word: str = ""
    title: str = ""
    center: str = ""
    opened: str = ""
    standing: str = ""
    second: str = ""
    is_mine: bool = False
    may_claim: bool = False
    is_open: bool = False
    problem: str = ""

    @remote
    async def load(self) -> None:
        """Show the case of the address."""
        await self._show(self.router.url.query_parameters.get("case", "")[:20])

    @remote
    async def refresh(self) -> None:
        """Show the same case again, because somebody took it up or decided."""
        if self.case_id:
            await self._show(self.case_id)

    @remote
    async def claim(self) -> None:
        """Begin to review it."""
        await self._act(desk.claim_case, case_id=self.case_id)
        await self._show(self.case_id)

    @remote
    async def release(self) -> EventSpec:
        """Let others review it."""
        await self._act(desk.release_case, case_id=self.case_id)
        await self._show(self.case_id)
        return done("The case is back in the queue.")

    @remote
    async def go_on(self) -> EventSpec:
        """Review what waits longest of the others."""
        case = await self._ask(desk.next_case, after=self.case_id, kind=None)
        if not case:
            return go_to(QUEUE_PATH)
        await self._act(desk.claim_case, case_id=case)
        return go_to(f"{PATH}?case={case}")

    async def _show(self, case_id: str) -> None:
        session = await self.get_state(SessionState)
        reader = current_reader(session.user_locale, session.center_time_zone or "UTC")
        try:
            case = await self._ask(desk.read_case, case_id=case_id)
        except DeskNeedsTwoStep:
            self.problem = NEEDS_TWO_STEP
            return
        except NotFound as missing:
            self.problem = missing.message
            return
        self.problem, self.case_id, self.kind = "", case.id, case.kind.value
        self.kind_word, self.title = KIND_WORDS[case.kind], case.title
        self.center = case.center
        self.opened = f"{case.opened_by} · {formats.moment(case.opened_at, reader.time_zone, reader.locale)}"
        self.is_mine, self.may_claim, self.is_open = case.is_mine, case.may_claim, case.outcome is None
        self.standing = _standing(case, reader)
        self.second = _second(case)


def _standing(case: DeskCase, reader: Reader) -> str:
    if case.outcome is not None and case.closed_at is not None:
        when = formats.moment(case.closed_at, reader.time_zone, reader.locale)
        return f"{_OUTCOMES[case.outcome]} by {case.closed_by} on {when}."
    if case.is_mine:
        return "You review this case. It is free again when you do nothing with it for half an hour."
    if case.reviewer:
        return f"{case.reviewer} reviews this case."
    return "Nobody reviews this case." if case.may_claim else "You have decided. Somebody else decides next."


def _second(case: DeskCase) -> str:
    if case.outcome is not None or not case.first_reviewer:
        return ""
    return f"{case.first_reviewer} has decided. Two have to decide the same; you do not see what they chose."


push.refresh_on("desk", DeskCaseState.refresh, path=PATH)
