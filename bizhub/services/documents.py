"""Documents that people send to prove something: taken, listed, removed, and seen by those who may, with a record.

A file is whole and encrypted on the disk before the row that names it is committed. A file that no row names is swept
away (`document_jobs`).
"""

import logging
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import BinaryIO

from sqlalchemy import insert, select, update

from bizhub.adapters import document_cleaning, document_store, memory_files, virus_scan
from bizhub.adapters.document_cleaning import CleanDocument
from bizhub.domain.audit import AuditEvent, Through
from bizhub.domain.documents import (
    LARGEST_BYTES,
    MOST_FILES,
    DocumentRow,
    DocumentState,
    DocumentUnreadable,
    Holder,
    OpenDocument,
    plain_name,
)
from bizhub.domain.errors import BizHubError, Busy, InvalidInput, NotFound
from bizhub.domain.ids import new_id
from bizhub.domain.limits import DOCUMENTS, Rule
from bizhub.services import desk_gate, document_rows, formats, limits, signals
from bizhub.services.document_rows import DOCUMENT, OBJECT, Held
from bizhub.services.import_arrivals import Arrival
from bizhub.services.record import ACTIVITY, microseconds
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, Work, begin

_logger = logging.getLogger("bizhub.documents")

MOST_ARRIVING_OF_PERSON = 2
"""The page sends one after the other."""
MOST_ARRIVING = 16
"""Each is in memory until it was cleaned."""
_SEEN_ONCE_IN = timedelta(minutes=10)
_PIECE_BYTES = 1 << 16


def new_file() -> BinaryIO:
    """An empty file for a document on its way: it has no name, never lies on a disk, and ends when it is closed."""
    return memory_files.new_memory_file()


def expect_document(work: Work, *, number: int, holder: str, holder_id: str, size: int | None) -> None:
    """Raise before a byte of a document is read that would not be taken; else hold it a place under `number`.

    Without a size it may become as large as any. The place is held until the number leaves `document_arrivals`.
    """
    held, arrivals = document_rows.require_editable(work, holder, holder_id), work.runtime.document_arrivals
    limits.refuse_exhausted(work, [_pace(held)])
    with arrivals.deciding():
        arrival = Arrival(work.user_id, held.center_id, LARGEST_BYTES if size is None else size)
        _, on_their_way = arrivals.count(lambda other: other.center_id == held.center_id)
        _require_room(work, held, on_their_way + arrival.size)
        if arrivals.count(lambda other: other.user_id == arrival.user_id)[0] >= MOST_ARRIVING_OF_PERSON:
            raise Busy("Other documents of yours are being sent. Wait for one of them.")
        if arrivals.count(lambda _: True)[0] >= MOST_ARRIVING:
            raise Busy("BizHub takes as many documents as it can at the moment. Please try again in a minute.")
        arrivals.enter(number, arrival)


def receive_document(
    runtime: Runtime, caller: Caller, *, holder: str, holder_id: str, file_name: str, content: BinaryIO, sha256: str
) -> DocumentRow:
    """Take in a document, made anew from what was sent; until it was found clean it is in quarantine.

    Raises InvalidInput, field "file", for a file that cannot be taken; then nothing of it is kept.
    """
    with begin(runtime, caller, write=False) as work:
        held = document_rows.require_editable(work, holder, holder_id)
        limits.refuse_exhausted(work, [_pace(held)])
        _require_new(work, held, sha256)
        _require_room(work, held, 1)
    number = new_id()
    try:
        state, made = _checked(runtime, content), document_cleaning.clean(content)
    except BizHubError:
        with begin(runtime, caller, write=True) as work:  # what is refused has cost a process, too
            limits.count_try(work, [_pace(held)])
        raise
    with closing(made.content):
        file = document_store.write(document_rows.folder(runtime), document_rows.key(runtime), number, made.content)
    try:
        with begin(runtime, caller, write=True) as work:
            held = document_rows.require_editable(work, holder, holder_id)
            limits.count_try(work, [_pace(held)])
            _require_new(work, held, sha256)
            _require_room(work, held, made.size)
            _add(work, held, number, file, made, name=plain_name(file_name), sha256=sha256, state=state)
            return next(row for row in document_rows.rows_of(work, held.holder, held.number) if row.id == str(number))
    except BizHubError:
        document_store.remove(document_rows.folder(runtime), file)
        raise


def list_documents(work: Work, *, holder: Holder, holder_id: str) -> tuple[DocumentRow, ...]:
    """The documents of something, the first first; whoever asks has found out that they may be shown."""
    return document_rows.rows_of(work, holder, int(holder_id))


def remove_document(work: Work, *, document_id: str) -> None:
    """Delete a document of something that was not sent or decided on yet."""
    work.in_center()
    row = document_rows.find(work, document_id)
    if not document_rows.is_own(work, row):
        raise NotFound
    document_rows.require_editable(work, row.holder, str(row.holder_id))
    gone = {"state": DocumentState.DELETED.value, "file": None, "deleted_at": work.now}
    work.connection.execute(update(DOCUMENT).where(DOCUMENT.c.id == row.id).values(gone))
    work.audit(
        AuditEvent.DOCUMENT_REMOVE, object_type=OBJECT, object_id=str(row.id), object_name=row.name,
        before={"media_type": row.media_type, "size": row.size, "pages": row.pages},
    )  # fmt: skip
    work.after_commit(partial(document_store.remove, document_rows.folder(work.runtime), row.file))
    work.after_commit(partial(signals.send, signals.CenterChanged(str(row.center_id), OBJECT)))


def open_document(work: Work, *, document_id: str) -> OpenDocument:
    """A document that was found clean, for the admins of its center and for the desk; that it was seen is recorded.

    To anybody else it is what an unknown one is: NotFound. The desk sees nothing that was not sent to it.
    """
    work.signed_in()
    row = document_rows.find(work, document_id)
    if not document_rows.is_own(work, row):
        desk_gate.require_desk(work)
        if document_rows.is_draft(work, row):
            raise NotFound
        work.caller = replace(work.caller, through=Through.DESK)
    if row.state != DocumentState.CLEAN:
        raise NotFound
    if not _was_seen(work, row.center_id, str(row.id)):
        work.audit(
            AuditEvent.DOCUMENT_VIEW, object_type=OBJECT, object_id=str(row.id), object_name=row.name,
            center_id=row.center_id,
        )  # fmt: skip
    return OpenDocument(str(row.id), row.name, row.media_type, row.size, row.pages, row.file)


def read_content(runtime: Runtime, found: OpenDocument) -> Iterator[bytes]:
    """What is in a document, piece by piece; raises DocumentUnreadable."""
    try:
        yield from document_store.read(
            document_rows.folder(runtime), document_rows.key(runtime), int(found.id), found.file
        )
    except document_store.DamagedDocument:
        _logger.exception("The file of document %s cannot be read", found.id)
        raise DocumentUnreadable from None


def draw_page(runtime: Runtime, found: OpenDocument, page: int) -> tuple[str, Iterator[bytes]]:
    """A page of a document, from 1, as a picture: its media type, and its content piece by piece."""
    if not 1 <= page <= found.pages:
        raise NotFound
    if found.media_type != "application/pdf":
        return found.media_type, read_content(runtime, found)
    with closing(new_file()) as content:
        for piece in read_content(runtime, found):
            content.write(piece)
        drawn = document_cleaning.draw_page(content, page)
    return drawn.media_type, _pieces(drawn.content)


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    with closing(content):
        while piece := content.read(_PIECE_BYTES):
            yield piece


def _pace(held: Held) -> Rule:
    return Rule(f"document:{held.center_id}", DOCUMENTS)


def _require_new(work: Work, held: Held, sha256: str) -> None:
    if document_rows.has(work, held, sha256):
        raise InvalidInput("This file was added already.", field="file")


def _require_room(work: Work, held: Held, size: int) -> None:
    if document_rows.count(work, held) >= MOST_FILES:
        raise InvalidInput(f"There are {MOST_FILES} documents already, as many as may. Remove one first.", field="file")
    most = work.runtime.settings.document_bytes_per_center
    if document_rows.taken_bytes(work) + size > most:
        room = formats.file_size(most)
        raise InvalidInput(f"With this one, the documents of this center would take more than {room}.", field="file")


def _checked(runtime: Runtime, content: BinaryIO) -> DocumentState:
    """Whether the virus scanner, where there is one, has found nothing; one that does not answer is asked again."""
    address = runtime.settings.clamav_address
    try:
        verdict = virus_scan.scan(address, content) if address else virus_scan.Verdict("")
    except virus_scan.NoScanner as error:
        _logger.warning("The virus scanner does not answer: %s", error)
        return DocumentState.QUARANTINED
    if not verdict.is_clean:
        raise InvalidInput("The virus scanner found something in this file, so it is not taken.", field="file")
    return DocumentState.CLEAN


def _add(
    work: Work, held: Held, number: int, file: str, made: CleanDocument, *, name: str, sha256: str, state: DocumentState
) -> None:
    facts = {"media_type": made.media_type, "size": made.size, "pages": made.pages, "sha256": sha256}
    values = {
        "id": number, "center_id": held.center_id, "holder": held.holder.value, "holder_id": held.number, "name": name,
        "state": state.value, "file": file, "uploaded_by": work.user_id, "uploaded_at": work.now,
        "cleaned_at": work.now if state is DocumentState.CLEAN else None,
    }  # fmt: skip
    work.connection.execute(insert(DOCUMENT).values(**values, **facts))
    work.audit(AuditEvent.DOCUMENT_ADD, object_type=OBJECT, object_id=str(number), object_name=name, after=facts)
    work.after_commit(partial(signals.send, signals.CenterChanged(str(held.center_id), OBJECT)))


def _was_seen(work: Work, center_id: int, document_id: str) -> bool:
    """Whether the record says already that this person looked at it a moment ago: a page of it is no new look."""
    entry = ACTIVITY.c
    lately = select(entry.id).where(
        entry.center_id == center_id, entry.object_type == OBJECT, entry.object_id == document_id,
        entry.event == AuditEvent.DOCUMENT_VIEW.value, entry.user_id == work.user_id,
        entry.at > microseconds(work.now - _SEEN_ONCE_IN),
    )  # fmt: skip
    return work.connection.execute(lately.limit(1)).first() is not None
