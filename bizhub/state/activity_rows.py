"""Entries of the activity as the page draws them, written for the reader."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from bizhub.domain.activity import ActivityRow
from bizhub.domain.activity_values import Piece, PieceKind, stored_values
from bizhub.domain.activity_words import THROUGH_WORDS
from bizhub.domain.undo import UNDOABLE
from bizhub.services import formats
from bizhub.state.reader import Reader


@dataclass
class SentencePart:
    """A part of a sentence; names stand out."""

    text: str
    is_name: bool


@dataclass
class DifferenceLine:
    """One field before and after."""

    field: str
    before: str
    after: str


@dataclass
class EntryLine:
    """One entry: a sentence, and what opens below it."""

    sequence: str
    person: str
    parts: list[SentencePart] = field(default_factory=list)
    when: str = ""
    utc: str = ""
    origin: str = ""
    number: str = ""
    object_id: str = ""
    asset_address: str = ""
    differences: list[DifferenceLine] = field(default_factory=list)
    can_be_undone: bool = False
    bulk: str = ""


def entry_line(row: ActivityRow, reader: Reader) -> EntryLine:
    """An entry for one reader."""
    entry = row.entry
    origin = THROUGH_WORDS.get(entry.through, entry.through)
    is_ad_account = entry.object_type == "ad_account"
    return EntryLine(
        sequence=str(entry.sequence),
        person=entry.user_name or "BizHub",
        parts=[SentencePart(_written(piece, reader), piece.kind is PieceKind.NAME) for piece in row.sentence],
        when=formats.moment(entry.at, reader.time_zone, reader.locale),
        utc=entry.at.isoformat(),
        origin=f"{origin} · {entry.address}" if entry.address else origin,
        number=formats.number(entry.sequence, reader.locale),
        object_id=entry.object_id,
        can_be_undone=entry.event in UNDOABLE,
        bulk=_bulk_of(row),
        asset_address=f"/activity?asset={entry.object_id}" if is_ad_account else "",
        differences=[
            DifferenceLine(change.field, _or_nothing(change.before, reader), _or_nothing(change.after, reader))
            for change in row.differences
        ],
    )


def _bulk_of(row: ActivityRow) -> str:
    """The ID of the bulk change that an entry belongs to, or is about."""
    if row.entry.object_type == "bulk":
        return row.entry.object_id
    return str(stored_values(row.entry.after).get("bulk", ""))


def _or_nothing(piece: Piece | None, reader: Reader) -> str:
    return "" if piece is None else _written(piece, reader)


def _written(piece: Piece, reader: Reader) -> str:
    """A piece in the reader's locale and time zone."""
    match piece.kind:
        case PieceKind.NUMBER:
            value = Decimal(piece.text)
            places = 0 if value == value.to_integral_value() else 2
            return formats.number(value, reader.locale, places)
        case PieceKind.MONEY if piece.currency:
            return formats.money(int(piece.text), piece.currency, reader.locale)
        case PieceKind.MONEY:
            return formats.number(Decimal(piece.text) / formats.MICROS, reader.locale, 2)
        case PieceKind.DAY:
            return formats.day(date.fromisoformat(piece.text), reader.locale)
        case PieceKind.MOMENT:
            return formats.moment(datetime.fromisoformat(piece.text), reader.time_zone, reader.locale)
        case _:
            return piece.text
