"""The list of ad accounts and the page of one, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from bizhub.domain.policy import AdAccountLevel
from tests.browser.accessibility import violations
from tests.browser.conftest import Look, OpenPage
from tests.browser.people import sign_in, world_of
from tests.factories import MadeUser
from tests.live import LiveServer

NAMES = ("Shop Deutschland", "Shop Denmark", "Shop Japan", "Brand global", "Möbel Müller", "Summer Sale 2024")


class Place:
    """A center with six ad accounts; Olga is its admin and holds ADMIN on all but the last, Max holds two."""

    def __init__(self, server: LiveServer) -> None:
        with world_of(server) as world:
            self.olga, self.max = world.user("Olga Weber"), world.user("Max Mint")
            self.center = world.center(self.olga, "Linden & Sons Trading Company of Hamburg")
            world.member(self.center, self.max)
            self.ids = {
                name: world.ad_account(
                    self.center,
                    self.olga,
                    name,
                    external_id=f"73010000000000{place}4410",
                    currency="JPY" if name == "Shop Japan" else "EUR",
                    status="STATUS_DISABLE" if name == "Brand global" else "STATUS_ENABLE",
                )
                for place, name in enumerate(NAMES)
            }
            for name in NAMES[:-1]:
                world.grant(self.center, self.ids[name], self.olga, AdAccountLevel.ADMIN)
            for name in NAMES[:2]:
                world.grant(
                    self.center, self.ids[name], self.max, AdAccountLevel.OPERATOR, granted_by=int(self.olga.id)
                )


@pytest.fixture
def place(server: LiveServer) -> Place:
    return Place(server)


def open_as(page: Page, server: LiveServer, user: MadeUser, path: str) -> Page:
    sign_in(page, server, user)
    page.goto(path)
    return page


def expect_names(page: Page, *wanted: str) -> None:
    rows = page.locator("tbody .bh-row-link")
    expect(rows).to_have_count(len(wanted))
    expect(rows).to_contain_text(list(wanted))


def test_the_list_is_searched_filtered_and_sorted_in_its_address(page: Page, server: LiveServer, place: Place) -> None:
    open_as(page, server, place.olga, "/accounts")
    expect_names(page, "Brand global", "Möbel Müller", "Shop Denmark", "Shop Deutschland", "Shop Japan", "Summer Sale")
    page.get_by_role("searchbox", name="Search by name or ID").fill("shop")
    expect_names(page, "Shop Denmark", "Shop Deutschland", "Shop Japan")
    expect(page).to_have_url(re.compile(r"/accounts\?q=shop$"))
    page.get_by_label("Currency").select_option("JPY")
    expect_names(page, "Shop Japan")
    expect(page).to_have_url(re.compile(r"q=shop&currency=JPY$"))
    page.reload()
    expect_names(page, "Shop Japan")
    expect(page.get_by_role("searchbox", name="Search by name or ID")).to_have_value("shop")
    page.go_back()
    expect_names(page, "Shop Denmark", "Shop Deutschland", "Shop Japan")
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.locator("tbody .bh-row-link")).to_have_count(6)
    expect(page.get_by_role("searchbox", name="Search by name or ID")).to_have_value("")
    page.get_by_role("button", name="Name").click()
    expect_names(page, "Summer Sale", "Shop Japan", "Shop Deutschland", "Shop Denmark", "Möbel Müller", "Brand global")
    expect(page).to_have_url(re.compile(r"\?order=desc$"))


def test_a_search_that_fits_nothing_says_what_to_do(page: Page, server: LiveServer, place: Place) -> None:
    open_as(page, server, place.olga, "/accounts?q=nothing&status=STATUS_DISABLE")
    expect(page.get_by_text("No ad account fits these filters.")).to_be_visible()
    page.get_by_role("button", name="Clear the filters").click()
    expect(page.locator("tbody .bh-row-link")).to_have_count(6)


def test_a_standard_member_sees_what_they_hold(page: Page, server: LiveServer, place: Place) -> None:
    open_as(page, server, place.max, "/accounts")
    expect_names(page, "Shop Denmark", "Shop Deutschland")
    page.goto(f"/accounts/{place.ids['Shop Japan']}")
    expect(page.get_by_text("You need the level Analyst on Shop Japan for this. Olga Weber can give")).to_be_visible()
    page.goto("/accounts/7300000000000000001")
    expect(page.get_by_text("Not found.")).to_be_visible()


def test_labels_are_made_and_put_on_several_accounts(page: Page, server: LiveServer, place: Place, look: Look) -> None:
    open_as(page, server, place.olga, "/accounts?q=shop")
    expect_names(page, "Shop Denmark", "Shop Deutschland", "Shop Japan")
    page.get_by_label("Select all rows of this page").click()
    expect(page.get_by_text("3 selected")).to_be_visible()
    page.get_by_role("button", name="Labels…").click()
    drawer = page.get_by_role("dialog", name="Labels")
    drawer.get_by_label("New label").fill("Agency North")
    drawer.get_by_role("radio", name="green").click()
    drawer.get_by_role("button", name="Create label").click()
    expect(drawer.get_by_role("checkbox", name="Agency North")).to_be_checked()
    expect(drawer.get_by_text("3 ad accounts", exact=True)).to_be_visible()
    look(page, "labels")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("tbody .bh-label-chip")).to_have_count(3)
    page.get_by_label("Label", exact=True).select_option("Agency North")
    page.get_by_role("button", name="Clear", exact=True).first.click()
    look(page, "accounts")
    assert violations(page) == []


def test_the_page_of_an_account_is_edited(page: Page, server: LiveServer, place: Place, look: Look) -> None:
    open_as(page, server, place.olga, f"/accounts/{place.ids['Shop Deutschland']}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Shop Deutschland")
    expect(page.get_by_text("Max Mint", exact=True)).to_be_visible()
    page.get_by_role("button", name="Edit").click()
    look(page, "account-edit")
    assert violations(page) == []
    page.get_by_label("Name").fill(" ")
    page.get_by_label("Note").fill("Ask Max before changing budgets.")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("Give the ad account a name.")).to_be_visible()
    expect(page.get_by_label("Note")).to_have_value("Ask Max before changing budgets.")
    page.get_by_label("Name").fill("Shop Germany")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Shop Germany")
    expect(page.locator(".bh-note-text")).to_have_text("Ask Max before changing budgets.")
    expect(page.locator(".bh-changes li").first).to_contain_text("Olga Weber changed the ad account Shop Germany")
    look(page, "account")
    assert violations(page) == []


def test_a_stale_page_overwrites_nothing(open_page: OpenPage, server: LiveServer, place: Place) -> None:
    path = f"/accounts/{place.ids['Shop Denmark']}"
    first = open_as(open_page(), server, place.olga, path)
    second = open_as(open_page(), server, place.olga, path)
    for tab in (first, second):
        tab.get_by_role("button", name="Edit").click()
        expect(tab.get_by_label("Name")).to_have_value("Shop Denmark")
    first.get_by_label("Name").fill("By the first")
    first.get_by_label("Note").fill("Noted by the first")
    first.get_by_role("button", name="Save changes").click()
    expect(first.get_by_role("heading", level=1)).to_have_text("By the first")
    second.get_by_label("Name").fill("By the second")
    second.get_by_role("button", name="Save changes").click()
    expect(second.get_by_text("Olga Weber changed this to “By the first” in the meantime")).to_be_visible()
    expect(second.get_by_label("Name")).to_have_value("By the second")
    second.get_by_role("button", name="Save changes").click()
    expect(first.get_by_role("heading", level=1)).to_have_text("By the second")
    expect(first.locator(".bh-note-text")).to_have_text("Noted by the first")


def test_an_admin_without_a_level_takes_one(page: Page, server: LiveServer, place: Place) -> None:
    open_as(page, server, place.olga, f"/accounts/{place.ids['Summer Sale 2024']}")
    expect(page.get_by_role("button", name="Edit")).to_have_count(0)
    page.get_by_role("button", name="Give me the level Admin").click()
    expect(page.get_by_role("button", name="Edit")).to_be_visible()
    expect(page.locator(".bh-changes li").first).to_contain_text("gave themselves the level Admin")


def test_all_filters_stand_in_one_line_on_a_desktop(page: Page, server: LiveServer, place: Place) -> None:
    open_as(page, server, place.olga, "/accounts?status=STATUS_ENABLE")
    expect(page.locator("tbody .bh-row-link")).to_have_count(5)
    controls = page.get_by_role("search").locator(".bh-search, .bh-select, button").all()
    middles = [box["y"] + box["height"] / 2 for control in controls if (box := control.bounding_box())]
    assert len(middles) == 7
    assert max(middles) - min(middles) < 2


def test_the_drawer_of_labels_is_closed_when_a_page_loads(page: Page, server: LiveServer, place: Place) -> None:
    open_as(page, server, place.olga, "/accounts")
    drawer = page.get_by_role("dialog", name="Labels")
    page.get_by_role("button", name="Labels", exact=True).click()
    expect(drawer).to_be_visible()
    page.goto("/overview")
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    page.goto("/accounts")
    expect(page.locator("tbody .bh-row-link")).to_have_count(6)
    expect(drawer).to_have_count(0)
