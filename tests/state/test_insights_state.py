"""What Overview and Insights tell their reader, as it travels to the browser."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from bizhub.domain.metrics import METRICS
from bizhub.domain.own_pages import own_page
from bizhub.domain.policy import AdAccountLevel
from bizhub.services.runtime import Runtime
from bizhub.state.ad_account import AdAccountState
from bizhub.state.insights import FiguresState, InsightsState
from bizhub.state.palette import PaletteState
from bizhub.state.reader import current_reader
from bizhub.state.session import SessionState
from tests.factories import MadeUser, World
from tests.hostile.driver import Answer, Tab

AS_OF = datetime(2023, 9, 1, 8, tzinfo=UTC)
Put = Callable[..., None]


@pytest.fixture
def linden(world: World, ada: MadeUser) -> str:
    return world.center(ada, "Linden")


@pytest.fixture
def shop(world: World, ada: MadeUser, linden: str) -> str:
    return world.ad_account(linden, ada, "Shop DE", external_id="916", currency="EUR")


@pytest.fixture
def put(runtime: Runtime) -> Put:
    """Puts rows of day, cost and impressions into an ad account, past the import."""

    def store(account: str, *rows: str, headings: str = "By Day,Cost,Impressions") -> None:
        path = runtime.settings.data_dir / f"{account}.csv"
        path.write_text("\n".join([headings, *rows]) + "\n")
        (found,) = runtime.insights.stage(account, path, file_name="report.csv").accounts
        runtime.insights.swap(account, found.source, int(account), found.period, data_as_of=AS_OF)

    return store


async def opened(tab: Tab, path: str) -> Answer:
    tab.path = path
    await tab.send(SessionState.load)
    return await tab.send(InsightsState.load)


async def test_the_moment_of_the_data_is_the_same_on_every_page_and_names_its_zone(
    adas_tab: Tab, shop: str, put: Put
) -> None:
    put(shop, "2023-08-31,5.00,100")
    adas_tab.cookie += "; bizhub_zone=America%2FNew_York"
    words = "Sep 1, 2023, 4:00\u202fAM (America/New York)"
    everything = (await opened(adas_tab, "/overview")).value("as_of")
    await opened(adas_tab, f"/insights?account={shop}")
    one: Any = await adas_tab.state(FiguresState)
    adas_tab.path = f"/ad-accounts/{shop}"
    await adas_tab.send(AdAccountState.load)
    page: Any = await adas_tab.state(AdAccountState)
    assert (everything, one.as_of, page.as_of) == (f"Data as of {words}", f"Data as of {words}", words)


async def test_reach_can_be_chosen_as_a_column(adas_tab: Tab, shop: str, put: Put) -> None:
    put(shop, "2023-08-31,5.00,100,60", headings="By Day,Cost,Impressions,Reach")
    answer = await opened(adas_tab, f"/insights?account={shop}&by=day&columns=reach,frequency")
    assert ["reach", "Reach", "yes"] in answer.value("column_choices")
    assert answer.value("lines")[0].cells == ["60", "1.67"]


async def test_a_day_of_credits_is_inside_the_chart(adas_tab: Tab, shop: str, put: Put) -> None:
    put(shop, "2023-08-30,-50.00,100", "2023-08-31,10.00,100")
    answer = await opened(adas_tab, f"/insights?account={shop}&from=2023-08-30&to=2023-08-31")
    assert [point.now for point in answer.value("points")] == [-50.0, 10.0]
    assert answer.value("ticks") == [-60, -40, -20, 0, 20]


@pytest.mark.parametrize(
    ("languages", "locale"), [("tlh,de-AT;q=0.8,en;q=0.5", "de_AT"), ("xx-YY, yy", "en"), ("", "en"), ("fr", "fr")]
)
def test_the_reader_gets_the_first_language_that_is_known(
    monkeypatch: pytest.MonkeyPatch, languages: str, locale: str
) -> None:
    class Context:
        router_data = {"headers": {"accept-language": languages}}

    monkeypatch.setattr("bizhub.state.reader.EventContext.get", Context)
    assert current_reader().locale == locale


async def test_what_is_left_out_of_a_sum_is_told_beside_it(
    adas_tab: Tab, world: World, ada: MadeUser, linden: str, shop: str, put: Put
) -> None:
    put(shop, "2023-08-31,5.00,100")
    put(world.ad_account(linden, ada, "Kyiv", external_id="9", currency="UAH"), "2023-08-31,1000.00,100")
    answer = await opened(adas_tab, "/insights?in=EUR&from=2023-08-31&to=2023-08-31")
    assert {tile.label: tile.value for tile in answer.value("tiles")}["Cost"] == "€5.00"
    assert answer.value("conversion_words") == "Not in the sums in EUR, for want of a rate: UAH1,000.00."


async def test_a_change_of_nothing_is_a_change_of_zero(adas_tab: Tab, shop: str, put: Put) -> None:
    put(shop, "2023-08-30,5.00,100", "2023-08-31,5.00,100")
    answer = await opened(adas_tab, f"/insights?account={shop}&from=2023-08-31&to=2023-08-31")
    cost = answer.value("tiles")[0]
    assert (cost.label, cost.change, cost.direction, cost.mood) == ("Cost", "0.0%", "", "even")
    assert cost.versus == "vs Aug 30, 2023"


async def test_a_day_that_nothing_is_known_about_is_not_drawn(adas_tab: Tab, shop: str, put: Put) -> None:
    put(shop, "2023-08-31,5.00,100")
    answer = await opened(adas_tab, f"/insights?account={shop}&from=2023-08-31&to=2023-09-01")
    assert [(point.now, point.now_text) for point in answer.value("points")] == [(5.0, "€5.00"), (None, "–")]
    assert answer.value("coverage_words").startswith("No figures for Sep 1, 2023, so nothing is")


@pytest.mark.parametrize(("first", "before"), [("2023-08-31", "Aug 30, 2023"), ("2023-08-30", "")])
async def test_the_chart_names_the_period_before_only_when_it_draws_it(
    adas_tab: Tab, shop: str, put: Put, first: str, before: str
) -> None:
    put(shop, "2023-08-30,5.00,100", "2023-08-31,5.00,100")
    answer = await opened(adas_tab, f"/insights?account={shop}&from={first}&to={first}")
    assert (answer.value("before_words") or "") == before


@pytest.mark.parametrize(
    ("first", "last", "errors"),
    [
        ("2023-08-31", "2023-08-01", {"first": "The first day is after the last one."}),
        ("2000-01-01", "2023-08-01", {"first": "A period has at most 1,100 days."}),
        ("", "2023-08-01", {"first": "Give the first day, such as 2026-01-31."}),
        ("2023-08-01", "0001-01-01", {"last": "Give the last day, such as 2026-01-31."}),
    ],
)
async def test_days_that_make_no_period_are_told_at_their_field(
    adas_tab: Tab, shop: str, first: str, last: str, errors: dict[str, str]
) -> None:
    await opened(adas_tab, f"/insights?account={shop}")
    answer = await adas_tab.send(InsightsState.show_days, form={"first": first, "last": last})
    assert (answer.value("errors"), answer.functions) == (errors, [])


CAMPAIGNS = "By Day,Campaign name,Ad group name,Cost"


@pytest.fixture
async def drilled(adas_tab: Tab, world: World, ada: MadeUser, linden: str, shop: str, put: Put) -> Tab:
    """A tab that looked into a campaign of one ad account and chose another one since, by the palette."""
    put(shop, "2023-08-31,Spring,Shoes,5.00", headings=CAMPAIGNS)
    other = world.ad_account(linden, ada, "Other", external_id="936", currency="EUR")
    put(other, "2023-08-31,Autumn,Coats,7.00", headings=CAMPAIGNS)
    await opened(adas_tab, f"/insights?account={shop}&campaign=Spring&by=ad_group&search=Sh")
    await adas_tab.send(PaletteState.switch_account, ad_account_id=other)
    return adas_tab


async def test_another_ad_account_is_shown_by_the_same_kind_of_rows(drilled: Tab) -> None:
    figures: Any = await drilled.state(FiguresState)
    assert (figures.by, [line.name for line in figures.lines]) == ("ad_group", ["Coats"])
    assert (figures.search, figures.visits) == ("", 2)


@pytest.mark.parametrize(
    ("into", "cost", "words"),
    [("campaign=Spring", "€8.00", "Spring"), ("campaign=Spring&ad_group=Hats", "€3.00", "Spring · Hats")],
)
async def test_tiles_and_chart_tell_of_what_was_looked_into_and_the_page_names_it(
    adas_tab: Tab, shop: str, put: Put, into: str, cost: str, words: str
) -> None:
    days = [f"2023-08-31,{row}" for row in ("Spring,Shoes,5.00", "Spring,Hats,3.00", "Autumn,Coats,4.00")]
    put(shop, *days, headings=CAMPAIGNS)
    answer = await opened(adas_tab, f"/insights?account={shop}&by=ad&{into}")
    assert (answer.value("tiles")[0].value, answer.value("points")[-1].now_text) == (cost, cost)
    assert answer.value("part_words") == words


async def test_figures_that_changed_are_shown_again_without_the_old_address(drilled: Tab) -> None:
    await drilled.send(InsightsState.refresh)
    figures: Any = await drilled.state(FiguresState)
    assert ([line.name for line in figures.lines], figures.crumbs) == (["Coats"], [])


async def test_rows_of_accounts_become_campaigns_within_one(adas_tab: Tab, shop: str, put: Put) -> None:
    put(shop, "2023-08-31,Spring,Shoes,5.00", headings=CAMPAIGNS)
    answer = await opened(adas_tab, f"/insights?account={shop}&by=account")
    assert (answer.value("by"), [line.name for line in answer.value("lines")]) == ("campaign", ["Spring"])


async def test_a_page_behind_the_last_one_is_the_last_one(adas_tab: Tab, shop: str, put: Put) -> None:
    put(shop, "2023-08-31,Spring,Shoes,5.00", headings=CAMPAIGNS)
    answer = await opened(adas_tab, f"/insights?account={shop}&page=99")
    assert ([line.name for line in answer.value("lines")], answer.value("first")) == (["Spring"], "1")


async def test_a_search_that_finds_nothing_can_be_cleared(adas_tab: Tab, shop: str, put: Put) -> None:
    put(shop, "2023-08-31,Spring,Shoes,5.00", headings=CAMPAIGNS)
    await opened(adas_tab, f"/insights?account={shop}&by=ad_group&search=zzz")
    answer = await adas_tab.send(InsightsState.clear_search)
    paths = [event.payload["path"] for event in answer.events if event.name == "_redirect"]
    assert paths == ["/insights?by=ad_group"]


async def test_the_page_says_by_what_money_of_several_currencies_is_put_in_order(
    adas_tab: Tab, world: World, ada: MadeUser, linden: str, shop: str, put: Put
) -> None:
    put(shop, "2023-08-31,5.00,100")
    put(world.ad_account(linden, ada, "Osaka", external_id="9", currency="JPY"), "2023-08-31,1000,100")
    answer = await opened(adas_tab, "/insights?by=account&from=2023-08-31&to=2023-08-31")
    ordered = "In order of value: currencies are compared at the ECB rates of Aug 31, 2023."
    assert answer.value("order_words") == ordered


def filled(text: str) -> str:
    """A name of the 512 characters that an import takes."""
    return (text * 512)[:512]


@pytest.mark.parametrize("name", ["Осенняя распродажа обуви " * 3, filled("Осень "), filled("秋の靴"), filled("👟")])
async def test_names_of_any_script_lead_down_and_let_the_ad_account_be_switched(
    adas_tab: Tab, world: World, ada: MadeUser, linden: str, shop: str, put: Put, name: str
) -> None:
    name = name.strip()
    put(shop, f"2023-08-31,{name},{name},Boots,5.00", headings=f"{CAMPAIGNS[:-5]},Ad name,Cost")
    other = world.ad_account(linden, ada, "Shop FR", external_id="936", currency="EUR")
    put(other, "2023-08-31,Autumn,Coats,Parka,7.00", headings=f"{CAMPAIGNS[:-5]},Ad name,Cost")
    campaigns = await opened(adas_tab, f"/insights?account={shop}")
    groups = await opened(adas_tab, campaigns.value("lines")[0].href)
    ads = await opened(adas_tab, groups.value("lines")[0].href)
    assert [line.name for line in ads.value("lines")] == ["Boots"]
    switched = await adas_tab.send(PaletteState.switch_account, ad_account_id=other)
    assert [line.name for line in switched.value("lines")] == ["Parka"]
    assert (switched.value("account_name"), switched.value("tiles")[0].value) == ("Shop FR", "€7.00")


async def test_what_is_searched_for_never_makes_an_address_that_no_page_has(adas_tab: Tab, shop: str, put: Put) -> None:
    put(shop, "2023-08-31,Spring,Shoes,5.00", headings=CAMPAIGNS)
    long = {"campaign": filled("👟"), "ad_group": filled("👟"), "columns": ",".join(sorted(METRICS, key=len)[-20:])}
    await opened(adas_tab, f"/insights?{urlencode({'account': shop, 'by': 'ad', **long})}")
    answer = await adas_tab.send(InsightsState.search_for, text="👟" * 1_000)
    (path,) = [event.payload["path"] for event in answer.events if event.name == "_redirect"]
    assert own_page(path) == path
    adas_tab.path = path
    assert (await adas_tab.send(InsightsState.load)).value("search") == filled("👟")


async def test_a_step_down_or_up_keeps_what_was_chosen_for_all_tables(
    adas_tab: Tab, world: World, ada: MadeUser, linden: str, shop: str, put: Put
) -> None:
    world.grant(linden, shop, ada, AdAccountLevel.ANALYST)
    put(shop, "2023-08-31,Spring,Shoes,5.00", headings=CAMPAIGNS)
    chosen = {"view": "own", "from": "2023-08-01", "to": "2023-08-31", "in": "USD", "metric": "clicks", "chart": "EUR"}
    chosen |= {"columns": "clicks,spend", "sort": "clicks"}
    accounts = await opened(adas_tab, f"/insights?{urlencode(chosen)}&search=Shop&page=1")
    (into_account,) = [line.href for line in accounts.value("lines")]
    campaigns = await opened(adas_tab, into_account)
    (into_campaign,) = [line.href for line in campaigns.value("lines")]
    groups = await opened(adas_tab, f"{into_campaign}&search=Sh")
    (into_group,) = [line.href for line in groups.value("lines")]
    top, middle, _last = (await opened(adas_tab, into_group)).value("crumbs")
    steps = {
        into_account: {"account": shop},
        into_campaign: {"campaign": "Spring", "by": "ad_group"},
        into_group: {"campaign": "Spring", "ad_group": "Shoes", "by": "ad"},
        middle.href: {"campaign": "Spring", "by": "ad_group"},
        top.href: {},
    }
    assert {href: dict(parse_qsl(urlsplit(href).query)) for href in steps} == {
        href: {**chosen, **more} for href, more in steps.items()
    }


async def test_ad_accounts_are_sorted_and_searched_by_name(
    adas_tab: Tab, world: World, ada: MadeUser, linden: str, shop: str, put: Put
) -> None:
    put(shop, "2023-08-31,5.00,100")
    for name, currency in (("Ärmel", "USD"), ("Buch", "JPY")):
        other = world.ad_account(linden, ada, name, external_id=name, currency=currency)
        put(other, "2023-08-31,7.00,100")
    await opened(adas_tab, "/insights?from=2023-08-31&to=2023-08-31")
    answer = await adas_tab.send(InsightsState.sort_by, key="name")
    (path,) = [event.payload["path"] for event in answer.events if event.name == "_redirect"]
    assert parse_qsl(urlsplit(path).query)[-1] == ("sort", "name")
    lines = (await opened(adas_tab, path)).value("lines")
    assert [line.name for line in lines] == ["Ärmel", "Buch", "Shop DE"]
    lines = (await opened(adas_tab, f"{path}&search=ARMEL")).value("lines")
    assert [line.name for line in lines] == ["Ärmel"]


async def test_days_have_no_name_to_search_for(adas_tab: Tab, shop: str, put: Put) -> None:
    put(shop, "2023-08-31,5.00,100")
    answer = await opened(adas_tab, f"/insights?account={shop}&by=day&search=Shop")
    assert (len(answer.value("lines")), answer.value("search") or "") == (1, "")
    assert "search" not in answer.value("export_query")
