"""What somebody is told rings the bell of another browser at once, and leads to what it is about."""

import re

from playwright.sync_api import expect

from bizhub.domain.policy import CenterRole
from tests.browser.accessibility import violations
from tests.browser.conftest import Look, OpenPage
from tests.browser.people import sign_in, world_of
from tests.live import LiveServer


def test_a_level_rings_the_bell_and_is_read_by_keyboard(open_page: OpenPage, look: Look, server: LiveServer) -> None:
    with world_of(server) as world:
        olga, max_ = world.user("Olga"), world.user("Max")
        center = world.center(olga)
        world.member(center, max_, CenterRole.STANDARD)
        account = world.ad_account(center, olga, "Shop DE")
    page, admins = open_page(), open_page()
    sign_in(page, server, max_)
    sign_in(admins, server, olga)
    page.goto("/overview")
    bell = page.get_by_role("button", name="Notifications")
    expect(bell).to_be_visible()
    expect(page.locator(".bh-bell-count")).to_have_count(0)
    admins.goto(f"/team/{max_.id}")
    admins.get_by_role("button", name="Give access").click()
    admins.get_by_role("combobox", name="Ad account").press_sequentially("shop")
    admins.get_by_role("option", name="Shop DE").click()
    admins.get_by_role("dialog").get_by_label("Level").select_option("OPERATOR")
    admins.get_by_role("dialog").get_by_role("button", name="Save level").click()
    expect(page.locator(".bh-bell-count")).to_have_text("1")
    expect(page.get_by_role("status").filter(has_text="1 unread notification")).to_have_count(1)
    bell.focus()
    page.keyboard.press("Enter")
    told = page.get_by_role("link", name="Olga gave you the level Operator on Shop DE in Linden & Co")
    expect(told).to_be_visible()
    look(page, "bell")
    assert violations(page) == []
    told.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/accounts/{account}"))
    expect(page.get_by_role("heading", name="Shop DE")).to_be_visible()
    expect(page.locator(".bh-bell-count")).to_have_count(0)
    page.goto("/notifications?show=unread")
    expect(page.get_by_text("You have read everything.")).to_be_visible()
