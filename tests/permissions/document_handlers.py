"""The handlers of documents, and the least that somebody must be for each."""

from tests.permissions.who import Who

DOCUMENT_HANDLERS: dict[str, Who] = {
    "documents.DocumentViewerState.look_at": Who.SIGNED_IN,
    "documents.DocumentViewerState.show": Who.DESK,
    "documents.DocumentViewerState.turn_document": Who.SIGNED_IN,
    "documents.DocumentViewerState.turn_page": Who.SIGNED_IN,
    "documents.DocumentsState.forget_refusal": Who.SIGNED_IN,
    "documents.DocumentsState.refresh": Who.NAMED_ADMIN,
    "documents.DocumentsState.remove": Who.NAMED_ADMIN,
    "documents.DocumentsState.show": Who.NAMED_ADMIN,
    "documents.DocumentsState.uploaded": Who.SIGNED_IN,
}
