"""Documents that a center adds to something and removes again, and those of a case that the desk looks at."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Literal

import reflex as rx
from pydantic import Field, TypeAdapter, ValidationError
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.documents import (
    LARGEST_BYTES,
    MEDIA_TYPES,
    STATE_WORDS,
    DocumentRow,
    DocumentState,
    plain_name,
)
from bizhub.domain.errors import InvalidInput
from bizhub.services import document_list, documents, formats
from bizhub.state import push
from bizhub.state.base import BizHubState, DeskState, FormState
from bizhub.state.notices import done
from bizhub.state.reader import current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState


class DocumentAnswer(TypedDict, total=False):
    """What the route answers to a file it refuses."""

    message: Annotated[str, Field(max_length=1_000)]


class DocumentNews(TypedDict):
    """What the browser tells of a file on its way; see `file_drop`."""

    file: Annotated[str, Field(max_length=1_000)]
    place: Annotated[int, Field(ge=1)]
    status: int
    state: Literal["sending", "done", "failed", "cancelled"]
    answer: DocumentAnswer | None


_NEWS = TypeAdapter(DocumentNews)
_REFUSALS_SHOWN = 20


@dataclass
class DocumentCard:
    """A document as a list shows it: `about` is what it is, `waits` why it is not shown yet."""

    id: str
    name: str
    about: str
    waits: str
    pages: int


@dataclass
class RefusedFile:
    """A file that was not taken, and why."""

    name: str
    why: str


class DocumentsState(FormState, rx.State):
    """The documents of the verification or ticket that the open page shows; one on a page.

    `not_taken` has what became of the files of the last choice that were refused: the others are in `rows`.
    """

    holder: str = ""
    holder_id: str = ""
    rows: list[DocumentCard] = []
    not_taken: list[RefusedFile] = []
    may_edit: bool = False

    @remote
    async def show(self, holder: str, holder_id: str) -> None:
        """Show the documents of something of the center."""
        if (holder, holder_id) != (self.holder, self.holder_id):
            self.not_taken = []
        await self._show(holder, holder_id)

    @remote
    async def refresh(self) -> None:
        """Show what somebody else, or the virus scanner, has changed meanwhile."""
        if self.holder_id:
            await self._show(self.holder, self.holder_id)

    @remote
    async def uploaded(self, report: Annotated[str, Field(max_length=20_000)]) -> None:
        """Hear from the browser how a file goes; what is typed on the page stays as it is."""
        try:
            news = _NEWS.validate_json(report)
        except ValidationError:
            raise InvalidInput("The upload could not be understood. Reload the page.") from None
        if news["place"] == 1 and news["state"] == "sending":
            self.not_taken = []
        if news["state"] == "failed":
            refused = RefusedFile(plain_name(news["file"]), _why_not(news))
            self.not_taken = [*self.not_taken, refused][-_REFUSALS_SHOWN:]
        if news["state"] == "done" and self.holder_id:
            await self._show(self.holder, self.holder_id)

    @remote
    async def forget_refusal(self, place: int) -> None:
        """Take what is said of a refused file off the page."""
        self.not_taken = [refused for number, refused in enumerate(self.not_taken) if number != place]

    @remote
    async def remove(self, document_id: str) -> EventSpec:
        """Delete a document."""
        await self._act(documents.remove_document, document_id=document_id)
        if self.holder_id:
            await self._show(self.holder, self.holder_id)
        return done("The document is removed.")

    async def _show(self, holder: str, holder_id: str) -> None:
        found = await self._ask(document_list.view_documents, holder=holder, holder_id=holder_id)
        self.holder, self.holder_id, self.may_edit = holder, holder_id, found.may_edit
        self.rows = await _cards(self, found.rows)


class DocumentViewerState(DeskState, rx.State):
    """The documents of the case that a reviewer has open, and the page of one of them that is shown."""

    case_id: str = ""
    rows: list[DocumentCard] = []
    document_id: str = ""
    name: str = ""
    page: int = 1
    pages: int = 0

    @remote
    async def show(self, case_id: str) -> None:
        """Show the documents of a case, from the first page of the first one that may be shown."""
        found = await self._ask(document_list.review_documents, case_id=case_id)
        self.case_id, self.rows = case_id, await _cards(self, found)
        self._turn_to(next((row for row in self.rows if not row.waits), None))

    @remote
    async def look_at(self, document_id: str) -> None:
        """Show another document, from its first page."""
        self._turn_to(next((row for row in self.rows if row.id == document_id and not row.waits), None))

    @remote
    async def turn_document(self, step: Annotated[int, Field(ge=-1, le=1)]) -> None:
        """Show the next document that may be shown, or the one before; after the last one the first."""
        shown = [row for row in self.rows if not row.waits]
        if shown:
            place = next((number for number, row in enumerate(shown) if row.id == self.document_id), 0)
            self._turn_to(shown[(place + step) % len(shown)])

    @remote
    async def turn_page(self, step: Annotated[int, Field(ge=-1, le=1)]) -> None:
        """Show the next page of the document, or the one before, as far as there are some."""
        self.page = max(1, min(self.page + step, self.pages))

    def _turn_to(self, row: DocumentCard | None) -> None:
        self.document_id, self.name, self.pages = (row.id, row.name, row.pages) if row else ("", "", 0)
        self.page = 1


async def _cards(state: BizHubState, rows: Sequence[DocumentRow]) -> list[DocumentCard]:
    locale = current_reader((await state.get_state(SessionState)).user_locale).locale
    return [_card(row, locale) for row in rows]


def _card(row: DocumentRow, locale: str) -> DocumentCard:
    pages = [f"{formats.number(row.pages, locale)} pages"] if row.pages > 1 else []
    about = [MEDIA_TYPES[row.media_type], *pages, formats.file_size(row.size), f"added by {row.uploaded_by_name}"]
    waits = "" if row.state is DocumentState.CLEAN else STATE_WORDS[row.state]
    return DocumentCard(row.id, row.name, ", ".join(about), waits, row.pages)


def _why_not(news: DocumentNews) -> str:
    if news["status"] == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:  # seen in the browser, or by the server before any route
        return f"This file is larger than {formats.file_size(LARGEST_BYTES)}."
    return (news["answer"] or {}).get("message") or "This file did not arrive. Please send it again."


push.refresh_on("document", DocumentsState.refresh)
