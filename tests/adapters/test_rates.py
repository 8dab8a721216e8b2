"""Rates are the ECB's of the last day known, and there is none where the ECB has none."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bizhub.adapters.rates import Rates
from bizhub.domain.rates import Rate

RATES = Rates()

# ECB euro foreign exchange reference rates, from its published table: 4 August 2023 (a Friday) and 31 August 2023.
USD_4_AUGUST, JPY_31_AUGUST, USD_31_AUGUST = Decimal("1.0946"), Decimal("158.49"), Decimal("1.0868")


@pytest.mark.parametrize("day", [date(2023, 8, 4), date(2023, 8, 5), date(2023, 8, 6)])
def test_the_weekend_has_fridays_rate_and_says_so(day: date) -> None:
    assert RATES.find("EUR", "USD", day) == Rate("EUR", "USD", USD_4_AUGUST, date(2023, 8, 4))


def test_two_currencies_meet_in_the_euro() -> None:
    rate = RATES.find("JPY", "USD", date(2023, 8, 31))
    assert rate is not None
    assert rate.value == USD_31_AUGUST / JPY_31_AUGUST


def test_the_other_direction_is_the_inverse() -> None:
    rate = RATES.find("USD", "EUR", date(2023, 8, 4))
    assert rate is not None
    assert rate.value == 1 / USD_4_AUGUST


def test_days_after_the_last_known_one_use_it() -> None:
    rate = RATES.find("USD", "EUR", RATES.last_day + timedelta(days=400))
    assert rate is not None
    assert rate.day == RATES.last_day


@pytest.mark.parametrize(
    ("currency", "target", "day"),
    [
        ("VND", "EUR", date(2023, 8, 31)),
        ("EUR", "XXX", date(2023, 8, 31)),
        ("RUB", "EUR", date(2023, 8, 31)),
        ("HRK", "EUR", date(2023, 8, 31)),
        ("USD", "EUR", date(1998, 12, 31)),
    ],
    ids=["never quoted", "no currency", "quoted no more", "joined the euro", "before the euro"],
)
def test_without_a_rate_there_is_none(currency: str, target: str, day: date) -> None:
    assert RATES.find(currency, target, day) is None


def test_a_currency_is_worth_itself_even_where_the_ecb_does_not_quote_it() -> None:
    assert RATES.find("VND", "VND", date(2023, 8, 31)) == Rate("VND", "VND", Decimal(1), date(2023, 8, 31))


def test_the_longest_pause_of_the_ecb_is_bridged() -> None:
    days = [date(2020, 1, 1) + timedelta(days=offset) for offset in range(3 * 365)]
    assert all(RATES.find("USD", "EUR", day) for day in days)


@pytest.mark.parametrize(("micros", "converted"), [(1_000_000, 1_094_600), (-1_000_000, -1_094_600), (5, 5), (0, 0)])
def test_converted_money_is_whole_micros(micros: int, converted: int) -> None:
    assert Rate("EUR", "USD", USD_4_AUGUST, date(2023, 8, 4)).convert(micros) == converted
