"""Choosing a new password with a code sent to the address on file."""

import json

from sqlalchemy import update

from bizhub.domain.addresses import Address
from bizhub.domain.audit import AuditEvent
from bizhub.domain.codes import Purpose
from bizhub.domain.errors import Conflict
from bizhub.domain.ids import parse_id
from bizhub.domain.limits import CODES, IN_ALL, PER_NETWORK, RESETS, Rule
from bizhub.domain.sessions import NewSession, WaitingSignIn
from bizhub.services import codes, limits, second_step, two_step
from bizhub.services.access import USER
from bizhub.services.addresses import parse_address
from bizhub.services.password_notice import tell_of_new_password
from bizhub.services.password_rules import refuse_weak
from bizhub.services.record import SYSTEM
from bizhub.services.runtime import Runtime
from bizhub.services.session_store import end_rows, open_session, own_device_rules, read_open_sessions
from bizhub.services.sign_in_state import read_person
from bizhub.services.work import Caller, Work, begin

_GONE = "This sign-in cannot be used any more. The desk of this BizHub can help."


def ask_for_reset(runtime: Runtime, caller: Caller, *, address: str, device_mark: str = "") -> str:
    """Ask for a code; the browser's secret for it. Known and unknown addresses are answered alike."""
    parsed = parse_address(address)
    with begin(runtime, caller, write=False) as work:
        limits.refuse_exhausted(work, _rules(work, parsed, device_mark))
    with begin(runtime, caller, write=True) as work:
        limits.count_try(work, _rules(work, parsed, device_mark))
        return codes.ask(work, Purpose.RESET, parsed, {})


def choose_password(
    runtime: Runtime, caller: Caller, *, request: str, code: str, password: str, device_mark: str = ""
) -> NewSession | WaitingSignIn:
    """Store the new password, end every session and open one here. A right code survives a refused password.

    A new password is no second step: with 2-step verification the sign-in waits for it.
    """
    refuse_weak(password, [])
    with begin(runtime, caller, write=True) as work:
        checked = _check(work, request, code, device_mark)
    if checked.refusal is not None:
        raise checked.refusal
    user_id = json.loads(checked.payload)["user"]
    with begin(runtime, caller, write=False) as work:
        person = read_person(work.connection, parse_id(user_id))
    if person is None:
        raise Conflict(_GONE)
    refuse_weak(password, [person.name, person.email, person.phone])
    password_hash = runtime.passwords.hash(password)
    with begin(runtime, caller, write=True) as work:
        codes.spend(work, checked)
        stored = {"password_hash": password_hash, "password_changed_at": work.now}
        still_enabled = update(USER).where(USER.c.id == int(person.id), USER.c.disabled_at.is_(None))
        if work.connection.execute(still_enabled.values(**stored)).rowcount != 1:
            raise Conflict(_GONE)
        end_rows(work, read_open_sessions(work, int(person.id)))
        session: NewSession | WaitingSignIn
        if two_step.is_on(work, int(person.id)):
            session = second_step.wait(work, person)
            work.user = person
        else:
            session = open_session(work, person, device_mark=device_mark)
        work.audit(AuditEvent.USER_PASSWORD_RESET, object_type="user", object_id=person.id, center_id=SYSTEM)
        tell_of_new_password(work, person)
        return session


def _rules(work: Work, address: Address, device_mark: str) -> tuple[Rule, ...]:
    own = own_device_rules(work, "reset", address, device_mark, RESETS)
    return own or (
        Rule(limits.address_bucket(work, "reset", address), RESETS),
        Rule(limits.network_bucket(work, "reset"), PER_NETWORK),
        Rule("reset:all", IN_ALL),
    )


def _check(work: Work, request: str, code: str, device_mark: str) -> codes.CheckedCode:
    pending = codes.pending_code(work, request=request)
    own = own_device_rules(work, "code", pending.address, device_mark, CODES) if pending else ()
    return codes.check_code(work, Purpose.RESET, request=request, code=code, rules=own)
