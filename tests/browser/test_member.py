"""The page of a member and the people of an ad account, in a real browser."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from bizhub.domain.policy import AdAccountLevel, CenterRole
from tests.browser.accessibility import violations
from tests.browser.conftest import Look, OpenPage
from tests.browser.hands import Keyboard
from tests.browser.people import sign_in, world_of
from tests.factories import MadeUser
from tests.live import LiveServer

NAMES = ("Shop Deutschland", "Shop Denmark", "Shop Japan", "Brand global")


def day(days: int) -> str:
    """A day from today on, of the center's time zone."""
    return (datetime.now(ZoneInfo("Europe/Berlin")).date() + timedelta(days=days)).isoformat()


class Place:
    """Olga and Ida are admins; Max held Shop Denmark until a year ago and holds Shop Japan, Petra its Admin."""

    def __init__(self, server: LiveServer) -> None:
        now = datetime.now(UTC)
        with world_of(server) as world:
            self.olga, self.max = world.user("Olga Weber"), world.user("Max Mint")
            self.petra = world.user("Petra Plum")
            self.center = world.center(self.olga, "Linden & Co")
            world.member(self.center, self.max, added_by=int(self.olga.id))
            world.member(self.center, self.petra)
            world.member(self.center, world.user("Ida Ink"), CenterRole.ADMIN)
            self.ids = {
                name: world.ad_account(self.center, self.olga, name, external_id=f"7301000000000{place}5441")
                for place, name in enumerate(NAMES)
            }
            by = {"granted_by": int(self.olga.id)}
            ended = {"revoked_at": now - timedelta(days=365), "reason": "Christmas sale", **by}
            soon = {"valid_from": now - timedelta(days=40), "valid_until": now + timedelta(days=5), **by}
            world.grant(self.center, self.ids["Shop Denmark"], self.max, AdAccountLevel.OPERATOR, **ended)
            world.grant(self.center, self.ids["Shop Japan"], self.max, AdAccountLevel.ANALYST, **soon)
            world.grant(self.center, self.ids["Shop Japan"], self.petra, AdAccountLevel.ADMIN, **by)

    def account(self, name: str) -> str:
        return f"/accounts/{self.ids[name]}"

    @property
    def member(self) -> str:
        return f"/team/{self.max.id}"


@pytest.fixture
def place(server: LiveServer) -> Place:
    return Place(server)


def open_as(page: Page, server: LiveServer, user: MadeUser, path: str) -> Page:
    sign_in(page, server, user)
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).not_to_have_text("")
    return page


def held(page: Page) -> Locator:
    return page.locator(".bh-access > li")


def line(page: Page, name: str) -> Locator:
    return held(page).filter(has_text=name)


def drawer(page: Page) -> Locator:
    return page.locator(".bh-drawer")


def save_level(page: Page, level: str, last_day: str = "", reason: str = "") -> None:
    drawer(page).get_by_label("Level").select_option(level)
    drawer(page).get_by_label("Last day").fill(last_day)
    drawer(page).get_by_label("Reason").fill(reason)
    drawer(page).get_by_role("button", name="Save level").click()
    expect(drawer(page)).to_be_hidden()


def test_a_level_is_given_changed_and_ended_and_the_member_sees_it_at_once(
    open_page: OpenPage, server: LiveServer, place: Place, look: Look
) -> None:
    max_ = open_as(open_page(), server, place.max, "/accounts")
    rows = max_.locator("tbody .bh-row-link")
    expect(rows).to_contain_text(["Shop Japan"])
    olga = open_as(open_page(), server, place.olga, place.member)
    olga.get_by_role("button", name="Give access").click()
    olga.get_by_role("combobox", name="Ad account").press_sequentially("shop deu")
    olga.get_by_role("option", name="Shop Deutschland").click()
    look(olga, "member-give")
    save_level(olga, "Operator", day(200), "Summer sale")
    expect(line(olga, "Shop Deutschland")).to_contain_text("given by Olga Weber · “Summer sale”")
    expect(rows).to_contain_text(["Shop Deutschland", "Shop Japan"])
    max_.keyboard.press("Control+k")
    max_.keyboard.type("deutsch")
    expect(max_.get_by_role("dialog", name="Palette").get_by_role("option").first).to_contain_text("Shop Deutschland")
    max_.keyboard.press("Escape")
    line(olga, "Shop Deutschland").get_by_role("button", name="Change").click()
    expect(drawer(olga).get_by_label("Last day")).to_have_value(day(200))
    save_level(olga, "Analyst", day(200))
    expect(rows.first.locator("xpath=ancestor::tr")).to_contain_text("Analyst")
    line(olga, "Shop Deutschland").get_by_role("button", name="Change").click()
    save_level(olga, "No access")
    expect(held(olga)).to_have_count(1)
    expect(rows).to_contain_text(["Shop Japan"])
    expect(rows).to_have_count(1)


def test_what_ends_soon_is_marked_and_extended(page: Page, server: LiveServer, place: Place, look: Look) -> None:
    open_as(page, server, place.olga, place.member)
    expect(line(page, "Shop Japan").get_by_text("Ends soon")).to_be_visible()
    look(page, "member-soon")
    assert violations(page) == []
    line(page, "Shop Japan").get_by_role("button", name="Extend").click()
    expect(page.get_by_text(re.compile("Max Mint holds Analyst on Shop Japan until"))).to_be_visible()
    expect(line(page, "Shop Japan").get_by_text("Ends soon")).to_have_count(0)
    expect(line(page, "Shop Japan").get_by_role("button", name="Extend")).to_have_count(0)


def test_a_day_of_the_past_and_a_search_are_in_the_address(
    page: Page, server: LiveServer, place: Place, look: Look
) -> None:
    open_as(page, server, place.olga, place.member)
    expect(held(page)).to_contain_text(["Shop Japan"])
    page.get_by_label("On date").fill(day(-500))
    expect(held(page)).to_contain_text(["Shop Denmark"])
    expect(line(page, "Shop Denmark")).to_contain_text("Operator directly")
    expect(page.get_by_role("button", name="Change:")).to_have_count(0)
    look(page, "member-past")
    assert violations(page) == []
    page.get_by_role("searchbox", name="Search by name or ID").fill("japan")
    expect(page.get_by_text("Nothing that is held fits this search.")).to_be_visible()
    expect(page).to_have_url(re.compile(rf"q=japan&on={day(-500)}$"))
    page.reload()
    expect(page.get_by_role("searchbox", name="Search by name or ID")).to_have_value("japan")
    expect(page.get_by_label("On date")).to_have_value(day(-500))
    page.get_by_role("button", name="Show now").click()
    expect(held(page)).to_contain_text(["Shop Japan"])
    expect(page.get_by_label("On date")).to_have_value("")
    page.get_by_label("On date").fill(day(10))
    expect(page.get_by_text("Nothing that is held fits this search.")).to_be_visible()


def test_role_and_last_day_are_changed_and_refusals_keep_what_was_typed(
    page: Page, server: LiveServer, place: Place, look: Look
) -> None:
    open_as(page, server, place.olga, place.member)
    page.get_by_role("button", name="Edit").click()
    expect(page.get_by_text("Invite and remove people, and change their roles")).to_be_visible()
    look(page, "member-edit")
    assert violations(page) == []
    page.get_by_label("Finance role").select_option("Analyst: sees finance")
    page.get_by_label("Last day").fill(day(-1))
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("This day is over. Choose today or a later day.")).to_be_visible()
    expect(page.get_by_label("Finance role")).to_have_value("ANALYST")
    page.get_by_label("Last day").fill(day(90))
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("No end")).to_have_count(0)
    expect(page.get_by_text("Saved.")).to_be_visible()


def test_the_last_admin_is_told_why_not(page: Page, server: LiveServer) -> None:
    with world_of(server) as world:
        sole = world.user("Sole Admin")
        world.center(sole, "One & Co")
    open_as(page, server, sole, f"/team/{sole.id}")
    page.get_by_role("button", name="Edit").click()
    page.get_by_label("Role", exact=True).select_option("Standard")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("One & Co would be left without an admin.")).to_be_visible()
    expect(page.get_by_label("Role", exact=True)).to_have_value("STANDARD")


def test_removing_says_what_ends_and_the_past_is_still_told(
    page: Page, server: LiveServer, place: Place, look: Look
) -> None:
    open_as(page, server, place.olga, place.member)
    page.get_by_role("button", name="Remove from the center").click()
    dialog = page.get_by_role("alertdialog")
    expect(dialog).to_contain_text("1 level on 1 ad account and every place in an asset group end.")
    look(page, "member-remove")
    assert violations(page) == []
    dialog.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("No longer a member of this center", exact=True)).to_be_visible()
    expect(page.get_by_text("Max Mint holds no level on any ad account.")).to_be_visible()
    page.get_by_label("On date").fill(day(-20))
    expect(line(page, "Shop Japan")).to_be_visible()


def test_a_member_sees_the_own_page_and_nobody_elses(page: Page, server: LiveServer, place: Place) -> None:
    open_as(page, server, place.max, place.member)
    expect(line(page, "Shop Japan")).to_contain_text("Analyst directly")
    expect(page.get_by_role("button", name="Edit")).to_have_count(0)
    expect(page.get_by_role("button", name="Change:")).to_have_count(0)
    page.goto(f"/team/{place.olga.id}")
    expect(page.get_by_text("You need the center role Admin for this.").first).to_be_visible()


def test_nobody_is_not_found(page: Page, server: LiveServer, place: Place) -> None:
    open_as(page, server, place.olga, "/team/7300000000000000001")
    expect(page.get_by_text("Not found.")).to_be_visible()


def test_an_admin_of_an_ad_account_says_who_works_on_it(
    page: Page, server: LiveServer, place: Place, look: Look
) -> None:
    open_as(page, server, place.petra, place.account("Shop Japan"))
    expect(page.get_by_text("Admins see every ad account: Ida Ink and Olga Weber.")).to_be_visible()
    expect(line(page, "Max Mint")).to_contain_text("Analyst directly")
    page.get_by_role("button", name="Give access").click()
    page.get_by_role("combobox", name="Member").press_sequentially("ida")
    option = page.get_by_role("option", name="Ida Ink")
    expect(option).not_to_contain_text("@")
    option.click()
    save_level(page, "Operator", reason="Helps out")
    expect(line(page, "Ida Ink")).to_contain_text("given by Petra Plum · “Helps out”")
    look(page, "account-people")
    assert violations(page) == []
    page.get_by_label("On date").fill(day(-1))
    expect(held(page)).to_contain_text(["Max Mint", "Petra Plum"])
    expect(page.get_by_role("button", name="Change:")).to_have_count(0)
    expect(page).to_have_url(re.compile(rf"\?on={day(-1)}$"))


def test_with_the_keyboard_alone(page: Page, server: LiveServer, place: Place) -> None:
    hands = Keyboard(page)
    open_as(page, server, place.olga, place.member)
    expect(held(page)).to_have_count(1)
    hands.press(page.get_by_role("button", name="Give access"))
    field = page.get_by_role("combobox", name="Ad account")
    hands.fill(field, "brand")
    expect(page.get_by_role("option", name="Brand global")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    hands.choose(drawer(page).get_by_label("Level"), "Adm")
    hands.press(drawer(page).get_by_role("button", name="Save level"))
    expect(line(page, "Brand global")).to_contain_text("Admin directly")
    assert hands.problems == []
