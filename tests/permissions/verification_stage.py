"""A verification on the stage of the tables that is being written, beside the one that the desk reviews."""

from sqlalchemy import insert

from bizhub.domain.documents import DocumentState, Holder
from bizhub.domain.ids import new_id
from bizhub.domain.verification import EntityKind, SubmissionState
from bizhub.models.verification import Document, Verification
from tests.factories import LONG_AGO, MadeUser, World
from tests.permissions.rows import Our


def being_written(world: World, center: str, admin: MadeUser) -> dict[Our, str]:
    """A draft of our admin with one document, whose file nobody asks for."""
    draft, document = new_id(), new_id()
    what = {"kind": EntityKind.BUSINESS, "region": "DE", "document_type": "GEWERBE", "name": "Ours"}
    made = {"created_at": LONG_AGO, "created_by": int(admin.id), "state": SubmissionState.DRAFT}
    sent = {"uploaded_at": LONG_AGO, "uploaded_by": int(admin.id), "state": DocumentState.CLEAN, "sha256": "0" * 64}
    file = {"name": "ours.pdf", "media_type": "application/pdf", "size": 1, "file": "ours", "center_id": int(center)}
    with world.runtime.database.transaction(write=True) as connection:
        connection.execute(insert(Verification).values(id=draft, center_id=int(center), **what, **made))
        connection.execute(
            insert(Document).values(id=document, holder=Holder.VERIFICATION, holder_id=draft, **sent, **file)
        )
    return {Our.DRAFT: str(draft)}
