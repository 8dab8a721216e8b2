"""A center with a draft of a verification and a ticket, whose admins send documents."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session

from bizhub.domain.documents import DocumentRow, Holder
from bizhub.domain.ids import new_id
from bizhub.models.desk import DeskPerson
from bizhub.models.ticket import Ticket
from bizhub.models.verification import Verification
from bizhub.services import document_rows, documents
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller
from tests.document_files import a_pdf
from tests.factories import MadeUser
from tests.services.team import Team

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


def add_rows(runtime: Runtime, *rows: Any) -> None:
    """Rows, now stored."""
    with runtime.database.transaction(write=True) as connection:
        session = Session(bind=connection, join_transaction_mode="rollback_only")
        session.add_all(rows)
        session.flush()


def a_draft(runtime: Runtime, center: str, who: MadeUser, **changes: Any) -> str:
    """A verification of a center that is being written."""
    number = new_id()
    values = {"id": number, "center_id": int(center), "created_at": NOW, "created_by": int(who.id), **changes}
    add_rows(runtime, Verification(**values))
    return str(number)


def a_ticket(runtime: Runtime, center: str, who: MadeUser, **changes: Any) -> str:
    """A ticket of a center that waits for the desk."""
    number = new_id()
    values = {
        "id": number, "center_id": int(center), "changes": "{}", "reason": "moved", "asked_by": int(who.id),
        "asked_at": NOW, **changes,
    }  # fmt: skip
    add_rows(runtime, Ticket(**values))
    return str(number)


def sit_at_the_desk(runtime: Runtime, who: MadeUser, **changes: Any) -> None:
    """Somebody works at the desk from now on."""
    add_rows(runtime, DeskPerson(id=new_id(), user_id=int(who.id), added_at=NOW, **changes))


def send(
    runtime: Runtime, caller: Caller, holder_id: str, content: bytes = b"", *, name: str = "passport.pdf",
    holder: Holder = Holder.VERIFICATION,
) -> DocumentRow:  # fmt: skip
    """A document, sent and taken."""
    content = content or a_pdf()
    with documents.new_file() as file:
        file.write(content)
        digest = hashlib.sha256(content).hexdigest()
        return documents.receive_document(
            runtime, caller, holder=holder.value, holder_id=holder_id, file_name=name, content=file, sha256=digest
        )


@dataclass(frozen=True)
class Desk:
    """A center with a draft, in which people send documents."""

    team: Team
    draft: str

    def send(self, who: MadeUser, content: bytes = b"", **more: Any) -> DocumentRow:
        """A document of the draft."""
        return send(self.team.runtime, who.caller(self.team.center), self.draft, content, **more)

    def rows(self, who: MadeUser) -> list[tuple[str, str]]:
        """Name and state of the documents of the draft."""
        listed = self.team.act(who, documents.list_documents, holder=Holder.VERIFICATION, holder_id=self.draft)
        return [(row.name, row.state.value) for row in listed]

    def lying(self) -> list[str]:
        """The files on the disk."""
        return sorted(path.name for path in self.team.runtime.settings.folder("documents").iterdir())

    def moves_to(self, state: str, **changes: Any) -> None:
        """What becomes of the draft."""
        table = document_rows.VERIFICATION
        moved = update(table).where(table.c.id == int(self.draft)).values(state=state, **changes)
        with self.team.runtime.database.transaction(write=True) as connection:
            connection.execute(moved)
