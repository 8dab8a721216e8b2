"""One bulk change: its preview, its progress and its result; and the person's last ones."""

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlencode

import reflex as rx
from reflex.event import EventSpec

from bizhub.domain.ad_accounts import LEVEL_WORDS
from bizhub.domain.bulk import (
    MOVING,
    ROWS_PAGE,
    PairRow,
    RowState,
    RunKind,
    RunRow,
    RunState,
    RunView,
    Why,
    outcome_words,
    reason_words,
)
from bizhub.domain.days import known_day
from bizhub.domain.errors import BizHubError, SignedOut
from bizhub.domain.levels import Held, last_day
from bizhub.domain.palette import shortened_id
from bizhub.services import bulk, formats
from bizhub.state import push
from bizhub.state.base import BizHubState
from bizhub.state.notices import done, go_to, told
from bizhub.state.paging import Paged, page_of, paged
from bizhub.state.reader import Reader, current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState

PATH = "/team/bulk"
_STATES = {
    RunState.PREVIEW: "Preview",
    RunState.RUNNING: "Running",
    RunState.CANCELLING: "Stopping",
    RunState.DONE: "Done",
    RunState.CANCELLED: "Stopped",
    RunState.FAILED: "Failed",
}


@dataclass
class RunLine:
    """A bulk change in the list of the last ones."""

    id: str
    title: str
    state: str
    when: str


@dataclass
class PairLine:
    """A pair, written for the reader; `result` is its state, `words` the state or reason as a sentence."""

    id: str
    person: str
    ad_account: str
    detail: str
    before: str
    after: str
    result: str
    words: str


@dataclass
class RunCard:
    """A bulk change, written for the reader; counts are texts, `percent` is 0–100."""

    id: str
    title: str
    asked: str
    state: str
    by: str
    is_undo: bool
    undo_of: str
    is_preview: bool
    is_moving: bool
    waiting: str
    changed: str
    same: str
    skipped: str
    pairs: str
    settled: str
    percent: int
    outcome: str
    may_start: bool
    may_cancel: bool
    may_undo: bool
    reasons: list[str] = field(default_factory=list)


class BulkRunState(BizHubState, rx.State):
    """The bulk change that the address names, or none and the list of the last ones."""

    run: RunCard | None = None
    rows: list[PairLine] = []
    page: Paged | None = None
    shown: str = ""
    runs: list[RunLine] = []
    problem: str = ""
    loaded: bool = False

    _id: str = ""
    _page: int = 1

    @remote
    async def load(self) -> None:
        """Show what the address says."""
        query = self.router.url.query_parameters
        wanted = query.get("run", "")
        if wanted != self._id:
            self.reset()
        shown = query.get("show", "")
        self.shown = shown if shown in list(RowState) else ""
        self._id, self._page = wanted, page_of(query.get("page", ""))
        await self._show()

    @remote
    async def refresh(self) -> None:
        """Show the same again, because a bulk change has moved."""
        if self.loaded:
            await self._show()

    @remote
    async def show_only(self, state: Literal["", "WAITING", "CHANGED", "SAME", "SKIPPED"]) -> EventSpec:
        """Show the pairs in one state; an empty one shows all."""
        return self._go(state, 1)

    @remote
    async def turn_back(self) -> EventSpec:
        """Show the page before."""
        return self._go(self.shown, max(1, self._page - 1))

    @remote
    async def turn_on(self) -> EventSpec:
        """Show the next page."""
        return self._go(self.shown, self._page + 1)

    @remote
    async def start(self) -> EventSpec:
        """Run what is previewed."""
        await self._act(bulk.start_run, run_id=self._id)
        await self._show()
        return done("It runs. You may leave this page and come back.")

    @remote
    async def cancel(self) -> EventSpec:
        """Stop it between two parts."""
        await self._act(bulk.cancel_run, run_id=self._id)
        await self._show()
        return told("It stops after the part that is being done.")

    @remote
    async def undo(self) -> EventSpec:
        """Preview what setting it back would change."""
        run = await self._act(bulk.prepare_undo, run_id=self._id)
        return go_to(f"{PATH}?run={run}")

    def _go(self, state: str, page: int) -> EventSpec:
        wanted = {"run": self._id, "show": state, "page": str(page) if page > 1 else ""}
        return go_to(f"{PATH}?{urlencode({name: value for name, value in wanted.items() if value})}")

    async def _show(self) -> None:
        session = await self.get_state(SessionState)
        reader = current_reader(session.user_locale, session.center_time_zone)
        self.problem = ""
        try:
            if self._id:
                found = await self._ask(bulk.view_run, run_id=self._id, state=self.shown, page=self._page)
                self._show_run(found, reader, session.center_time_zone)
            else:
                self.runs = [_run_line(row, reader) for row in await self._ask(bulk.list_runs)]
        except SignedOut:
            raise
        except BizHubError as refusal:
            self.run, self.rows, self.runs, self.problem = None, [], [], refusal.message
        self.loaded = True

    def _show_run(self, found: RunView, reader: Reader, zone: str) -> None:
        self.run = _card(found, reader, zone)
        self.rows = [_line(row, found.run, reader, zone) for row in found.rows]
        self.page = paged(self._page, ROWS_PAGE, found.total, reader.locale)


def _card(found: RunView, reader: Reader, zone: str) -> RunCard:
    run, counts = found.run, found.counts
    waiting, changed = counts.get(RowState.WAITING, 0), counts.get(RowState.CHANGED, 0)

    def number(value: int) -> str:
        return formats.number(value, reader.locale)

    when = formats.moment(run.created_at, reader.time_zone, reader.locale)
    return RunCard(
        id=run.id,
        title=bulk.title_of(run),
        asked=_asked(run, reader, zone),
        state=_STATES[run.state],
        by=f"{run.maker}, {when}",
        is_undo=run.kind is RunKind.UNDO,
        undo_of=run.undo_of,
        is_preview=run.state is RunState.PREVIEW,
        is_moving=run.state in MOVING,
        waiting=number(waiting),
        changed=number(changed),
        same=number(counts.get(RowState.SAME, 0)),
        skipped=number(counts.get(RowState.SKIPPED, 0)),
        pairs=number(run.pairs),
        settled=number(run.pairs - waiting),
        percent=100 * (run.pairs - waiting) // max(run.pairs, 1),
        outcome=outcome_words(found),
        may_start=found.may_start,
        may_cancel=found.may_cancel,
        may_undo=found.may_undo,
        reasons=[f"{number(count)}: {reason_words(why)}." for why, count in found.reasons.items()],
    )


def _asked(run: RunRow, reader: Reader, zone: str) -> str:
    """What everybody shall hold, beside the title."""
    until = f"until {formats.day(last_day(run.until, zone), reader.locale)}" if run.until else ""
    raises = "only where it is more" if run.only_raise else ""
    reason = f"reason: {run.reason}" if run.reason and run.kind is not RunKind.UNDO else ""
    return " · ".join(part for part in (until, raises, reason) if part)


def _run_line(run: RunRow, reader: Reader) -> RunLine:
    when = formats.moment(run.created_at, reader.time_zone, reader.locale)
    return RunLine(run.id, bulk.title_of(run), _STATES[run.state], when)


def _line(row: PairRow, run: RunRow, reader: Reader, zone: str) -> PairLine:
    verdict = row.verdict
    return PairLine(
        id=str(row.place),
        person=row.person,
        ad_account=row.ad_account,
        detail=f"ID {shortened_id(row.external_id)}",
        before=_level(row.before, reader, zone),
        after=_level(row.after, reader, zone),
        result=verdict.state.value,
        words=_words(row, run, reader),
    )


def _words(row: PairRow, run: RunRow, reader: Reader) -> str:
    why, detail = row.verdict.why, row.verdict.detail
    day = known_day(detail) if why is Why.BEYOND_OWN_END else None
    if why:
        return f"{reason_words(why, formats.day(day, reader.locale) if day else detail)}."
    waits = {RunState.PREVIEW: "Will change", RunState.RUNNING: "Waits"}.get(run.state, "Not done")
    return {RowState.WAITING: waits, RowState.CHANGED: "Changed", RowState.SAME: "Already so"}[row.verdict.state]


def _level(held: Held | None, reader: Reader, zone: str) -> str:
    if held is None:
        return "None"
    until = f" until {formats.day(last_day(held.until, zone), reader.locale)}" if held.until else ""
    return f"{LEVEL_WORDS[held.level]}{until}"


push.refresh_on("bulk", BulkRunState.refresh, path=PATH)
