"""Who works at the desk on the stage, and what waits there: of our center, and one case that nobody reviews yet."""

import json
from io import BytesIO
from typing import Any

from sqlalchemy import insert

from bizhub.adapters import clock, document_store
from bizhub.domain.desk import CaseKind
from bizhub.domain.documents import DocumentState, Holder
from bizhub.domain.ids import new_id
from bizhub.domain.tickets import TicketState
from bizhub.domain.verification import EntityKind, SubmissionState
from bizhub.models.ad_account import AdAccountApplication
from bizhub.models.desk import DeskPerson, ReviewCase
from bizhub.models.ticket import Ticket
from bizhub.models.verification import Document, Verification
from bizhub.services import document_rows
from tests.factories import LONG_AGO, MadeUser, World
from tests.permissions.rows import Our
from tests.pictures import a_picture


def at_desk(world: World, user: MadeUser) -> None:
    """Give somebody a seat at the desk, which asks for no second step here (`test_review_cases.py` has it)."""
    with world.runtime.database.transaction(write=True) as connection:
        connection.execute(insert(DeskPerson).values(id=new_id(), user_id=int(user.id), added_at=LONG_AGO))


def waiting(world: World, center: str, admin: MadeUser, reviewer: MadeUser) -> dict[Our, str]:
    """One case of each kind that the reviewer has claimed, and a second ad account that waits for anybody."""
    submission, ticket = _submission(world, center, admin), _ticket(world, center, admin)
    account, other = (_new_account(world, center, admin, name) for name in ("New", "Newer"))

    def case(kind: CaseKind, subject: str, claimed_by: int | None = int(reviewer.id)) -> str:
        claim = {"claimed_by": claimed_by, "claimed_at": clock.now(), "touched_at": clock.now()} if claimed_by else {}
        values = {"center_id": int(center), "kind": kind, "subject_id": int(subject), "title": "Ours"}
        return _added(world, ReviewCase, opened_at=LONG_AGO, opened_by=int(admin.id), **values, **claim)

    suspended, in_use = (
        _new_account(world, center, admin, name, status)
        for name, status in (("Suspended", "STATUS_LIMIT"), ("In use", "STATUS_ENABLE"))
    )
    return {
        Our.SUBMISSION: submission,
        Our.SUBMISSION_CASE: case(CaseKind.VERIFICATION, submission),
        Our.NEW_ACCOUNT: account,
        Our.NEW_ACCOUNT_CASE: case(CaseKind.AD_ACCOUNT, account),
        Our.SUSPENDED: suspended,
        Our.SUSPENDED_CASE: case(CaseKind.AD_ACCOUNT, suspended),
        Our.CASE_IN_USE: case(CaseKind.AD_ACCOUNT, in_use),
        Our.TICKET: ticket,
        Our.DOCUMENT: _document(world, center, admin, ticket),
        Our.TICKET_CASE: case(CaseKind.TICKET, ticket),
        Our.FREE_CASE: case(CaseKind.AD_ACCOUNT, other, None),
    }


def _submission(world: World, center: str, admin: MadeUser) -> str:
    return _added(
        world, Verification, center_id=int(center), state=SubmissionState.REVIEWING, kind=EntityKind.BUSINESS,
        region="DE", document_type="BUSINESS_LICENSE", name="Ours", created_at=LONG_AGO, created_by=int(admin.id),
        submitted_at=LONG_AGO, submitted_by=int(admin.id),
    )  # fmt: skip


def _ticket(world: World, center: str, admin: MadeUser) -> str:
    changes = {"company_name": {"before": "Ours", "after": "Ours GmbH"}}
    return _added(
        world, Ticket, center_id=int(center), state=TicketState.SUBMITTED, changes=json.dumps(changes),
        reason="We are a company now", asked_by=int(admin.id), asked_at=LONG_AGO,
    )  # fmt: skip


def _document(world: World, center: str, admin: MadeUser, ticket: str) -> str:
    number, content, runtime = new_id(), a_picture(), world.runtime
    folder, key = document_rows.folder(runtime), document_rows.key(runtime)
    file = document_store.write(folder, key, number, BytesIO(content))
    return _added(
        world, Document, number, center_id=int(center), holder=Holder.TICKET, holder_id=int(ticket),
        name="register.png", media_type="image/png", size=len(content), pages=1, sha256="0" * 64, file=file,
        state=DocumentState.CLEAN, uploaded_by=int(admin.id), uploaded_at=LONG_AGO, cleaned_at=LONG_AGO,
    )  # fmt: skip


def _new_account(
    world: World, center: str, admin: MadeUser, name: str, status: str = "STATUS_PENDING_CONFIRM"
) -> str:  # fmt: skip
    account = world.ad_account(center, admin, name, status=status, imported=False)
    with world.runtime.database.transaction(write=True) as connection:
        connection.execute(insert(AdAccountApplication).values(ad_account_id=int(account), company="Ours", region="DE"))
    return account


def _added(world: World, table: Any, number: int | None = None, **values: Any) -> str:
    number = number or new_id()
    with world.runtime.database.transaction(write=True) as connection:
        connection.execute(insert(table).values(id=number, **values))
    return str(number)
