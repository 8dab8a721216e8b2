"""Asset groups in a real browser."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.accessibility import violations
from tests.browser.conftest import Look, OpenPage
from tests.browser.hands import Hands, Keyboard, Mouse
from tests.browser.people import sign_in, world_of
from tests.factories import MadeUser
from tests.live import LiveServer

NAMES = ("Shop Deutschland", "Shop Denmark", "Shop Japan")


class Place:
    """Olga is the admin, Max a member who holds nothing; there are three ad accounts."""

    def __init__(self, server: LiveServer) -> None:
        with world_of(server) as world:
            self.olga, self.max = world.user("Olga Weber"), world.user("Max Mint")
            self.center = world.center(self.olga, "Linden & Co")
            world.member(self.center, self.max)
            for place, name in enumerate(NAMES):
                world.ad_account(self.center, self.olga, name, external_id=f"7301000000000{place}5441")


@pytest.fixture
def place(server: LiveServer) -> Place:
    return Place(server)


def open_as(page: Page, server: LiveServer, user: MadeUser, path: str) -> Page:
    sign_in(page, server, user)
    page.goto(path)
    return page


def part(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def make_group(page: Page, hands: Hands) -> None:
    """A group Summer sale with the level Operator; its page is open afterwards."""
    hands.press(page.get_by_role("button", name="New group").first)
    drawer = page.locator(".bh-drawer")
    hands.fill(drawer.get_by_label("Name"), "Summer sale")
    hands.choose(drawer.get_by_label("Level"), "Operator")
    hands.press(drawer.get_by_role("button", name="Create group"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Summer sale")


def take(page: Page, hands: Hands, field: str, typed: str, name: str) -> None:
    """Type into a suggest field and take its best answer."""
    hands.fill(page.get_by_role("combobox", name=field), typed)
    expect(page.get_by_role("option", name=name)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")


def put_in(page: Page, hands: Hands) -> None:
    """Max, until a day, and two ad accounts."""
    take(page, hands, "Member", "max", "Max Mint")
    expect(page.get_by_role("button", name="Put in")).to_be_enabled()
    hands.press(page.get_by_role("button", name="Put in"))
    expect(part(page, "Members")).to_contain_text("Max Mint")
    take(page, hands, "Ad account", "deutsch", "Shop Deutschland")
    expect(part(page, "Ad accounts")).to_contain_text("Shop Deutschland")
    take(page, hands, "Ad account", "japan", "Shop Japan")
    expect(part(page, "Ad accounts")).to_contain_text("Shop Japan")


def test_a_group_gives_its_level_and_takes_it_back(
    open_page: OpenPage, server: LiveServer, place: Place, look: Look
) -> None:
    max_ = open_as(open_page(), server, place.max, "/accounts")
    expect(max_.get_by_text("You hold no ad account yet.")).to_be_visible()
    olga = open_as(open_page(), server, place.olga, "/team/groups")
    hands = Mouse(olga)
    make_group(olga, hands)
    put_in(olga, hands)
    look(olga, "group")
    assert violations(olga) == []
    rows = max_.locator("tbody tr")
    expect(rows).to_contain_text(["Operator", "Operator"])
    olga.get_by_role("button", name="Edit").click()
    look(olga, "group-edit")
    assert violations(olga) == []
    olga.get_by_label("Name").fill("Winter sale")
    olga.get_by_label("Level").select_option("Analyst")
    olga.get_by_role("button", name="Save changes").click()
    expect(olga.get_by_role("heading", level=1)).to_have_text("Winter sale")
    expect(rows).to_contain_text(["Analyst", "Analyst"])
    row = part(olga, "Ad accounts").get_by_role("row").filter(has_text="Shop Japan")
    row.get_by_label("Select row").click()
    part(olga, "Ad accounts").get_by_role("button", name="Take out").click()
    olga.get_by_role("alertdialog").get_by_role("button", name="Take out").click()
    expect(rows).to_have_count(1)
    olga.get_by_role("button", name="Delete").click()
    dialog = olga.get_by_role("alertdialog")
    expect(dialog).to_contain_text("1 member loses the level Analyst that it gives on 1 ad account, at once.")
    look(olga, "group-delete")
    dialog.get_by_role("button", name="Delete group").click()
    expect(olga).to_have_url(re.compile(r"/team/groups$"))
    expect(max_.get_by_text("You hold no ad account yet.")).to_be_visible()


def test_a_member_sees_the_own_groups_and_changes_nothing(
    open_page: OpenPage, server: LiveServer, place: Place, look: Look
) -> None:
    olga = open_as(open_page(), server, place.olga, "/team/groups")
    hands = Mouse(olga)
    make_group(olga, hands)
    until = datetime.now(ZoneInfo("Europe/Berlin")).date() + timedelta(days=30)
    olga.get_by_label("Last day").fill(until.isoformat())
    put_in(olga, hands)
    max_ = open_as(open_page(), server, place.max, "/team/groups")
    look(max_, "groups-member")
    max_.get_by_role("link", name="Summer sale").click()
    expect(part(max_, "Members")).to_contain_text(str(until.year))
    expect(part(max_, "Ad accounts")).to_contain_text("Shop Japan")
    look(max_, "group-member")
    assert violations(max_) == []
    for name in ("Edit", "Delete", "Put in"):
        expect(max_.get_by_role("button", name=name)).to_have_count(0)
    expect(max_.get_by_label("Select row")).to_have_count(0)
    max_.get_by_role("searchbox", name="Search in this group").fill("japan")
    expect(part(max_, "Ad accounts").locator("tbody tr")).to_have_count(1)
    expect(max_).to_have_url(re.compile(r"\?q=japan$"))


def test_with_the_keyboard_alone(page: Page, server: LiveServer, place: Place) -> None:
    hands = Keyboard(page)
    open_as(page, server, place.olga, "/team/groups")
    make_group(page, hands)
    put_in(page, hands)
    assert hands.problems == []
