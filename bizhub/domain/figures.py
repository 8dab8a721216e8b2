"""What questions about figures look like and what answers them: sums per key, ratios computed from the sums."""

from collections.abc import Iterable, Iterator, Mapping
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


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole account days, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def each_day(self) -> Iterator[date]:
        """Its days, in order."""
        return (self.first + timedelta(days=index) for index in range(self.days))

    def before(self) -> "Period":
        """The period of the same length that ends the day before."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    def covers(self, other: "Period") -> bool:
        """Whether all days of the other are among its own."""
        return self.first <= other.first and other.last <= self.last

    def within(self, other: "Period") -> "Period | None":
        """The days it shares with another; None where that is no day at all."""
        if self.first > other.last or other.first > self.last:
            return None
        return Period(max(self.first, other.first), min(self.last, other.last))


@dataclass(frozen=True, slots=True)
class KnownDays:
    """The days that imports have told about, as runs: in order, and between two of them a day that none told about."""

    runs: tuple[Period, ...] = ()

    @classmethod
    def joined(cls, periods: Iterable[Period]) -> "KnownDays":
        """The days of all these periods; those that overlap or follow each other make one run."""
        runs: list[Period] = []
        for period in sorted(periods):
            if runs and (period.first - runs[-1].last).days <= 1:
                runs[-1] = Period(runs[-1].first, max(runs[-1].last, period.last))
            else:
                runs.append(period)
        return cls(tuple(runs))

    def __contains__(self, day: date) -> bool:
        """Whether a day is known."""
        return any(run.first <= day <= run.last for run in self.runs)

    @property
    def days(self) -> int:
        """How many days are known."""
        return sum(run.days for run in self.runs)

    @property
    def span(self) -> Period | None:
        """From the first known day to the last one, whatever lies between; None where no day is known."""
        return Period(self.runs[0].first, self.runs[-1].last) if self.runs else None

    def cover(self, period: Period) -> bool:
        """Whether all days of a period are known."""
        return any(run.covers(period) for run in self.runs)

    def within(self, period: Period) -> "KnownDays":
        """Those of a period."""
        shared = (run.within(period) for run in self.runs)
        return KnownDays(tuple(run for run in shared if run is not None))

    def missing(self, period: Period) -> tuple[Period, ...]:
        """The days of a period that are not known."""
        one = timedelta(days=1)
        known = self.within(period).runs
        firsts = [period.first, *(run.last + one for run in known)]
        lasts = [*(run.first - one for run in known), period.last]
        return tuple(Period(first, last) for first, last in zip(firsts, lasts, strict=True) if first <= last)


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
    """Which days of one account are known, and when which import last told about it."""

    account_id: int
    known: KnownDays
    data_as_of: datetime
    batch_id: str


@dataclass(frozen=True, slots=True)
class Freshness:
    """What is stored of many accounts together: how many have figures, and the days that any of them knows.

    `runs` tells how many accounts have each run of known days.
    """

    accounts: int = 0
    known: KnownDays = KnownDays()
    runs: Mapping[Period, int] = field(default_factory=dict)

    def knowing(self, period: Period) -> int:
        """How many accounts know all days of a period."""
        return sum(accounts for run, accounts in self.runs.items() if run.covers(period))

    def lacking(self, period: Period) -> int:
        """How many of the accounts with figures lack those of a day of a period."""
        return self.accounts - self.knowing(period)


@dataclass(frozen=True, slots=True)
class Replacement:
    """The period of an account that the staged rows of a source replace; `source` is how a file names an account."""

    source: str
    account_id: int
    period: Period


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
    """Those with other figures, and those that become known without any."""
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
class Drill:
    """What a table of figures was narrowed to; keys, not names."""

    campaign: str | None = None
    ad_group: str | None = None
    ad: str | None = None
    search: str = ""
    """Part of the name of a campaign, an ad group or an ad, whichever is finest, in any case."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The ad accounts a question is about, each with its currency, so that sums never mix two.

    Sums are those of a `part` of them: of one campaign, ad group or ad, if it names any.
    """

    currencies: Mapping[int, str]
    part: Drill = Drill()

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
class Order:
    """How a table is sorted: by a metric, or by `name` or `day`; what has no value comes last.

    By `name`, rows of ad accounts follow the order of their scope: figures do not know what an account is called.

    `weights` makes money of several currencies comparable (units of one currency per unit of each); it orders only.
    """

    by: str = "spend"
    descending: bool = True
    weights: Mapping[str, float] = field(default_factory=dict)
