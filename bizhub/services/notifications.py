"""Telling people what others did: gathered while a change is made, written with it, once for each person.

    notifications.tell(work, user_id, Kind.APPROVAL_NEEDED, {"what": "remove Ben from the center"})

What several parts of one change say to the same person becomes one notification and one message. Nobody is told of
what they did themselves, but for TOLD_OF_ONES_OWN, and nobody who is disabled is told anything.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, cast

from sqlalchemy import Table, delete, func, insert, select

from bizhub.domain.audit import Through
from bizhub.domain.chunks import chunks
from bizhub.domain.ids import new_ids
from bizhub.domain.levels import Pair
from bizhub.domain.notifications import KEPT, MOST_KEPT, TELL_ENOUGH, TOLD_OF_ONES_OWN, Facts, Kind, Notice
from bizhub.models.notification import Notification
from bizhub.services import level_news, notification_messages, signals
from bizhub.services.access import USER
from bizhub.services.sign_in_state import CENTER
from bizhub.services.work import Work

NOTIFICATION = cast(Table, Notification.__table__)  # type: ignore[attr-defined]


@dataclass
class _News:
    """What one change will tell, and the rows of access_grant that it began and ended."""

    notices: list[Notice] = field(default_factory=list)
    moves: level_news.Moves = field(default_factory=level_news.Moves)


def tell(work: Work, user_id: int, kind: Kind, about: Facts | None = None, *, center_id: int | None = None) -> None:
    """Tell somebody of this change when it is committed; `about` are the facts that its words need, names included.

    Who did it (`by`) and the center's name are added. `center_id` is the current center, unless given.
    """
    gathered = _news(work)
    gathered.notices.append(Notice(user_id, work.center_id if center_id is None else center_id, kind, about or {}))


def levels_moved(
    work: Work, pairs: Iterable[Pair], *, began: Iterable[int], ended: Iterable[int], since: datetime | None = None
) -> None:
    """Tell people, when it is committed, what became of their access; `began` and `ended` number access_grant rows.

    `since` is when a change began that was made in several parts and is told as one.
    """
    moves = _news(work).moves
    moves.add(pairs, began, ended)
    moves.since = since


def _news(work: Work) -> _News:
    news = work.gathered.get(_News)
    if news is None:
        news = work.gathered[_News] = _News()
        work.before_commit(partial(_write, work))
    return cast(_News, news)


def _write(work: Work) -> None:
    """The last part of the change: what is told, whom it reaches, and what is too old to be kept."""
    news = _news(work)
    # What BizHub does by itself in somebody's name is news for them, too.
    acting = 0 if work.user is None or work.caller.through is Through.SYSTEM else work.user_id
    told_enough = {(notice.user_id, notice.center_id) for notice in news.notices if notice.kind in TELL_ENOUGH}
    notices = [*news.notices]
    if news.moves.people - {acting}:
        center = work.in_center()
        silent = {user for user, center_id in told_enough if center_id == int(center.id)} | {acting}
        notices += level_news.notices(work, news.moves, silent)
    merged = _merged(one for one in notices if one.user_id != acting or one.kind in TOLD_OF_ONES_OWN)
    people = {row.id: row for row in _enabled(work, {notice.user_id for notice in merged})}
    names = _center_names(work, {notice.center_id for notice in merged})
    by = {} if work.user is None else {"by": work.user.name}
    reached = [
        (people[notice.user_id], Notice(notice.user_id, notice.center_id, notice.kind, facts))
        for notice in merged
        if notice.user_id in people
        for facts in ({**by, "center": names[notice.center_id], **notice.facts},)
    ]
    if not reached:
        return
    _store(work, [notice for _, notice in reached])
    _prune(work, people)
    for person, notice in reached:
        notification_messages.send(work, person=person, notice=notice)
    for user_id in people:
        work.after_commit(partial(signals.send, signals.Notified(str(user_id))))


def _merged(notices: Iterable[Notice]) -> list[Notice]:
    """Of one kind and center each person is told once; facts that were told apart stand together."""
    found: dict[tuple[int, int, Kind], Facts] = {}
    for notice in notices:
        key = (notice.user_id, notice.center_id, notice.kind)
        found[key] = {**found.get(key, {}), **notice.facts}
    return [Notice(*key, facts) for key, facts in found.items()]


def _store(work: Work, notices: Sequence[Notice]) -> None:
    rows = [
        {
            "id": number,
            "user_id": notice.user_id,
            "center_id": notice.center_id,
            "kind": notice.kind.value,
            "facts": json.dumps(dict(notice.facts), ensure_ascii=False),
            "created_at": work.now,
            "read_at": None,
        }
        for number, notice in zip(new_ids(len(notices)), notices, strict=True)
    ]
    work.connection.execute(insert(NOTIFICATION), rows)


def _prune(work: Work, people: Iterable[int]) -> None:
    """Forget what is older than it is kept, and what is more than one person keeps."""
    own = NOTIFICATION.c.user_id
    for some in chunks(people):
        work.connection.execute(delete(NOTIFICATION).where(own.in_(some), NOTIFICATION.c.created_at <= work.now - KEPT))
        full = select(own).where(own.in_(some)).group_by(own).having(func.count() > MOST_KEPT)
        for person in work.connection.execute(full).scalars().all():
            newest = select(NOTIFICATION.c.id).where(own == person)
            newest = newest.order_by(NOTIFICATION.c.created_at.desc(), NOTIFICATION.c.id.desc())
            old = work.connection.execute(newest.offset(MOST_KEPT)).scalars().all()
            work.connection.execute(delete(NOTIFICATION).where(NOTIFICATION.c.id.in_(old)))


def _enabled(work: Work, people: Iterable[int]) -> Iterator[Any]:
    columns = (USER.c.id, USER.c.name, USER.c.email, USER.c.phone, USER.c.locale)
    for some in chunks(people):
        yield from work.connection.execute(select(*columns).where(USER.c.id.in_(some), USER.c.disabled_at.is_(None)))


def _center_names(work: Work, centers: Iterable[int]) -> dict[int, str]:
    rows = work.connection.execute(select(CENTER.c.id, CENTER.c.name).where(CENTER.c.id.in_(list(centers))))
    return {row.id: row.name for row in rows}
