"""The rules of a center in a real browser: bad input stays, what is saved is there again."""

from playwright.sync_api import Page, expect

from tests.browser.people import sign_in, world_of
from tests.browser.watch import Watch
from tests.live import LiveServer


def test_an_admin_sets_the_domains_of_the_center(page: Page, server: LiveServer, watch: Watch) -> None:
    with world_of(server) as world:
        olga = world.user("Olga")
        world.center(olga)
    sign_in(page, server, olga)
    page.goto("/settings")
    page.get_by_role("link", name="Rules").click()
    page.get_by_label("Domains").fill("linden")
    page.get_by_label("Who needs one").select_option("ADMINS")
    page.get_by_role("button", name="Save the rules").click()
    expect(page.get_by_text("linden is not a domain")).to_be_visible()
    expect(page.get_by_label("Domains")).to_have_value("linden")
    page.get_by_label("Domains").fill("linden.example, @linden.shop")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The rules are saved.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Domains")).to_have_value("linden.example, linden.shop")
    expect(page.get_by_label("Who needs one")).to_have_value("ADMINS")
