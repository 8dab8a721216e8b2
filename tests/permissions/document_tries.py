"""How the handlers of documents are tried."""

import json

from tests.permissions.rows import Our
from tests.permissions.shows import becomes, has, says, tells
from tests.permissions.tried import SESSION, Try
from tests.permissions.who import Who

OURS = {"holder": "ticket", "holder_id": Our.TICKET}
LISTED = {"page": "/center", "steps": (SESSION, ("documents.DocumentsState.show", OURS)), "filled_by": "admin"}
CASE = {"case_id": Our.TICKET_CASE}
LOOKED_AT = {"page": "/desk/case", "steps": (("documents.DocumentViewerState.show", CASE),), "filled_by": "reviewer"}
NEWS = {"file": "me.png", "place": 1, "status": 422, "state": "failed", "answer": None}
REFUSED, TAKEN = ({"report": json.dumps(news)} for news in (NEWS, {**NEWS, "status": 200, "state": "done"}))
SAID = {**LISTED, "steps": (*LISTED["steps"], ("documents.DocumentsState.uploaded", REFUSED))}

DOCUMENT_TRIES: tuple[Try, ...] = (
    Try("documents.DocumentViewerState.look_at", becomes("page", 1), {"document_id": Our.DOCUMENT}, **LOOKED_AT),
    Try("documents.DocumentViewerState.show", has("rows"), CASE, page="/desk/case"),
    Try("documents.DocumentViewerState.turn_document", becomes("page", 1), {"step": 1}, **LOOKED_AT),
    Try("documents.DocumentViewerState.turn_page", becomes("page", 1), {"step": 1}, **LOOKED_AT),
    Try("documents.DocumentsState.forget_refusal", becomes("not_taken", []), {"place": 0}, **SAID),
    Try("documents.DocumentsState.refresh", tells("rows"), **LISTED),
    Try("documents.DocumentsState.remove", says("The document is removed."), {"document_id": Our.DOCUMENT}, **LISTED),
    Try("documents.DocumentsState.show", has("rows"), OURS, page="/center", steps=(SESSION,)),
    Try("documents.DocumentsState.uploaded", has("not_taken"), REFUSED, **LISTED),
    Try("documents.DocumentsState.uploaded", tells("rows"), TAKEN, **LISTED, what="that was taken",
        who=Who.NAMED_ADMIN),
)  # fmt: skip
