"""Money of several currencies in one, by the day's ECB reference rate."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from bizhub.adapters.rates import Rates
from bizhub.domain.errors import InvalidInput
from bizhub.domain.figures import DayFigures, Exchange, Figures, Period
from bizhub.domain.insights import MONEY_PARTS, Conversion, LeftOut, Sums
from bizhub.domain.metrics import REACH

_rates = Rates()  # loads nothing until asked

_NOT_ADDED = MONEY_PARTS | {REACH.name}


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


def convert(days: Iterable[DayFigures], currency: str) -> tuple[Figures, Conversion]:
    """The sums of the days whose money has a rate, each at its day's own; and how it was done, and what has none."""
    exact: dict[str, Decimal] = {}
    counts = Sums()
    newest: date | None = None
    converted: set[str] = set()
    without: dict[str, list[DayFigures]] = {}
    for item in days:
        rate = _rates.find(item.currency, currency, item.day)
        if rate is None and any(item.figures.sums.get(name) for name in MONEY_PARTS):
            without.setdefault(item.currency, []).append(item)
            continue
        if rate is not None and item.currency != currency:
            converted.add(item.currency)
            newest = max(rate.day, newest or rate.day)
        counts.add(item.figures.sums, only=[name for name in item.figures.sums if name not in _NOT_ADDED])
        for name in MONEY_PARTS & item.figures.sums.keys():
            value = item.figures.sums[name]
            if value is not None:
                exact[name] = exact.get(name, Decimal(0)) + (value * rate.value if rate is not None else 0)
    money = {name: int(value.to_integral_value(ROUND_HALF_EVEN)) for name, value in exact.items()}
    left_out = tuple(_left_out(code, without[code], is_whole=code not in converted) for code in sorted(without))
    figures = Figures({**counts.figures.sums, **money})
    return figures, Conversion(currency, newest, left_out, frozenset(converted))


def exchange(codes: Iterable[str], currency: str, period: Period) -> Exchange | None:
    """The rates of a table over these days; None where all of its money is in that currency."""
    others = sorted({*codes} - {currency})
    if not others:
        return None
    days = [period.first + timedelta(days=index) for index in range(period.days)]
    found = {(code, day): _rates.find(code, currency, day) for code in others for day in days}
    known = {key: rate for key, rate in found.items() if rate is not None}
    newest = max((rate.day for rate in known.values()), default=None)
    return Exchange(currency, {key: rate.value for key, rate in known.items()}, newest)


def weights(codes: Iterable[str], last: date) -> Mapping[str, float]:
    """What makes money of several currencies comparable in a sorted table; empty for one currency."""
    listed = sorted(codes)
    if len(listed) < 2:
        return {}
    found = {code: _rates.find(code, "EUR", last) for code in listed}
    return {code: float(rate.value) for code, rate in found.items() if rate is not None}


def weights_day(last: date) -> date | None:
    """The day whose rates `weights` takes."""
    rate = _rates.find("USD", "EUR", last)
    return rate.day if rate else None


def _left_out(code: str, items: Sequence[DayFigures], *, is_whole: bool) -> LeftOut:
    days = [item.day for item in items]
    spend = sum(item.figures.sums.get("spend") or 0 for item in items)
    return LeftOut(code, spend, Period(min(days), max(days)), is_whole)
