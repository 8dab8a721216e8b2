"""The activity page: filters, one page of entries, the check of the record."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import reflex as rx
from pydantic import Field
from reflex_base.event.context import EventContext

from bizhub.domain.activity import ActivityFilter
from bizhub.domain.chain import ChainReport
from bizhub.domain.days import known_day
from bizhub.domain.palette import PaletteRow
from bizhub.domain.policy import Permission
from bizhub.services import activity, formats, palette, undo
from bizhub.services.chain_check import Progress
from bizhub.state.activity_rows import EntryLine, entry_line
from bizhub.state.base import BizHubState
from bizhub.state.reader import Reader, current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState
from bizhub.state.waiting import done_or_waiting

_FILTERS = ("search", "person", "kind", "asset", "from", "to", "bulk")
_PROGRESS_EVERY_S = 0.5

_running: dict[str, Progress] = {}
"""The checks of this process that are under way, by the tab that asked."""


class ActivityState(BizHubState, rx.State):
    """One page of the activity; `chosen` holds the filters as they stand in the page's address."""

    lines: list[EntryLine] = []
    chosen: dict[str, str] = dict.fromkeys(_FILTERS, "")
    people: list[list[str]] = []
    asset_name: str = ""
    asset_rows: list[PaletteRow] = []
    asset_answered: str = ""
    older_path: str = ""
    newer_path: str = ""
    is_loaded: bool = False
    loading: bool = False
    is_filtered: bool = False
    sees_all: bool = False
    address: str = ""
    export_query: str = ""
    filters_shown: int = 0

    is_checking: bool = False
    check_words: str = ""
    check_tone: str = ""
    check_problems: list[str] = []

    @remote
    async def load(self) -> AsyncIterator[Any]:
        """Show what the page's address asks for."""
        wanted = self.router.url.query_parameters
        chosen = {name: wanted.get(name, "") for name in _FILTERS}
        if chosen != self.chosen:
            # Somebody followed a link: the fields are drawn anew. What is being typed is never touched.
            self.chosen = chosen
            self.filters_shown += 1
        before, after = _cursor(wanted.get("before", "")), _cursor(wanted.get("after", ""))
        async for step in self._show(before=before, after=after):
            yield step
        await self._show_choices()

    @remote
    async def filter_by(
        self, name: Literal["search", "person", "kind", "asset", "from", "to"], value: str
    ) -> AsyncIterator[Any]:
        """Change one filter and begin at the newest entry."""
        self.chosen = {**self.chosen, name: value.strip()}
        async for step in self._show():
            yield step
        if name == "asset":
            await self._show_choices()

    @remote(supersedes=True)
    async def suggest_assets(self, query: Annotated[str, Field(max_length=200)]) -> None:
        """Offer ad accounts to filter by."""
        found = await self._ask(palette.suggest_ad_accounts, query=query)
        self.asset_rows, self.asset_answered = list(found.rows), found.query

    @remote
    async def clear_filters(self) -> AsyncIterator[Any]:
        """Show everything again."""
        self.chosen, self.asset_name = dict.fromkeys(_FILTERS, ""), ""
        self.filters_shown += 1
        async for step in self._show():
            yield step

    @remote(background=True)
    async def check_record(self) -> None:
        """Check the whole record of the center, say how far it has come, and record that it was checked."""
        tab = EventContext.get().token
        async with self:
            if tab in _running:
                return
            center = await self._center()
            locale = (await self._reader()).locale
            self.is_checking, self.check_problems = True, []
            self.check_tone, self.check_words = "neutral", "Checking…"
        progress = _running[tab] = Progress()
        try:
            report = await self._checked(progress, locale)
            await self._act(activity.note_verification, report=report)
            async with self:
                if await self._center() == center:
                    self._tell(report, locale)
        finally:
            del _running[tab]
            async with self:
                self.is_checking = False
                if self.check_tone == "neutral":
                    self.check_words = ""

    @remote
    async def undo(self, sequence: str) -> AsyncIterator[Any]:
        """Set back what an entry says was changed."""
        number = _cursor(sequence)
        waits = await self._act(undo.undo_entry, sequence=number)
        async for step in self._show():
            yield step
        session = await self.get_state(SessionState)
        reader = current_reader(session.user_locale, session.center_time_zone)
        yield done_or_waiting(waits, "It is as it was before.", reader)

    @remote
    async def stop_check(self) -> None:
        """Give up the check that this tab has started."""
        progress = _running.get(EventContext.get().token)
        if progress is not None:
            progress.stop.set()

    async def _checked(self, progress: Progress, locale: str) -> ChainReport:
        check = asyncio.create_task(self._ask(activity.verify_activity, progress=progress))
        while not (await asyncio.wait({check}, timeout=_PROGRESS_EVERY_S))[0]:
            async with self:
                self.check_words = f"Checking… {formats.number(progress.entries, locale)} entries so far."
        return check.result()

    def _tell(self, report: ChainReport, locale: str) -> None:
        entries = _counted(report.entries, "entry", "entries", locale)
        if report.is_intact:
            self.check_tone = "good"
            self.check_words = f"The activity is intact: {entries} checked, none altered, removed or inserted."
            return
        found = _counted(report.problem_count, "problem", "problems", locale)
        self.check_tone = "bad"
        self.check_words = (
            f"The activity is not intact: {found} in {entries}. "
            "Somebody changed it behind BizHub’s back. Tell whoever runs this BizHub."
        )
        self.check_problems = [problem.sentence for problem in report.problems]

    async def _reader(self) -> Reader:
        session = await self.get_state(SessionState)
        return current_reader(session.user_locale, session.center_time_zone)

    async def _show(self, *, before: int = 0, after: int = 0) -> AsyncIterator[None]:
        """A page of entries; those that stand there stay, dimmed, until it has come."""
        self.loading = True
        yield
        try:
            await self._read_page(before, after)
        finally:
            self.loading = False

    async def _show_choices(self) -> None:
        choices = await self._ask(activity.list_filter_choices, asset=self.chosen["asset"])
        self.people = [[user_id, name] for user_id, name in choices.people]
        self.asset_name = choices.asset_name or self.chosen["asset"]

    async def _read_page(self, before: int, after: int) -> None:
        session = await self.get_state(SessionState)
        reader = await self._reader()
        found = await self._ask(activity.list_activity, chosen=self._filter(reader), before=before, after=after)
        self.lines = [entry_line(row, reader) for row in found.rows]
        self.address = _address({**self.chosen, "before": _text(before), "after": _text(after)})
        self.older_path = _path({**self.chosen, "before": _text(found.older)}) if found.older else ""
        self.newer_path = _path({**self.chosen, "after": _text(found.newer)}) if found.newer else ""
        self.sees_all = Permission.ACTIVITY_VIEW_CENTER.value in session.permissions
        self.is_filtered = any(self.chosen.values())
        self.export_query = _query({"center": session.center_id, "zone": reader.time_zone, **self.chosen})
        self.is_loaded = True

    def _filter(self, reader: Reader) -> ActivityFilter:
        return ActivityFilter(
            person=self.chosen["person"],
            kind=self.chosen["kind"],
            asset=self.chosen["asset"],
            bulk=self.chosen["bulk"],
            search=self.chosen["search"],
            first_day=known_day(self.chosen["from"]),
            last_day=known_day(self.chosen["to"]),
            time_zone=reader.time_zone,
        )


def _counted(number: int, one: str, many: str, locale: str) -> str:
    return f"{formats.number(number, locale)} {one if number == 1 else many}"


def _path(values: dict[str, str]) -> str:
    return f"/activity{_address(values)}"


def _address(values: dict[str, str]) -> str:
    query = _query(values)
    return f"?{query}" if query else ""


def _query(values: dict[str, str]) -> str:
    return urlencode({name: value for name, value in values.items() if value})


def _text(sequence: int) -> str:
    return str(sequence) if sequence else ""


def _cursor(text: str) -> int:
    """A sequence as it stands in an address; 0 for everything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
