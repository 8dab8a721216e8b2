"""Questions about performance and their answers, before anybody writes the numbers for a reader.

Money is int micros. A sum over accounts of several currencies exists only per currency or converted, never mixed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from bizhub.domain.figures import BreakdownRow, Figures, Freshness, Period
from bizhub.domain.metrics import PART_BY_NAME, Unit, Value

MONEY_PARTS = frozenset(name for name, part in PART_BY_NAME.items() if part.unit is Unit.MONEY)


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked at: one ad account, or all that may be seen; without days the latest with figures."""

    ad_account_id: str = ""
    own_only: bool = False
    first: date | None = None
    last: date | None = None
    convert_to: str = ""


@dataclass(frozen=True, slots=True)
class CurrencyTotals:
    """Sums of the accounts of one currency, in the period and in the one before."""

    currency: str
    now: Figures
    before: Figures


@dataclass(frozen=True, slots=True)
class Conversion:
    """How money was converted: to which currency, with rates up to which ECB day; `left_out` has no rate."""

    currency: str
    rate_day: date | None
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """Totals of a period against the period before.

    `together` adds up what is no money over all currencies; with one currency or a conversion also the money.
    `currency` is that of its money, empty when there is none to show.
    """

    period: Period
    together: CurrencyTotals
    by_currency: tuple[CurrencyTotals, ...]
    freshness: Freshness
    accounts: int
    conversion: Conversion | None = None

    @property
    def currency(self) -> str:
        """The currency of the money in `together`; empty when money would be mixed."""
        return self.together.currency

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is stored of these accounts."""
        return self.freshness.accounts == 0


@dataclass(frozen=True, slots=True)
class TrendDay:
    """One day of a trend and the day it is compared with."""

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
    """One page of a table; `count` is over all pages."""

    rows: tuple[TableRow, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Details:
    """What stands below the totals: the chart and the table, with the days and the age of their figures."""

    period: Period
    freshness: Freshness
    trend: Trend
    table: Table


@dataclass(frozen=True, slots=True)
class WholeTable:
    """Every row of a table, with the days and the age of its figures."""

    rows: tuple[BreakdownRow, ...]
    period: Period
    freshness: Freshness


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
