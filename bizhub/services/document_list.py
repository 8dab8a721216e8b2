"""The documents of something, as a center sees its own and the desk those of a case."""

from typing import cast

from sqlalchemy import Table, select

from bizhub.domain.desk import CaseKind
from bizhub.domain.documents import DocumentList, DocumentRow, Holder
from bizhub.domain.errors import NotFound
from bizhub.domain.ids import parse_id
from bizhub.models.desk import ReviewCase
from bizhub.services import desk_gate, document_rows
from bizhub.services.work import Work

_CASE = cast(Table, ReviewCase.__table__)  # type: ignore[attr-defined]
_HOLDERS = {CaseKind.VERIFICATION: Holder.VERIFICATION, CaseKind.TICKET: Holder.TICKET}


def view_documents(work: Work, *, holder: str, holder_id: str) -> DocumentList:
    """Those of something of the center, for its admins, and whether they may still change."""
    found = document_rows.require_own(work, holder, holder_id)
    rows = document_rows.rows_of(work, found.holder, found.number)
    return DocumentList(document_rows.is_editable(found), rows)


def review_documents(work: Work, *, case_id: str) -> tuple[DocumentRow, ...]:
    """Those of a case, open or decided, for the desk; what looking at one leaves behind is `documents.open_document`'s.

    A case about an ad account has none.
    """
    desk_gate.require_desk(work)
    number = parse_id(case_id)
    case = None
    if number is not None:
        case = work.connection.execute(
            select(_CASE.c.kind, _CASE.c.subject_id).where(_CASE.c.id == number)
        ).one_or_none()
    if case is None:
        raise NotFound
    holder = _HOLDERS.get(CaseKind(case.kind))
    return () if holder is None else document_rows.rows_of(work, holder, case.subject_id)
