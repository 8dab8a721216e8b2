"""The searchable names of each center, kept in memory and brought up to date from the activity.

Every change of a center stands in its activity, written in the same transaction. So the number of the last entry
tells whether a name index is still right, whichever process changed something, and the entries since then tell
which ad accounts to read again. Rights are kept for as short: until the next entry about them, or the next moment
at which a grant begins or ends; and who asks checks what is found against the database once more.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import BindParameter, and_, bindparam, func, or_, select

from bizhub.adapters.database import Database
from bizhub.domain.audit import AuditEvent
from bizhub.domain.ids import parse_id
from bizhub.domain.ranking import Query
from bizhub.services.access import AD_ACCOUNT, GRANT, valid_at
from bizhub.services.ad_account_list import ACCOUNT_LABEL, LABEL, in_center
from bizhub.services.name_index import Answer, NamedAccount, NameIndex, Scope
from bizhub.services.record import ACTIVITY, HEAD
from bizhub.services.work import Work

_MOST_CHANGES = 1_000
"""More changed ad accounts than this, and the names are read anew."""

_MOST_KEPT = 200_000
"""How many ad accounts all kept indexes may hold together (1 KB each); the least used center goes first."""

_ABOUT_ACCOUNT = "ad_account"
_ABOUT_LABEL = "label"
_NOT_ABOUT_RIGHTS = (AuditEvent.AD_ACCOUNT_EDIT.value, AuditEvent.AD_ACCOUNT_LABEL.value)
_NOT_ABOUT_RIGHTS_AT_ALL = ("label", "import", "import_file", "export", "activity")

_SEQUENCE = select(HEAD.c.sequence).where(HEAD.c.center_id == bindparam("center"))
_CHANGES = (
    select(ACTIVITY.c.object_type, ACTIVITY.c.object_id, ACTIVITY.c.event)
    .where(ACTIVITY.c.center_id == bindparam("center"), ACTIVITY.c.sequence > bindparam("known"))
    .distinct()
)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_NAMES = select(AD_ACCOUNT.c.id, AD_ACCOUNT.c.name, AD_ACCOUNT.c.external_id, AD_ACCOUNT.c.currency).where(
    AD_ACCOUNT.c.center_id == bindparam("center")
)
_LABELS = (
    select(ACCOUNT_LABEL.c.ad_account_id, LABEL.c.name)
    .join(LABEL, LABEL.c.id == ACCOUNT_LABEL.c.label_id)
    .where(LABEL.c.center_id == bindparam("center"))
    .order_by(LABEL.c.name)
)
_THESE_NAMES = select(AD_ACCOUNT.c.id, AD_ACCOUNT.c.name, AD_ACCOUNT.c.external_id, AD_ACCOUNT.c.currency).where(
    in_center(), AD_ACCOUNT.c.id.in_(_IDS)
)
_THESE_LABELS = _LABELS.where(ACCOUNT_LABEL.c.ad_account_id.in_(_IDS))
_OWN = and_(GRANT.c.user_id == bindparam("user"), GRANT.c.center_id == bindparam("center"))
_HELD = select(GRANT.c.ad_account_id).where(_OWN, valid_at(bindparam("moment"))).distinct()
_NEXT_CHANGE = select(
    func.min(GRANT.c.valid_from).filter(GRANT.c.valid_from > bindparam("moment")),
    func.min(GRANT.c.valid_until).filter(GRANT.c.valid_until > bindparam("moment")),
    func.min(GRANT.c.revoked_at).filter(GRANT.c.revoked_at > bindparam("moment")),
).where(
    _OWN,
    or_(
        GRANT.c.valid_from > bindparam("moment"),
        GRANT.c.valid_until > bindparam("moment"),
        GRANT.c.revoked_at > bindparam("moment"),
    ),
)


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of a center as they stood at an entry: a large index, and a small one of what changed since."""

    sequence: int
    rights_sequence: int
    base: NameIndex
    changed: frozenset[int]
    fresh: NameIndex


@dataclass(frozen=True, slots=True)
class _Held:
    """What a person may see in a center: positions in both indexes, right until an entry or a moment."""

    names: _Names
    ids: frozenset[int]
    in_base: frozenset[int]
    in_fresh: frozenset[int]
    until: datetime | None


class SearchIndexes:
    """The name indexes of one database, least used first."""

    def __init__(self) -> None:
        """Start empty."""
        self._names: OrderedDict[int, _Names] = OrderedDict()
        self._held: OrderedDict[tuple[int, int], _Held] = OrderedDict()
        self._lock = threading.Lock()
        self._building: dict[int, threading.Lock] = {}

    def names(self, work: Work) -> _Names:
        """The names of the current center, as right as this transaction sees them."""
        center = work.center_id
        sequence = work.connection.execute(_SEQUENCE, {"center": center}).scalar() or 0
        with self._lock:
            turn = self._building.setdefault(center, threading.Lock())
        with turn:  # one thread reads 100,000 names, the others wait for it
            with self._lock:
                known = self._names.get(center)
            if known is None or known.sequence < sequence:
                known = _brought_up_to_date(work, known, sequence)
            self._keep(center, known)
        return known

    def held(self, work: Work, names: _Names) -> _Held:
        """What the acting person may see of these names."""
        key = (work.center_id, work.user_id)
        known = self._held.get(key)
        if known is None or not _still_right(known, names, work.now):
            known = _read_held(work, names)
        elif known.names is not names:
            known = _placed(known.ids, names, known.until)
        with self._lock:
            self._held[key] = known
            self._held.move_to_end(key)
            while sum(len(one.ids) for one in self._held.values()) > _MOST_KEPT and len(self._held) > 1:
                self._held.popitem(last=False)
        return known

    def is_ready(self, center: int) -> bool:
        """Whether the names of a center have been read."""
        with self._lock:
            return center in self._names

    def _keep(self, center: int, names: _Names) -> None:
        with self._lock:
            self._names[center] = names
            self._names.move_to_end(center)
            while sum(len(one.base) for one in self._names.values()) > _MOST_KEPT and len(self._names) > 1:
                gone, _ = self._names.popitem(last=False)
                self._building.pop(gone, None)


_indexes: WeakKeyDictionary[Database, SearchIndexes] = WeakKeyDictionary()


def search_names(work: Work, query: Query, *, lifts: dict[int, int], limit: int) -> list[Answer]:
    """The ad accounts of the current center that answer a query, best first, of those the person may see.

    What comes back was right a moment ago; look it up before showing it.
    """
    indexes = _indexes_of(work)
    names = indexes.names(work)
    if work.sees_all_ad_accounts:
        base, fresh = Scope(None, lifts), Scope(None, lifts)
    else:
        held = indexes.held(work, names)
        base, fresh = Scope(held.in_base, lifts), Scope(held.in_fresh, lifts)
    answers = [
        answer
        for answer in names.base.search(query, base, limit=limit + len(names.changed))
        if answer.account.id not in names.changed
    ]
    if len(names.fresh):
        answers += names.fresh.search(query, fresh, limit=limit)
        answers.sort(key=lambda answer: answer.order)
    return answers[:limit]


def is_ready(work: Work) -> bool:
    """Whether searching the current center would not have to read all its names first."""
    return _indexes_of(work).is_ready(work.center_id)


def read_names(work: Work) -> None:
    """Read the names of the current center, so that the first search does not wait for it."""
    _indexes_of(work).names(work)


def _indexes_of(work: Work) -> SearchIndexes:
    return _indexes.setdefault(work.runtime.database, SearchIndexes())


def _brought_up_to_date(work: Work, known: _Names | None, sequence: int) -> _Names:
    """Read what the entries since then name; all of it when that is much, or unknown."""
    if known is None:
        return _read_all(work, sequence)
    changes = work.connection.execute(_CHANGES, {"center": work.center_id, "known": known.sequence}).all()
    accounts = {parse_id(row.object_id) for row in changes if row.object_type == _ABOUT_ACCOUNT}
    changed = known.changed | {number for number in accounts if number is not None}
    if len(changed) > _MOST_CHANGES or any(row.object_type == _ABOUT_LABEL for row in changes):
        return _read_all(work, sequence)
    rights = any(
        row.event not in _NOT_ABOUT_RIGHTS and row.event.partition(":")[0] not in _NOT_ABOUT_RIGHTS_AT_ALL
        for row in changes
    )
    fresh = known.fresh if changed == known.changed and not accounts else NameIndex(_read_these(work, changed))
    return _Names(sequence, sequence if rights else known.rights_sequence, known.base, changed, fresh)


def _read_all(work: Work, sequence: int) -> _Names:
    own = {"center": work.center_id}
    rows = work.connection.execute(_NAMES, own).all()
    base = NameIndex(_named(rows, work.connection.execute(_LABELS, own).all()))
    return _Names(sequence, sequence, base, frozenset(), NameIndex(()))


def _read_these(work: Work, numbers: Iterable[int]) -> Iterable[NamedAccount]:
    own = {"center": work.center_id, "ids": list(numbers)}
    rows = work.connection.execute(_THESE_NAMES, own).all()
    return _named(rows, work.connection.execute(_THESE_LABELS, own).all())


def _named(rows: Iterable[Any], labels: Iterable[Any]) -> Iterable[NamedAccount]:
    words: dict[int, list[str]] = {}
    for number, label in labels:
        words.setdefault(number, []).append(label)
    return (NamedAccount(row.id, row.name, row.external_id, row.currency, tuple(words.get(row.id, ()))) for row in rows)


def _still_right(held: _Held, names: _Names, now: datetime) -> bool:
    return held.names.rights_sequence == names.rights_sequence and (held.until is None or now < held.until)


def _read_held(work: Work, names: _Names) -> _Held:
    own = {"user": work.user_id, "center": work.center_id, "moment": work.now}
    ids = frozenset(work.connection.execute(_HELD, own).scalars())
    moments = [moment for moment in work.connection.execute(_NEXT_CHANGE, own).one() if moment is not None]
    return _placed(ids, names, min(moments, default=None))


def _placed(ids: frozenset[int], names: _Names, until: datetime | None) -> _Held:
    return _Held(names, ids, names.base.positions_of(ids), names.fresh.positions_of(ids), until)
