"""Entries of the record as people read them: sentences, differences, filters; values wait for the reader's locale."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bizhub.domain.activity_values import (
    Difference,
    Piece,
    PieceKind,
    differences,
    stored_values,
    value_piece,
)
from bizhub.domain.audit import SENTENCES, AuditEvent

PAGE_SIZE = 50
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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
    bulk: str = ""
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
        words = {
            "person": self.person,
            "kind": self.kind,
            "asset": self.asset,
            "search": self.search,
            "bulk": self.bulk,
        }
        return {name: str(value) for name, value in {**words, **days}.items() if value}


def row_of(entry: StoredEntry) -> ActivityRow:
    """An entry with what it says to people."""
    before, after = stored_values(entry.before), stored_values(entry.after)
    found = tuple(differences(before, after))
    approval = (Piece(f" ({entry.approval})"),) if entry.approval else ()
    return ActivityRow(entry, (*_sentence(entry, before, after, found), *approval), found)


def known_time_zone(name: str) -> str:
    """The name of a time zone, or UTC instead of one that does not exist."""
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return "UTC"


def moment_of(microseconds: int) -> datetime:
    """Microseconds since 1970 UTC as a moment; exact, unlike a division."""
    return _EPOCH + timedelta(microseconds=microseconds)


def _sentence(
    entry: StoredEntry, before: Mapping[str, Any], after: Mapping[str, Any], found: tuple[Difference, ...]
) -> Iterator[Piece]:
    person = Piece(entry.user_name or "BizHub", PieceKind.NAME)
    about = Piece(entry.object_name or entry.object_id or "this center", PieceKind.NAME)
    if entry.event == AuditEvent.AD_ACCOUNT_GRANT and ("user" in before or "user" in after):
        whole = {**before, **after}
        is_own = bool(entry.user_id) and whole.get("user_id") == entry.user_id
        receiver = Piece("themselves") if is_own else Piece(str(whole["user"]), PieceKind.NAME)
        yield from (person, *_grant_words(receiver, is_own=is_own, about=about, before=before, after=after))
        return
    is_joining = entry.event == AuditEvent.MEMBER_ADD and entry.object_id == entry.user_id
    yield from _template("{person} became a member" if is_joining else _template_of(entry.event), person, about)
    if entry.event in (AuditEvent.MEMBER_ADD, AuditEvent.INVITATION_SEND) and after.get("role"):
        yield from (Piece(" with the role "), _value("role", after["role"]))
    elif entry.event == AuditEvent.MEMBER_VIEW_BEGIN and after.get("valid_until"):
        yield from (Piece(", until "), _value("valid_until", after["valid_until"]))
    elif entry.event == AuditEvent.MEMBER_VIEW_END and after.get("until"):
        yield from (Piece(": the time ran out, "), _value("until", after["until"]))
    elif entry.event == AuditEvent.AD_ACCOUNT_LABEL:
        old, new = before.get("labels") or [], after.get("labels") or []
        added = [label for label in new if label not in old]
        yield Piece(_coming_and_going(added, [label for label in old if label not in new]))
    elif entry.event in (AuditEvent.ASSET_GROUP_MEMBERS, AuditEvent.ASSET_GROUP_AD_ACCOUNTS):
        yield Piece(_coming_and_going(after.get("added") or [], after.get("removed") or []))
    elif entry.event.endswith((":edit", ":edit_rules")) and before and found:
        yield from _change_words(found)


def _grant_words(
    receiver: Piece, *, is_own: bool, about: Piece, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Piece]:
    """Who got which level on what: given, changed or ended."""
    old, new = before.get("level"), after.get("level")
    if new and after.get("given_by"):
        yield from (Piece(" got the level "), _value("level", new), Piece(" on "), about)
        yield from (Piece(" from "), Piece(str(after["given_by"]), PieceKind.NAME))
    elif old and new == old:
        owner = Piece("their own level") if is_own else Piece(f"{receiver.text}’s level")
        yield from (Piece(" changed the end of "), owner, Piece(" on "), about)
    elif old and new:
        owner = Piece("their own level") if is_own else Piece(f"{receiver.text}’s level")
        yield from (Piece(" changed "), owner, Piece(" on "), about)
        yield from (Piece(" from "), _value("level", old), Piece(" to "), _value("level", new))
    elif new:
        yield from (Piece(" gave "), receiver, Piece(" the level "), _value("level", new), Piece(" on "), about)
    else:
        yield from (Piece(" ended the access of "), receiver, Piece(" to "), about)
    until = after.get("valid_until") or after.get("until")
    if until:
        yield from (Piece(", until "), _value("until", until))


def _coming_and_going(added: Sequence[Any], removed: Sequence[Any]) -> str:
    """Which labels, people or ad accounts came and which went."""
    both = (("added", added), ("removed", removed))
    words = [f"{verb} {', '.join(map(str, names))}" for verb, names in both if names]
    return f": {'; '.join(words)}" if words else ""


def _value(name: str, value: Any) -> Piece:
    return value_piece(name, value) or Piece("nothing")


def _change_words(found: Sequence[Difference]) -> Iterator[Piece]:
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


def _template_of(event: str) -> str:
    try:
        return SENTENCES[AuditEvent(event)]
    except ValueError:
        return f"{{person}} did “{event}”"


def _start_of(day: date, time_zone: str) -> int:
    start = datetime.combine(day, time.min, ZoneInfo(time_zone)).astimezone(UTC)
    return (start - _EPOCH) // timedelta(microseconds=1)
