"""The rows of documents, what they belong to, and while what they belong to takes and gives them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Row, Select, Table, func, select

from bizhub.domain.documents import DocumentRow, DocumentState, Holder
from bizhub.domain.errors import Conflict, NotFound
from bizhub.domain.ids import parse_id
from bizhub.domain.policy import Permission
from bizhub.domain.tickets import TicketState
from bizhub.domain.verification import SubmissionState
from bizhub.models.ticket import Ticket
from bizhub.models.verification import Document, Verification
from bizhub.services.access import USER
from bizhub.services.runtime import Runtime
from bizhub.services.work import Work

DOCUMENT = cast(Table, Document.__table__)  # type: ignore[attr-defined]
VERIFICATION = cast(Table, Verification.__table__)  # type: ignore[attr-defined]
TICKET = cast(Table, Ticket.__table__)  # type: ignore[attr-defined]
OBJECT = "document"
_FOLDER = "documents"

PERMISSIONS = {Holder.VERIFICATION: Permission.CENTER_VERIFY, Holder.TICKET: Permission.TICKET_MANAGE}
"""What somebody of the center needs, to send documents of each kind and to see them."""

_HOLDERS: dict[Holder, tuple[Table, str]] = {
    Holder.VERIFICATION: (VERIFICATION, SubmissionState.DRAFT.value),
    Holder.TICKET: (TICKET, TicketState.SUBMITTED.value),
}
"""Where what documents belong to is kept, and the state in which its documents may still change."""

STANDS = DOCUMENT.c.state != DocumentState.DELETED.value


@dataclass(frozen=True, slots=True)
class Held:
    """What documents belong to, in a center whose admin acts."""

    center_id: int
    holder: Holder
    number: int
    state: str


def folder(runtime: Runtime) -> Path:
    """Where the encrypted files lie."""
    return runtime.settings.folder(_FOLDER)


def key(runtime: Runtime) -> bytes:
    """What they are encrypted with; kept in the folder of secrets, with neither the files nor the database."""
    return runtime.settings.secret(_FOLDER)


def require_own(work: Work, holder: str, holder_id: str) -> Held:
    """Something of the center that has documents, for whoever may see them; NotFound for anything else."""
    kind = next((each for each in Holder if each.value == holder), None)
    if kind is None:
        work.signed_in()
        raise NotFound
    work.require(PERMISSIONS[kind])
    table, _ = _HOLDERS[kind]
    number = parse_id(holder_id)
    own = select(table.c.state).where(table.c.id == number, table.c.center_id == work.center_id)
    state = None if number is None else work.connection.execute(own).scalar()
    if number is None or state is None:
        raise NotFound
    return Held(work.center_id, kind, number, str(state))


def require_editable(work: Work, holder: str, holder_id: str) -> Held:
    """The same while documents may be sent to it; raises Conflict once it is decided on."""
    held = require_own(work, holder, holder_id)
    if not is_editable(held):
        raise Conflict("This was sent or decided on in the meantime: its documents stay as they are. Load the page.")
    return held


def is_editable(held: Held) -> bool:
    """Whether documents may still be added and removed."""
    return held.state == _HOLDERS[held.holder][1]


def is_draft(work: Work, row: Row[Any]) -> bool:
    """Whether what a document belongs to was not sent to anybody yet."""
    if row.holder != Holder.VERIFICATION:
        return False
    state = work.connection.execute(select(VERIFICATION.c.state).where(VERIFICATION.c.id == row.holder_id)).scalar()
    return state is None or str(state) == SubmissionState.DRAFT.value


def find(work: Work, document_id: str) -> Row[Any]:
    """The row of a document that is not deleted, whosever it is; raises NotFound."""
    number = parse_id(document_id)
    row = None
    if number is not None:
        row = work.connection.execute(select(DOCUMENT).where(DOCUMENT.c.id == number, STANDS)).one_or_none()
    if row is None:
        raise NotFound
    return row


def is_own(work: Work, row: Row[Any]) -> bool:
    """Whether a document is the current center's, and the person may see such documents of it."""
    is_here = work.center is not None and row.center_id == work.center_id
    return is_here and work.may(PERMISSIONS[Holder(row.holder)])


def count(work: Work, held: Held) -> int:
    """How many documents something has."""
    query = select(func.count()).where(_of(held.holder, held.number), STANDS)
    return int(work.connection.execute(query).scalar_one())


def has(work: Work, held: Held, sha256: str) -> bool:
    """Whether something has a document that was made from this very file."""
    query = select(DOCUMENT.c.id).where(_of(held.holder, held.number), STANDS, DOCUMENT.c.sha256 == sha256)
    return work.connection.execute(query.limit(1)).first() is not None


def taken_bytes(work: Work) -> int:
    """How many bytes of documents the current center has."""
    query = select(func.coalesce(func.sum(DOCUMENT.c.size), 0)).where(DOCUMENT.c.center_id == work.center_id, STANDS)
    return int(work.connection.execute(query).scalar_one())


def rows_of(work: Work, holder: Holder, number: int) -> tuple[DocumentRow, ...]:
    """The documents of something that stand, the first first."""
    shown: Select[Any] = (
        select(DOCUMENT, USER.c.name.label("uploader"))
        .join(USER, USER.c.id == DOCUMENT.c.uploaded_by)
        .where(_of(holder, number), STANDS)
        .order_by(DOCUMENT.c.id)
    )
    return tuple(
        DocumentRow(
            str(row.id), row.name, row.media_type, row.size, row.pages, DocumentState(row.state), row.uploaded_at,
            row.uploader,
        )
        for row in work.connection.execute(shown)
    )  # fmt: skip


def _of(holder: Holder, number: int) -> Any:
    return (DOCUMENT.c.holder == holder.value) & (DOCUMENT.c.holder_id == number)
