"""What a role can never do is not offered; what it cannot do now is there, with the reason."""

import pytest
from playwright.sync_api import Page, expect

from bizhub.domain.policy import AdAccountLevel
from tests.browser.accessibility import violations
from tests.browser.conftest import Look
from tests.browser.people import sign_in, world_of
from tests.factories import MadeUser
from tests.live import LiveServer


class Place:
    """A center with two ad accounts: Olga is its admin without a level, Max looks at one, Ida runs it."""

    def __init__(self, server: LiveServer) -> None:
        with world_of(server) as world:
            self.olga, self.max, self.ida = world.user("Olga Weber"), world.user("Max Mint"), world.user("Ida Ilg")
            self.lone = world.user("Lone Lind")
            center = world.center(self.olga, "Linden & Co")
            shop, brand = (world.ad_account(center, self.olga, name) for name in ("Shop DE", "Brand"))
            for member in (self.max, self.ida, self.lone):
                world.member(center, member)
            world.grant(center, shop, self.max, AdAccountLevel.ANALYST)
            world.grant(center, shop, self.ida, AdAccountLevel.OPERATOR)
            world.grant(center, brand, self.ida, AdAccountLevel.ANALYST)


@pytest.fixture
def place(server: LiveServer) -> Place:
    return Place(server)


def open_as(page: Page, server: LiveServer, user: MadeUser, path: str) -> Page:
    """The page as this person sees it, with the palette filled: it comes last."""
    sign_in(page, server, user)
    page.goto(path)
    expect(page.locator("#bh-palette-list [role=option]").first).to_be_attached()
    return page


def offers(page: Page) -> list[str]:
    """What the head of the page offers to press."""
    return (
        page.locator(".bh-header-actions")
        .get_by_role("link")
        .or_(page.locator(".bh-header-actions button"))
        .all_inner_texts()
    )


def test_who_may_import_and_label_nothing_is_offered_neither(
    page: Page, server: LiveServer, place: Place, look: Look
) -> None:
    open_as(page, server, place.max, "/accounts")
    expect(page.get_by_role("table", name="Ad accounts").get_by_role("link", name="Shop DE")).to_be_visible()
    assert offers(page) == []
    expect(page.get_by_role("checkbox")).to_have_count(0)
    look(page, "accounts-analyst")
    page.get_by_role("button", name="Row actions").click()
    expect(page.get_by_role("menuitem", name="See insights")).to_be_visible()
    expect(page.get_by_role("menuitem", name="Labels…")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("import")
    expect(page.locator("#bh-palette-list")).to_have_attribute("data-answered", "import")
    expect(page.get_by_role("option", name="Import figures")).to_have_count(0)


def test_a_member_without_a_level_is_told_whose_figures_will_appear(
    page: Page, server: LiveServer, place: Place, look: Look
) -> None:
    open_as(page, server, place.lone, "/overview")
    expect(page.get_by_text("They appear here once those of an ad account")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="Import figures")).to_have_count(0)
    assert violations(page) == []
    look(page, "overview-no-level")


def test_who_runs_an_ad_account_is_offered_both_where_the_level_is_enough(
    page: Page, server: LiveServer, place: Place
) -> None:
    open_as(page, server, place.ida, "/accounts")
    expect(page.get_by_role("checkbox")).to_have_count(3)
    assert offers(page) == ["Labels", "Import figures"]
    page.get_by_role("row", name="Brand").get_by_role("button", name="Row actions").click()
    expect(page.get_by_role("menuitem", name="See insights")).to_be_visible()
    expect(page.get_by_role("menuitem", name="Labels…")).to_have_count(0)
    page.keyboard.press("Escape")
    page.get_by_role("row", name="Shop DE").get_by_role("button", name="Row actions").click()
    page.get_by_role("menuitem", name="Labels…").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_an_admin_without_a_level_is_told_what_comes_first(
    page: Page, server: LiveServer, place: Place, look: Look
) -> None:
    open_as(page, server, place.olga, "/accounts")
    page.get_by_role("row", name="Brand").get_by_role("button", name="Row actions").click()
    item = page.get_by_role("menuitem", name="Labels…")
    expect(item).to_have_attribute("aria-disabled", "true")
    expect(item).to_contain_text("Take a level on its page first.")
    look(page, "accounts-labels-later")
