"""Undoing an entry of the activity in a real browser."""

from playwright.sync_api import Page, expect

from bizhub.domain.policy import AdAccountLevel
from tests.browser.accessibility import violations
from tests.browser.people import sign_in, world_of
from tests.live import LiveServer


def test_a_level_that_was_given_is_taken_back(page: Page, server: LiveServer) -> None:
    with world_of(server) as world:
        olga, max_ = world.user("Olga"), world.user("Max")
        center = world.center(olga)
        world.member(center, max_)
        account = world.ad_account(center, olga, "Shop DE")
        world.grant(center, account, max_, AdAccountLevel.ANALYST)
    sign_in(page, server, olga)
    page.goto(f"/team/{max_.id}")
    page.get_by_role("button", name="Change: Shop DE").click()
    page.get_by_label("Level").select_option("ADMIN")
    page.get_by_role("button", name="Save level").click()
    expect(page.get_by_text("Max holds Admin on Shop DE.")).to_be_visible()
    page.goto("/activity")
    page.get_by_text("changed Max’s level on Shop DE from Analyst to Admin").click()
    assert violations(page) == []
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("It is as it was before.")).to_be_visible()
    expect(page.get_by_text("changed Max’s level on Shop DE from Admin to Analyst")).to_be_visible()
