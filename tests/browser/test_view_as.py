"""An admin sees BizHub as a member sees it, in every tab, until they stop."""

import re

from playwright.sync_api import expect

from bizhub.domain.policy import AdAccountLevel
from tests.browser.accessibility import violations
from tests.browser.conftest import Look, OpenPage
from tests.browser.people import sign_in, world_of
from tests.live import LiveServer


def test_an_admin_views_as_a_member_and_stops_by_keyboard(open_page: OpenPage, look: Look, server: LiveServer) -> None:
    with world_of(server) as world:
        olga, max_ = world.user("Olga"), world.user("Max")
        center = world.center(olga)
        world.member(center, max_)
        account = world.ad_account(center, olga, "Shop DE")
        world.ad_account(center, olga, "Shop FR")
        world.grant(center, account, max_, AdAccountLevel.ANALYST)
    page = open_page()
    sign_in(page, server, olga)
    page.goto(f"/team/{max_.id}")
    other = page.context.new_page()
    other.goto(f"{server.base_url}/accounts")
    expect(other.get_by_role("link", name="Shop FR")).to_be_visible()
    page.get_by_role("button", name="View as").click()
    page.get_by_role("alertdialog").get_by_role("button", name="View as").click()
    banners = [tab.get_by_role("region", name="Viewing as somebody else") for tab in (page, other)]
    for shown in banners:
        expect(shown).to_contain_text("You see BizHub as Max sees it. Nothing can be changed.")
        expect(shown).to_contain_text("15 min left")
    look(page, "view-as")
    assert violations(page) == []
    page.goto("/accounts")
    expect(page.get_by_role("link", name="Shop DE")).to_be_visible()
    expect(page.get_by_text("Shop FR")).to_have_count(0)
    page.goto("/settings")
    expect(page.get_by_text("every version is kept")).to_be_visible()
    page.get_by_role("button", name="Stop").focus()
    page.keyboard.press("Enter")
    for tab, shown in zip((page, other), banners, strict=True):
        expect(tab).to_have_url(re.compile("/overview/?$"))
        expect(shown).to_have_count(0)
    page.goto("/activity")
    expect(page.get_by_text("Olga stopped seeing BizHub as Max sees it")).to_be_visible()
    expect(page.get_by_text("Olga began to see BizHub as Max sees it")).to_be_visible()
