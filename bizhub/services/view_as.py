"""Seeing BizHub as a member sees it: begun by an admin of the center, recorded, over after fifteen minutes.

The session holds whom, where and until when; `begin` (services/work) reads it and acts accordingly. When the time has
run out, the next change of that session records it, or whatever ends the session or the rights it rested on.
"""

from functools import partial
from typing import Any

from sqlalchemy import or_, select, update

from bizhub.domain.audit import AuditEvent
from bizhub.domain.errors import InvalidInput, NotFound
from bizhub.domain.ids import parse_id
from bizhub.domain.policy import Permission
from bizhub.domain.viewing import LASTS
from bizhub.services import sign_in_state, signals
from bizhub.services.access import USER
from bizhub.services.sign_in_state import SESSION, VIEWS_NOBODY, ran_out
from bizhub.services.work import Work

OBJECT = "member"


def begin_viewing(work: Work, *, user_id: str) -> None:
    """See BizHub as another member of the center from the next event on, in all tabs of this session.

    Raises NotFound for who is no member, InvalidInput for oneself and for who is kept out of the center.
    """
    work.require(Permission.MEMBER_MANAGE)
    number = parse_id(user_id)
    person = sign_in_state.read_person(work.connection, number)
    if number is None or person is None:
        raise NotFound
    theirs = sign_in_state.read_membership(work.connection, work.center_id, number, work.now, None)
    if theirs is None:
        raise NotFound
    if theirs.bar is not None:
        raise InvalidInput(f"{person.name} sees nothing of this center until their 2-step verification is on.")
    if number == work.user_id:
        raise InvalidInput("You see BizHub as yourself already.")
    until = work.now + LASTS
    viewing = {"viewing_user_id": number, "viewing_center_id": work.center_id, "viewing_until": until}
    session_id = parse_id(work.session_id)
    work.connection.execute(update(SESSION).where(SESSION.c.id == session_id).values(viewing))
    work.audit(
        AuditEvent.MEMBER_VIEW_BEGIN,
        object_type=OBJECT,
        object_id=person.id,
        object_name=person.name,
        after={"valid_until": until.isoformat()},
    )
    _tell_pages(work, select(SESSION.c.token_hash).where(SESSION.c.id == session_id))


def stop_viewing(work: Work) -> None:
    """See BizHub as oneself again; who does so already has nothing to stop."""
    work.signed_in()
    _end(work, SESSION.c.id == parse_id(work.session_id))


def end_views(work: Work, user_id: int, *, of_them: bool) -> None:
    """Let nobody be viewed by somebody in the current center any more, nor (`of_them`) see it as they do."""
    is_theirs = (SESSION.c.user_id == user_id, *((SESSION.c.viewing_user_id == user_id,) if of_them else ()))
    _end(work, (SESSION.c.viewing_center_id == work.center_id) & or_(*is_theirs))


def end_all_views(work: Work, user_id: int) -> None:
    """Somebody goes for good: whom they viewed and who viewed them is recorded while they have their name."""
    _end(work, or_(SESSION.c.user_id == user_id, SESSION.c.viewing_user_id == user_id))


def end_with_session(work: Work, session_id: int) -> None:
    """A session is about to end, and with it what it viewed."""
    _end(work, SESSION.c.id == session_id)


def _end(work: Work, which: Any) -> None:
    """End viewings, each with its entry; of one whose time ran out before, nobody has recorded yet that it did."""
    found = select(SESSION, USER.c.name).join(USER, USER.c.id == SESSION.c.viewing_user_id)
    for row in work.connection.execute(found.where(which)).all():
        own = update(SESSION).where(SESSION.c.id == row.id, SESSION.c.viewing_until == row.viewing_until)
        if work.connection.execute(own.values(VIEWS_NOBODY)).rowcount != 1:
            continue  # somebody else was quicker, and has recorded it
        work.audit(
            AuditEvent.MEMBER_VIEW_END,
            object_type=OBJECT,
            object_id=str(row.viewing_user_id),
            object_name=row.name,
            center_id=row.viewing_center_id,
            after=None if row.viewing_until > work.now else ran_out(row.viewing_until),
        )
        work.after_commit(partial(signals.send, signals.ViewChanged(row.token_hash)))


def _tell_pages(work: Work, digest: Any) -> None:
    work.after_commit(partial(signals.send, signals.ViewChanged(work.connection.execute(digest).scalar_one())))
