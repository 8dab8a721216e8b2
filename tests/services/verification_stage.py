"""A center on its way through verification: what its admin and the desk do again and again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, update

from bizhub.adapters import clock
from bizhub.domain.documents import DocumentState, Holder
from bizhub.domain.ids import new_id
from bizhub.domain.verification import Draft, Problem, ReasonCode, VerificationPage
from bizhub.models.desk import DeskPerson
from bizhub.models.verification import Document
from bizhub.services import verification, verification_drafts, verification_review, verification_rows
from bizhub.services.review_cases import CASE
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import LONG_AGO, MadeUser, World
from tests.services.team import Team

LINDEN = {
    "kind": "BUSINESS", "region": "DE", "document_type": "VAT", "document_number": "DE 136 695 976",
    "name": "Linden & Co", "website": "linden.example",
}  # fmt: skip
"""What a right submission says; the number is the example of the tax office."""
NAME = (Problem("name", ReasonCode.NAME_MISMATCH, "It says Linden GmbH"),)


@dataclass(frozen=True)
class Verifying:
    """One center, its admin, and a reviewer."""

    team: Team
    admin: MadeUser
    reviewer: MadeUser

    @property
    def runtime(self) -> Runtime:
        """The running BizHub."""
        return self.team.runtime

    def page(self) -> VerificationPage:
        """What the admin sees."""
        with begin(self.runtime, self.admin.caller(self.team.center), write=False) as work:
            return verification.read_verification(work)

    def draft(self) -> Draft:
        """What is being written."""
        with begin(self.runtime, self.admin.caller(self.team.center), write=False) as work:
            rows = verification_rows.all_of(work, work.center_id)
            return verification_drafts.draft_of(work, next(row for row in rows if row.state == "DRAFT"))

    def start(self) -> str:
        """Begin."""
        return str(self.team.act(self.admin, verification_drafts.start_verification))

    def correct(self) -> str:
        """Begin to correct."""
        return str(self.team.act(self.admin, verification_drafts.start_correction))

    def save(self, values: Mapping[str, str], **more: Any) -> Draft:
        """Type something into the draft."""
        draft = self.draft()
        asked = {"draft_id": draft.id, "version": draft.version, "step": draft.step, **more}
        saved: Draft = self.team.act(self.admin, verification_drafts.save_draft, values=values, **asked)
        return saved

    def document(self, holder_id: str = "", **changes: Any) -> str:
        """The row of a document of the draft, as of one that was sent just now."""
        number = new_id()
        values = {
            "id": number, "center_id": int(self.team.center), "holder": Holder.VERIFICATION, "name": "licence.pdf",
            "holder_id": int(holder_id or self.draft().id), "state": DocumentState.CLEAN, "file": str(number),
            "media_type": "application/pdf", "size": 9, "sha256": str(number), "uploaded_by": int(self.admin.id),
            "uploaded_at": clock.now(), **changes,
        }  # fmt: skip
        with self.runtime.database.transaction(write=True) as connection:
            connection.execute(insert(Document).values(**values))
        return str(number)

    def submit(self) -> str:
        """Send the draft; its ID."""
        draft = self.draft()
        asked = {"draft_id": draft.id, "version": draft.version}
        self.team.act(self.admin, verification.submit_verification, **asked)
        return draft.id

    def send(self) -> str:
        """Write and send a right one; its ID."""
        self.start()
        self.save(LINDEN)
        self.document()
        return self.submit()

    def withdraw(self) -> None:
        """Take back what the desk reviews."""
        newest = self.page().sent[0].id
        self.team.act(self.admin, verification.withdraw_verification, submission_id=newest)

    def case(self) -> str:
        """The newest case of the center; "1" without one."""
        found = self.team.rows("SELECT id FROM review_case ORDER BY opened_at DESC, id DESC LIMIT 1")
        return str(found[0][0]) if found else "1"

    def claim(self) -> str:
        """The newest case, now the reviewer's."""
        case = self.case()
        held = {"claimed_by": int(self.reviewer.id), "claimed_at": clock.now(), "touched_at": clock.now()}
        with self.runtime.database.transaction(write=True) as connection:
            connection.execute(update(CASE).where(CASE.c.id == int(case)).values(held))
        return case

    def at_desk(self, use_case: Any, who: MadeUser | None = None, **arguments: Any) -> Any:
        """What the reviewer, or somebody else, does in no center."""
        with begin(self.runtime, (who or self.reviewer).caller(), write=True) as work:
            return use_case(work, **arguments)

    def approve(self) -> None:
        """Approve what waits."""
        assert self.at_desk(verification_review.approve_verification, case_id=self.claim())

    def reject(self, problems: Sequence[Problem] = NAME) -> None:
        """Refuse what waits."""
        assert self.at_desk(verification_review.reject_verification, case_id=self.claim(), problems=problems)

    def sends_and_is_refused(self, *problems: Problem) -> str:
        """A submission that was refused; its ID."""
        sent = self.send()
        self.reject(problems or NAME)
        return sent


def seated(world: World, name: str) -> MadeUser:
    """Somebody who works at the desk; its second step is off here (`test_review_cases.py` has it)."""
    user = world.user(name)
    world.runtime.settings.desk_two_step = False
    with world.runtime.database.transaction(write=True) as connection:
        connection.execute(insert(DeskPerson).values(id=new_id(), user_id=int(user.id), added_at=LONG_AGO))
    return user
