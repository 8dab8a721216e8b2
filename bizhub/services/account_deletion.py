"""Deleting one's own account: every membership ends as if one had left, and nothing is kept to sign in with.

The row stays, because the activity and others' rows point to it, without name, address or password: the address can
sign up anew, as somebody new.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Table, delete, func, select, update

from bizhub.domain.account_deletion import DELETED_NAME, AccountEnds
from bizhub.domain.audit import AuditEvent
from bizhub.domain.errors import SignedOut
from bizhub.domain.people import Person
from bizhub.domain.team import OnlyAdmin
from bizhub.services import (
    centers,
    codes,
    desk_people,
    last_admin,
    members,
    outbox,
    own_password,
    own_space,
    person_messages,
    sign_in_state,
    two_step,
    view_as,
)
from bizhub.services.access import USER
from bizhub.services.ad_account_list import PIN
from bizhub.services.lost_device import LOST_DEVICE
from bizhub.services.notifications import NOTIFICATION
from bizhub.services.preferences import PREFERENCE
from bizhub.services.record import SYSTEM
from bizhub.services.runtime import Runtime
from bizhub.services.second_step import SECOND_STEP
from bizhub.services.session_store import end_rows, read_open_sessions
from bizhub.services.sign_in_state import SESSION, TWO_STEP
from bizhub.services.switching import RECENT
from bizhub.services.two_step import RECOVERY
from bizhub.services.user_ending import hold_centers, in_each
from bizhub.services.work import Caller, Work, begin, token_hash

_OWN = (NOTIFICATION, PIN, RECENT, PREFERENCE, TWO_STEP, RECOVERY, SECOND_STEP, LOST_DEVICE, SESSION)
_NOTHING: dict[str, Any] = dict.fromkeys(("email", "email_confirmed_at", "phone", "phone_confirmed_at"))
_UNDELIVERED = "Its receiver has deleted their account."
_SUBJECT = "Your BizHub account is deleted"
_FAREWELL = """Hello {name},

Your BizHub account was just deleted: your memberships and sessions have ended, and your password and addresses are
removed. This is the last message to you.

You can sign up again at any time, and begin anew: {address}/sign-up
"""


def view_account_deletion(work: Work) -> AccountEnds:
    """What ends with the acting person's account, and the centers that they cannot leave."""
    person = work.user_id
    return AccountEnds(
        memberships=len(centers.list_centers(work)),
        sessions=len(read_open_sessions(work, person)),
        pins=_count(work, PIN),
        notifications=_count(work, NOTIFICATION),
        only_admin_of=tuple((str(number), name) for number, name in last_admin.only_admin_of(work, person).items()),
        asks_code=two_step.is_on(work, person),
        own_ad_accounts=own_space.count_own_ad_accounts(work),
    )


def delete_account(runtime: Runtime, caller: Caller, *, password: str, code: str) -> None:
    """End the acting person's account now; `code` is asked for where their 2-step verification is on.

    Raises InvalidInput at the field that is wrong, TooManyTries, OnlyAdmin, Busy.
    """
    proved = own_password.prove(runtime, caller, password)
    checked = two_step.Checked(None)
    with begin(runtime, replace(caller, center_id=None), write=True) as work:
        held = hold_centers(work, work.user_id)
        if sign_in_state.read_session(work.connection, token_hash(caller.session_token or ""), work.now) is None:
            raise SignedOut  # it ended while this waited for its turns
        own_password.require_same(work, proved)
        person = work.signed_in()
        if alone := last_admin.only_admin_of(work, work.user_id):
            raise OnlyAdmin("You are", list(alone.values()))
        if two_step.is_on(work, work.user_id):
            checked = two_step.check(work, person, code)
        if checked.refusal is None:
            _erase(work, person, held)
            return
    raise checked.refusal


def _erase(work: Work, person: Person, held: Sequence[int]) -> None:
    number = int(person.id)
    for _center in in_each(work, held):
        members.end_membership(work, members.current(work, person.id), AuditEvent.MEMBER_DELETE_ACCOUNT)
        own_space.end_own_space(work)
    desk_people.leave_desk(work)
    view_as.end_all_views(work, number)
    end_rows(work, read_open_sessions(work, number))
    for table in _OWN:
        work.connection.execute(delete(table).where(table.c.user_id == number))
    codes.void(work, person.email, person.phone)
    gone = {"name": DELETED_NAME, "password_hash": "", "locale": "", "disabled_at": work.now, **_NOTHING}
    work.connection.execute(update(USER).where(USER.c.id == number).values(gone))
    work.audit(AuditEvent.USER_DELETE, object_type="user", object_id=person.id, center_id=SYSTEM)
    outbox.drop_messages(work, user_id=number, why=_UNDELIVERED)
    body = _FAREWELL.format(name=person.name, address=work.runtime.settings.address)
    person_messages.tell(work, person, _SUBJECT, body)


def _count(work: Work, table: Table) -> int:
    return work.connection.execute(select(func.count()).where(table.c.user_id == work.user_id)).scalar_one()
