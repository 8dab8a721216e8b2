"""Sums over ad accounts that may be in several currencies: counts always, money where it is honest."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bizhub.adapters.insights_store import InsightsStore
from bizhub.domain.figures import CurrencyFigures, Figures, Freshness, Period, Scope
from bizhub.domain.insights import MONEY_PARTS, Comparison, Conversion, Sums, Totals, Trend, TrendDay
from bizhub.domain.metrics import METRICS, PARTS, REACH, Unit, Value, needs_money, parts_of
from bizhub.services import conversion

_ALWAYS_TOLD = frozenset(part.name for part in PARTS[:4])


@dataclass(frozen=True, slots=True)
class Found:
    """The totals of a period, those of each currency, and how money was converted, if it was."""

    totals: Totals
    by_currency: tuple[CurrencyFigures, ...]
    conversion: Conversion | None = None


def add_up(store: InsightsStore, scope: Scope, period: Period, metrics: Sequence[str], convert_to: str) -> Found:
    """Everything the accounts have in the period; in one question."""
    if convert_to and set(scope.by_currency()) - {convert_to}:
        return _add_up_converted(store, scope, period, metrics, convert_to)
    found = store.totals(scope, period, metrics)
    codes = [item.currency for item in found] or list(scope.by_currency())
    if len(codes) > 1:
        return Found(Totals("", _counts(found, metrics), Figures()), found)
    figures = _sum(found)
    return Found(Totals(codes[0] if codes else "", figures, figures), found)


def compare(
    store: InsightsStore,
    scope: Scope,
    period: Period,
    metrics: Sequence[str],
    convert_to: str,
    *,
    freshness: Freshness,
    found: Found,
) -> Comparison | None:
    """The period against the one before. What an account has no figures for would look like a rise or a fall, so only
    those count that have figures for all days of both; None where there are none."""
    both = _with_the_one_before(period)
    now, accounts = found, freshness.knowing(both)
    if not accounts:
        return None
    if accounts < freshness.accounts:
        alike = store.covering(list(scope.currencies), both)
        scope = replace(
            scope, currencies={number: scope.currencies[number] for number in scope.currencies if number in alike}
        )
        now = add_up(store, scope, period, metrics, convert_to)
    before = add_up(store, scope, period.before(), metrics, convert_to)
    return Comparison(
        with_zeros(now.totals, metrics), with_zeros(before.totals, metrics), accounts, _has_money(now, before)
    )


def with_zeros(totals: Totals, metrics: Sequence[str]) -> Totals:
    """The totals of days that are known: where nothing was delivered on any of them, the sums are zero."""
    if totals.counts.sums and any(value is not None for value in totals.counts.sums.values()):
        return totals
    zeros = _zeros(metrics)
    return Totals(totals.currency, zeros, zeros if totals.currency else Figures())


def by_day(
    store: InsightsStore, scope: Scope, period: Period, metric: str, convert_to: str, freshness: Freshness
) -> Trend:
    """A metric by day beside the period before; only money is converted, so that counts are those of all accounts."""
    convert_to = convert_to if needs_money(metric) else ""
    # Both periods in one question: the one before ends the day before the other begins.
    both = _with_the_one_before(period)
    sums: dict[date, Sums] = {}
    for item in store.trend(scope, both, (metric,)):
        figures = conversion.convert([item], convert_to)[0] if convert_to else item.figures
        sums.setdefault(item.day, Sums()).add(figures.sums)
    days = list(both.each_day())
    values = [_value_of(metric, sums.get(day), is_known=day in freshness.known) for day in days]
    later, earlier = (slice(period.days, None), slice(period.days))
    told = zip(days[later], values[later], days[earlier], values[earlier], strict=True)
    is_money = METRICS[metric].unit is Unit.MONEY
    code = convert_to or next(iter(scope.by_currency()), "")
    return Trend(metric, code if is_money else "", tuple(TrendDay(*day) for day in told))


def _with_the_one_before(period: Period) -> Period:
    return Period(period.before().first, period.last)


def _value_of(metric: str, sums: Sums | None, *, is_known: bool) -> Value:
    """A known day without a row had no delivery: its sums are zero, its ratios do not exist."""
    if sums is not None:
        return sums.figures.value(metric)
    return _zeros((metric,)).value(metric) if is_known else None


def _zeros(metrics: Sequence[str]) -> Figures:
    return Figures({part: 0 for part in parts_of(metrics) if part in _ALWAYS_TOLD})


def _add_up_converted(
    store: InsightsStore, scope: Scope, period: Period, metrics: Sequence[str], convert_to: str
) -> Found:
    days = store.trend(scope, period, metrics)
    of_each: dict[str, Sums] = {}
    for day in days:
        of_each.setdefault(day.currency, Sums()).add(day.figures.sums)
    found = tuple(CurrencyFigures(code, of_each[code].figures) for code in sorted(of_each))
    money, how = conversion.convert(days, convert_to)
    told = how if how.converted or how.left_out else None
    return Found(Totals(convert_to, _counts(found, metrics), money), found, told)


def _has_money(now: Found, before: Found) -> bool:
    """Whether each currency was converted, or left out, on all days alike."""
    told = [found.conversion for found in (now, before) if found.conversion is not None]
    left_out = {item.currency for how in told for item in how.left_out}
    return not any(left_out & how.converted for how in told)


def _counts(items: Sequence[CurrencyFigures], metrics: Sequence[str]) -> Figures:
    """What is neither money nor, as reach is, beyond adding up."""
    return _sum(items, [name for name in parts_of(metrics) if name not in MONEY_PARTS and name != REACH.name])


def _sum(items: Sequence[CurrencyFigures], only: Sequence[str] | None = None) -> Figures:
    sums = Sums()
    for item in items:
        sums.add(item.figures.sums, only=only)
    return sums.figures
