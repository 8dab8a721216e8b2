"""Questions about performance and their answers, before anybody writes the numbers for a reader.

Money is int micros. A sum over accounts of several currencies exists only per currency or converted, never mixed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from bizhub.domain.errors import InvalidInput
from bizhub.domain.figures import BreakdownRow, CurrencyFigures, Figures, Freshness, Period
from bizhub.domain.metrics import PART_BY_NAME, Unit, Value, change_of, needs_money

LONGEST_DAYS = 1_100
MONEY_PARTS = frozenset(name for name, part in PART_BY_NAME.items() if part.unit is Unit.MONEY)


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked at: one ad account, or all that may be seen; without days the latest with figures."""

    ad_account_id: str = ""
    own_only: bool = False
    first: date | None = None
    last: date | None = None
    convert_to: str = ""


def checked_period(first: date, last: date) -> Period:
    """The days from one to the other. Raises InvalidInput for none or too many."""
    if first > last:
        raise InvalidInput("The first day is after the last one.", field="first")
    if (last - first).days >= LONGEST_DAYS:
        raise InvalidInput(f"A period has at most {LONGEST_DAYS:,} days.", field="first")
    return Period(first, last)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Money that could not be converted: `spend` micros of `currency`, on days between the first and the last one.

    `is_whole` where no day of that currency had a rate.
    """

    currency: str
    spend: int
    days: Period
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Conversion:
    """How money was converted: to which currency, with rates up to which ECB day, and what has none.

    `converted` are the other currencies of which some money is in; `rate_day` is None where there is none.
    """

    currency: str
    rate_day: date | None
    left_out: tuple[LeftOut, ...]
    converted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over accounts and days: counts over all rows, and beside them the rows whose money is in `currency`.

    A ratio with money is over the latter only. `currency` is empty, and there is no money, where it would be mixed.
    """

    currency: str
    counts: Figures
    with_money: Figures

    def value(self, metric: str) -> Value:
        """A metric computed from the rows it can be told of."""
        return (self.with_money if needs_money(metric) else self.counts).value(metric)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Totals of the period and of the one before, over the accounts that have figures for all days of both.

    `has_money` is False where a currency had rates for some of its days only: a change would be one of rates.
    """

    now: Totals
    before: Totals
    accounts: int
    has_money: bool

    def change(self, metric: str) -> Decimal | None:
        """The change in percent; None where there is none to tell."""
        if needs_money(metric) and (not self.has_money or self.now.currency != self.before.currency):
            return None
        return change_of(self.now.value(metric), self.before.value(metric))


@dataclass(frozen=True, slots=True)
class Summary:
    """Totals of a period; `comparison` is None where no account has figures for all days of it and the one before."""

    period: Period
    totals: Totals
    by_currency: tuple[CurrencyFigures, ...]
    freshness: Freshness
    accounts: int
    comparison: Comparison | None = None
    conversion: Conversion | None = None

    @property
    def currency(self) -> str:
        """The currency of the money in the totals; empty when money would be mixed."""
        return self.totals.currency

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is stored of these accounts."""
        return self.freshness.accounts == 0


@dataclass(frozen=True, slots=True)
class TrendDay:
    """One day of a trend and the day it is compared with; None is a day that nothing is known about."""

    day: date
    value: Value
    day_before: date
    before: Value


@dataclass(frozen=True, slots=True)
class Trend:
    """A metric by day; `currency` is empty for what is no money."""

    metric: str
    currency: str
    days: tuple[TrendDay, ...]


@dataclass(frozen=True, slots=True)
class AccountName:
    """What an ad account is called, and its ID at the advertising platform."""

    name: str
    external_id: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table of figures, with what stands in its first column and where it leads."""

    row: BreakdownRow
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Table:
    """One page of a table; `count` is over all pages.

    `weighed_on` is the day whose rates put money of several currencies in order, None where there is nothing to weigh.
    """

    rows: tuple[TableRow, ...]
    count: int
    weighed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Details:
    """What stands below the totals: the chart and the table, with the days and the age of their figures."""

    period: Period
    data_as_of: datetime | None
    trend: Trend
    table: Table


@dataclass(frozen=True, slots=True)
class WholeTable:
    """Every row of a table, with the days and the age of its figures and the newest rate in its money, if any."""

    rows: tuple[BreakdownRow, ...]
    period: Period
    freshness: Freshness
    data_as_of: datetime | None = None
    rate_day: date | None = None


@dataclass(frozen=True, slots=True)
class Sums:
    """Adds up figures; a part that was never delivered stays None."""

    sums: dict[str, int | None] = field(default_factory=dict)

    def add(self, figures: Mapping[str, int | None], *, only: Iterable[str] | None = None) -> None:
        """Add some parts, all of them unless named."""
        for name in figures if only is None else only:
            value = figures.get(name)
            if value is not None:
                self.sums[name] = (self.sums.get(name) or 0) + value
            else:
                self.sums.setdefault(name, None)

    @property
    def figures(self) -> Figures:
        """What was added up."""
        return Figures(dict(self.sums))
