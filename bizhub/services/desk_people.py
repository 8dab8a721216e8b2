"""Who works at the desk: appointed and taken away by the operator, on the command line."""

from typing import Any

from sqlalchemy import insert, or_, select, update

from bizhub.adapters.jobs import Job, job
from bizhub.domain.audit import AuditEvent, Through
from bizhub.domain.desk import DeskMember
from bizhub.domain.errors import Conflict, NotFound
from bizhub.domain.ids import new_id
from bizhub.services import account_managers, review_cases
from bizhub.services.access import USER
from bizhub.services.addresses import parse_address
from bizhub.services.desk_gate import DESK_PERSON
from bizhub.services.record import SYSTEM
from bizhub.services.sign_in_state import TWO_STEP
from bizhub.services.work import Work, begin_job

ADD_JOB = "add_desk_person"
REMOVE_JOB = "remove_desk_person"
LIST_JOB = "list_desk_people"
OBJECT = "user"


@job(ADD_JOB, queue="messages")
def run_adding(current: Job, *, address: str) -> dict[str, Any]:
    """Appoint somebody; the result has their `name`, and whether they have `two_step`."""
    with begin_job(current.runtime, user_id=None, center_id=None, through=Through.OPERATOR, write=True) as work:
        return add_to_desk(work, address=address)


@job(REMOVE_JOB, queue="messages")
def run_removing(current: Job, *, address: str) -> dict[str, Any]:
    """Take somebody away from the desk; the result has their `name`, and how many `cases` of theirs are free again."""
    with begin_job(current.runtime, user_id=None, center_id=None, through=Through.OPERATOR, write=True) as work:
        return remove_from_desk(work, address=address)


@job(LIST_JOB, queue="messages")
def run_listing(current: Job) -> dict[str, Any]:
    """Who works at the desk: `people`, each name, address, since when (ISO 8601), and whether with a second step."""
    with begin_job(current.runtime, user_id=None, center_id=None, through=Through.OPERATOR, write=False) as work:
        found = list_desk_people(work)
    return {"people": [[one.name, one.address, one.since.isoformat(), one.has_two_step] for one in found]}


def add_to_desk(work: Work, *, address: str) -> dict[str, Any]:
    """Give somebody who has an account a seat at the desk. Raises NotFound, Conflict."""
    work.require_operator()
    row = _user(work, address)
    if row.disabled_at is not None:
        raise Conflict(f"{row.name} is disabled. Enable them first.")
    if _seat(work, row.id) is not None:
        raise Conflict(f"{row.name} works at the desk already.")
    work.connection.execute(insert(DESK_PERSON).values(id=new_id(), user_id=row.id, added_at=work.now))
    work.audit(AuditEvent.DESK_ADD, object_type=OBJECT, object_id=str(row.id), object_name=row.name, center_id=SYSTEM)
    confirmed = select(TWO_STEP.c.confirmed_at).where(TWO_STEP.c.user_id == row.id)
    has_second_step = work.connection.execute(confirmed).scalar() is not None
    return {"name": row.name, "two_step": has_second_step}


def remove_from_desk(work: Work, *, address: str) -> dict[str, Any]:
    """End a seat at that second; what they were reviewing, and what was meant for them, is everybody's again."""
    work.require_operator()
    row = _user(work, address)
    seat = _seat(work, row.id)
    if seat is None:
        raise Conflict(f"{row.name} does not work at the desk.")
    return {"name": row.name, "cases": _end(work, seat, row.id, row.name)}


def leave_desk(work: Work) -> None:
    """End the acting person's own seat, where they have one. Part of account_deletion."""
    person = work.signed_in()
    seat = _seat(work, work.user_id)
    if seat is not None:
        _end(work, seat, work.user_id, person.name)


def list_desk_people(work: Work) -> tuple[DeskMember, ...]:
    """Who works at the desk now, the first first."""
    work.require_operator()
    query = (
        select(USER.c.name, USER.c.email, USER.c.phone, DESK_PERSON.c.added_at, TWO_STEP.c.confirmed_at)
        .select_from(DESK_PERSON)
        .join(USER, USER.c.id == DESK_PERSON.c.user_id)
        .outerjoin(TWO_STEP, TWO_STEP.c.user_id == USER.c.id)
        .where(DESK_PERSON.c.ended_at.is_(None))
        .order_by(DESK_PERSON.c.added_at, DESK_PERSON.c.id)
    )
    return tuple(
        DeskMember(row.name, row.email or row.phone or "", row.added_at, row.confirmed_at is not None)
        for row in work.connection.execute(query)
    )


def _end(work: Work, seat: int, user_id: int, name: str) -> int:
    work.connection.execute(update(DESK_PERSON).where(DESK_PERSON.c.id == seat).values(ended_at=work.now))
    # First the turns of the centers, then their cases: in the order of everybody who decides on one.
    account_managers.release_centers(work, user_id=user_id)
    freed = review_cases.free_all_of(work, user_id)
    work.audit(AuditEvent.DESK_REMOVE, object_type=OBJECT, object_id=str(user_id), object_name=name, center_id=SYSTEM)
    return freed


def _seat(work: Work, user_id: int) -> int | None:
    seat = select(DESK_PERSON.c.id).where(DESK_PERSON.c.user_id == user_id, DESK_PERSON.c.ended_at.is_(None))
    found: int | None = work.connection.execute(seat).scalar()
    return found


def _user(work: Work, address: str) -> Any:
    value = parse_address(address).value
    row = work.connection.execute(select(USER).where(or_(USER.c.email == value, USER.c.phone == value))).one_or_none()
    if row is None:
        raise NotFound(f"Nobody signs in with {value}. They sign up first, as everybody does.")
    return row
