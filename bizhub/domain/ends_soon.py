"""What ends soon in a center: memberships, levels given directly, places in asset groups; and who is reminded of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bizhub.domain.levels import end_of_day, last_day
from bizhub.domain.notifications import NAMED, Facts

PAGE = 50
REMIND_BEFORE = timedelta(days=7)
"""How long before its last day people are reminded of something."""

_REMIND_FROM = time(8)
"""When a day of reminding begins in a center: nobody is woken by a text message."""


class Ending(StrEnum):
    """What ends."""

    MEMBERSHIP = "membership"
    LEVEL = "level"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class EndRow:
    """Something that ends soon; `of` is the ID of the ad account or asset group, empty for a membership.

    `gives` is the center role of a membership, else the level on ad accounts. `given_by` is empty for who made the
    center, and where the reader may not know it. `may_ask`: the reader may ask for it to last longer;
    `is_asked`: they have, and it waits.
    """

    id: str
    kind: Ending
    user_id: str
    person: str
    gives: str
    of: str
    name: str
    until: datetime
    given_by: str
    may_extend: bool
    may_ask: bool
    is_asked: bool


@dataclass(frozen=True, slots=True)
class EndsPage:
    """Page `page` of what ends soon, the first end first, and how much it is in all."""

    rows: tuple[EndRow, ...]
    total: int
    page: int


@dataclass(frozen=True, slots=True)
class Due:
    """Something of which people are to be reminded; the numbers are as in `EndRow`, 0 for none."""

    kind: Ending
    user: int
    person: str
    gives: str
    of: int
    name: str
    until: datetime
    given_by: int | None


@dataclass(frozen=True, slots=True)
class Reminding:
    """A day of reminding: when it began, and the last moment of what is due on it."""

    began: datetime
    until: datetime


def reminding_at(moment: datetime, time_zone: str) -> Reminding:
    """The day of reminding at a moment in a time zone: what is due changes with it, and at no time in between."""
    local = moment.astimezone(ZoneInfo(time_zone))
    day = local.date() if local.time() >= _REMIND_FROM else local.date() - timedelta(days=1)
    began = datetime.combine(day, _REMIND_FROM, ZoneInfo(time_zone))
    return Reminding(began, end_of_day(day + REMIND_BEFORE, time_zone))


def facts_of(own: Sequence[Due], others: Sequence[Due], time_zone: str) -> Facts:
    """What somebody is told who is reminded of ends of their own and of those of other people."""
    return {**_facts("own", own, time_zone), **_facts("others", others, time_zone)}


def _facts(whose: str, rows: Sequence[Due], time_zone: str) -> Facts:
    if not rows:
        return {}
    shown: Facts = {whose: len(rows), f"{whose}_day": last_day(min(row.until for row in rows), time_zone).isoformat()}
    if len(rows) == 1:
        row = rows[0]
        about = {"kind": row.kind.value, "gives": row.gives, "name": row.name, "person": row.person}
        return {**shown, **{f"{whose}_{name}": text for name, text in about.items()}}
    named = _once((row.user, row.person) for row in rows) if whose == "others" else _things(rows)
    return {**shown, f"{whose}_names": ", ".join(named[:NAMED]), f"{whose}_more": max(0, len(named) - NAMED)}


def _things(rows: Sequence[Due]) -> list[str]:
    """The membership first, since all else ends with it."""
    memberships = ["your membership" for row in rows if row.kind is Ending.MEMBERSHIP]
    return memberships + [row.name for row in rows if row.kind is not Ending.MEMBERSHIP]


def _once(people: Iterable[tuple[int, str]]) -> list[str]:
    return list(dict(people).values())
