"""Money of several currencies in one, by the day's ECB reference rate."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from bizhub.adapters.rates import Rates
from bizhub.domain.errors import InvalidInput
from bizhub.domain.figures import DayFigures, Figures
from bizhub.domain.insights import MONEY_PARTS, Conversion, Sums

_rates = Rates()  # loads nothing until asked


def warm_up() -> None:
    """Load the rates, so that nobody waits a second for the first conversion."""
    _rates.find("USD", "EUR", _rates.last_day)


def currencies() -> Sequence[str]:
    """Currencies that money can be converted to."""
    return sorted(_rates.currencies)


def require_known(currency: str) -> None:
    """Raise unless there are rates for this currency."""
    if currency not in _rates.currencies:
        raise InvalidInput(f"There is no reference rate for {currency}.", field="convert_to")


def convert(days: Iterable[DayFigures], currency: str) -> Figures:
    """All parts of the days added up, money converted at each day's own rate; days without a rate are left out."""
    exact: dict[str, Decimal] = {}
    counts = Sums()
    for item in days:
        rate = _rate(item.currency, currency, item.day)
        if rate is None:
            continue
        counts.add(item.figures.sums, only=[name for name in item.figures.sums if name not in MONEY_PARTS])
        for name in MONEY_PARTS & item.figures.sums.keys():
            value = item.figures.sums[name]
            if value is not None:
                exact[name] = exact.get(name, Decimal(0)) + value * rate
    money = {name: int(value.to_integral_value(ROUND_HALF_EVEN)) for name, value in exact.items()}
    return Figures({**counts.figures.sums, **money})


def describe(codes: Sequence[str], currency: str, last: date) -> Conversion:
    """Which ECB day the newest rate used is from, and which currencies have none."""
    found = {code: _rates.find(code, currency, last) for code in codes}
    days = [rate.day for code, rate in found.items() if rate is not None and code != currency]
    return Conversion(currency, max(days, default=None), tuple(code for code, rate in found.items() if rate is None))


def weights(codes: Iterable[str], last: date) -> Mapping[str, float]:
    """What makes money of several currencies comparable in a sorted table; empty for one currency."""
    listed = sorted(codes)
    if len(listed) < 2:
        return {}
    found = {code: _rate(code, "EUR", last) for code in listed}
    return {code: float(rate) for code, rate in found.items() if rate is not None}


def _rate(code: str, currency: str, day: date) -> Decimal | None:
    rate = _rates.find(code, currency, day)
    return None if rate is None else rate.value
