"""Reminding people of what ends soon: whose it is, and who can let it last longer; once, also after a kill.

What is due changes with the day of a center alone, and a center is told of once on a day: nobody gets one message for
each of many ends. What was given on the same day is told the next: who got it has just read until when.
"""

import logging
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection, Row, Table, and_, bindparam, delete, exists, func, insert, or_, select, union_all

from bizhub.adapters import clock
from bizhub.adapters.jobs import Job, job
from bizhub.domain.audit import Through
from bizhub.domain.chunks import chunks
from bizhub.domain.ends_soon import REMIND_BEFORE, Due, Ending, Reminding, facts_of, reminding_at
from bizhub.domain.ids import new_ids
from bizhub.domain.notifications import Kind
from bizhub.domain.policy import Permission, levels_with
from bizhub.models.notification import EndReminder
from bizhub.services import admins, notifications
from bizhub.services.access import CENTER, GRANT, MEMBERSHIP, USER, center_stands_at, current_member_at, valid_at
from bizhub.services.ends_soon import ENDING, SINCE
from bizhub.services.group_grants import GROUP, GROUP_MEMBER
from bizhub.services.runtime import Runtime
from bizhub.services.work import Work, begin_job

REMINDER = cast(Table, EndReminder.__table__)  # type: ignore[attr-defined]
_logger = logging.getLogger("bizhub.ends")

_LONGER = REMIND_BEFORE + timedelta(days=2)
"""More than the day of reminding reaches ahead, in every time zone."""


def _ahead(until: Any) -> Any:
    return and_(until > bindparam("moment"), until <= bindparam("ahead"))


_WITH_ENDS = (
    select(CENTER.c.id, CENTER.c.time_zone)
    .where(
        center_stands_at(bindparam("moment")),
        or_(
            exists().where(MEMBERSHIP.c.center_id == CENTER.c.id, MEMBERSHIP.c.ended_at.is_(None),
                           _ahead(MEMBERSHIP.c.valid_until)),
            exists().where(GRANT.c.center_id == CENTER.c.id, GRANT.c.asset_group_id.is_(None),
                           _ahead(GRANT.c.valid_until)),
            exists().where(GROUP.c.center_id == CENTER.c.id, GROUP_MEMBER.c.asset_group_id == GROUP.c.id,
                           GROUP_MEMBER.c.ended_at.is_(None), _ahead(GROUP_MEMBER.c.valid_until)),
        ),
    )
    .order_by(CENTER.c.id)
)  # fmt: skip
_DUE = union_all(*(ENDING[kind].where(since < bindparam("began")) for kind, since in SINCE.items()))
_LAST_TOLD = select(func.max(REMINDER.c.told_at)).where(REMINDER.c.center_id == bindparam("center"))
_TOLD = select(REMINDER.c.kind, REMINDER.c.user_id, REMINDER.c.object_id, REMINDER.c.ends_at).where(
    REMINDER.c.center_id == bindparam("center"), REMINDER.c.ends_at > bindparam("moment")
)
_LEADERS = (
    select(GRANT.c.user_id, GRANT.c.ad_account_id)
    .join(USER, USER.c.id == GRANT.c.user_id)
    .join(MEMBERSHIP, and_(MEMBERSHIP.c.user_id == GRANT.c.user_id, MEMBERSHIP.c.center_id == GRANT.c.center_id))
    .where(
        GRANT.c.center_id == bindparam("center"),
        GRANT.c.level.in_(levels_with(Permission.AD_ACCOUNT_PEOPLE)),
        valid_at(bindparam("moment")),
        current_member_at(bindparam("moment")),
    )
)


@job("remind_of_ends", queue="messages", every="*/15 * * * *", at_start=True)
def remind_of_ends(current: Job) -> dict[str, int]:
    """Remind everybody of what is due: a restart in the middle finds what is left."""
    return {"reminded": remind_due(current.runtime, clock.now())}


def remind_due(runtime: Runtime, moment: datetime) -> int:
    """Remind, each center in its own transaction; of how many ends."""
    values = {"moment": moment, "ahead": moment + _LONGER}
    with runtime.database.transaction(write=False) as connection:
        centers = connection.execute(_WITH_ENDS, values).all()
        ready = [row.id for row in centers if _due(connection, row.id, row.time_zone, moment)]
    return sum(_remind(runtime, center) for center in ready)


def _remind(runtime: Runtime, center: int) -> int:
    """One that fails holds up no other, and is tried again."""
    try:
        with begin_job(runtime, user_id=None, center_id=str(center), through=Through.SYSTEM, write=True) as work:
            if work.center is None:  # deleted meanwhile
                return 0
            due = _due(work.connection, center, work.center.time_zone, work.now)
            if due:
                _note(work, due)
                _tell(work, due)
            return len(due)
    except Exception:
        _logger.exception("Nobody could be reminded of what ends in center %s", center)
        return 0


def _due(connection: Connection, center: int, time_zone: str, moment: datetime) -> Sequence[Due]:
    """What nobody was reminded of yet; nothing on a day on which the center was told of something."""
    today, values = reminding_at(moment, time_zone), {"center": center, "moment": moment}
    told_at = connection.execute(_LAST_TOLD, values).scalar()
    if told_at is not None and told_at >= today.began:
        return ()
    told = {tuple(row) for row in connection.execute(_TOLD, values)}
    rows = [row for row in connection.execute(_DUE, {**values, **_window(today)}) if _key(row) not in told]
    return [
        Due(Ending(row.kind), row.user_id, row.person, row.gives, row.of, row.name, row.until, row.giver_id)
        for row in sorted(rows, key=lambda row: (row.until, row.name, row.id))
    ]


def _window(today: Reminding) -> dict[str, datetime]:
    return {"soon": today.until, "began": today.began}


def _key(row: Row[Any]) -> tuple[str, int, int, datetime]:
    return row.kind, row.user_id, row.of, row.until


def _note(work: Work, due: Sequence[Due]) -> None:
    """Of each end once: the rows are unique."""
    over = (REMINDER.c.center_id == work.center_id, REMINDER.c.ends_at <= work.now)
    work.connection.execute(delete(REMINDER).where(*over))
    ends = {(row.kind.value, row.user, row.of, row.until) for row in due}
    shared, names = {"center_id": work.center_id, "told_at": work.now}, ("kind", "user_id", "object_id", "ends_at")
    rows = [
        {"id": number, **dict(zip(names, end, strict=True)), **shared}
        for number, end in zip(new_ids(len(ends)), ends, strict=True)
    ]
    work.connection.execute(insert(REMINDER), rows)


def _tell(work: Work, due: Sequence[Due]) -> None:
    """Each person once: of what is theirs, and of what they can let last longer."""
    own: dict[int, list[Due]] = {}
    others: dict[int, list[Due]] = {}
    may_always, leaders = admins.current_admins(work).keys(), _leaders(work, due)
    for row in due:
        own.setdefault(row.user, []).append(row)
        may_extend = set(may_always)
        if row.given_by is not None and row.kind is Ending.LEVEL and (row.given_by, row.of) in leaders:
            may_extend.add(row.given_by)
        for person in may_extend - {row.user}:
            others.setdefault(person, []).append(row)
    zone = work.in_center().time_zone
    for person in own.keys() | others.keys():
        facts = facts_of(own.get(person, ()), others.get(person, ()), zone)
        notifications.tell(work, person, Kind.ENDS_SOON, facts)


def _leaders(work: Work, due: Iterable[Due]) -> Collection[tuple[int, int]]:
    """Who of those that gave something still leads the people of which ad account."""
    givers = {row.given_by for row in due if row.kind is Ending.LEVEL and row.given_by is not None}
    values = {"center": work.center_id, "moment": work.now}
    return {
        (row.user_id, row.ad_account_id)
        for some in chunks(givers)
        for row in work.connection.execute(_LEADERS.where(GRANT.c.user_id.in_(some)), values)
    }
