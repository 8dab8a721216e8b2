"""From report files to their numbers, in a real browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look
from tests.browser.figure_steps import AUGUST, FILES, PATIENCE_MS, PUBLISHED, import_everything, tile, upload
from tests.browser.people import sign_in, world_of
from tests.browser.watch import Watch
from tests.factories import MadeUser
from tests.live import LiveServer


@pytest.fixture
def owner(server: LiveServer) -> MadeUser:
    with world_of(server) as world:
        user = world.user("Olga")
        world.center(user, "Linden & Co")
    return user


@pytest.fixture
def signed_in(page: Page, server: LiveServer, owner: MadeUser) -> Page:
    sign_in(page, server, owner)
    return page


def test_three_reports_are_imported_switched_and_read(signed_in: Page, look: Look) -> None:
    page = signed_in
    import_everything(page)
    look(page, "import-done")
    page.goto(f"/insights?{AUGUST}")
    expect(page.get_by_role("table", name="Totals of each currency")).to_be_visible()
    for number, cost, impressions, clicks, conversions in PUBLISHED:
        page.keyboard.press("Control+k")
        page.keyboard.type(number)
        expect(page.get_by_role("dialog", name="Palette").get_by_role("option").first).to_contain_text(
            f"Ad account {number}"
        )
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name=f"Ad account {number}")).to_be_visible()
        expect(tile(page, "Cost")).to_contain_text(cost)
        expect(tile(page, "Impressions")).to_contain_text(impressions)
        expect(tile(page, "Clicks")).to_contain_text(clicks)
        expect(tile(page, "Conversions")).to_contain_text(conversions)
    expect(page).to_have_url(re.compile(rf"/insights/?\?{AUGUST}$"))
    look(page, "insights-account")
    page.goto("/activity")
    expect(page.get_by_role("main")).to_contain_text(re.compile("Olga.+Ad account 1178"))


def test_several_currencies_stand_side_by_side_or_are_converted(signed_in: Page, look: Look) -> None:
    page = signed_in
    import_everything(page)
    page.goto(f"/insights?{AUGUST}")
    by_currency = page.get_by_role("table", name="Totals of each currency")
    for _number, cost, *_ in PUBLISHED:
        expect(by_currency).to_contain_text(cost)
    expect(tile(page, "Cost")).to_have_count(0)
    expect(tile(page, "Clicks")).to_contain_text("38,165")
    look(page, "insights-currencies")
    page.get_by_label("Show money").select_option("EUR")
    expect(
        page.get_by_text("Converted to EUR with each day's ECB euro foreign exchange reference rate")
    ).to_be_visible()
    expect(tile(page, "Cost")).to_contain_text("€")


def test_a_table_leads_down_to_the_single_ad_and_back(signed_in: Page) -> None:
    page = signed_in
    upload(page, FILES / "ads_manager_export_936.csv")
    page.get_by_role("button", name="Import", exact=True).click(timeout=PATIENCE_MS)
    expect(page.get_by_text("The figures are in place.")).to_be_visible(timeout=PATIENCE_MS)
    page.goto(f"/insights?{AUGUST}")
    page.get_by_role("link", name="Ad account 936").click()
    page.get_by_role("link", name="Interest 16", exact=True).click()
    expect(page.get_by_role("table", name="Ad groups")).to_be_visible()
    page.get_by_role("link", name="F 45-49", exact=True).click()
    expect(page.get_by_role("table", name="Ads")).to_be_visible()
    page.get_by_role("navigation", name="Way down").get_by_role("link", name="Campaigns").click()
    expect(page.get_by_role("table", name="Campaigns")).to_be_visible()


def test_a_file_with_bad_rows_says_where(signed_in: Page, tmp_path: Path, look: Look) -> None:
    page = signed_in
    bad = tmp_path / "ads_7.csv"
    bad.write_text(
        "By Day,Campaign name,Currency,Cost,Impressions\n2026-01-01,A,EUR,5.00,10\n2026-01-02,A,EUR,much,x\n"
    )
    upload(page, bad)
    expect(page.get_by_text("2 cells could not be read, so nothing was imported.")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("row", name="3 Cost much")).to_be_visible()
    look(page, "import-refused")


def test_what_the_file_does_not_say_is_asked_and_kept(signed_in: Page, tmp_path: Path) -> None:
    page = signed_in
    bare = tmp_path / "report.csv"
    bare.write_text("By Day,Cost,Impressions\n2026-01-01,5.00,10\n")
    upload(page, bare)
    expect(page.get_by_label("Ad account ID")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("button", name="Import", exact=True)).to_be_disabled()
    page.get_by_label("Ad account ID").fill("42")
    page.get_by_label("Currency").fill("CHF")
    page.get_by_label("Name").fill("Shop Bern")
    page.get_by_label("Time zone").select_option("Europe/Zurich")
    expect(page.get_by_role("heading", name="Shop Bern")).to_be_visible()
    expect(page.get_by_role("button", name="Import", exact=True)).to_be_enabled()
    page.reload()
    expect(page.get_by_label("Name")).to_have_value("Shop Bern", timeout=PATIENCE_MS)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("The figures are in place.")).to_be_visible(timeout=PATIENCE_MS)
    page.goto("/insights")
    expect(tile(page, "Cost")).to_contain_text("CHF")


def test_a_file_can_be_led_away_from_an_account_it_does_not_belong_to(signed_in: Page, tmp_path: Path) -> None:
    page = signed_in
    upload(page, FILES / "ads_manager_export_916.csv")
    page.get_by_role("button", name="Import", exact=True).click(timeout=PATIENCE_MS)
    expect(page.get_by_text("The figures are in place.")).to_be_visible(timeout=PATIENCE_MS)
    wrong = tmp_path / "shop_916.csv"
    wrong.write_text("By Day,Currency,Cost,Impressions\n2026-01-01,EUR,5.00,10\n")
    upload(page, wrong)
    expect(page.get_by_text("The file is in EUR, the ad account Ad account 916 in USD.")).to_be_visible(
        timeout=PATIENCE_MS
    )
    number = page.get_by_label("Ad account ID")
    expect(number).to_have_value("916")
    number.press("End")
    number.type("5", delay=600)
    expect(page.get_by_role("button", name="Import", exact=True)).to_be_disabled()
    number.press("Enter")
    expect(page.get_by_role("heading", name="Ad account 9165")).to_be_visible()
    expect(number).to_be_focused()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("The figures are in place.")).to_have_count(2, timeout=PATIENCE_MS)


def test_a_file_that_is_refused_is_named_and_keeps_no_other_back(
    signed_in: Page, tmp_path: Path, look: Look, watch: Watch
) -> None:
    page = signed_in
    names = ("empty.csv", "a_1.csv", "b_2.csv")
    for name, content in zip(names, ("", *["By Day,Currency,Cost\n2026-01-01,EUR,5.00\n"] * 2), strict=True):
        (tmp_path / name).write_text(content)
    upload(page, *(tmp_path / name for name in names))
    expect(page.get_by_role("alert").get_by_text("empty.csv: The file is empty.")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("button", name="Import all 2")).to_be_visible(timeout=PATIENCE_MS)
    watch.problems.clear()  # the refusal stands in the console too
    look(page, "import-not-taken")


def test_an_import_is_cancelled_first_and_then_taken_off_the_page(signed_in: Page) -> None:
    page = signed_in
    upload(page, FILES / "ads_manager_export_916.csv")
    expect(page.get_by_role("button", name="Import", exact=True)).to_be_enabled(timeout=PATIENCE_MS)
    off = page.get_by_role("button", name="Take ads_manager_export_916.csv off this page")
    expect(off).to_have_count(0)
    page.get_by_role("button", name="Cancel importing ads_manager_export_916.csv").click()
    expect(page.get_by_text("Cancelled. Nothing was changed.")).to_be_visible()
    off.click()
    expect(page.get_by_text("No imports yet.")).to_be_visible()


def test_a_file_of_many_ad_accounts_is_looked_through_and_imported_whole(
    signed_in: Page, tmp_path: Path, look: Look
) -> None:
    page = signed_in
    many = tmp_path / "all.csv"
    rows = [f"2026-01-0{day},{number},Shop {number},EUR,1.50,10" for number in range(100, 145) for day in (1, 2)]
    many.write_text("\n".join(["By Day,Account ID,Account name,Currency,Cost,Impressions", *rows]) + "\n")
    upload(page, many)
    expect(page.get_by_text("1–20 of 45 ad accounts")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("heading", name="Shop 119")).to_be_visible()
    page.get_by_role("button", name="Next ad accounts").click()
    expect(page.get_by_text("21–40 of 45 ad accounts")).to_be_visible()
    expect(page.get_by_role("heading", name="Shop 119")).to_have_count(0)
    expect(page.get_by_label("Name").first).to_have_value("Shop 120")
    look(page, "import-many")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("The figures are in place.")).to_be_visible(timeout=PATIENCE_MS)
    page.goto("/accounts")
    expect(page.get_by_text("of 45")).to_be_visible()
    page.goto("/insights?from=2026-01-01&to=2026-01-02")
    expect(tile(page, "Cost")).to_contain_text("€135.00")
    expect(tile(page, "Impressions")).to_contain_text("900")


def test_the_fields_of_a_file_stay_its_own_when_another_leaves_the_page(signed_in: Page, tmp_path: Path) -> None:
    page = signed_in
    for number in (1, 2):
        (tmp_path / f"shop_{number}.csv").write_text("By Day,Currency,Cost\n2026-01-01,EUR,5.00\n")
    upload(page, tmp_path / "shop_1.csv", tmp_path / "shop_2.csv")
    names = page.get_by_label("Name")
    expect(names).to_have_count(2, timeout=PATIENCE_MS)
    shown = [names.nth(place).input_value() for place in range(2)]
    page.get_by_role("button", name="Cancel importing").first.click()
    expect(names).to_have_count(1)
    expect(names).to_have_value(shown[1])
