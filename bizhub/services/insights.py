"""Insights: totals, trend and tables over the ad accounts that a person may see."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import bindparam, select

from bizhub.domain.errors import InvalidInput
from bizhub.domain.figures import (
    BreakdownPage,
    BreakdownRow,
    CurrencyFigures,
    Dimension,
    Drill,
    Figures,
    Freshness,
    Order,
    Period,
    Scope,
)
from bizhub.domain.ids import parse_id
from bizhub.domain.insights import (
    MONEY_PARTS,
    AccountName,
    CurrencyTotals,
    Details,
    Question,
    Summary,
    Sums,
    Table,
    TableRow,
    Trend,
    TrendDay,
    WholeTable,
)
from bizhub.domain.metrics import METRICS, OVERVIEW, TABLE, Unit, parts_of
from bizhub.domain.policy import Permission
from bizhub.services import access, conversion
from bizhub.services.access import AD_ACCOUNT
from bizhub.services.work import Work

DEFAULT_DAYS = 31
LONGEST_DAYS = 1_100
PAGE_SIZE = 50

_ONE = select(AD_ACCOUNT.c.id, AD_ACCOUNT.c.currency).where(AD_ACCOUNT.c.id == bindparam("ad_account"))

_NAMES = select(AD_ACCOUNT.c.id, AD_ACCOUNT.c.name, AD_ACCOUNT.c.external_id).where(
    AD_ACCOUNT.c.id.in_(bindparam("numbers", expanding=True))
)
_NAMES_AT_ONCE = 10_000  # SQLite takes 32,766 parameters


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question made definite: which accounts, which days."""

    scope: Scope
    period: Period
    freshness: Freshness
    convert_to: str


def summarise(work: Work, *, question: Question, metrics: Sequence[str] = OVERVIEW) -> Summary:
    """Totals of the period and of the one before."""
    return _summary(work, _asked(work, question), metrics)


def show_details(
    work: Work,
    *,
    question: Question,
    metric: str,
    currency: str = "",
    by: Dimension,
    drill: Drill = Drill(),  # noqa: B008  # frozen
    metrics: Sequence[str] = TABLE,
    order: Order = Order(),  # noqa: B008  # frozen
    page: int = 1,
    page_size: int = PAGE_SIZE,
) -> Details:
    """A metric by day against the period before, and one page of a table by account, campaign, ad group, ad or day.

    Money of several currencies is told by day in `currency` only.
    """
    asked = _asked(work, question)
    trend = _trend(work, asked, metric, currency)
    found = _breakdown(work, asked, by, drill, metrics, order, limit=page_size, offset=(max(page, 1) - 1) * page_size)
    names = names_of(work, [row.account_id for row in found.rows if row.account_id is not None])
    known = len(asked.scope.currencies) == 1, drill.campaign is not None, drill.ad_group is not None
    table = Table(tuple(_table_row(row, by, names, known) for row in found.rows), found.count)
    return Details(asked.period, asked.freshness, trend, table)


def all_figures(
    work: Work, *, question: Question, by: Dimension, drill: Drill, metrics: Sequence[str], order: Order, most: int
) -> WholeTable:
    """Every row of a table, for taking it away. Raises InvalidInput when there are more than `most`."""
    asked = _asked(work, question)
    found = _breakdown(work, asked, by, drill, metrics, order, limit=most, offset=0)
    if found.count > most:
        raise InvalidInput(f"This table has more than {most:,} rows. Choose fewer days or narrow it down.", field="by")
    return WholeTable(found.rows, asked.period, asked.freshness)


def _breakdown(
    work: Work, asked: _Asked, by: Dimension, drill: Drill, metrics: Sequence[str], order: Order, **page: int
) -> BreakdownPage:
    for metric in metrics:
        _require_metric(metric)
    weights = conversion.weights(asked.scope.by_currency(), asked.period.last)
    ordered = Order(order.by, order.descending, weights)
    return work.runtime.insights.breakdown(
        asked.scope, asked.period, metrics, by=(by,), drill=drill, order=ordered, **page
    )


def scope_of(work: Work, question: Question) -> Scope:
    """The ad accounts a question is about. Raises NotFound or PermissionDenied for one that may not be seen."""
    if question.ad_account_id:
        work.require(Permission.AD_ACCOUNT_VIEW, ad_account=question.ad_account_id)
        row = work.connection.execute(_ONE, {"ad_account": parse_id(question.ad_account_id)}).one()
        return Scope.of(row.id, row.currency)
    work.require(Permission.INSIGHTS_VIEW_OWN)
    sees_all = work.may(Permission.INSIGHTS_VIEW_CENTER) and not question.own_only
    query = select(AD_ACCOUNT.c.id, AD_ACCOUNT.c.currency).where(AD_ACCOUNT.c.center_id == work.center_id)
    if not sees_all:
        held = access.held_ad_accounts(user_id=work.user_id, center_id=work.center_id, moment=work.now)
        query = query.where(AD_ACCOUNT.c.id.in_(held))
    rows = work.connection.execute(query).all()
    return Scope({row[0]: row[1] for row in rows})


def _asked(work: Work, question: Question) -> _Asked:
    scope = scope_of(work, question)
    freshness = work.runtime.insights.freshness(list(scope.currencies))
    if question.convert_to:
        conversion.require_known(question.convert_to)
    return _Asked(scope, _period(question, freshness, work.now.date()), freshness, question.convert_to)


def _period(question: Question, freshness: Freshness, today: date) -> Period:
    """The days asked for, else the last ones with figures."""
    last = question.last or freshness.last_day or today
    first = question.first or last - timedelta(days=DEFAULT_DAYS - 1)
    if first > last:
        raise InvalidInput("The first day is after the last one.", field="first")
    if (last - first).days >= LONGEST_DAYS:
        raise InvalidInput(f"A period has at most {LONGEST_DAYS} days.", field="first")
    return Period(first, last)


def _summary(work: Work, asked: _Asked, metrics: Sequence[str]) -> Summary:
    store = work.runtime.insights
    now = store.totals(asked.scope, asked.period, metrics)
    before = store.totals(asked.scope, asked.period.before(), metrics)
    earlier = {item.currency: item.figures for item in before}
    by_currency = tuple(
        CurrencyTotals(item.currency, item.figures, earlier.get(item.currency, Figures())) for item in now
    )
    converted = None
    if asked.convert_to and any(item.currency != asked.convert_to for item in (*now, *before)):
        converted = conversion.describe(_codes(now, before), asked.convert_to, asked.period.last)
    return Summary(
        period=asked.period,
        together=_together(work, asked, metrics, now, before),
        by_currency=by_currency,
        freshness=asked.freshness,
        accounts=len(asked.scope.currencies),
        conversion=converted,
    )


def _together(
    work: Work,
    asked: _Asked,
    metrics: Sequence[str],
    now: Sequence[CurrencyFigures],
    before: Sequence[CurrencyFigures],
) -> CurrencyTotals:
    """What adds up honestly: counts always, money of one currency or converted day by day."""
    codes = _codes(now, before)
    if len(codes) <= 1 and (not asked.convert_to or codes == (asked.convert_to,)):
        only = codes[0] if codes else next(iter(asked.scope.by_currency()), "")
        return CurrencyTotals(only, _sum(now), _sum(before))
    counts = [name for name in parts_of(metrics) if name not in MONEY_PARTS and name != "reach"]
    if not asked.convert_to:
        return CurrencyTotals("", _sum(now, counts), _sum(before, counts))
    return CurrencyTotals(
        asked.convert_to,
        _with_money(_sum(now, counts), _converted(work, asked, asked.period, metrics)),
        _with_money(_sum(before, counts), _converted(work, asked, asked.period.before(), metrics)),
    )


def _converted(work: Work, asked: _Asked, period: Period, metrics: Sequence[str]) -> Figures:
    days = work.runtime.insights.trend(asked.scope, period, metrics)
    return conversion.convert(days, asked.convert_to)


def _with_money(counts: Figures, money: Figures) -> Figures:
    """Counts of what could be converted and its money: a ratio of both must be over the same rows."""
    return Figures({**counts.sums, **money.sums})


def _trend(work: Work, asked: _Asked, metric: str, currency: str) -> Trend:
    _require_metric(metric)
    is_money = METRICS[metric].unit is Unit.MONEY
    scope, period = asked.scope, asked.period
    if is_money and not asked.convert_to:
        currency = currency or next(iter(scope.by_currency()), "")
        scope = Scope({number: code for number, code in scope.currencies.items() if code == currency})
    # Both periods in one question: the one before ends the day before the other begins.
    found = _by_day(work, scope, Period(period.before().first, period.last), metric, asked.convert_to)
    days = []
    for index in range(period.days):
        day, earlier = (one + timedelta(days=index) for one in (period.first, period.before().first))
        # A day without a row had no delivery: its sums are zero, its ratios do not exist.
        value = found.get(day, Figures(_zeros(metric))).value(metric)
        was = found[earlier].value(metric) if earlier in found else None
        days.append(TrendDay(day, value, earlier, was))
    return Trend(metric, (asked.convert_to or currency) if is_money else "", tuple(days))


def _by_day(work: Work, scope: Scope, period: Period, metric: str, convert_to: str) -> dict[date, Figures]:
    days = work.runtime.insights.trend(scope, period, (metric,))
    sums: dict[date, Sums] = {}
    for day in days:
        figures = conversion.convert([day], convert_to) if convert_to else day.figures
        sums.setdefault(day.day, Sums()).add(figures.sums)
    return {day: total.figures for day, total in sums.items()}


def names_of(work: Work, numbers: Collection[int]) -> Mapping[int, AccountName]:
    """Names of ad accounts that were found to be visible before."""
    wanted = sorted(set(numbers))
    found: dict[int, AccountName] = {}
    for start in range(0, len(wanted), _NAMES_AT_ONCE):
        some = {"numbers": wanted[start : start + _NAMES_AT_ONCE]}
        found |= {row.id: AccountName(row.name, row.external_id) for row in work.connection.execute(_NAMES, some)}
    return found


def _table_row(row: BreakdownRow, by: Dimension, names: Mapping[int, AccountName], known: Sequence[bool]) -> TableRow:
    """A row with its name and, below it, what it belongs to unless that is `known` for the whole table."""
    account = "" if row.account_id is None else names[row.account_id].name
    if by is Dimension.ACCOUNT:
        return TableRow(row, account, row.currency)
    if by is Dimension.DAY:
        return TableRow(row, "", "")
    levels = {Dimension.CAMPAIGN: row.campaign_name, Dimension.AD_GROUP: row.ad_group_name, Dimension.AD: row.ad_name}
    belongs_to = (account, row.campaign_name, row.ad_group_name)[: list(levels).index(by) + 1]
    above = [name for name, is_known in zip(belongs_to, known, strict=False) if name and not is_known]
    return TableRow(row, levels[by] or f"Without {by.value.replace('_', ' ')}", " · ".join(above))


def _sum(items: Sequence[CurrencyFigures], only: Sequence[str] | None = None) -> Figures:
    sums = Sums()
    for item in items:
        sums.add(item.figures.sums, only=only)
    return sums.figures


def _codes(*parts: Sequence[CurrencyFigures]) -> tuple[str, ...]:
    return tuple(sorted({item.currency for part in parts for item in part}))


def _zeros(metric: str) -> dict[str, int | None]:
    return {part: 0 for part in METRICS[metric].parts if part != "reach"}


def _require_metric(metric: str) -> None:
    if metric not in METRICS:
        raise InvalidInput("There is no such metric.", field="metric")
