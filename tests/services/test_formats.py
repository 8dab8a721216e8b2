"""Numbers and money are written exactly as Babel writes them, only faster."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from babel.numbers import format_currency, format_decimal

from bizhub.domain.figures import Period
from bizhub.services import formats

LOCALES = [
    "en",
    "de",
    "fr",
    "ja",
    "de_CH",
    "sv",
    "pl",
    "es",
    "it",
    "nl",
    "pt_BR",
    "cs",
    "ru",
    "tr",
    "zh",
    "ar",
    "en_IN",
]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("currency", ["EUR", "USD", "JPY", "CHF", "KWD"])
@pytest.mark.parametrize("micros", [0, 10_000, 1_500_000, 2_893_370_000, 1_234_567_890_000, -5_000_000])
def test_money_is_written_as_the_locale_does(locale: str, currency: str, micros: int) -> None:
    assert formats.money(micros, currency, locale) == format_currency(
        Decimal(micros) / 1_000_000, currency, locale=locale
    )


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("value", [0, 7, 999, 1984, 8_128_187, 204_823_716])
def test_numbers_are_written_as_the_locale_does(locale: str, value: int) -> None:
    assert formats.number(value, locale) == format_decimal(value, locale=locale)


@pytest.mark.parametrize(
    ("value", "locale", "text"),
    [
        (Decimal("0.0244"), "en", "0.02%"),
        (Decimal("12.34567"), "en", "12.35%"),
        (Decimal("0.0244"), "de", "0,02\xa0%"),
        (None, "en", "–"),
    ],
)
def test_percentages(value: Decimal | None, locale: str, text: str) -> None:
    assert formats.percent(value, locale) == text


@pytest.mark.parametrize(
    ("micros", "currency", "locale", "text"),
    [
        (1_458_370, "EUR", "en", "€1.46"),
        (231_485_000, "JPY", "en", "¥231.49"),
        (231_485_000, "JPY", "de", "231,49\xa0¥"),
        (None, "EUR", "en", "–"),
    ],
)
def test_prices_keep_two_decimals(micros: int | None, currency: str, locale: str, text: str) -> None:
    assert formats.unit_money(micros, currency, locale) == text


@pytest.mark.parametrize(
    ("wanted", "known"),
    [("de-AT,de;q=0.9", "de_AT"), ("xx-YY, fr;q=0.5", "fr"), ("", "en"), ("*", "en"), ("../../etc", "en")],
)
def test_the_first_known_locale_is_taken(wanted: str, known: str) -> None:
    assert formats.known_locale(wanted) == known


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2023, 8, 1), date(2023, 8, 31), "Aug 1 – Aug 31, 2023"),
        (date(2022, 12, 1), date(2023, 1, 31), "Dec 1, 2022 – Jan 31, 2023"),
        (date(2023, 8, 1), date(2023, 8, 1), "Aug 1, 2023"),
    ],
)
def test_periods(first: date, last: date, text: str) -> None:
    assert formats.period(first, last, "en") == text


def test_moments_are_told_in_their_time_zone() -> None:
    moment = datetime(2023, 8, 31, 21, 5, tzinfo=UTC)
    assert formats.moment(moment, "Europe/Berlin", "en") == "Aug 31, 2023, 11:05\u202fPM"
    assert formats.moment(moment, "Europe/Berlin", "de") == "31.08.2023, 23:05"


def test_a_moment_beside_days_of_another_zone_names_its_own() -> None:
    moment = datetime(2023, 8, 31, 21, 5, tzinfo=UTC)
    assert formats.zoned_moment(moment, "America/New_York", "de") == "31.08.2023, 17:05 (America/New York)"


@pytest.mark.parametrize(
    ("size", "words"),
    [(200 * 1024**2, "200 MB"), (1024, "1 KB"), (20_000, "19.5 KB"), (1_572_864, "1.5 MB"), (3 * 1024**3, "3,072 MB")],
)
def test_sizes_are_rounded_down(size: int, words: str) -> None:
    assert formats.file_size(size) == words


JAN, FEB, MAR = (Period(date(2026, month, 1), date(2026, month, 28)) for month in (1, 2, 3))
NEW_YEAR = Period(date(2025, 12, 30), date(2026, 1, 2))


@pytest.mark.parametrize(
    ("found", "locale", "words"),
    [
        ([], "en", ""),
        ([JAN], "en", "Jan 1 – Jan 28, 2026"),
        ([JAN, FEB], "en", "Jan 1 – Jan 28 and Feb 1 – Feb 28, 2026"),
        ([JAN, FEB], "de", "1. Jan. – 28. Jan. and 1. Feb. – 28.02.2026"),
        ([Period(JAN.first, JAN.first), FEB, MAR], "en", "Jan 1, Feb 1 – Feb 28 and Mar 1 – Mar 28, 2026"),
        ([JAN, FEB, MAR, MAR, MAR], "en", "Jan 1 – Jan 28, Feb 1 – Feb 28, Mar 1 – Mar 28, 2026 and 2 more"),
        ([NEW_YEAR, FEB], "en", "Dec 30, 2025 – Jan 2, 2026 and Feb 1 – Feb 28, 2026"),
        ([Period(date(2025, 5, 1), date(2025, 5, 2)), FEB], "en", "May 1 – May 2, 2025 and Feb 1 – Feb 28, 2026"),
    ],
)
def test_periods_are_named_with_each_year_once(found: list[Period], locale: str, words: str) -> None:
    assert formats.periods(found, locale) == words
