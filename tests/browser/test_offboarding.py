"""Somebody leaves, hands over, and returns, in a real browser."""

from playwright.sync_api import Page, expect

from bizhub.domain.policy import AdAccountLevel
from tests.browser.accessibility import violations
from tests.browser.conftest import Look
from tests.browser.people import sign_in, world_of
from tests.live import LiveServer


def test_what_only_they_hold_is_handed_over_and_who_returns_has_it_again(
    page: Page, server: LiveServer, look: Look
) -> None:
    with world_of(server) as world:
        olga, max_, ida = world.user("Olga"), world.user("Max"), world.user("Ida")
        center = world.center(olga)
        for user in (max_, ida):
            world.member(center, user)
        account = world.ad_account(center, olga, "Shop DE")
        world.grant(center, account, max_, AdAccountLevel.OPERATOR)
    sign_in(page, server, olga)
    page.goto(f"/team/{max_.id}")
    expect(page.get_by_text("Nobody else holds a level on Shop DE.")).to_be_visible()
    look(page, "member-hand-over")
    assert violations(page) == []
    page.get_by_label("Who takes them over").select_option("Ida")
    page.get_by_role("button", name="Remove from the center").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Max becomes a member again, with 1 level on ad accounts")).to_be_visible()
    look(page, "member-restore")
    assert violations(page) == []
    page.goto(f"/team/{ida.id}")
    expect(page.get_by_text("“Taken over from Max”")).to_be_visible()
    page.goto(f"/team/{max_.id}")
    page.get_by_role("button", name="Make a member again").click()
    expect(page.get_by_text("Max is a member of this center again.")).to_be_visible()
    expect(page.get_by_role("link", name="Shop DE")).to_be_visible()
