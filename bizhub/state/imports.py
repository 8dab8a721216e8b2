"""The import page: files on their way in, their previews, and what is chosen for them."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Literal

import reflex as rx
from pydantic import Field, TypeAdapter, ValidationError
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.errors import BizHubError, InvalidInput, PermissionDenied, SignedOut
from bizhub.domain.imports import GOING_IN
from bizhub.services import formats, import_list, imports, regions, runtime
from bizhub.state import push
from bizhub.state.base import FormState
from bizhub.state.import_cards import FileCard, counted_files, file_card, summary_of
from bizhub.state.notices import begun, failed, go_to, over
from bizhub.state.reader import current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState


class RouteAnswer(TypedDict, total=False):
    """What the upload route answers to a file it refuses."""

    message: Annotated[str, Field(max_length=1_000)]


class UploadNews(TypedDict):
    """What the browser tells of an upload; see `file_drop`."""

    file: Annotated[str, Field(max_length=1_000)]
    place: Annotated[int, Field(ge=1)]
    status: int
    state: Literal["sending", "done", "failed", "cancelled"]
    answer: RouteAnswer | None


PATH = "/import"
_NEWS = TypeAdapter(UploadNews)
_REFUSALS_SHOWN = 100
_DIGITS = 10
_IMPORTING = "importing"


class ImportState(FormState, rx.State):
    """One page of the person's imports in this center that have not been cleared away; `errors` are by file ID.

    `ready_count` and `ended_count` are about the files of all pages. `problem` says why nothing can be imported here,
    `not_taken` of each file of the last upload that did not go through why; `largest_bytes` may one have.
    """

    files: list[FileCard] = []
    first: dict[str, int] = {}
    ready_count: int = 0
    ended_count: int = 0
    summary: str = ""
    shown_from: str = ""
    shown_to: str = ""
    total: str = ""
    has_previous: bool = False
    has_next: bool = False
    time_zones: list[list[str]] = []
    loaded: bool = False
    problem: str = ""
    not_taken: list[str] = []
    largest_bytes: int = 0
    largest: str = ""

    _number: int = 1
    _ready: tuple[str, ...] = ()
    _ended: tuple[str, ...] = ()
    _seen_at: datetime | None = None
    _importing: bool = False

    @remote
    async def load(self) -> EventSpec | None:
        """Show the page that the address says; also called whenever an import moves."""
        wanted = page_from_query(self.router.url.query_parameters)
        try:
            page = await self._ask(import_list.list_open_imports, first=self.first, page=wanted)
        except PermissionDenied as refusal:
            self.reset()
            self.problem = refusal.message
            return None
        self.problem = ""
        locale = await self._locale()
        self.files = [file_card(item.plan, item.percent, locale) for item in page.items]
        self._ready, self._ended, self._seen_at = page.ready, page.ended, page.seen_at
        self.ready_count, self.ended_count = len(page.ready), len(page.ended)
        self._show_place(page, locale)
        if not self.time_zones and any(card.creates for file in self.files for card in file.accounts):
            self.time_zones = [[zone, zone.replace("_", " ")] for zone in regions.time_zones()]
        self.largest_bytes = runtime.current().settings.import_max_bytes
        self.largest = formats.file_size(self.largest_bytes)
        self.loaded = True
        was_importing, self._importing = self._importing, self._importing and not GOING_IN.isdisjoint(page.counts)
        return over(name=_IMPORTING) if was_importing and not self._importing else None

    async def _locale(self) -> str:
        return current_reader((await self.get_state(SessionState)).user_locale).locale

    def _show_place(self, page: import_list.OpenImports, locale: str) -> None:
        after = page.offset + len(page.items)
        self._number, self.summary = page.number, summary_of(page.counts, locale)
        self.shown_from, self.shown_to, self.total = (
            formats.number(count, locale) for count in (page.offset + 1, after, page.total)
        )
        self.has_previous, self.has_next = page.offset > 0, after < page.total

    @remote
    async def turn_back(self) -> EventSpec:
        """Show the page before."""
        return go_to(page_path(self._number - 1))

    @remote
    async def turn_on(self) -> EventSpec:
        """Show the next page."""
        return go_to(page_path(self._number + 1))

    @remote
    async def uploaded(self, report: str) -> None:
        """Hear from the browser how an upload goes."""
        news = _read_news(report)
        if news["place"] == 1:
            self.not_taken = []
        if news["state"] == "done":
            await ImportState.load.fn(self)  # type: ignore[attr-defined]
        if news["state"] == "failed":
            self.not_taken = [*self.not_taken, f"{news['file']}: {_why_not(news)}"][-_REFUSALS_SHOWN:]

    @remote
    async def choose(
        self, file_id: str, source: str, name: Literal["external_id", "name", "time_zone", "currency"], value: str
    ) -> None:
        """Take over what was typed about one account of a file; a field that was only left says nothing new."""
        if self._shows(file_id, source, name, value):
            return
        await self._act(imports.choose_account, file_id=file_id, source=source, field=name, value=value)
        await ImportState.load.fn(self)  # type: ignore[attr-defined]

    def _shows(self, file_id: str, source: str, name: str, value: str) -> bool:
        accounts = [account for file in self.files if file.id == file_id for account in file.accounts]
        return any(account.source == source and getattr(account, name) == value for account in accounts)

    @remote
    async def start(self, file_id: str) -> None:
        """Import one file, or show the first of its ad accounts that stands in the way."""
        await self._start(file_id)
        await ImportState.load.fn(self)  # type: ignore[attr-defined]

    @remote
    async def start_all(self) -> list[EventSpec]:
        """Import every file that was shown as ready, on whatever page it is, in the order in which they came."""
        ready = self._ready
        started = 0
        for file_id in ready:
            try:
                started += await self._start(file_id, among_all=True)
            except SignedOut:
                raise
            except BizHubError as error:  # said at its file; the others start all the same
                self.errors = {**self.errors, file_id: error.message}
        await ImportState.load.fn(self)  # type: ignore[attr-defined]
        locale = await self._locale()
        self._importing = started > 0
        words = f"Importing {counted_files(started, locale)}. You may leave this page."
        answer = [begun(words, name=_IMPORTING)] if started else []
        return [*answer, *self._told_of_left([file_id for file_id in ready if file_id in self.errors], locale)]

    def _told_of_left(self, left: list[str], locale: str) -> list[EventSpec]:
        """What is said of files that could not be started: they may stand on another page."""
        if len(left) > 1:
            return [failed(f"{counted_files(len(left), locale)} could not be started. Each says why.")]
        return [failed(self.errors[file_id]) for file_id in left]

    async def _start(self, file_id: str, *, among_all: bool = False) -> bool:
        """Start one file; what stands in the way is said at the file, and its ad account is shown."""
        told = {name: words for name, words in self.errors.items() if name != file_id}
        self.errors = told
        obstacle = await self._ask(imports.find_obstacle, file_id=file_id, among_all=among_all)
        if obstacle is not None:
            self.errors = {**told, file_id: obstacle.sentence}
            self.first = {**self.first, file_id: obstacle.place}
            return False
        await self._act(imports.start_import, file_id=file_id, seen_at=self._seen_at)
        self.errors = told
        return True

    @remote
    async def turn(self, file_id: str, first: int) -> None:
        """Show the ad accounts of a file from a place on."""
        if any(file.id == file_id for file in self.files):
            self.first = {**self.first, file_id: first}
        await ImportState.load.fn(self)  # type: ignore[attr-defined]

    @remote
    async def cancel(self, file_id: str) -> None:
        """Give up an import; of one that runs, what is in place already stays."""
        await self._act(imports.cancel_import, file_id=file_id)
        await ImportState.load.fn(self)  # type: ignore[attr-defined]

    @remote
    async def clear(self, file_id: str) -> None:
        """Take an import that has ended off the page."""
        await self._act(import_list.clear_imports, file_ids=(file_id,))
        await ImportState.load.fn(self)  # type: ignore[attr-defined]

    @remote
    async def clear_ended(self) -> None:
        """Take off the page what did not arrive and every import that was shown as ended, on whatever page it is."""
        self.not_taken = []
        await self._act(import_list.clear_imports, file_ids=self._ended)
        await ImportState.load.fn(self)  # type: ignore[attr-defined]


push.refresh_on("import", ImportState.load, path=PATH)


def page_from_query(query: Mapping[str, str]) -> int:
    """Which page the address says, counted from 1."""
    text = query.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else 1


def page_path(number: int) -> str:
    """The address of a page of the list."""
    return f"{PATH}?page={number}" if number > 1 else PATH


def _why_not(news: UploadNews) -> str:
    if news["status"] == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:  # seen in the browser, or by the server before any route
        return f"The file is larger than {formats.file_size(runtime.current().settings.import_max_bytes)}."
    return (news["answer"] or {}).get("message") or "The file did not arrive. Please try again."


def _read_news(report: str) -> UploadNews:
    try:
        return _NEWS.validate_json(report)
    except ValidationError:
        raise InvalidInput(
            "What your browser said about the upload could not be understood. Reload the page."
        ) from None
