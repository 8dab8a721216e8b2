"""Every answer is the sum that Python finds in the same facts."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bizhub.adapters.insights_store import InsightsStore
from bizhub.domain.figures import BreakdownRow, Dimension, Drill, Order, Period, Scope
from bizhub.domain.metrics import value_of
from tests.adapters.figures_samples import FIRST, Fact, make_facts, store_facts, sums_of

METRICS = ("spend", "impressions", "clicks", "conversion")
CURRENCY = {1: "EUR", 2: "USD", 3: "EUR", 4: "JPY"}
FACTS = [fact for account_id in CURRENCY for fact in make_facts(account_id)]
PERIOD = Period(FIRST + timedelta(days=2), FIRST + timedelta(days=6))
IN_PERIOD = [fact for fact in FACTS if PERIOD.first <= fact.day <= PERIOD.last]
SCOPES = {
    "one": Scope.of(1, "EUR"),
    "two of a currency": Scope({1: "EUR", 3: "EUR"}),
    "three currencies": Scope(CURRENCY),
    "one without figures": Scope.of(99, "EUR"),
    "none": Scope({}),
}
DIMENSIONS: dict[Dimension, Callable[[Fact], tuple[object, ...]]] = {
    Dimension.ACCOUNT: lambda fact: (fact.account_id,),
    Dimension.CAMPAIGN: lambda fact: (fact.account_id, fact.campaign),
    Dimension.AD_GROUP: lambda fact: (fact.account_id, fact.campaign, fact.ad_group),
    Dimension.AD: lambda fact: (fact.account_id, fact.campaign, fact.ad_group, fact.ad),
    Dimension.DAY: lambda fact: (fact.day,),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InsightsStore]:
    folder: Path = tmp_path_factory.mktemp("insights")
    made = InsightsStore(folder / "insights.duckdb", memory="1GB")
    for account_id in CURRENCY:
        store_facts(made, folder, [fact for fact in FACTS if fact.account_id == account_id], batch=str(account_id))
    yield made
    made.close()


def grouped(scope: Scope, key: Callable[[Fact], tuple[object, ...]]) -> dict[tuple[object, ...], dict[str, int]]:
    """Sums by currency and key."""
    keys = {(CURRENCY[fact.account_id], *key(fact)) for fact in IN_PERIOD if fact.account_id in scope.currencies}
    return {
        wanted: sums_of(
            fact
            for fact in IN_PERIOD
            if fact.account_id in scope.currencies and (CURRENCY[fact.account_id], *key(fact)) == wanted
        )
        for wanted in keys
    }


def key_of(row: BreakdownRow) -> tuple[object, ...]:
    keys = (row.account_id, row.campaign, row.ad_group, row.ad, row.day)
    return (row.currency, *(key for key in keys if key is not None))


@pytest.mark.parametrize("scope", SCOPES.values(), ids=SCOPES)
def test_totals_are_per_currency(store: InsightsStore, scope: Scope) -> None:
    found = store.totals(scope, PERIOD, METRICS)
    assert {(total.currency,): total.figures.sums for total in found} == grouped(scope, lambda _: ())


@pytest.mark.parametrize("scope", SCOPES.values(), ids=SCOPES)
def test_the_trend_has_a_sum_for_each_day_and_currency_in_order(store: InsightsStore, scope: Scope) -> None:
    found = store.trend(scope, PERIOD, METRICS)
    assert {(day.currency, day.day): day.figures.sums for day in found} == grouped(scope, DIMENSIONS[Dimension.DAY])
    assert [(day.currency, day.day) for day in found] == sorted((day.currency, day.day) for day in found)


@pytest.mark.parametrize("scope", SCOPES.values(), ids=SCOPES)
@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_a_table_has_a_row_for_each_key(store: InsightsStore, scope: Scope, dimension: Dimension) -> None:
    page = store.breakdown(scope, PERIOD, METRICS, by=[dimension], limit=10_000)
    assert {key_of(row): row.figures.sums for row in page.rows} == grouped(scope, DIMENSIONS[dimension])
    assert page.count == len(page.rows)


def test_dimensions_may_be_crossed_with_days(store: InsightsStore) -> None:
    scope = SCOPES["three currencies"]
    page = store.breakdown(scope, PERIOD, METRICS, by=[Dimension.CAMPAIGN, Dimension.DAY], limit=10_000)
    expected = grouped(scope, lambda fact: (fact.account_id, fact.campaign, fact.day))
    assert {key_of(row): row.figures.sums for row in page.rows} == expected


@pytest.mark.parametrize(
    ("drill", "by", "keeps"),
    [
        (Drill(campaign="Campaign 1"), Dimension.AD_GROUP, lambda fact: fact.campaign == "Campaign 1"),
        (Drill(campaign="Campaign 1"), Dimension.DAY, lambda fact: fact.campaign == "Campaign 1"),
        (
            Drill(campaign="Campaign 0", ad_group="Group 1"),
            Dimension.AD,
            lambda fact: (fact.campaign, fact.ad_group) == ("Campaign 0", "Group 1"),
        ),
        (Drill(search="aD 1"), Dimension.AD, lambda fact: fact.ad == "Ad 1"),
        (Drill(search="_"), Dimension.AD, lambda _: False),
        (Drill(campaign="' OR 1=1 --"), Dimension.AD, lambda _: False),
    ],
)
def test_a_drill_down_keeps_what_was_chosen(
    store: InsightsStore, drill: Drill, by: Dimension, keeps: Callable[[Fact], bool]
) -> None:
    page = store.breakdown(SCOPES["three currencies"], PERIOD, METRICS, by=[by], drill=drill, limit=10_000)
    spent = sum(row.figures.sums["spend"] or 0 for row in page.rows)
    assert spent == sums_of(fact for fact in IN_PERIOD if keeps(fact))["spend"]


@pytest.mark.parametrize("metric", ["spend", "clicks", "ctr", "cpc", "cost_per_conversion", "frequency"])
@pytest.mark.parametrize("descending", [True, False])
def test_a_table_is_sorted_by_any_metric_with_the_empty_last(
    store: InsightsStore, metric: str, descending: bool
) -> None:
    order = Order(metric, descending=descending)
    page = store.breakdown(SCOPES["one"], PERIOD, [metric], by=[Dimension.AD, Dimension.DAY], order=order, limit=1000)
    values = [value_of(metric, row.figures.sums) for row in page.rows]
    known = [value for value in values if value is not None]
    assert known == sorted(known, reverse=descending)
    assert values == known + [None] * (len(values) - len(known))


def test_money_of_several_currencies_is_sorted_by_what_it_is_worth(store: InsightsStore) -> None:
    order = Order("spend", weights={"EUR": 1.0, "USD": 0.000001, "JPY": 1000.0})
    page = store.breakdown(SCOPES["three currencies"], PERIOD, ["spend"], by=[Dimension.ACCOUNT], order=order)
    assert [row.currency for row in page.rows] == ["JPY", "EUR", "EUR", "USD"]


@pytest.mark.parametrize(("by", "descending"), [("name", True), ("name", False), ("day", True), ("day", False)])
def test_a_table_is_sorted_by_name_or_day(store: InsightsStore, by: str, descending: bool) -> None:
    order = Order(by, descending=descending)
    dimensions = [Dimension.CAMPAIGN, Dimension.DAY]
    rows = store.breakdown(SCOPES["one"], PERIOD, METRICS, by=dimensions, order=order, limit=1000).rows
    shown = [{"name": row.campaign_name, "day": str(row.day)}[by] for row in rows]
    assert shown == sorted(shown, reverse=descending)


@pytest.mark.parametrize(("descending", "shown"), [(False, [4, 1, 3, 2]), (True, [2, 3, 1, 4])])
def test_accounts_are_sorted_by_name_as_the_scope_has_them(
    store: InsightsStore, descending: bool, shown: list[int]
) -> None:
    scope = Scope({account_id: CURRENCY.get(account_id, "EUR") for account_id in (4, 99, 1, 3, 2)})
    pages = [
        store.breakdown(
            scope, PERIOD, METRICS, by=[Dimension.ACCOUNT], order=Order("name", descending), limit=3, offset=offset
        )
        for offset in (0, 3)
    ]
    assert [row.account_id for page in pages for row in page.rows] == shown
    assert [page.count for page in pages] == [4, 4]


def test_pages_follow_each_other_without_gap_or_overlap(store: InsightsStore) -> None:
    scope = SCOPES["three currencies"]
    whole = store.breakdown(scope, PERIOD, METRICS, by=[Dimension.AD], limit=1000)
    pages = [
        store.breakdown(scope, PERIOD, METRICS, by=[Dimension.AD], limit=5, offset=start) for start in range(0, 35, 5)
    ]
    assert [row for page in pages for row in page.rows] == list(whole.rows)
    assert {page.count for page in pages} == {whole.count} == {32}


def test_the_count_is_known_behind_the_last_page(store: InsightsStore) -> None:
    page = store.breakdown(SCOPES["one"], PERIOD, METRICS, by=[Dimension.AD], offset=500)
    assert (page.rows, page.count) == ((), 8)


def test_reach_is_shown_for_a_delivered_row_and_never_added(store: InsightsStore) -> None:
    by_ad_and_day = [Dimension.AD, Dimension.DAY]
    rows = store.breakdown(SCOPES["one"], PERIOD, ["reach"], by=by_ad_and_day, limit=1000).rows
    delivered: dict[tuple[object, ...], int] = {
        ("EUR", *DIMENSIONS[Dimension.AD](fact), fact.day): fact.reach for fact in IN_PERIOD
    }
    assert all(row.figures.sums["reach"] == delivered[key_of(row)] for row in rows)
    assert [row.figures.sums for row in store.breakdown(SCOPES["one"], PERIOD, ["reach"], by=[Dimension.AD]).rows] == [
        {"reach": None}
    ] * 8
    assert store.totals(SCOPES["one"], PERIOD, ["spend", "reach"])[0].figures.sums["reach"] is None


def test_reach_of_an_account_is_shown_for_the_day_it_was_delivered_for(store: InsightsStore, tmp_path: Path) -> None:
    path = tmp_path / "account.csv"
    path.write_text("By Day,Cost,Reach\n2026-03-03,1,500\n2026-03-04,1,600\n")
    store.stage("50", path, file_name="account.csv")
    scope, both = Scope.of(50, "EUR"), Period(FIRST, FIRST + timedelta(days=9))
    store.swap("50", "", 50, both)
    assert [day.figures.sums["reach"] for day in store.trend(scope, both, ["reach"])] == [500, 600]
    assert store.totals(scope, Period(FIRST, FIRST + timedelta(days=2)), ["reach"])[0].figures.sums["reach"] == 500
    assert store.totals(scope, both, ["reach"]) == ()
    store.forget(50)


def test_a_renamed_campaign_is_one_row_under_its_latest_name(store: InsightsStore, tmp_path: Path) -> None:
    path = tmp_path / "renamed.csv"
    path.write_text("By Day,Campaign ID,Campaign name,Cost\n2026-03-03,77,Zebra,1\n2026-03-04,77,Apple,2\n")
    store.stage("51", path, file_name="renamed.csv")
    store.swap("51", "", 51, Period(FIRST, FIRST + timedelta(days=9)))
    (row,) = store.breakdown(Scope.of(51, "EUR"), PERIOD, ["spend"], by=[Dimension.CAMPAIGN]).rows
    assert (row.campaign, row.campaign_name, row.figures.sums["spend"]) == ("77", "Apple", 3_000_000)
    store.forget(51)


def test_rows_delivered_without_ads_have_no_ad(store: InsightsStore, tmp_path: Path) -> None:
    path = tmp_path / "campaigns.csv"
    path.write_text("By Day,Campaign name,Cost\n2026-03-03,Spring,1\n")
    store.stage("52", path, file_name="campaigns.csv")
    store.swap("52", "", 52, Period(FIRST, FIRST + timedelta(days=9)))
    (row,) = store.breakdown(Scope.of(52, "EUR"), PERIOD, ["spend"], by=[Dimension.AD]).rows
    assert (row.campaign_name, row.ad_group, row.ad, row.ad_name) == ("Spring", None, None, None)
    store.forget(52)


def test_ten_thousand_accounts_fit_into_one_question(store: InsightsStore) -> None:
    scope = Scope({**dict.fromkeys(range(1000, 11_000), "USD"), **CURRENCY})
    found = store.totals(scope, PERIOD, METRICS)
    assert {(total.currency,): total.figures.sums for total in found} == grouped(scope, lambda _: ())
