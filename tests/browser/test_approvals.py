"""Two admins agree on a third, in two real browsers."""

from playwright.sync_api import expect

from bizhub.domain.policy import CenterRole
from tests.browser.accessibility import violations
from tests.browser.conftest import Look, OpenPage
from tests.browser.people import sign_in, world_of
from tests.live import LiveServer


def test_another_admin_approves_a_new_one(open_page: OpenPage, server: LiveServer, look: Look) -> None:
    with world_of(server) as world:
        olga, bo, max_ = world.user("Olga"), world.user("Bo"), world.user("Max")
        center = world.center(olga)
        world.member(center, bo, CenterRole.ADMIN)
        world.member(center, max_)
    page, other = open_page(), open_page()
    sign_in(page, server, olga)
    sign_in(other, server, bo)
    page.goto("/settings/rules")
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_text("Two-admin approval is on.")).to_be_visible()
    look(page, "rules-two-admins")
    assert violations(page) == []
    other.goto("/team")
    expect(other.get_by_role("link", name="Approvals")).to_be_visible()
    page.goto(f"/team/{max_.id}")
    page.get_by_role("button", name="Edit").click()
    page.get_by_label("Role", exact=True).select_option("ADMIN")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("Sent for approval: to make Max an admin.")).to_be_visible()
    expect(page.get_by_text("Olga asked to make Max an admin: that waits for another admin until")).to_be_visible()
    look(page, "member-waiting")
    other.get_by_role("link", name="Approvals (1)").click()
    expect(other.get_by_text("make Max an admin").first).to_be_visible()
    look(other, "approvals")
    assert violations(other) == violations(page) == []
    other.get_by_role("button", name="Approve").click()
    expect(other.get_by_text("Approved: it is done.")).to_be_visible()
    expect(other.get_by_text("Approved by Bo")).to_be_visible()
    expect(page.get_by_text("that waits for another admin")).to_be_hidden()
    expect(page.get_by_text("Admin", exact=True).first).to_be_visible()
