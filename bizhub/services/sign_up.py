"""Signing up: asking with a name, an address and a password, then proving the address with a code."""

import json
from typing import Any

from sqlalchemy import insert, or_, select
from sqlalchemy.exc import IntegrityError

from bizhub.domain.addresses import Address, AddressKind, address_from
from bizhub.domain.audit import AuditEvent
from bizhub.domain.codes import Purpose
from bizhub.domain.errors import Conflict, InvalidInput
from bizhub.domain.ids import new_id
from bizhub.domain.limits import IN_ALL, PER_NETWORK, Rule
from bizhub.domain.names import LONGEST_NAME, one_line
from bizhub.domain.people import Person
from bizhub.domain.sessions import NewSession
from bizhub.services import codes, limits
from bizhub.services.access import USER
from bizhub.services.addresses import parse_address
from bizhub.services.password_rules import refuse_weak
from bizhub.services.record import SYSTEM
from bizhub.services.runtime import Runtime
from bizhub.services.session_store import open_session
from bizhub.services.work import Caller, Work, begin

_MEANWHILE = "This address was confirmed a moment ago. Sign in with it instead."


def sign_up(runtime: Runtime, caller: Caller, *, name: str, address: str, password: str) -> str:
    """Ask for a code; the browser's secret for it. A known address is answered alike, and its owner is told."""
    shown_name = checked_name(name)
    parsed = parse_address(address)
    refuse_weak(password, [shown_name, parsed.value])
    with begin(runtime, caller, write=False) as work:
        limits.refuse_exhausted(work, _rules(work, parsed))
    wanted = {"name": shown_name, "password_hash": runtime.passwords.hash(password)}
    with begin(runtime, caller, write=True) as work:
        limits.count_try(work, _rules(work, parsed))
        return codes.ask(work, Purpose.SIGN_UP, parsed, wanted)


def confirm(runtime: Runtime, caller: Caller, *, request: str, code: str, device_mark: str = "") -> NewSession:
    """Prove the address: the user comes into being and is signed in."""
    with begin(runtime, caller, write=True) as work:
        checked = codes.check_code(work, Purpose.SIGN_UP, request=request, code=code)
        if checked.refusal is None:
            codes.spend(work, checked)
            person = _create_user(work, address_from(checked.address), json.loads(checked.payload))
            return open_session(work, person, device_mark=device_mark)
    raise checked.refusal


def checked_name(name: str) -> str:
    """A person's name, or InvalidInput."""
    cleaned = one_line(name)
    if not cleaned:
        raise InvalidInput("Type your name, as your colleagues know you.", field="name")
    if len(cleaned) > LONGEST_NAME:
        raise InvalidInput(f"Use at most {LONGEST_NAME} characters.", field="name")
    return cleaned


def _rules(work: Work, address: Address) -> tuple[Rule, ...]:
    return (
        *codes.sending_rules(work, address),
        Rule(limits.network_bucket(work, "sign_up"), PER_NETWORK),
        Rule("sign_up:all", IN_ALL),
    )


def _create_user(work: Work, address: Address, wanted: dict[str, Any]) -> Person:
    is_email = address.kind is AddressKind.EMAIL
    email, phone = (address.value, None) if is_email else (None, address.value)
    user_id = new_id()
    values = {
        "id": user_id,
        "name": wanted["name"],
        "email": email,
        "email_confirmed_at": work.now if is_email else None,
        "phone": phone,
        "phone_confirmed_at": None if is_email else work.now,
        "password_hash": wanted["password_hash"],
        "password_changed_at": work.now,
        "locale": "",
        "created_at": work.now,
    }
    taken = select(USER.c.id).where(or_(USER.c.email == address.value, USER.c.phone == address.value))
    if work.connection.execute(taken).first() is not None:
        raise Conflict(_MEANWHILE)
    try:
        work.connection.execute(insert(USER).values(**values))
    except IntegrityError:
        raise Conflict(_MEANWHILE) from None
    person = Person(str(user_id), wanted["name"], email or "", phone or "", locale="")
    work.user = person
    _record(work, AuditEvent.USER_SIGN_UP, person.name)
    _record(work, AuditEvent.USER_CONFIRM, address.value)
    return person


def _record(work: Work, event: AuditEvent, name: str) -> None:
    work.audit(event, object_type="user", object_id=work.signed_in().id, object_name=name, center_id=SYSTEM)
