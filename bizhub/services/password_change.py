"""Changing one's own password; it ends every other session and renews this one."""

from sqlalchemy import update

from bizhub.domain.audit import AuditEvent
from bizhub.domain.errors import Conflict
from bizhub.services import own_password
from bizhub.services.access import USER
from bizhub.services.password_notice import tell_of_new_password
from bizhub.services.password_rules import refuse_weak
from bizhub.services.record import SYSTEM
from bizhub.services.runtime import Runtime
from bizhub.services.session_store import renew_token
from bizhub.services.sessions import end_other_sessions
from bizhub.services.work import Caller, begin


def change_password(runtime: Runtime, caller: Caller, *, current: str, password: str) -> str:
    """Store a new password; the session's new token."""
    proved = own_password.prove(runtime, caller, current, field="current")
    person = proved.person
    refuse_weak(password, [person.name, person.email, person.phone])
    password_hash = runtime.passwords.hash(password)
    with begin(runtime, caller, write=True) as work:
        changed = {"password_hash": password_hash, "password_changed_at": work.now}
        unchanged = update(USER).where(USER.c.id == work.user_id, USER.c.password_hash == proved.stored)
        if work.connection.execute(unchanged.values(**changed)).rowcount != 1:
            raise Conflict(own_password.CHANGED_MEANWHILE)
        end_other_sessions(work)
        work.audit(AuditEvent.USER_PASSWORD_CHANGE, object_type="user", object_id=person.id, center_id=SYSTEM)
        tell_of_new_password(work, person)
        return renew_token(work)
