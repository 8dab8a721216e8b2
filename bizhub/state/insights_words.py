"""What must be said beside figures so that they are not taken for more than they are."""

from bizhub.domain.figures import Period
from bizhub.domain.insights import Conversion, LeftOut, Summary
from bizhub.domain.rates import RATE_SOURCE
from bizhub.services import formats


def conversion_words(conversion: Conversion | None, locale: str) -> str:
    """By which rates money was converted, and how much had none and is not in the sums."""
    if conversion is None:
        return ""
    words = []
    if conversion.rate_day is not None:
        day = formats.day(conversion.rate_day, locale)
        words.append(f"Converted to {conversion.currency} with each day's {RATE_SOURCE}, the last of {day}.")
    if conversion.left_out:
        amounts = ", ".join(_amount(item, locale) for item in conversion.left_out)
        words.append(f"Not in the sums in {conversion.currency}, for want of a rate: {amounts}.")
    return " ".join(words)


def coverage_words(summary: Summary, locale: str) -> str:
    """Which days nothing is known about, and what was compared with what; empty where there is nothing to say."""
    known, period = summary.freshness.known, summary.period
    if summary.is_empty:
        return ""
    if not known.within(period).runs:
        return f"No figures for these days. There are figures for {formats.periods(known.runs, locale)}."
    missing = known.missing(period)
    if missing:
        before = _days(period.before(), locale)
        return f"No figures for {formats.periods(missing, locale)}, so nothing is compared with {before}."
    return " ".join(filter(None, [_lacking_words(summary, locale), _comparison_words(summary, locale)]))


def _lacking_words(summary: Summary, locale: str) -> str:
    count = summary.freshness.lacking(summary.period)
    if not count:
        return ""
    lacking = formats.number(count, locale)
    every = formats.number(summary.freshness.accounts, locale)
    return f"Figures for some of these days are missing in {lacking} of {every} ad accounts."


def _comparison_words(summary: Summary, locale: str) -> str:
    freshness, before = summary.freshness, summary.period.before()
    known = freshness.known.within(before)
    if not known.runs:
        return f"Nothing to compare with: no figures for {_days(before, locale)}."
    if known.days < before.days:
        return f"Not compared with {_days(before, locale)}: figures for only {known.days} of its {before.days} days."
    if summary.comparison is None:
        return f"Not compared with {_days(before, locale)}: no ad account has figures for all days of both periods."
    if summary.comparison.accounts < freshness.accounts:
        alike = formats.number(summary.comparison.accounts, locale)
        every = formats.number(freshness.accounts, locale)
        return f"Changes are those of the {alike} of {every} ad accounts with figures for all days of both periods."
    return ""


def _amount(item: LeftOut, locale: str) -> str:
    amount = formats.money(item.spend, item.currency, locale)
    return amount if item.is_whole else f"{amount} ({_days(item.days, locale)})"


def _days(period: Period, locale: str) -> str:
    return formats.period(period.first, period.last, locale)
