"""Overview and Insights with real figures, in a real browser."""

import csv
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from python_calamine import load_workbook

from tests.browser.accessibility import violations
from tests.browser.conftest import OpenPage
from tests.browser.figure_steps import AUGUST, import_everything, tile
from tests.browser.people import sign_in, world_of
from tests.data.reports import real_rows
from tests.factories import MadeUser
from tests.live import LiveServer

Rows = list[list[str]]
Read = Callable[[Path], Rows]
# Headings of the table, and of the file where it says more.
FIGURES = {
    "Cost": "Cost",
    "Impressions": "Impressions",
    "Clicks": "Clicks (destination)",
    "Conversions": "Conversions",
}


@pytest.fixture(scope="module")
def olga(server: LiveServer, browser: Browser) -> MadeUser:
    """Somebody who has imported the three reports."""
    with world_of(server) as world:
        user = world.user("Olga")
        world.center(user, "Linden & Co")
    context = browser.new_context(base_url=server.base_url, locale="en-GB")
    page = context.new_page()
    sign_in(page, server, user)
    import_everything(page)
    context.close()
    return user


@pytest.fixture
def signed_in(page: Page, server: LiveServer, olga: MadeUser) -> Page:
    sign_in(page, server, olga)
    return page


def switch_to(page: Page, account: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type(account)
    found = page.get_by_role("dialog", name="Palette").get_by_role("option").first
    expect(found).to_contain_text(f"Ad account {account}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("banner").get_by_role("button", name=f"Ad account {account}")).to_be_visible()


def figure(text: str) -> Decimal:
    """A number as a British reader sees it."""
    return Decimal(re.sub(r"[^0-9.]", "", text))


def shown_table(page: Page, name: str) -> dict[str, list[Decimal]]:
    """The figures of each row as they stand on the page."""
    table = page.get_by_role("table", name=name)
    headings = [words.strip() for words in table.locator("thead th").all_inner_texts()]
    places = [headings.index(heading) - 1 for heading in FIGURES]
    rows = table.locator("tbody tr").evaluate_all(
        "rows => rows.map((row) => [...row.children].map((cell) => cell.innerText))"
    )
    return {row[0]: [figure(row[1:][place]) for place in places] for row in rows}


def csv_rows(path: Path) -> Rows:
    return list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))


def xlsx_rows(path: Path) -> Rows:
    sheet = load_workbook(str(path)).get_sheet_by_name("Figures")
    return [[str(cell) for cell in row] for row in sheet.to_python()]


@pytest.mark.parametrize(("item", "ending", "read"), [("CSV file", "csv", csv_rows), ("Excel file", "xlsx", xlsx_rows)])
def test_what_is_taken_away_is_what_the_table_shows(
    signed_in: Page, tmp_path: Path, item: str, ending: str, read: Read
) -> None:
    page = signed_in
    page.goto(f"/insights?{AUGUST}")
    switch_to(page, "936")
    expect(page.get_by_role("table", name="Campaigns").locator("tbody tr")).not_to_have_count(0)
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name=item).click()
    path = tmp_path / f"taken.{ending}"
    download.value.save_as(path)
    assert download.value.suggested_filename.endswith(f".{ending}")
    headings, *rows = read(path)
    places = [headings.index(heading) for heading in FIGURES.values()]
    name = headings.index("Campaign")
    taken = {row[name]: [Decimal(row[place]) for place in places] for row in rows}
    assert taken == shown_table(page, "Campaigns")
    assert len(taken) == len({row[1] for row in real_rows("936")[1:]})


def test_ad_accounts_are_sorted_and_searched_by_name_and_days_are_not(signed_in: Page) -> None:
    page = signed_in
    page.goto(f"/insights?{AUGUST}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("Look at all ad accounts")
    expect(page.get_by_role("option", name="Look at all ad accounts")).to_be_visible()
    page.keyboard.press("Enter")
    table = page.get_by_role("table", name="Ad accounts")
    names = table.locator("tbody tr > :first-child").get_by_role("link")
    for order in (["1178", "916", "936"], ["936", "916", "1178"]):  # as text
        table.get_by_role("button", name="Ad accounts").click()
        expect(names).to_have_text([f"Ad account {number}" for number in order])
    search = page.get_by_label("Search by name or ID")
    search.fill("zebra")
    expect(page.get_by_text("Nothing with figures in these days is called “zebra”.")).to_be_visible()
    search.fill("ACCOUNT")
    expect(names).to_have_count(3)
    page.get_by_label("Table by").select_option("day")
    expect(page.get_by_role("table", name="Days")).to_be_visible()
    expect(page.get_by_label("Search by name")).to_have_count(0)


def test_a_day_is_typed_without_losing_the_place(signed_in: Page) -> None:
    page = signed_in
    page.goto(f"/insights?{AUGUST}")
    switch_to(page, "936")
    first = page.get_by_label("From")
    first.focus()
    page.keyboard.type("08082023")  # the eighth of August, whichever comes first
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"from=2023-08-08&to=2023-08-31"))
    headings, *rows = real_rows("936")
    shown = [row for row in rows if row[headings.index("By Day")] >= "2023-08-08"]
    cost = sum((Decimal(row[headings.index("Cost")]) for row in shown), Decimal(0))
    expect(tile(page, "Cost").locator(".bh-stat-value")).to_have_text(f"€{cost:,.2f}")
    expect(first).to_be_focused()
    expect(first).to_have_value("2023-08-08")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Insights").click()
    expect(page.get_by_label("To")).to_have_value(max(row[headings.index("By Day")] for row in rows))


def test_a_period_that_ends_before_it_begins_is_refused_and_kept(signed_in: Page) -> None:
    page = signed_in
    page.goto(f"/insights?{AUGUST}")
    expect(page.get_by_label("From")).to_have_value("2023-08-01")
    page.get_by_label("From").fill("2023-09-09")
    page.get_by_label("From").press("Enter")
    expect(page.get_by_text("The first day is after the last one.")).to_be_visible()
    expect(page.get_by_label("From")).to_have_value("2023-09-09")
    page.get_by_label("To").fill("2023-09-30")
    page.get_by_label("To").press("Enter")
    expect(page.get_by_text("The first day is after the last one.")).to_be_hidden()


@pytest.mark.parametrize("path", ["/overview", "/insights"])
def test_a_long_amount_stays_in_one_piece_on_a_phone(
    open_page: OpenPage, server: LiveServer, olga: MadeUser, path: str
) -> None:
    page = open_page(width=360, height=740)
    sign_in(page, server, olga)
    page.goto(f"{path}?{AUGUST}")
    switch_to(page, "1178")
    value = tile(page, "Cost").locator(".bh-stat-value")
    expect(value).to_have_text("JP¥8,349,317")
    fits = "(element) => element.scrollWidth <= element.clientWidth && element.clientHeight < 40"
    assert value.evaluate(fits)


def test_the_overview_shows_the_first_rows_and_leads_on(signed_in: Page) -> None:
    page = signed_in
    page.goto(f"/overview?{AUGUST}")
    switch_to(page, "936")
    rows = page.get_by_role("table", name="Campaigns").locator("tbody tr")
    expect(rows).to_have_count(8)
    costs = [row[0] for row in shown_table(page, "Campaigns").values()]
    assert costs == sorted(costs, reverse=True)
    expect(tile(page, "Cost").locator(".bh-stat-value")).to_have_text("€2,893.37")
    page.get_by_role("link", name="See all in Insights").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Insights")
    expect(page.get_by_role("banner").get_by_role("button", name="Ad account 936")).to_be_visible()
    expect(rows).not_to_have_count(8)


def test_an_overview_without_figures_says_what_to_do(page: Page, server: LiveServer) -> None:
    with world_of(server) as world:
        founder = world.user("Fred")
        world.center(founder, "Tea House")
    sign_in(page, server, founder)
    page.goto("/overview")
    main = page.get_by_role("main")
    expect(main.get_by_text("No figures yet. Import an Ads Manager export")).to_be_visible()
    expect(main.get_by_role("link", name="Import figures")).to_have_count(1)
    main.get_by_role("link", name="Import figures").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Import figures")


def test_every_chosen_column_is_reached_on_a_phone(open_page: OpenPage, server: LiveServer, olga: MadeUser) -> None:
    page = open_page(width=360, height=740)
    sign_in(page, server, olga)
    page.goto(f"/insights?{AUGUST}&columns=spend,impressions,clicks,cpm")
    switch_to(page, "936")
    table = page.get_by_role("table", name="Campaigns")
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("menuitem", name="CPC").click()
    for title in ("Cost", "Impressions", "Clicks", "CPM", "CPC"):
        table.get_by_role("columnheader", name=title, exact=True).scroll_into_view_if_needed()
        expect(table.get_by_role("columnheader", name=title, exact=True)).to_be_in_viewport(ratio=0.9)
    expect(table.get_by_role("rowheader").first.get_by_role("link")).to_be_in_viewport(ratio=0.9)
    box = page.get_by_role("group", name="Campaigns, all columns")
    box.focus()
    before = box.evaluate("(element) => element.scrollLeft")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("([box, before]) => box.scrollLeft < before", arg=[box.element_handle(), before])
    assert violations(page) == []


@pytest.mark.parametrize(("width", "in_a_row"), [(1280, 5), (360, 2)])
def test_tiles_stand_in_columns_of_one_width(
    open_page: OpenPage, server: LiveServer, olga: MadeUser, width: int, in_a_row: int
) -> None:
    page = open_page(width=width)
    sign_in(page, server, olga)
    page.goto(f"/overview?{AUGUST}")
    switch_to(page, "936")
    expect(page.locator(".bh-stat")).to_have_count(9)
    expect(tile(page, "Cost")).to_contain_text("€")
    boxes = [box for one in page.locator(".bh-stat").all() if (box := one.bounding_box())]
    assert len({round(box["x"]) for box in boxes}) == in_a_row
    assert len({round(box["width"]) for box in boxes}) == 1


def test_a_name_ends_before_the_figures_begin_on_a_phone(
    open_page: OpenPage, server: LiveServer, olga: MadeUser
) -> None:
    page = open_page(width=360, height=740)
    sign_in(page, server, olga)
    page.goto(f"/insights?{AUGUST}")
    # Of all ad accounts, or of the one that was chosen last.
    names = page.get_by_role("table", name=re.compile("Ad accounts|Campaigns")).get_by_role("rowheader")
    expect(names.nth(1)).to_be_visible()
    room = (
        "(cell) => cell.getBoundingClientRect().right - cell.querySelector('a, button').getBoundingClientRect().right"
    )
    assert min(name.evaluate(room) for name in names.all()) >= 8
