"""Stored fields and values of the activity as words, and as values that wait for the reader's locale."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from bizhub.domain.activity_words import CODE_WORDS, FIELD_WORDS
from bizhub.domain.metrics import PART_BY_NAME, Unit

_ORDER = {name: place for place, name in enumerate(FIELD_WORDS)}
_DAY_LENGTH = len("2026-01-01")


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


def stored_values(text: str) -> dict[str, Any]:
    """The stored JSON with inner objects unfolded; whatever else somebody put there is shown as it stands."""
    if not text:
        return {}
    try:
        found = json.loads(text)
    except ValueError:
        found = text
    return _unfolded(found) if isinstance(found, dict) else {"stored text": text}


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    """The fields that differ, in the order of their words; a currency belongs to the amounts beside it."""
    everything = {**before, **after}
    currency = str(everything.get("currency", ""))
    has_money = any(_is_money(name) for name in everything)
    for name in sorted(everything, key=lambda name: (_ORDER.get(name, len(_ORDER)), name)):
        old, new = before.get(name), after.get(name)
        if old == new or (name == "currency" and has_money):
            continue
        change = Difference(_word(name), value_piece(name, old, currency), value_piece(name, new, currency))
        if change.before or change.after:
            yield change


def value_piece(name: str, value: Any, currency: str = "") -> Piece | None:
    """A stored value as a piece; None where there is nothing."""
    if value is None or value in ("", []):
        return None
    if isinstance(value, bool):
        return Piece("yes" if value else "no")
    if isinstance(value, int) and _is_money(name):
        return Piece(str(value), PieceKind.MONEY, currency)
    if isinstance(value, int | float):
        return Piece(str(value), PieceKind.NUMBER)
    if isinstance(value, list):
        return Piece(", ".join(_as_text(item) for item in value))
    if not isinstance(value, str):
        return Piece(_as_text(value))
    codes = CODE_WORDS.get(name, {})
    return Piece(codes[value]) if value in codes else _text_piece(value)


def plain(pieces: Iterable[Piece]) -> str:
    """A sentence without a locale: ISO dates, amounts with their currency code."""
    return "".join(_plain(piece) for piece in pieces)


def _unfolded(values: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        found.update(value if isinstance(value, dict) else {name: value})
    return found


def _word(name: str) -> str:
    if name in FIELD_WORDS:
        return FIELD_WORDS[name]
    return PART_BY_NAME[name].label if name in PART_BY_NAME else name.replace("_", " ")


def _is_money(name: str) -> bool:
    return name.endswith("_micros") or (name in PART_BY_NAME and PART_BY_NAME[name].unit is Unit.MONEY)


def _text_piece(value: str) -> Piece:
    """A text, or the day or moment that it writes."""
    if value[:4].isdigit() and len(value) >= _DAY_LENGTH:
        try:
            if len(value) == _DAY_LENGTH:
                return Piece(date.fromisoformat(value).isoformat(), PieceKind.DAY)
            moment = datetime.fromisoformat(value)
        except ValueError:
            return Piece(value)
        if moment.tzinfo is not None:
            return Piece(moment.astimezone(UTC).isoformat(), PieceKind.MOMENT)
    return Piece(value)


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _plain(piece: Piece) -> str:
    if piece.kind is not PieceKind.MONEY:
        return piece.text
    whole, micros = divmod(abs(int(piece.text)), 1_000_000)
    sign = "-" if piece.text.startswith("-") else ""
    fraction = f"{micros:06d}".rstrip("0").ljust(2, "0")
    return f"{sign}{whole}.{fraction} {piece.currency}".rstrip()
