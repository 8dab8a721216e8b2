"""Numbers, money and days as the reader's locale writes them.

Babel knows how (CLDR) but takes tens of microseconds a number; a page has hundreds. So its pattern is taken
apart once for each locale and currency, and the digits are put in by hand; what groups otherwise goes through Babel.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, get_datetime_format
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_precision

from bizhub.adapters import clock
from bizhub.domain.figures import Period
from bizhub.domain.names import some_of

DEFAULT_LOCALE = "en"
NOTHING = "–"
"""What stands for a value that does not exist, such as a ratio over zero."""

MICROS = 1_000_000
_PERIODS_NAMED = 3
_SAMPLE = Decimal("1234567.125")


@dataclass(frozen=True, slots=True)
class _Shape:
    """What stands around and between the digits; `places` is the number of decimals."""

    before: str
    after: str
    group: str
    point: str
    places: int

    def write(self, value: Decimal | int) -> str:
        """The value, rounded half away from zero, as commercial figures are."""
        step = Decimal(1).scaleb(-self.places)
        rounded = Decimal(value).quantize(step, rounding=ROUND_HALF_UP)
        digits = f"{abs(rounded):,.{self.places}f}"
        if self.group != "," or self.point != ".":
            digits = digits.replace(",", "\0").replace(".", self.point).replace("\0", self.group)
        return f"{'-' if rounded < 0 else ''}{self.before}{digits}{self.after}"


@lru_cache(maxsize=256)
def known_locale(wanted: str) -> str:
    """The locale BizHub writes in: the first of a browser's list that it knows, such as `de-AT,de;q=0.9`."""
    for part in wanted.split(","):
        tag = part.split(";")[0].strip().replace("-", "_")
        try:
            return str(Locale.parse(tag))
        except (ValueError, UnknownLocaleError, TypeError):
            continue
    return DEFAULT_LOCALE


def money(micros: int | None, currency: str, locale: str) -> str:
    """An amount in micros with its currency, in that currency's usual number of decimals."""
    if micros is None:
        return NOTHING
    shape = _money_shape(currency, locale)
    value = Decimal(micros) / MICROS
    # Where the minus goes differs from locale to locale; credits are rare, so Babel places it.
    return shape.write(value) if shape and micros >= 0 else format_currency(value, currency, locale=locale)


def unit_money(micros: Decimal | int | None, currency: str, locale: str) -> str:
    """A price per click, per thousand, …: like money, but never with fewer than two decimals."""
    if micros is None:
        return NOTHING
    shape, plain = _money_shape(currency, locale), _number_shape(locale, 2)
    value = Decimal(micros) / MICROS
    if shape is None or plain is None or value < 0:
        return format_currency(value, currency, locale=locale)
    point = shape.point or plain.point
    return _Shape(shape.before, shape.after, shape.group, point, max(shape.places, 2)).write(value)


def whole_money(units: int, currency: str, locale: str) -> str:
    """A whole amount in units of its currency, without decimals, as on the axis of a chart."""
    shape = _money_shape(currency, locale)
    if shape is None:
        return format_currency(units, currency, locale=locale)
    return _Shape(shape.before, shape.after, shape.group, shape.point, 0).write(units)


def number(value: int | Decimal | None, locale: str, places: int = 0) -> str:
    """A plain number with so many decimals."""
    if value is None:
        return NOTHING
    shape = _number_shape(locale, places)
    return shape.write(value) if shape else format_decimal(round(Decimal(value), places), locale=locale)


def percent(value: Decimal | int | None, locale: str, places: int = 2) -> str:
    """A percentage: 1.5 stands for 1.5 %."""
    if value is None:
        return NOTHING
    shape = _percent_shape(locale, places)
    return shape.write(value) if shape else format_percent(round(Decimal(value) / 100, places + 2), locale=locale)


@lru_cache(maxsize=4096)
def day(value: date, locale: str) -> str:
    """A day with its year: 31 Aug 2023."""
    return format_date(value, "medium", locale=locale)


@lru_cache(maxsize=4096)
def short_day(value: date, locale: str) -> str:
    """A day without its year: 31 Aug."""
    return format_skeleton("MMMd", value, locale=locale)


def period(first: date, last: date, locale: str) -> str:
    """Both ends, the year once where it is the same."""
    if first == last:
        return day(last, locale)
    opening = short_day(first, locale) if first.year == last.year else day(first, locale)
    return f"{opening} – {day(last, locale)}"


def periods(found: Sequence[Period], locale: str) -> str:
    """The first few of several periods and how many more there are; of those in one year only the last one says it."""
    named = found[:_PERIODS_NAMED]
    words = [_period_before(one, following, locale) for one, following in pairwise(named)]
    words += [period(one.first, one.last, locale) for one in named[-1:]]
    return some_of([*words, *("" for _ in found[_PERIODS_NAMED:])], _PERIODS_NAMED)


def _period_before(one: Period, following: Period, locale: str) -> str:
    if one.first.year != following.last.year:
        return period(one.first, one.last, locale)
    ends = [short_day(day, locale) for day in (one.first, one.last)]
    return " – ".join(ends[: 2 if one.days > 1 else 1])


def moment(value: datetime, time_zone: str, locale: str) -> str:
    """A moment in a time zone, to the minute."""
    there = value.astimezone(ZoneInfo(time_zone))
    joined = str(get_datetime_format("medium", locale=locale)).replace("'", "")
    clock = format_time(there, "short", locale=locale)
    return joined.replace("{0}", clock).replace("{1}", format_date(there, "medium", locale=locale))


def zoned_moment(value: datetime, time_zone: str, locale: str) -> str:
    """A moment with the name of its time zone, where it stands beside days of another one."""
    return f"{moment(value, time_zone, locale)} ({time_zone.replace('_', ' ')})"


def file_size(count: int) -> str:
    """A number of bytes as people call it, rounded down: `19.5 KB`, `200 MB`."""
    value, unit = (count / 1024**2, "MB") if count >= 1024**2 else (count / 1024, "KB")
    return f"{int(value * 10) / 10:,.1f}".removesuffix(".0") + f" {unit}"


def decimals(currency: str) -> int:
    """How many decimals amounts of a currency usually have."""
    return get_currency_precision(currency)


@lru_cache(maxsize=2048)
def _money_shape(currency: str, locale: str) -> _Shape | None:
    places = get_currency_precision(currency)
    return _shape(format_currency(_rounded(places), currency, locale=locale), places)


@lru_cache(maxsize=1024)
def _number_shape(locale: str, places: int) -> _Shape | None:
    own = Locale.parse(locale).decimal_formats[None].pattern.split(";")[0].split(".")[0]
    pattern = own + ("." + "0" * places if places else "")
    return _shape(format_decimal(_rounded(places), format=pattern, locale=locale), places)


@lru_cache(maxsize=1024)
def _percent_shape(locale: str, places: int) -> _Shape | None:
    plain = format_percent(Decimal(12345), locale=locale)
    around = _number_shape(locale, places)
    whole = _shape(plain, 0)
    if around is None or whole is None:
        return None
    return _Shape(whole.before, whole.after, around.group, around.point, places)


def _rounded(places: int) -> Decimal:
    return _SAMPLE.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _shape(sample: str, places: int) -> _Shape | None:
    """Take a written sample apart; None when its digits or groups are not 1.234.567-like."""
    places_of_digits = [index for index, character in enumerate(sample) if character.isdecimal()]
    if not places_of_digits or not all(character in "0123456789" for character in _digits(sample)):
        return None
    first, last = places_of_digits[0], places_of_digits[-1]
    core = sample[first : last + 1]
    point = core[-places - 1] if places else ""
    whole = core[: -places - 1] if places else core
    groups = "".join(character for character in whole if not character.isdecimal())
    if len(set(groups)) > 1 or any(len(part) != 3 for part in _parts(whole, groups[:1])[1:]):
        return None
    return _Shape(sample[:first], sample[last + 1 :], groups[:1], point, places)


def _parts(whole: str, group: str) -> list[str]:
    return whole.split(group) if group else [whole]


def _digits(text: str) -> Iterable[str]:
    return (character for character in text if character.isdecimal())


def export_name(what: str, format: str) -> str:  # noqa: A002
    """What a file is called that somebody takes away today (UTC): "bizhub-activity-2026-05-01.csv"."""
    return f"bizhub-{what}-{clock.now().date().isoformat()}.{format}"
