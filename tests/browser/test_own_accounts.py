"""Somebody without a center keeps ad accounts of their own, in a real browser."""

from playwright.sync_api import expect

from tests.browser.accessibility import violations
from tests.browser.conftest import Look, OpenPage
from tests.browser.people import sign_in, world_of
from tests.browser.sign_in_steps import on
from tests.live import LiveServer

FIGURES = "By Day,Account ID,Account name,Campaign name,Currency,Cost,Impressions\n2026-01-01,7001,Mine,A,EUR,5.00,10\n"


def test_a_person_without_a_center_imports_figures_of_their_own(
    open_page: OpenPage, server: LiveServer, look: Look
) -> None:
    with world_of(server) as world:
        ida = world.user("Ida")
    page = open_page()
    sign_in(page, server, ida)
    page.goto("/welcome")
    page.get_by_role("link", name="Keep ad accounts of your own").press("Enter")
    expect(page.get_by_role("button", name="Begin")).to_be_visible()
    page.get_by_label("Country").select_option("DE")
    page.get_by_label("Currency").select_option("")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("Choose the currency of the ad accounts you create here.")).to_be_visible()
    look(page, "my-begin")
    assert violations(page) == []
    expect(page.get_by_label("Country")).to_have_value("DE")
    page.get_by_label("Currency").select_option("EUR")
    page.get_by_label("Time zone").select_option("Europe/Berlin")
    page.get_by_role("button", name="Begin").press("Enter")
    expect(page.get_by_text("You have no ad accounts of your own yet.")).to_be_visible()
    expect(page.get_by_role("link", name="Verify as an individual")).to_be_visible()
    expect(page.get_by_role("link", name="Team")).to_have_count(0)
    look(page, "my-empty")
    assert violations(page) == []
    page.get_by_role("link", name="Import figures").first.click()
    page.locator('input[type="file"]').set_input_files(
        {"name": "mine.csv", "mimeType": "text/csv", "buffer": FIGURES.encode()}
    )
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("Imported").first).to_be_visible()
    page.get_by_role("button", name="Switch center").click()
    page.get_by_role("menuitem", name="My ad accounts").click()
    expect(page.get_by_role("link", name="Mine 7001")).to_be_visible()
    look(page, "my-accounts")
    assert violations(page) == []
    page.get_by_role("button", name="Row actions").click()
    page.get_by_role("menuitem", name="See insights").click()
    page.wait_for_url(on("/insights"))
    expect(page.get_by_role("button", name="Ad account: Mine")).to_be_visible()
