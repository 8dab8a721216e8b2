"""What questions about figures look like and what answers them: sums per key, ratios computed from the sums."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from bizhub.domain.metrics import Value, value_of


class Grain(StrEnum):
    """How fine figures were delivered, from coarse to fine."""

    ACCOUNT = "ACCOUNT"
    CAMPAIGN = "CAMPAIGN"
    AD_GROUP = "AD_GROUP"
    AD = "AD"

    def is_coarser_than(self, other: "Grain") -> bool:
        """Whether this grain tells less than the other."""
        order = tuple(Grain)
        return order.index(self) < order.index(other)


class Dimension(StrEnum):
    """What a table of figures has a row for; a finer one implies the coarser ones above it."""

    ACCOUNT = "account"
    CAMPAIGN = "campaign"
    AD_GROUP = "ad_group"
    AD = "ad"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole account days, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def before(self) -> "Period":
        """The period of the same length that ends the day before."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    def within(self, first: date | None, last: date | None) -> "Period | None":
        """The part of it between two days; None where that is no day at all."""
        if first is None or last is None or first > self.last or last < self.first:
            return None
        return Period(max(first, self.first), min(last, self.last))


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums by API name; money in micros. A sum that was never delivered is None."""

    sums: Mapping[str, int | None] = field(default_factory=dict)

    def value(self, metric: str) -> Value:
        """The metric computed from these sums."""
        return value_of(metric, self.sums)


@dataclass(frozen=True, slots=True)
class CurrencyFigures:
    """Figures of all accounts of one currency."""

    currency: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Figures of one day of all accounts of one currency."""

    day: date
    currency: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class BreakdownRow:
    """One row of a table of figures. Keys of dimensions that were not asked for, or not delivered, are None.

    `campaign`, `ad_group` and `ad` are keys (the external ID, else the name); the `…_name` is what people read.
    """

    currency: str
    figures: Figures
    account_id: int | None = None
    campaign: str | None = None
    ad_group: str | None = None
    ad: str | None = None
    campaign_name: str | None = None
    ad_group_name: str | None = None
    ad_name: str | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class BreakdownPage:
    """Some rows of a table and how many there are in all."""

    rows: tuple[BreakdownRow, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is stored of one account, and how fresh it is."""

    account_id: int
    first_day: date
    last_day: date
    grain: Grain
    rows: int
    data_as_of: datetime
    batch_id: str


@dataclass(frozen=True, slots=True)
class Freshness:
    """What is stored of many accounts together; days and times are None where nothing is stored.

    Some account has figures from `first_day` to `last_day`; all that have any have them from `shared_first_day` to
    `shared_last_day`, which is no day at all where the second is the earlier one.
    """

    accounts: int
    first_day: date | None = None
    last_day: date | None = None
    oldest_data_as_of: datetime | None = None
    shared_first_day: date | None = None
    shared_last_day: date | None = None

    def known(self, period: Period) -> Period | None:
        """The days of a period that any account has figures for; about the others nothing is known."""
        return period.within(self.first_day, self.last_day)

    def is_shared(self, period: Period) -> bool:
        """Whether every account with figures has them for the whole period."""
        return period.within(self.shared_first_day, self.shared_last_day) == period


@dataclass(frozen=True, slots=True)
class Restatement:
    """What replacing a period of an account would change."""

    account_id: int
    period: Period
    stored_grain: Grain | None
    new_grain: Grain
    rows_before: int
    rows_after: int
    changed_days: tuple[date, ...]
    before: Figures
    after: Figures

    @property
    def changes_nothing(self) -> bool:
        """Whether the same figures are stored already."""
        return not self.changed_days

    @property
    def is_coarser(self) -> bool:
        """Whether detail that is stored now would be lost."""
        return self.stored_grain is not None and self.new_grain.is_coarser_than(self.stored_grain)


@dataclass(frozen=True, slots=True)
class Scope:
    """The ad accounts a question is about, each with its currency, so that sums never mix two."""

    currencies: Mapping[int, str]

    @classmethod
    def of(cls, account_id: int, currency: str) -> "Scope":
        """One account."""
        return cls({account_id: currency})

    @property
    def single(self) -> tuple[int, str] | None:
        """The only account and its currency; None for none or several."""
        return next(iter(self.currencies.items())) if len(self.currencies) == 1 else None

    def by_currency(self) -> dict[str, list[int]]:
        """The accounts of each currency."""
        grouped: dict[str, list[int]] = {}
        for account_id, currency in self.currencies.items():
            grouped.setdefault(currency, []).append(account_id)
        return grouped


@dataclass(frozen=True, slots=True)
class Exchange:
    """Money of a table in one currency: units of `target` for one of each currency on each day that has a rate.

    Rows of a day and currency without one stay in their own currency. `rate_day` is the newest ECB day among the rates.
    """

    target: str
    rates: Mapping[tuple[str, date], Decimal]
    rate_day: date | None = None


@dataclass(frozen=True, slots=True)
class Drill:
    """What a table of figures was narrowed to; keys, not names."""

    campaign: str | None = None
    ad_group: str | None = None
    ad: str | None = None
    search: str = ""
    """Part of the name of the finest dimension, in any case."""


@dataclass(frozen=True, slots=True)
class Order:
    """How a table is sorted: by a metric, or by `name` or `day`; what has no value comes last.

    `weights` makes money of several currencies comparable (units of one currency per unit of each); it orders only.
    """

    by: str = "spend"
    descending: bool = True
    weights: Mapping[str, float] = field(default_factory=dict)
