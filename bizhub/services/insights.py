"""Insights: totals, trend and tables over the ad accounts that a person may see."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, select

from bizhub.domain.ad_accounts import AdAccountFilter
from bizhub.domain.errors import InvalidInput
from bizhub.domain.figures import (
    BreakdownPage,
    BreakdownRow,
    Dimension,
    Drill,
    Exchange,
    Freshness,
    Order,
    Period,
    Scope,
)
from bizhub.domain.ids import parse_id
from bizhub.domain.insights import (
    AccountName,
    Details,
    Question,
    Summary,
    Table,
    TableRow,
    Trend,
    WholeTable,
    checked_period,
)
from bizhub.domain.insights_view import NAME
from bizhub.domain.metrics import METRICS, OVERVIEW, TABLE, Unit, needs_money
from bizhub.domain.policy import Permission
from bizhub.services import access, ad_account_list, conversion, insight_sums
from bizhub.services.access import AD_ACCOUNT
from bizhub.services.work import Work

DEFAULT_DAYS = 31
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

    @property
    def exchange(self) -> Exchange | None:
        """The rates for the money of a table; None where nothing is to be converted."""
        known = self.freshness.known.within(self.period).span
        if not self.convert_to or known is None:
            return None
        return conversion.exchange(self.scope.by_currency(), self.convert_to, known)


def summarise(
    work: Work,
    *,
    question: Question,
    drill: Drill = Drill(),  # noqa: B008  # frozen
    metrics: Sequence[str] = OVERVIEW,
) -> Summary:
    """Totals of the period, against the one before: of the ad accounts, or of the campaign or ad group looked into."""
    asked = _asked(work, question)
    store, freshness, scope = work.runtime.insights, asked.freshness, replace(asked.scope, part=drill)
    found = insight_sums.add_up(store, scope, asked.period, metrics, asked.convert_to)
    comparison = insight_sums.compare(
        store, scope, asked.period, metrics, asked.convert_to, freshness=freshness, found=found
    )
    is_known = bool(freshness.known.within(asked.period).runs)
    return Summary(
        period=asked.period,
        totals=insight_sums.with_zeros(found.totals, metrics) if is_known else found.totals,
        by_currency=found.by_currency,
        freshness=freshness,
        accounts=len(asked.scope.currencies),
        comparison=comparison,
        conversion=found.conversion,
    )


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
    trend = _trend(work, asked, metric, currency, drill)
    found = _breakdown(work, asked, by, drill, metrics, order, limit=page_size, offset=(max(page, 1) - 1) * page_size)
    names = names_of(work, [row.account_id for row in found.rows if row.account_id is not None])
    known = len(asked.scope.currencies) == 1, drill.campaign is not None, drill.ad_group is not None
    rows = tuple(_table_row(row, by, names, known, asked.scope) for row in found.rows)
    weighed_on = conversion.weights_day(asked.period.last) if _is_weighed(asked, order) else None
    return Details(asked.period, _data_as_of(work, asked), trend, Table(rows, found.count, weighed_on))


def all_figures(
    work: Work,
    *,
    question: Question,
    by: Dimension,
    drill: Drill,
    metrics: Sequence[str],
    order: Order,
    most: int,
    advice: str,
) -> WholeTable:
    """Every row of a table, for taking it away; more than `most` raise InvalidInput, with the advice."""
    asked = _asked(work, question)
    found = _breakdown(work, asked, by, drill, metrics, order, limit=most, offset=0)
    if found.count > most:
        raise InvalidInput(f"This table has more than {most:,} rows. {advice}", field="by")
    rate_day = asked.exchange.rate_day if asked.exchange else None
    return WholeTable(found.rows, asked.period, asked.freshness, _data_as_of(work, asked), rate_day)


def _data_as_of(work: Work, asked: _Asked) -> datetime | None:
    return work.runtime.insights.data_as_of(list(asked.scope.currencies), asked.period)


def _breakdown(
    work: Work, asked: _Asked, by: Dimension, drill: Drill, metrics: Sequence[str], order: Order, **page: int
) -> BreakdownPage:
    for metric in metrics:
        _require_metric(metric)
    weights = conversion.weights(asked.scope.by_currency(), asked.period.last)
    if asked.exchange is not None:
        weights = {asked.exchange.target: 1.0}  # what stays in its own currency has no rate to compare it by
    ordered = Order(order.by, order.descending, weights)
    scope = asked.scope
    if by is Dimension.ACCOUNT and (drill.search or order.by == NAME):
        scope = _by_name(work, scope, drill.search)
    return work.runtime.insights.breakdown(
        scope, asked.period, metrics, by=(by,), drill=drill, order=ordered, exchange=asked.exchange, **page
    )


def _by_name(work: Work, scope: Scope, search: str) -> Scope:
    """The ad accounts of a scope as their list has them: in the order of their names, and those that a search finds."""
    chosen = AdAccountFilter(search=search)
    listed = ad_account_list.ids_statement(ad_account_list.shape_of(chosen, only_held=False))
    values = {"center": work.center_id, **ad_account_list.parameters(chosen, 0)}
    found = work.connection.execute(listed, values).scalars()
    return Scope({number: scope.currencies[number] for number in found if number in scope.currencies})


def _is_weighed(asked: _Asked, order: Order) -> bool:
    """Whether money of several currencies stands in an order that no reader could tell from the numbers."""
    is_mixed = len(asked.scope.by_currency()) > 1 and asked.exchange is None
    return is_mixed and order.by in METRICS and METRICS[order.by].unit is Unit.MONEY


def scope_of(work: Work, question: Question) -> Scope:
    """The ad accounts a question is about. Raises NotFound or PermissionDenied for one that may not be seen."""
    if question.ad_account_id:
        work.require(Permission.AD_ACCOUNT_VIEW, ad_account=question.ad_account_id)
        row = work.connection.execute(_ONE, {"ad_account": parse_id(question.ad_account_id)}).one()
        return Scope.of(row.id, row.currency)
    work.require(Permission.INSIGHTS_VIEW_OWN)
    sees_all = work.sees_all_ad_accounts and not question.own_only
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
    stored = freshness.known.span
    last = question.last or (stored.last if stored else today)
    first = question.first or last - timedelta(days=DEFAULT_DAYS - 1)
    return checked_period(first, last)


def _trend(work: Work, asked: _Asked, metric: str, currency: str, drill: Drill) -> Trend:
    """The chart; money of several currencies is told in one of them."""
    _require_metric(metric)
    store, scope, freshness = work.runtime.insights, asked.scope, asked.freshness
    if needs_money(metric) and not asked.convert_to and len(scope.by_currency()) > 1:
        accounts = scope.by_currency()
        code = currency or next(iter(accounts))
        scope = Scope(dict.fromkeys(accounts.get(code, ()), code))
        freshness = store.freshness(list(scope.currencies))
    return insight_sums.by_day(store, replace(scope, part=drill), asked.period, metric, asked.convert_to, freshness)


def names_of(work: Work, numbers: Collection[int]) -> Mapping[int, AccountName]:
    """Names of ad accounts that were found to be visible before."""
    wanted = sorted(set(numbers))
    found: dict[int, AccountName] = {}
    for start in range(0, len(wanted), _NAMES_AT_ONCE):
        some = {"numbers": wanted[start : start + _NAMES_AT_ONCE]}
        found |= {row.id: AccountName(row.name, row.external_id) for row in work.connection.execute(_NAMES, some)}
    return found


def _table_row(
    row: BreakdownRow, by: Dimension, names: Mapping[int, AccountName], known: Sequence[bool], scope: Scope
) -> TableRow:
    """A row with its name and, below it, what it belongs to unless that is `known` for the whole table."""
    account = "" if row.account_id is None else names[row.account_id].name
    if by is Dimension.ACCOUNT:
        own = scope.currencies[row.account_id or 0]
        return TableRow(row, account, own if own == row.currency else f"{own} in {row.currency}")
    if by is Dimension.DAY:
        return TableRow(row, "", row.currency if len(scope.by_currency()) > 1 else "")
    levels = {Dimension.CAMPAIGN: row.campaign_name, Dimension.AD_GROUP: row.ad_group_name, Dimension.AD: row.ad_name}
    belongs_to = (account, row.campaign_name, row.ad_group_name)[: list(levels).index(by) + 1]
    above = [name for name, is_known in zip(belongs_to, known, strict=False) if name and not is_known]
    return TableRow(row, levels[by] or f"Without {by.value.replace('_', ' ')}", " · ".join(above))


def _require_metric(metric: str) -> None:
    if metric not in METRICS:
        raise InvalidInput("There is no such metric.", field="metric")
