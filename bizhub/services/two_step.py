"""2-step verification of a person: turning it on, checking a code, recovery codes.

A code is taken once: the database moves on from the step it belongs to, or finds that another sign-in has.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

import structlog
from sqlalchemy import Row, Table, delete, func, insert, select, update

from bizhub.adapters import seals, totp
from bizhub.domain.audit import AuditEvent
from bizhub.domain.errors import BizHubError, Conflict, InvalidInput
from bizhub.domain.ids import new_id
from bizhub.domain.limits import SECOND_STEPS, Rule
from bizhub.domain.people import Person
from bizhub.domain.two_step import (
    RECOVERY_CODES,
    RECOVERY_LETTERS,
    RECOVERY_LETTERS_EACH,
    SETTING_UP_LASTS,
    Setup,
    TwoStepView,
    in_groups,
    recovery_words,
    typed,
)
from bizhub.models.two_step import RecoveryCode
from bizhub.services import limits, signals, two_step_messages
from bizhub.services.access import USER
from bizhub.services.record import SYSTEM
from bizhub.services.session_store import read_open_sessions
from bizhub.services.sign_in_state import TWO_STEP, read_memberships
from bizhub.services.work import Work

RECOVERY = cast(Table, RecoveryCode.__table__)  # type: ignore[attr-defined]

_NOT_A_CODE = "Type the six digits that your app shows, or a recovery code."
_NOT_DIGITS = "Type the six digits that your app shows."
_WRONG = "This code is not right, or it was used already. Type the one your app shows now, or a recovery code."
_WRONG_AT_SETUP = "This is not the code your app shows now. Check that your phone has the right time, and try again."
_IS_ON = "2-step verification is on already."
_IS_OFF = "2-step verification is off."
_BEGIN_AGAIN = "This took long, or was begun again elsewhere. Please begin again with a new QR code."


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a code: a refusal to raise once the try is stored, or None; and new recovery codes, if asked for."""

    refusal: BizHubError | None
    recovery_codes: tuple[str, ...] = field(default=(), repr=False)


def view_two_step(work: Work) -> TwoStepView:
    """Where the acting person stands."""
    sessions = read_open_sessions(work, work.user_id)
    centers = read_memberships(work.connection, work.user_id, work.now)
    return TwoStepView(
        is_on=is_on(work, work.user_id),
        codes_left=_codes_left(work, work.user_id),
        other_sessions=sum(str(row.id) != work.session_id for row in sessions),
        asked_by=tuple(center.name for center in centers if center.asks_two_step),
    )


def is_on(work: Work, user_id: int) -> bool:
    """Whether somebody's sign-in asks for a second step."""
    row = _row(work, user_id)
    return row is not None and row.confirmed_at is not None


def begin_setup(work: Work) -> Setup:
    """A new secret for the acting person's app; nothing is on before a code of it was typed."""
    person = work.signed_in()
    work.connection.execute(select(USER.c.id).where(USER.c.id == work.user_id).with_for_update())
    if is_on(work, work.user_id):
        raise Conflict(_IS_ON)
    secret = totp.new_secret()
    work.connection.execute(delete(TWO_STEP).where(TWO_STEP.c.user_id == work.user_id))
    sealed = seals.seal(_key(work), secret, of=person.id)
    values = {"user_id": work.user_id, "secret": sealed, "last_step": 0, "begun_at": work.now}
    work.connection.execute(insert(TWO_STEP).values(values))
    return Setup(in_groups(secret), totp.qr_image(secret, person.email or person.phone))


def confirm_setup(work: Work, *, code: str) -> Checked:
    """Turn 2-step verification on with the first code of the app; its recovery codes, this once."""
    person, digits = work.signed_in(), typed(code).digits
    if not digits:
        raise InvalidInput(_NOT_DIGITS, field="code")
    row = _row(work, work.user_id)
    if row is not None and row.confirmed_at is not None:
        raise Conflict(_IS_ON)
    if row is None or row.begun_at + SETTING_UP_LASTS <= work.now:
        raise Conflict(_BEGIN_AGAIN)
    tries = limits.count_try(work, _rules(work.user_id))
    step = totp.step_of(seals.unseal(_key(work), row.secret, of=person.id), digits, work.now)
    if step is None:
        return Checked(InvalidInput(_WRONG_AT_SETUP, field="code"))
    limits.give_back(work, tries)
    same = (TWO_STEP.c.user_id == work.user_id, TWO_STEP.c.secret == row.secret, TWO_STEP.c.confirmed_at.is_(None))
    confirmed = update(TWO_STEP).where(*same).values(confirmed_at=work.now, last_step=step)
    if work.connection.execute(confirmed).rowcount != 1:
        raise Conflict(_BEGIN_AGAIN)
    codes = _new_codes(work)
    _record(work, AuditEvent.USER_TWO_STEP_ON, person)
    two_step_messages.tell_of_turning_on(work, person)
    return Checked(None, codes)


def renew_codes(work: Work, *, code: str) -> Checked:
    """New recovery codes in place of those before, for a code of the app or one of them."""
    person = work.signed_in()
    checked = check(work, person, code)
    if checked.refusal is not None:
        return checked
    codes = _new_codes(work)
    _record(work, AuditEvent.USER_RECOVERY_CODES, person)
    two_step_messages.tell_of_new_codes(work, person)
    return Checked(None, codes)


def check(work: Work, person: Person, code: str) -> Checked:
    """Take a code of the app or a recovery code; a wrong one is counted, so the refusal is returned, not raised."""
    number, what = int(person.id), typed(code)
    if not what.digits and not what.recovery:
        raise InvalidInput(_NOT_A_CODE, field="code")
    if not is_on(work, number):
        raise Conflict(_IS_OFF)
    tries = limits.count_try(work, _rules(number))
    _hold(work, number)
    is_right = _take_digits(work, number, what.digits) if what.digits else _take_recovery(work, number, what.recovery)
    if not is_right:
        return Checked(InvalidInput(_WRONG, field="code"))
    limits.give_back(work, tries)
    if what.recovery:
        _record(work, AuditEvent.USER_RECOVERY_CODE, person)
        two_step_messages.tell_of_recovery(work, person, left=_codes_left(work, number))
    return Checked(None)


def remove(work: Work, person: Person, *, how: str = "") -> None:
    """Turn somebody's 2-step verification off; their recovery codes go with it."""
    number = int(person.id)
    if work.connection.execute(delete(TWO_STEP).where(TWO_STEP.c.user_id == number)).rowcount != 1:
        raise Conflict(_IS_OFF)
    work.connection.execute(delete(RECOVERY).where(RECOVERY.c.user_id == number))
    _record(work, AuditEvent.USER_TWO_STEP_OFF, person)
    two_step_messages.tell_of_turning_off(work, person, how=how)


def _hold(work: Work, user_id: int) -> None:
    """Let nobody turn it off before this change ends: a page and the doors wait in different queues.

    Everybody takes this row before those of the recovery codes, so nobody waits for each other. Raises Conflict.
    """
    held = select(TWO_STEP.c.user_id).where(TWO_STEP.c.user_id == user_id, TWO_STEP.c.confirmed_at.is_not(None))
    if work.connection.execute(held.with_for_update()).first() is None:
        raise Conflict(_IS_OFF)


def _row(work: Work, user_id: int) -> Row[Any] | None:
    return work.connection.execute(select(TWO_STEP).where(TWO_STEP.c.user_id == user_id)).one_or_none()


def _take_digits(work: Work, user_id: int, digits: str) -> bool:
    row = _row(work, user_id)
    if row is None:
        return False
    try:
        step = totp.step_of(seals.unseal(_key(work), row.secret, of=str(user_id)), digits, work.now)
    except seals.BrokenSeal:
        structlog.get_logger(__name__).error("A secret of 2-step verification cannot be opened", user=str(user_id))
        return False
    if step is None:
        return False
    # Compared and stored as one: of two sign-ins with the same code one finds the step taken.
    later = (TWO_STEP.c.user_id == user_id, TWO_STEP.c.last_step < step, TWO_STEP.c.confirmed_at.is_not(None))
    taken: int = work.connection.execute(update(TWO_STEP).where(*later).values(last_step=step)).rowcount
    return taken == 1


def _take_recovery(work: Work, user_id: int, code: str) -> bool:
    unused = (RECOVERY.c.user_id == user_id, RECOVERY.c.code_hash == _hash(work, user_id, code))
    taken = update(RECOVERY).where(*unused, RECOVERY.c.used_at.is_(None)).values(used_at=work.now)
    return work.connection.execute(taken).rowcount == 1


def _new_codes(work: Work) -> tuple[str, ...]:
    codes = [
        "".join(secrets.choice(RECOVERY_LETTERS) for _ in range(RECOVERY_LETTERS_EACH)) for _ in range(RECOVERY_CODES)
    ]
    work.connection.execute(delete(RECOVERY).where(RECOVERY.c.user_id == work.user_id))
    rows = [
        {"id": new_id(), "user_id": work.user_id, "code_hash": _hash(work, work.user_id, code), "used_at": None}
        for code in codes
    ]
    work.connection.execute(insert(RECOVERY), rows)
    return tuple(recovery_words(code) for code in codes)


def _codes_left(work: Work, user_id: int) -> int:
    unused = select(func.count()).where(RECOVERY.c.user_id == user_id, RECOVERY.c.used_at.is_(None))
    return work.connection.execute(unused).scalar_one()


def _record(work: Work, event: AuditEvent, person: Person) -> None:
    work.audit(event, object_type="user", object_id=person.id, object_name=person.name, center_id=SYSTEM)
    work.after_commit(partial(signals.send, signals.UserChanged(person.id)))


def _rules(user_id: int) -> tuple[Rule, ...]:
    return (Rule(f"two_step:person:{user_id}", SECOND_STEPS),)


def _hash(work: Work, user_id: int, code: str) -> str:
    key = work.runtime.settings.secret("recovery_codes")
    return hmac.new(key, f"{user_id}:{code}".encode(), hashlib.sha256).hexdigest()


def _key(work: Work) -> bytes:
    return work.runtime.settings.secret("two_step")
