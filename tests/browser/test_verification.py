"""The page of a verification, for a member who may not send one; `test_business_story.py` has the way of one."""

from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.conftest import Look
from tests.browser.people import sign_in, world_of
from tests.live import LiveServer


def test_a_member_is_told_who_looks_after_it(page: Page, server: LiveServer, look: Look) -> None:
    with world_of(server) as world:
        olga, max_ = world.user("Olga"), world.user("Max")
        world.member(world.center(olga, "Linden"), max_)
    sign_in(page, server, max_)
    page.goto("/verification")
    expect(page.get_by_text("Olga can give it to you.")).to_be_visible()
    assert violations(page) == []
    look(page, "verification-member")
