"""The palette and the switch of the ad account, by keyboard, in a real browser."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from bizhub.domain.policy import AdAccountLevel
from tests.browser.accessibility import violations
from tests.browser.conftest import Look, OpenPage
from tests.browser.people import sign_in, world_of
from tests.factories import MadeUser
from tests.live import LiveServer

NAMES = ("Shop Deutschland", "Shop Denmark", "Shoes Depot", "Brand global", "Shop Japan")


class Place:
    """Olga is admin of two centers; the first has five ad accounts, of which Max holds one."""

    def __init__(self, server: LiveServer) -> None:
        with world_of(server) as world:
            self.olga, self.max = world.user("Olga Weber"), world.user("Max Mint")
            self.center = world.center(self.olga, "Linden & Co")
            self.other = world.center(self.olga, "Zelkova Ltd")
            self.other_account = world.ad_account(self.other, self.olga, "Zelkova Shop")
            world.member(self.center, self.max)
            self.ids = {
                name: world.ad_account(self.center, self.olga, name, external_id=f"7301000000000{place}54410")
                for place, name in enumerate(NAMES)
            }
            world.grant(self.center, self.ids["Shop Japan"], self.max, AdAccountLevel.ANALYST)


@pytest.fixture
def place(server: LiveServer) -> Place:
    return Place(server)


def open_as(page: Page, server: LiveServer, user: MadeUser, path: str) -> Page:
    sign_in(page, server, user)
    page.goto(path)
    expect(page.get_by_role("button", name="Switch (Ctrl+K)")).to_be_visible()
    expect(page.locator("#bh-palette-list [role=option]")).not_to_have_count(0)
    return page


def palette(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Palette")


def rows(page: Page) -> Locator:
    return palette(page).get_by_role("option")


def switcher(page: Page) -> Locator:
    return page.get_by_role("button", name="Switch (Ctrl+K)")


def switch_to(page: Page, typed: str, name: str) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type(typed)
    expect(rows(page).first).to_contain_text(name)
    page.keyboard.press("Enter")
    expect(switcher(page)).to_contain_text(name)


def test_a_few_letters_and_enter_show_the_other_account(
    page: Page, server: LiveServer, place: Place, look: Look
) -> None:
    open_as(page, server, place.olga, f"/accounts/{place.ids['Shoes Depot']}")
    page.keyboard.press("Control+k")
    page.keyboard.type("shp de")
    expect(rows(page).nth(1)).to_contain_text("Shop Denmark")
    expect(rows(page).first.locator("b")).to_have_text(["Sh", "p De"])
    expect(rows(page).first).to_have_attribute("aria-selected", "true")
    look(page, "palette")
    page.keyboard.press("Enter")
    expect(palette(page)).to_be_hidden()
    expect(switcher(page)).to_contain_text("Shop Deutschland")
    expect(page).to_have_url(re.compile(rf"/accounts/{place.ids['Shop Deutschland']}"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Shop Deutschland")


def test_enter_before_the_answer_waits_for_it(page: Page, server: LiveServer, place: Place) -> None:
    open_as(page, server, place.olga, "/activity")
    page.keyboard.press("Control+k")
    page.keyboard.type("shop jap")
    page.keyboard.press("Enter")
    expect(switcher(page)).to_contain_text("Shop Japan")


def test_the_page_stays_and_the_choice_is_kept(open_page: OpenPage, server: LiveServer, place: Place) -> None:
    page = open_as(open_page(), server, place.olga, "/insights?from=2023-08-01&to=2023-08-31")
    switch_to(page, "brand", "Brand global")
    expect(page).to_have_url(re.compile(r"/insights/?\?from=2023-08-01&to=2023-08-31$"))
    page.reload()
    expect(switcher(page)).to_contain_text("Brand global")
    new_tab = page.context.new_page()
    new_tab.goto("/accounts")
    expect(switcher(new_tab)).to_contain_text("Brand global")
    switch_to(new_tab, "shoes", "Shoes Depot")
    expect(switcher(page)).to_contain_text("Brand global")


def test_recents_come_first_and_enter_goes_back_and_forth(page: Page, server: LiveServer, place: Place) -> None:
    open_as(page, server, place.olga, "/activity")
    switch_to(page, "brand", "Brand global")
    switch_to(page, "japan", "Shop Japan")
    for name in ("Brand global", "Shop Japan"):
        expect(page.locator("#bh-palette-list [role=option]").first).to_contain_text(name)
        page.keyboard.press("Control+k")
        page.keyboard.press("Enter")
        expect(switcher(page)).to_contain_text(name)


def test_pins_are_on_their_keys(page: Page, server: LiveServer, place: Place) -> None:
    open_as(page, server, place.olga, "/accounts")
    row = page.get_by_role("row").filter(has_text="Shop Denmark")
    row.get_by_role("button", name="Row actions").click()
    page.get_by_role("menuitem", name="Pin to the palette").click()
    expect(page.get_by_text("Pinned. In the palette (Ctrl K) press 1 for it.")).to_be_visible()
    page.reload()
    expect(page.locator("#bh-palette-list [data-digit='1']")).to_contain_text("Shop Denmark")
    page.keyboard.press("Control+k")
    page.keyboard.press("1")
    expect(switcher(page)).to_contain_text("Shop Denmark")
    page.goto(f"/accounts/{place.ids['Shop Denmark']}")
    page.get_by_label("Key in the palette").select_option("Key 7")
    expect(page.locator("#bh-palette-list [data-digit='7']")).to_contain_text("Shop Denmark")


def test_the_palette_goes_to_pages_and_centers(page: Page, server: LiveServer, place: Place) -> None:
    open_as(page, server, place.olga, "/accounts")
    page.keyboard.press("Control+k")
    page.keyboard.type("activi")
    expect(rows(page).first).to_contain_text("Activity")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Activity")
    page.keyboard.press("Control+k")
    page.keyboard.type("zelk")
    expect(rows(page).first).to_contain_text("Zelkova Ltd")
    page.keyboard.press("Enter")
    expect(page.locator(".bh-center")).to_contain_text("Zelkova Ltd")
    expect(page).to_have_url(re.compile("/activity"))


def test_escape_closes_and_nothing_found_says_so(page: Page, server: LiveServer, place: Place) -> None:
    open_as(page, server, place.olga, "/accounts")
    page.keyboard.press("Control+k")
    page.keyboard.type("xqzw")
    expect(palette(page).get_by_text("Nothing found for “xqzw”")).to_be_visible()
    page.keyboard.press("Escape")
    expect(palette(page)).to_be_hidden()


def test_a_link_opens_exactly_its_account_until_another_is_chosen(page: Page, server: LiveServer, place: Place) -> None:
    open_as(page, server, place.olga, f"/insights?center={place.other}&account={place.other_account}")
    expect(switcher(page)).to_contain_text("Zelkova Shop")
    expect(page.locator(".bh-center")).to_contain_text("Zelkova Ltd")
    page.goto(f"/insights?center={place.center}&account={place.ids['Shop Japan']}")
    expect(switcher(page)).to_contain_text("Shop Japan")
    switch_to(page, "brand", "Brand global")
    expect(page).to_have_url(re.compile(r"/insights/?$"))
    page.reload()
    expect(switcher(page)).to_contain_text("Brand global")


def test_a_link_to_what_may_not_be_seen_says_what_is_missing(page: Page, server: LiveServer, place: Place) -> None:
    open_as(page, server, place.max, f"/accounts?center={place.center}&account={place.ids['Shop Denmark']}")
    expect(page.get_by_role("alert").get_by_text("You need the level Analyst on Shop Denmark")).to_be_visible()
    page.goto(f"/accounts?center={place.other}")
    expect(page.get_by_role("alert").get_by_text("Not found.")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("shop")
    expect(rows(page).first).to_contain_text("Shop Japan")
    expect(palette(page).get_by_text("Shop Denmark")).to_have_count(0)


@pytest.mark.parametrize("typed", ["", "shop"])
def test_the_palette_is_accessible(page: Page, server: LiveServer, place: Place, typed: str) -> None:
    open_as(page, server, place.olga, "/accounts")
    page.keyboard.press("Control+k")
    page.keyboard.type(typed)
    expect(rows(page).first).to_be_visible()
    assert violations(page) == []
