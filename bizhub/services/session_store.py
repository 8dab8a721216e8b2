"""Opening and ending sessions: what signing in, signing up and new passwords share."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any, cast

from sqlalchemy import Row, bindparam, insert, or_, select, update

from bizhub.domain.addresses import Address
from bizhub.domain.audit import AuditEvent
from bizhub.domain.devices import device_words
from bizhub.domain.ids import new_id
from bizhub.domain.limits import Limit, Rule
from bizhub.domain.people import Person
from bizhub.domain.sessions import NewSession
from bizhub.services import signals, view_as
from bizhub.services.access import USER
from bizhub.services.record import SYSTEM
from bizhub.services.sign_in_state import SESSION, read_memberships
from bizhub.services.work import Work, token_hash

_TOKEN_BYTES = 32
_LONGEST_DEVICE = 300
_LONGEST_ADDRESS = 64

_OPEN = (
    select(SESSION)
    .where(
        SESSION.c.user_id == bindparam("user"),
        SESSION.c.ended_at.is_(None),
        SESSION.c.expires_at > bindparam("moment"),
    )
    .order_by(SESSION.c.last_seen_at.desc(), SESSION.c.id.desc())
)
_ANYBODYS_DEVICE = select(SESSION.c.id).where(SESSION.c.device_mark == bindparam("mark")).limit(1)
_OWN_DEVICE = (
    select(SESSION.c.user_id)
    .join(USER, USER.c.id == SESSION.c.user_id)
    .where(
        SESSION.c.device_mark == bindparam("mark"),
        or_(USER.c.email == bindparam("address"), USER.c.phone == bindparam("address")),
    )
    .limit(1)
)


def read_open_sessions(work: Work, user_id: int) -> Sequence[Row[Any]]:
    """Rows of a person's open sessions, the last seen first."""
    return work.connection.execute(_OPEN, {"user": user_id, "moment": work.now}).all()


def open_session(work: Work, person: Person, *, device_mark: str) -> NewSession:
    """Sign a person in whose identity was just proved; a session the browser came with ends.

    From here on the person acts in this work. `device_mark` is the browser's lasting mark; a new one is made when
    no session ever carried it.
    """
    if work.user is not None:
        end_rows(work, [row for row in read_open_sessions(work, work.user_id) if str(row.id) == work.session_id])
    mark = device_mark if _is_known(work, device_mark) else secrets.token_urlsafe(_TOKEN_BYTES)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    session_id = new_id()
    row = {
        "id": session_id,
        "token_hash": token_hash(token),
        "user_id": int(person.id),
        "device": work.caller.device[:_LONGEST_DEVICE],
        "device_mark": token_hash(mark),
        "address": work.caller.address[:_LONGEST_ADDRESS],
        "created_at": work.now,
        "last_seen_at": work.now,
        "expires_at": work.now + timedelta(days=work.runtime.settings.session_days),
    }
    work.connection.execute(insert(SESSION).values(**row))
    work.user, work.session_id = person, str(session_id)
    return NewSession(token, mark, has_center=bool(read_memberships(work.connection, int(person.id), work.now)))


def end_rows(work: Work, rows: Sequence[Row[Any]], event: AuditEvent = AuditEvent.USER_SESSION_END) -> None:
    """End sessions; their open pages are told once it is committed."""
    for row in rows:
        still_open = update(SESSION).where(SESSION.c.id == row.id, SESSION.c.ended_at.is_(None))
        if work.connection.execute(still_open.values(ended_at=work.now)).rowcount == 0:
            continue  # somebody else was quicker, and has recorded it
        view_as.end_with_session(work, row.id)
        name = device_words(row.device)
        work.audit(event, object_type="session", object_id=str(row.id), object_name=name, center_id=SYSTEM)
        work.after_commit(partial(signals.send, signals.SessionEnded(row.token_hash)))


def renew_token(work: Work) -> str:
    """Give the acting person's session a new token; the old one opens nothing any more."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    session_id = int(cast(str, work.session_id))
    work.connection.execute(update(SESSION).where(SESSION.c.id == session_id).values(token_hash=token_hash(token)))
    return token


def own_device_rules(
    work: Work, name: str, address: Address, device_mark: str, limits: tuple[Limit, ...]
) -> tuple[Rule, ...]:
    """The rule for a person on a device where they have signed in before; none for everybody else.

    It is a count of their own, so no stranger locks them out by guessing.
    """
    mark = token_hash(device_mark)
    owner = work.connection.execute(_OWN_DEVICE, {"mark": mark, "address": address.value}).scalar_one_or_none()
    return () if owner is None else (Rule(f"{name}:device:{mark[:32]}:{owner}", limits),)


def _is_known(work: Work, device_mark: str) -> bool:
    return work.connection.execute(_ANYBODYS_DEVICE, {"mark": token_hash(device_mark)}).first() is not None
