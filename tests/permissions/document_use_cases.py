"""Use cases of documents: who may call each, and arguments with which it can be tried."""

from functools import cache
from secrets import token_hex
from typing import BinaryIO

from bizhub.services.documents import new_file
from tests.permissions.rows import Our, Row, row
from tests.permissions.who import Who
from tests.pictures import a_picture

_OURS = {"holder": "ticket", "holder_id": Our.TICKET}


@cache
def _a_file() -> BinaryIO:
    """One for all tries: each reads it from its beginning."""
    file = new_file()
    file.write(a_picture())
    return file


DOCUMENT_USE_CASES: dict[str, Row] = {
    "document_list.review_documents": row(Who.DESK, case_id=Our.TICKET_CASE),
    "document_list.view_documents": row(Who.NAMED_ADMIN, **_OURS),
    "document_rows.count": row(Who.PART),
    "document_rows.find": row(Who.PART),
    "document_rows.has": row(Who.PART),
    "document_rows.is_draft": row(Who.PART),
    "document_rows.is_own": row(Who.PART),
    "document_rows.require_editable": row(Who.PART),
    "document_rows.require_own": row(Who.PART),
    "document_rows.rows_of": row(Who.PART),
    "document_rows.taken_bytes": row(Who.PART),
    "documents.expect_document": row(Who.NAMED_ADMIN, number=1, size=1000, **_OURS),
    "documents.list_documents": row(Who.PART),
    "documents.open_document": row(Who.DOCUMENT_VIEWER, document_id=Our.DOCUMENT),
    "documents.receive_document": row(
        Who.NAMED_ADMIN, file_name="me.png", content=lambda _: _a_file(), sha256=lambda _: token_hex(32),
        **_OURS,
    ),
    "documents.remove_document": row(Who.NAMED_ADMIN, document_id=Our.DOCUMENT),
}  # fmt: skip
