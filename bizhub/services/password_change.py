"""Changing one's own password; it ends every other session and renews this one."""

from sqlalchemy import select, update

from bizhub.domain.audit import AuditEvent
from bizhub.domain.errors import Conflict, InvalidInput
from bizhub.domain.limits import PER_PERSON, Rule
from bizhub.services import limits
from bizhub.services.access import USER
from bizhub.services.password_notice import tell_of_new_password
from bizhub.services.password_rules import refuse_weak
from bizhub.services.record import SYSTEM
from bizhub.services.runtime import Runtime
from bizhub.services.session_store import renew_token
from bizhub.services.sessions import end_other_sessions
from bizhub.services.work import Caller, begin

_WRONG = "This is not your current password."
_CHANGED_MEANWHILE = "Your password was changed elsewhere a moment ago. Nothing was changed here."


def change_password(runtime: Runtime, caller: Caller, *, current: str, password: str) -> str:
    """Store a new password; the session's new token."""
    with begin(runtime, caller, write=True) as work:
        person = work.signed_in()
        tries = limits.count_try(work, [Rule(f"password:person:{person.id}", PER_PERSON)])
        stored = work.connection.execute(select(USER.c.password_hash).where(USER.c.id == work.user_id)).scalar_one()
    if not runtime.passwords.check(current, stored).matches:
        raise InvalidInput(_WRONG, field="current")
    with begin(runtime, caller, write=True) as work:
        limits.give_back(work, tries)
    refuse_weak(password, [person.name, person.email, person.phone])
    password_hash = runtime.passwords.hash(password)
    with begin(runtime, caller, write=True) as work:
        changed = {"password_hash": password_hash, "password_changed_at": work.now}
        unchanged = update(USER).where(USER.c.id == work.user_id, USER.c.password_hash == stored)
        if work.connection.execute(unchanged.values(**changed)).rowcount != 1:
            raise Conflict(_CHANGED_MEANWHILE)
        end_other_sessions(work)
        work.audit(AuditEvent.USER_PASSWORD_CHANGE, object_type="user", object_id=person.id, center_id=SYSTEM)
        tell_of_new_password(work, person)
        return renew_token(work)
