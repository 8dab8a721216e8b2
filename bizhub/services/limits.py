"""Tries that are counted in a table: the limits survive a restart and hold for all processes together.

A try is counted before it is made and given back when it was right, so only wrong ones add up and nobody can try
twice at once on the last place. A refused try is not counted: after the window everybody starts afresh.
"""

import hashlib
import hmac
import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, bindparam, delete, func, insert, select

from bizhub.domain.addresses import Address
from bizhub.domain.errors import TooManyTries
from bizhub.domain.ids import new_id
from bizhub.domain.limits import LONGEST_WINDOW, Rule, network_of
from bizhub.models.user import CountedTry
from bizhub.services.work import Work

COUNTED_TRY = cast(Table, CountedTry.__table__)  # type: ignore[attr-defined]

_NTH_LAST = (
    select(COUNTED_TRY.c.at)
    .where(COUNTED_TRY.c.bucket == bindparam("of"))
    .order_by(COUNTED_TRY.c.at.desc())
    .limit(1)
    .offset(bindparam("before"))
)
_INSERT = insert(COUNTED_TRY)
_DELETE_OLD = delete(COUNTED_TRY).where(COUNTED_TRY.c.at < bindparam("moment"))
_POSTGRES_LOCK = 0x42495A5452494553  # one at a time may look and count; nobody else locks this number


def refuse_exhausted(work: Work, rules: Sequence[Rule]) -> None:
    """Raise TooManyTries when one of the limits is reached; reads only, so a flood costs no write."""
    waits = [_wait_s(work, rule) for rule in rules]
    if any(waits):
        raise TooManyTries(retry_after_s=max(waits))


def count_try(work: Work, rules: Sequence[Rule]) -> tuple[int, ...]:
    """Count one try under each rule and return what `give_back` takes; raises TooManyTries and counts nothing."""
    if not work.runtime.database.is_sqlite:
        work.connection.execute(select(func.pg_advisory_xact_lock(_POSTGRES_LOCK)))
    refuse_exhausted(work, rules)
    return note_try(work, rules)


def note_try(work: Work, rules: Sequence[Rule]) -> tuple[int, ...]:
    """Count one try under each rule whatever the limits say."""
    work.connection.execute(_DELETE_OLD, {"moment": work.now - LONGEST_WINDOW})
    rows = [{"id": new_id(), "bucket": rule.bucket, "at": work.now} for rule in rules]
    work.connection.execute(_INSERT, rows)
    return tuple(cast(int, row["id"]) for row in rows)


def is_exhausted(work: Work, rule: Rule) -> bool:
    """Whether one limit is reached."""
    return _wait_s(work, rule) > 0


def give_back(work: Work, tries: Sequence[int]) -> None:
    """A try was right: it does not count."""
    work.connection.execute(delete(COUNTED_TRY).where(COUNTED_TRY.c.id.in_(tries)))


def address_bucket(work: Work, name: str, address: Address) -> str:
    """The bucket of a typed address, known or not; the address itself is not written."""
    key = work.runtime.settings.secret("tries")
    return f"{name}:address:{hmac.new(key, address.value.encode(), hashlib.sha256).hexdigest()[:32]}"


def network_bucket(work: Work, name: str) -> str:
    """The bucket of the network the caller comes from."""
    return f"{name}:network:{network_of(work.caller.address)}"


def _wait_s(work: Work, rule: Rule) -> int:
    """Seconds until the next try under a rule; 0 when it may be made now."""
    frees = [_free_at(work, rule.bucket, limit.tries, limit.window) for limit in rule.limits]
    left = [(moment - work.now).total_seconds() for moment in frees if moment is not None]
    return max([0, *(math.ceil(seconds) for seconds in left if seconds > 0)])


def _free_at(work: Work, bucket: str, tries: int, window: timedelta) -> datetime | None:
    at = work.connection.execute(_NTH_LAST, {"of": bucket, "before": tries - 1}).scalar_one_or_none()
    return None if at is None else at + window
