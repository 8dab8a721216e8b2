"""Signing in with an e-mail address or a phone number, so that the answer never tells whether it is known.

Known and unknown addresses go the same way: the same queries, the same counted tries, one password check.
"""

from dataclasses import dataclass, field

import structlog
from sqlalchemy import bindparam, or_, select, update

from bizhub.domain.addresses import Address
from bizhub.domain.audit import AuditEvent
from bizhub.domain.devices import device_words
from bizhub.domain.errors import InvalidInput
from bizhub.domain.limits import IN_ALL, PER_NETWORK, PER_PERSON, Rule
from bizhub.domain.people import Person
from bizhub.domain.sessions import NewSession, WaitingSignIn
from bizhub.services import limits, lost_device, second_step, session_store, two_step
from bizhub.services.access import USER
from bizhub.services.addresses import parse_address
from bizhub.services.record import SYSTEM
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, Work, begin

WRONG = "The address or the password is not right. Check both, or choose a new password."

_BY_ADDRESS = select(USER.c.id, USER.c.name, USER.c.email, USER.c.phone, USER.c.locale, USER.c.password_hash).where(
    or_(USER.c.email == bindparam("address"), USER.c.phone == bindparam("address")), USER.c.disabled_at.is_(None)
)


@dataclass(frozen=True, slots=True)
class _Knock:
    """A counted try: whom the address belongs to, if to anybody, and the hash to compare with, if any can be right."""

    person: Person | None
    password_hash: str | None = field(repr=False)
    tries: tuple[int, ...]


def sign_in(
    runtime: Runtime, caller: Caller, *, address: str, password: str, device_mark: str = "", lost_device_link: str = ""
) -> NewSession | WaitingSignIn:
    """Open a session for whoever knows the password of this address; InvalidInput, TooManyTries or Busy otherwise.

    With 2-step verification there is no session yet, but a sign-in that waits; the link of a lost device turns it off.
    """
    parsed = parse_address(address)
    with begin(runtime, caller, write=False) as work:
        limits.refuse_exhausted(work, _rules(work, parsed, device_mark))
    with begin(runtime, caller, write=True) as work:
        knock = _count(work, parsed, device_mark)
    checked = runtime.passwords.check(password, knock.password_hash)
    if not checked.matches or knock.person is None:
        who = "" if knock.person is None else knock.person.id
        structlog.get_logger(__name__).info("A sign-in was refused", user=who, address=caller.address)
        raise InvalidInput(WRONG, field="password")
    with begin(runtime, caller, write=True) as work:
        _take_over_hash(work, knock.person, knock.password_hash, checked.better_hash)
        limits.give_back(work, knock.tries)
        if two_step.is_on(work, int(knock.person.id)):
            if not lost_device_link:
                return second_step.wait(work, knock.person)
            lost_device.redeem(work, knock.person, lost_device_link)
        session = session_store.open_session(work, knock.person, device_mark=device_mark)
        work.audit(
            AuditEvent.USER_SIGN_IN,
            object_type="user",
            object_id=knock.person.id,
            object_name=device_words(caller.device),
            center_id=SYSTEM,
        )
        return session


def _rules(work: Work, address: Address, device_mark: str) -> tuple[Rule, ...]:
    own = session_store.own_device_rules(work, "sign_in", address, device_mark, PER_PERSON)
    return own or (
        Rule(limits.address_bucket(work, "sign_in", address), PER_PERSON),
        Rule(limits.network_bucket(work, "sign_in"), PER_NETWORK),
        Rule("sign_in:all", IN_ALL),
    )


def _count(work: Work, address: Address, device_mark: str) -> _Knock:
    """Count the try and look the address up."""
    rules = _rules(work, address, device_mark)
    tries = limits.count_try(work, rules)
    row = work.connection.execute(_BY_ADDRESS, {"address": address.value}).one_or_none()
    is_over = False
    if len(rules) > 1:
        # Who has two addresses has one count for both; a refusal would tell that they belong together, so from then
        # on the password is silently wrong.
        nobodys = limits.address_bucket(work, "sign_in:nobody", address)
        one_person = Rule(nobodys if row is None else f"sign_in:person:{row.id}", PER_PERSON)
        is_over = limits.is_exhausted(work, one_person)
        tries += limits.note_try(work, [one_person])
    if row is None:
        return _Knock(None, None, tries)
    person = Person(str(row.id), row.name, row.email or "", row.phone or "", row.locale)
    return _Knock(person, None if is_over else row.password_hash, tries)


def _take_over_hash(work: Work, person: Person, checked_hash: str | None, better_hash: str | None) -> None:
    """Go on only with a person who was not disabled and whose password did not change while it was checked."""
    same = (USER.c.id == int(person.id), USER.c.password_hash == checked_hash, USER.c.disabled_at.is_(None))
    stored = update(USER).where(*same).values(password_hash=better_hash or checked_hash)
    if work.connection.execute(stored).rowcount != 1:
        raise InvalidInput(WRONG, field="password")
