"""The queues of the desk: what waits, who has it, and the figures above them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Literal
from urllib.parse import urlencode

import reflex as rx
from babel.dates import format_timedelta
from pydantic import Field
from reflex.event import EventSpec

from bizhub.domain.desk import (
    KIND_WORDS,
    CaseKind,
    DeskNeedsTwoStep,
    KindFigures,
    QueuedCase,
    ReviewerFigures,
    Show,
)
from bizhub.domain.errors import NotFound
from bizhub.services import desk, formats
from bizhub.state import push
from bizhub.state.base import DeskState
from bizhub.state.notices import done, go_to
from bizhub.state.reader import Reader, current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState

PATH = "/desk"
NEEDS_TWO_STEP = "two_step"
_KINDS = {kind.value: kind for kind in CaseKind}
_DAYS = {"": 0, "1": 1, "3": 3, "7": 7, "30": 30}


@dataclass
class CaseLine:
    """A case of the queue, in words for the reviewer."""

    id: str
    kind: str
    kind_word: str
    title: str
    center: str
    opened: str
    reviewer: str
    is_mine: bool
    is_second: bool
    is_for_me: bool


@dataclass
class KindLine:
    """What waits of one kind, and how long the decided ones had waited."""

    kind: str
    word: str
    waiting: str
    oldest: str
    median: str


@dataclass
class ReviewerLine:
    """What one reviewer has decided and has in hand."""

    name: str
    last_7_days: str
    last_30_days: str
    in_hand: str


class DeskQueueState(DeskState, rx.State):
    """One part of the queue that the address describes; `problem` says instead why there is none to see.

    `kind` is a value of CaseKind or "" for all, `shown` one of Show, `days` how long it has to have waited.
    """

    rows: list[CaseLine] = []
    kinds: list[KindLine] = []
    reviewers: list[ReviewerLine] = []
    kind: str = ""
    shown: str = Show.ALL.value
    days: str = ""
    search: str = ""
    is_first: bool = True
    has_next: bool = False
    visits: int = 0
    loaded: bool = False
    problem: str = ""

    _after: str = ""
    _next: str = ""
    _typed: str = ""

    @remote
    async def load(self) -> None:
        """Show what the address says."""
        wanted = self.router.url.query_parameters
        self.kind = wanted.get("kind", "") if wanted.get("kind", "") in _KINDS else ""
        self.shown = Show(wanted["show"]).value if wanted.get("show") in list(Show) else Show.ALL.value
        self.days = wanted.get("days", "") if wanted.get("days", "") in _DAYS else ""
        self.search, self._after = wanted.get("q", "").strip()[:100], wanted.get("after", "")[:20]
        self.is_first = not self._after
        if self.search != self._typed:  # a link or the back button: the field holds something else
            self._typed = self.search
            self.visits += 1
        await self._show()

    @remote
    async def refresh(self) -> None:
        """Show the same part again, because something came or was decided."""
        if self.loaded:
            await self._show()

    @remote
    async def search_for(self, text: Annotated[str, Field(max_length=200)]) -> EventSpec:
        """Show what has these words in its title or center."""
        self._typed = text.strip()[:100]
        return self._go(q=self._typed)

    @remote
    async def filter_by(
        self, name: Literal["kind", "show", "days"], value: Annotated[str, Field(max_length=20)]
    ) -> EventSpec:
        """Show one kind, what is free or one's own, or what waits longer."""
        return self._go(**{name: value})

    @remote
    async def clear_filters(self) -> EventSpec:
        """Show everything again."""
        return go_to(PATH)

    @remote
    async def turn_on(self) -> EventSpec:
        """Show what came later."""
        return self._go(after=self._next)

    @remote
    async def start_over(self) -> EventSpec:
        """Show what waits longest."""
        return self._go()

    @remote
    async def take_next(self) -> EventSpec:
        """Begin to review what waits longest, of the kind that is shown."""
        case = await self._ask(desk.next_case, after="", kind=_KINDS.get(self.kind))
        if not case:
            return done("Nothing waits that somebody does not review already.")
        await self._act(desk.claim_case, case_id=case)
        return go_to(f"{PATH}/case?case={case}")

    def _go(self, **changed: str) -> EventSpec:
        wanted = {"kind": self.kind, "show": self.shown, "days": self.days, "q": self.search, **changed}
        if wanted["show"] == Show.ALL:
            wanted["show"] = ""
        query = urlencode({name: value for name, value in wanted.items() if value})
        return go_to(f"{PATH}?{query}" if query else PATH, replace="q" in changed)

    async def _show(self) -> None:
        session = await self.get_state(SessionState)
        reader = current_reader(session.user_locale, session.center_time_zone or "UTC")
        try:
            queue = await self._ask(
                desk.list_cases, kind=_KINDS.get(self.kind), show=Show(self.shown), text=self.search,
                waiting_days=_DAYS[self.days], after=self._after,
            )  # fmt: skip
        except DeskNeedsTwoStep:
            self.problem = NEEDS_TWO_STEP
            return
        except NotFound as missing:
            self.problem = missing.message
            return
        figures = await self._ask(desk.read_figures)
        self.rows = [_line(row, reader) for row in queue.cases]
        self._next, self.has_next = queue.after, bool(queue.after)
        self.kinds = [_of_kind(one, reader) for one in figures.kinds]
        self.reviewers = [_of_reviewer(one, reader) for one in figures.reviewers]
        self.problem, self.loaded = "", True


def span(length: timedelta, locale: str) -> str:
    """How long something took, in its largest unit: "3 days"."""
    return format_timedelta(max(length, timedelta(minutes=1)), locale=locale, granularity="minute", threshold=1.5)


def _line(row: QueuedCase, reader: Reader) -> CaseLine:
    return CaseLine(
        row.id, row.kind.value, KIND_WORDS[row.kind], row.title, row.center,
        formats.moment(row.opened_at, reader.time_zone, reader.locale), row.reviewer, row.is_mine, row.is_second,
        row.is_for_me,
    )  # fmt: skip


def _of_kind(one: KindFigures, reader: Reader) -> KindLine:
    oldest = formats.moment(one.oldest, reader.time_zone, reader.locale) if one.oldest else ""
    median = span(one.median_wait, reader.locale) if one.median_wait is not None else ""
    return KindLine(one.kind.value, KIND_WORDS[one.kind], formats.number(one.waiting, reader.locale), oldest, median)


def _of_reviewer(one: ReviewerFigures, reader: Reader) -> ReviewerLine:
    numbers = (formats.number(count, reader.locale) for count in (one.last_7_days, one.last_30_days, one.in_hand))
    return ReviewerLine(one.name, *numbers)


push.refresh_on("desk", DeskQueueState.refresh, path=PATH)
