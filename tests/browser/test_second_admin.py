"""The wizard for a second admin in a real browser, while something happens elsewhere."""

from playwright.sync_api import Page, expect

from bizhub.domain.policy import CenterRole
from tests.browser.accessibility import violations
from tests.browser.conftest import Look
from tests.browser.people import sign_in, world_of
from tests.live import LiveServer

PATH = "/team/second-admin"


def test_what_was_sent_and_taken_back_elsewhere_is_said(page: Page, server: LiveServer, look: Look) -> None:
    with world_of(server) as world:
        ada = world.user("Ada Lovelace")
        world.invitation(world.center(ada, "Looms"), ada, "grace@looms.example", role=CenterRole.ADMIN)
    sign_in(page, server, ada)
    page.goto(PATH)
    page.get_by_role("button", name="Change address").click()
    expect(page.get_by_text("The invitation to grace@looms.example is good until this one is sent.")).to_be_visible()
    look(page, "second-admin-replaced")
    page.goto(PATH)
    expect(page.get_by_role("button", name="Take back")).to_be_visible()
    other = page.context.new_page()
    other.goto(PATH)
    other.get_by_role("button", name="Take back").click()
    expect(other.get_by_role("heading", name="Why two admins?")).to_be_visible()
    expect(page.get_by_text("Nothing waits any more")).to_be_visible()
    assert violations(page) == []
    look(page, "second-admin-answered")
