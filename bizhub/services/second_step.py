"""Between the password and the second step: no session, but a record that one browser refers to with a secret.

It opens nothing by itself, works once and for ten minutes, and is void when the password changes meanwhile.
"""

import secrets
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, insert, select, update

from bizhub.domain.audit import AuditEvent
from bizhub.domain.devices import device_words
from bizhub.domain.errors import Conflict
from bizhub.domain.ids import new_id
from bizhub.domain.people import Person
from bizhub.domain.sessions import NewSession, WaitingSignIn
from bizhub.domain.two_step import SECOND_STEP_LASTS
from bizhub.models.two_step import SecondStep
from bizhub.services import lost_device, two_step
from bizhub.services.access import USER
from bizhub.services.public import public
from bizhub.services.record import SYSTEM
from bizhub.services.runtime import Runtime
from bizhub.services.session_store import open_session
from bizhub.services.work import Caller, Work, begin, token_hash

SECOND_STEP = cast(Table, SecondStep.__table__)  # type: ignore[attr-defined]

_REQUEST_BYTES = 32
_WAITING = (
    select(SECOND_STEP.c.id.label("waiting_id"), USER.c.id, USER.c.name, USER.c.email, USER.c.phone, USER.c.locale)
    .join(USER, USER.c.id == SECOND_STEP.c.user_id)
    .where(
        SECOND_STEP.c.request_hash == bindparam("request"),
        SECOND_STEP.c.used_at.is_(None),
        SECOND_STEP.c.expires_at > bindparam("moment"),
        USER.c.password_changed_at <= SECOND_STEP.c.created_at,
        USER.c.disabled_at.is_(None),
    )
)
_GONE = "This sign-in has waited too long, or was finished already. Please sign in again."


def wait(work: Work, person: Person) -> WaitingSignIn:
    """Let a sign-in wait for the second step of somebody whose password was right; what has expired is forgotten."""
    request = secrets.token_urlsafe(_REQUEST_BYTES)
    work.connection.execute(delete(SECOND_STEP).where(SECOND_STEP.c.expires_at <= work.now))
    values = {
        "id": new_id(),
        "user_id": int(person.id),
        "request_hash": token_hash(request),
        "created_at": work.now,
        "expires_at": work.now + SECOND_STEP_LASTS,
    }
    work.connection.execute(insert(SECOND_STEP).values(values))
    return WaitingSignIn(request)


@public
def is_waiting(work: Work, *, request: str) -> bool:
    """Whether this browser's sign-in waits for its second step."""
    return _waiting(work, request) is not None


def finish(runtime: Runtime, caller: Caller, *, request: str, code: str, device_mark: str = "") -> NewSession:
    """Open the session that waits, for a code of the app or a recovery code; InvalidInput, Conflict, TooManyTries."""
    with begin(runtime, caller, write=True) as work:
        row = _waiting(work, request, lock=True)
        if row is None:
            raise Conflict(_GONE)
        person = Person(str(row.id), row.name, row.email or "", row.phone or "", row.locale)
        checked = two_step.check(work, person, code)
        if checked.refusal is None:
            _spend(work, row.waiting_id)
            lost_device.cancel(work, row.id)
            session = open_session(work, person, device_mark=device_mark)
            work.audit(
                AuditEvent.USER_SIGN_IN,
                object_type="user",
                object_id=person.id,
                object_name=device_words(caller.device),
                center_id=SYSTEM,
            )
            return session
    raise checked.refusal


def forget(work: Work, user_id: int) -> None:
    """Let no sign-in of somebody wait any more."""
    work.connection.execute(delete(SECOND_STEP).where(SECOND_STEP.c.user_id == user_id))


def _waiting(work: Work, request: str, *, lock: bool = False) -> Any:
    query = _WAITING.with_for_update(of=SECOND_STEP) if lock else _WAITING
    return work.connection.execute(query, {"request": token_hash(request), "moment": work.now}).one_or_none()


def _spend(work: Work, waiting_id: int) -> None:
    unused = update(SECOND_STEP).where(SECOND_STEP.c.id == waiting_id, SECOND_STEP.c.used_at.is_(None))
    if work.connection.execute(unused.values(used_at=work.now)).rowcount != 1:
        raise Conflict(_GONE)
