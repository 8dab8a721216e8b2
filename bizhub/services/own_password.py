"""Asking somebody who is signed in for their password once more, before something weighty."""

from dataclasses import dataclass, field

from sqlalchemy import select

from bizhub.domain.errors import Conflict, InvalidInput
from bizhub.domain.limits import PER_PERSON, Rule
from bizhub.domain.people import Person
from bizhub.services import limits
from bizhub.services.access import USER
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, Work, begin

_WRONG = "This is not your current password."
CHANGED_MEANWHILE = "Your password was changed elsewhere a moment ago. Nothing was changed here."


@dataclass(frozen=True, slots=True)
class Proved:
    """Whose password was right, and the hash it was compared with."""

    person: Person
    stored: str = field(repr=False)


def prove(runtime: Runtime, caller: Caller, password: str, *, field: str = "password") -> Proved:
    """Compare with no transaction open; a wrong one counts as a wrong password of the person. Raises InvalidInput."""
    with begin(runtime, caller, write=True) as work:
        tries = limits.count_try(work, [Rule(f"password:person:{work.user_id}", PER_PERSON)])
        stored = work.connection.execute(select(USER.c.password_hash).where(USER.c.id == work.user_id)).scalar_one()
        person = work.signed_in()
    if not runtime.passwords.check(password, stored).matches:
        raise InvalidInput(_WRONG, field=field)
    with begin(runtime, caller, write=True) as work:
        limits.give_back(work, tries)
    return Proved(person, stored)


def require_same(work: Work, proved: Proved) -> None:
    """Raise Conflict when the password that was right is not the acting person's any more."""
    now = select(USER.c.password_hash).where(USER.c.id == work.user_id)
    if work.signed_in().id != proved.person.id or work.connection.execute(now).scalar() != proved.stored:
        raise Conflict(CHANGED_MEANWHILE)
