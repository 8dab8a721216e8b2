"""Entries of the record as people read them: sentences, differences, filters; values wait for the reader's locale."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from bizhub.domain.activity_words import FIELD_WORDS, VALUE_WORDS
from bizhub.domain.audit import SENTENCES, AuditEvent

PAGE_SIZE = 50
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ORDER = {name: place for place, name in enumerate(FIELD_WORDS)}
_HIDDEN = frozenset({"currency"})  # beside an amount it is part of the amount
_MONEY = frozenset({"spend", "total_complete_payment_rate", "total_purchase_value"})


class PieceKind(StrEnum):
    """How a piece of a sentence is written for the reader."""

    TEXT = "text"
    NAME = "name"
    NUMBER = "number"
    MONEY = "money"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text, or a value that the reader's locale writes.

    `text` is the text, a whole number, micros of `currency`, an ISO date, or an ISO moment in UTC.
    """

    text: str
    kind: PieceKind = PieceKind.TEXT
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that changed; without `before` it was set, without `after` it was removed."""

    field: str
    before: Piece | None
    after: Piece | None


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry as it is stored; `at` is a moment in UTC, `before` and `after` are JSON texts."""

    sequence: int
    at: datetime
    user_id: str
    user_name: str
    through: str
    address: str
    event: str
    object_type: str
    object_id: str
    object_name: str
    before: str
    after: str
    approval: str
    hash: str


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """An entry with its sentence and its differences."""

    entry: StoredEntry
    sentence: tuple[Piece, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """Rows, newest first, and where the neighbouring pages begin (0: there is none)."""

    rows: tuple[ActivityRow, ...]
    older: int
    newer: int


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """Who may be filtered by, as (ID, name), and the name of the asset that is filtered by."""

    people: tuple[tuple[str, str], ...]
    asset_name: str


@dataclass(frozen=True, slots=True)
class ActivityFilter:
    """Which entries; empty fields do not filter. Days are days of `time_zone`, both included."""

    person: str = ""
    kind: str = ""
    asset: str = ""
    search: str = ""
    first_day: date | None = None
    last_day: date | None = None
    time_zone: str = "UTC"

    @property
    def since(self) -> int | None:
        """First microsecond since 1970 UTC."""
        return None if self.first_day is None else _start_of(self.first_day, self.time_zone)

    @property
    def before(self) -> int | None:
        """First microsecond since 1970 UTC that is too late."""
        if self.last_day is None or self.last_day == date.max:
            return None
        return _start_of(self.last_day + timedelta(days=1), self.time_zone)

    def described(self) -> dict[str, str]:
        """What is filtered, for the record of an export."""
        days = {"first_day": self.first_day, "last_day": self.last_day}
        words = {"person": self.person, "kind": self.kind, "asset": self.asset, "search": self.search}
        return {name: str(value) for name, value in {**words, **days}.items() if value}


def row_of(entry: StoredEntry) -> ActivityRow:
    """An entry with what it says to people."""
    before, after = _values(entry.before), _values(entry.after)
    found = tuple(differences(before, after))
    return ActivityRow(entry, tuple(_sentence(entry, before, after, found)), found)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    """The fields that differ, in the order of their words."""
    has_money = not _MONEY.isdisjoint({*before, *after})
    for name in sorted({*before, *after}, key=lambda name: (_ORDER.get(name, len(_ORDER)), name)):
        old, new = before.get(name), after.get(name)
        if old == new or (name in _HIDDEN and has_money):
            continue
        yield Difference(
            FIELD_WORDS.get(name, name.replace("_", " ")), _piece(name, old, before), _piece(name, new, after)
        )


def plain(pieces: Iterable[Piece]) -> str:
    """A sentence without a locale: ISO dates, amounts with their currency code."""
    return "".join(_plain(piece) for piece in pieces)


def moment_of(microseconds: int) -> datetime:
    """Microseconds since 1970 UTC as a moment; exact, unlike a division."""
    return _EPOCH + timedelta(microseconds=microseconds)


def _sentence(
    entry: StoredEntry, before: Mapping[str, Any], after: Mapping[str, Any], found: tuple[Difference, ...]
) -> Iterator[Piece]:
    person = Piece(entry.user_name or "BizHub", PieceKind.NAME)
    about = Piece(entry.object_name or entry.object_id or "this center", PieceKind.NAME)
    if entry.event == AuditEvent.AD_ACCOUNT_GRANT and (who := after.get("user") or before.get("user")):
        yield from _grant_sentence(person, str(who), about, before, after)
        return
    yield from _template(_template_of(entry.event), person, about)
    if entry.event == AuditEvent.MEMBER_ADD and after.get("role"):
        yield from (Piece(" with the role "), _given("role", after["role"], after))
    elif entry.event.endswith(":edit") and before and found:
        yield from _change_words(found)


def _grant_sentence(
    person: Piece, who: str, about: Piece, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Piece]:
    """Who got which level on what: given, changed or ended."""
    receiver = replace(person, text="themselves") if who == person.text else Piece(who, PieceKind.NAME)
    old, new = before.get("level"), after.get("level")
    yield person
    if old and new:
        owner = Piece("their own level") if who == person.text else Piece(f"{who}’s level")
        yield from (Piece(" changed "), owner, Piece(" on "), about)
        yield from (Piece(" from "), _given("level", old, before), Piece(" to "), _given("level", new, after))
    elif new:
        yield from (Piece(" gave "), receiver, Piece(" the level "), _given("level", new, after), Piece(" on "), about)
    else:
        yield from (Piece(" ended the access of "), receiver, Piece(" to "), about)
    until = after.get("valid_until") or after.get("until")
    if until:
        yield from (Piece(", until "), _given("valid_until", until, after))


def _change_words(found: tuple[Difference, ...]) -> Iterator[Piece]:
    """One change in full, several by their names."""
    if len(found) > 1:
        words = [change.field for change in found]
        yield Piece(f": {', '.join(words[:-1])} and {words[-1]}")
        return
    change = found[0]
    yield Piece(f": {change.field}")
    if change.before is not None:
        yield from (Piece(" from "), change.before)
    yield from (Piece(" to "), change.after or Piece("nothing"))


def _template(template: str, person: Piece, about: Piece) -> Iterator[Piece]:
    slots = {"{person}": person, "{object}": about}
    rest = template
    while rest:
        slot = min((name for name in slots if name in rest), key=rest.index, default="")
        text, _, rest = rest.partition(slot) if slot else (rest, "", "")
        if text:
            yield Piece(text)
        if slot:
            yield slots[slot]


def _piece(name: str, value: Any, beside: Mapping[str, Any]) -> Piece | None:
    """A stored value as a piece; None where there is nothing."""
    if value is None or value in ("", []):
        return None
    if isinstance(value, bool):
        return Piece("yes" if value else "no")
    if isinstance(value, int | float):
        return _number(name, value, beside)
    if isinstance(value, list):
        return Piece(", ".join(_as_text(item) for item in value))
    if isinstance(value, dict):
        return Piece(", ".join(f"{FIELD_WORDS.get(key, key)}: {_as_text(item)}" for key, item in value.items()))
    return _text(str(value))


def _given(name: str, value: Any, beside: Mapping[str, Any]) -> Piece:
    return _piece(name, value, beside) or Piece("nothing")


def _number(name: str, value: float, beside: Mapping[str, Any]) -> Piece:
    if isinstance(value, int) and (name in _MONEY or name.endswith("_micros")):
        return Piece(str(value), PieceKind.MONEY, str(beside.get("currency", "")))
    return Piece(str(value), PieceKind.NUMBER)


def _text(value: str) -> Piece:
    if len(value) >= len("2026-01-01") and value[:4].isdigit():
        try:
            if len(value) == len("2026-01-01"):
                return Piece(date.fromisoformat(value).isoformat(), PieceKind.DAY)
            moment = datetime.fromisoformat(value)
        except ValueError:
            return Piece(value)
        if moment.tzinfo is not None:
            return Piece(moment.astimezone(UTC).isoformat(), PieceKind.MOMENT)
    return Piece(VALUE_WORDS.get(value, value))


def _as_text(value: Any) -> str:
    return VALUE_WORDS.get(value, value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _plain(piece: Piece) -> str:
    if piece.kind is not PieceKind.MONEY:
        return piece.text
    whole, micros = divmod(abs(int(piece.text)), 1_000_000)
    sign = "-" if piece.text.startswith("-") else ""
    fraction = f"{micros:06d}".rstrip("0").ljust(2, "0")
    return f"{sign}{whole}.{fraction} {piece.currency}".rstrip()


def _values(text: str) -> dict[str, Any]:
    """The stored JSON; whatever else somebody put there is shown as it stands."""
    if not text:
        return {}
    try:
        found = json.loads(text)
    except ValueError:
        return {"stored text": text}
    return found if isinstance(found, dict) else {"stored text": text}


def _template_of(event: str) -> str:
    try:
        return SENTENCES[AuditEvent(event)]
    except ValueError:
        return f"{{person}} did “{event}”"


def _start_of(day: date, time_zone: str) -> int:
    start = datetime.combine(day, time.min, ZoneInfo(time_zone)).astimezone(UTC)
    return (start - _EPOCH) // timedelta(microseconds=1)
