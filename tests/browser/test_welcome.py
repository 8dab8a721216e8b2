"""From a fresh sign-in to a center of one's own, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.conftest import Look, OpenPage
from tests.browser.people import sign_in, world_of
from tests.factories import MadeUser
from tests.live import LiveServer


@pytest.fixture
def ada(server: LiveServer) -> MadeUser:
    with world_of(server) as world:
        return world.user("Ada")


@pytest.fixture
def german(open_page: OpenPage, server: LiveServer, ada: MadeUser) -> Page:
    """Ada's browser, which is a German one in Berlin."""
    page = open_page(locale="de-DE", timezone_id="Europe/Berlin")
    sign_in(page, server, ada)
    return page


def title(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()


def press_slowly(page: Page, button: str) -> None:
    """As a hand does: the answer to what was typed arrives while the button is down."""
    page.get_by_role("button", name=button).hover()
    page.mouse.down()
    page.wait_for_timeout(800)
    page.mouse.up()


def fill_business(page: Page, name: str = "Linden & Co") -> None:
    title(page, "What is your business called?")
    page.wait_for_load_state("networkidle")  # the heading stands there before anything answers a click
    page.get_by_label("Business name").fill(name)
    page.get_by_label("Industry").select_option("Retail and e-commerce")
    go_on(page)
    title(page, "Where is it, and in what does it pay?")


def center_count(server: LiveServer, user: MadeUser) -> int:
    with world_of(server) as world, world.runtime.database.transaction(write=False) as connection:
        query = f"SELECT count(*) FROM membership WHERE user_id = {user.id}"
        return int(connection.exec_driver_sql(query).scalar_one())


def test_from_the_first_step_to_the_overview(german: Page, server: LiveServer, ada: MadeUser, look: Look) -> None:
    page = german
    page.goto("/welcome")
    fill_business(page)
    look(page, "welcome-region")
    expect(page.get_by_label("Country")).to_have_value("DE")
    expect(page.get_by_label("Currency")).to_have_value("EUR")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin")
    expect(page.get_by_text("through a ticket")).to_be_visible()
    expect(page.get_by_text("create a center of its own")).to_be_visible()
    go_on(page)
    title(page, "Who answers for it?")
    expect(page.get_by_label("Name")).to_have_value("Ada")
    go_on(page)
    title(page, "Is this right?")
    expect(page.get_by_role("main")).to_contain_text("Retail and e-commerce")
    page.get_by_role("button", name="Create the center").dblclick()
    title(page, "Linden & Co is ready")
    center_id = page.get_by_role("main").get_by_text(re.compile(r"^\d{19}$")).inner_text()
    expect(page.get_by_role("button", name="Copy center ID")).to_be_visible()
    look(page, "welcome-done")
    page.reload()
    title(page, "Linden & Co is ready")
    assert center_count(server, ada) == 1
    page.get_by_role("link", name="Go to the overview").click()
    expect(page.get_by_role("banner")).to_contain_text("Linden & Co")
    expect(page.get_by_role("banner")).to_contain_text(center_id)
    expect(page.get_by_text("Set up your center")).to_be_visible()


def test_what_was_typed_survives_reload_and_going_back(german: Page) -> None:
    page = german
    page.goto("/welcome")
    page.get_by_label("Business name").fill("Kept & Co")
    page.get_by_label("Website").fill("kept.example")
    page.wait_for_timeout(900)
    page.reload()
    expect(page.get_by_label("Business name")).to_have_value("Kept & Co")
    fill_business(page, "Kept & Co")
    page.get_by_label("Country").select_option("Switzerland")
    expect(page.get_by_label("Currency")).to_have_value("CHF")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Zurich")
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_label("Website")).to_have_value("kept.example")
    page.reload()
    go_on(page)
    expect(page.get_by_label("Country")).to_have_value("CH")
    page.get_by_label("Currency").select_option("USD · US Dollar")
    page.get_by_label("Country").select_option("Germany")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin")
    expect(page.get_by_label("Currency")).to_have_value("USD")


def test_errors_stand_beside_their_fields(german: Page) -> None:
    page = german
    page.goto("/welcome")
    title(page, "What is your business called?")
    page.get_by_label("Website").fill("no website")
    go_on(page)
    page.wait_for_timeout(800)
    expect(page.get_by_text("Type the name of your business.")).to_be_visible()
    expect(page.get_by_label("Business name")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Website")).to_have_value("no website")
    page.get_by_label("Business name").fill("Linden")
    page.get_by_label("Industry").select_option("Games")
    go_on(page)
    expect(page.get_by_text("This is not the address of a website")).to_be_visible()
    expect(page.get_by_text("Type the name of your business.")).to_be_hidden()
    page.get_by_label("Website").fill("")
    press_slowly(page, "Continue")
    title(page, "Where is it, and in what does it pay?")
    page.get_by_label("Time zone").fill("Mars/Olympus")
    press_slowly(page, "Continue")
    expect(page.get_by_text("Choose a time zone of the list")).to_be_visible()
    page.get_by_label("Time zone").fill("Asia/Kathmandu")
    expect(page.get_by_text("(UTC+5:45)")).to_be_visible()
    go_on(page)
    page.get_by_label("E-mail").fill("")
    go_on(page)
    expect(page.get_by_text("Type an e-mail address or a phone number.")).to_be_visible()


def test_the_keyboard_is_enough(german: Page) -> None:
    page = german
    page.goto("/welcome")
    expect(page.get_by_label("Business name")).to_be_focused()
    page.keyboard.type("Keyboard Ltd")
    page.keyboard.press("Tab")
    page.keyboard.type("Games")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    title(page, "Where is it, and in what does it pay?")
    page.get_by_label("Country").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    title(page, "Who answers for it?")
    page.get_by_label("Name").press("Enter")
    title(page, "Is this right?")
    page.get_by_role("button", name="Create the center").press("Enter")
    title(page, "Keyboard Ltd is ready")


def test_a_second_center_and_back_to_the_first(page: Page, server: LiveServer, ada: MadeUser) -> None:
    with world_of(server) as world:
        world.center(ada, "First Ltd")
    sign_in(page, server, ada)
    page.goto("/settings")
    page.get_by_role("link", name="Create another center").click()
    expect(page.get_by_role("link", name="Cancel")).to_be_visible()
    fill_business(page, "Second Ltd")
    page.get_by_label("Country").select_option("United Kingdom")
    go_on(page)
    title(page, "Who answers for it?")
    go_on(page)
    page.get_by_role("button", name="Create the center").click()
    title(page, "Second Ltd is ready")
    page.get_by_role("link", name="Go to the overview").click()
    expect(page.get_by_role("banner")).to_contain_text("Second Ltd")
    page.get_by_role("button", name="Second Ltd").click()
    page.get_by_role("menuitem", name="First Ltd").click()
    expect(page.get_by_role("banner")).to_contain_text("First Ltd")
    page.reload()
    expect(page.get_by_role("banner")).to_contain_text("First Ltd")


def test_the_checklist_leads_on_and_can_be_put_away(page: Page, server: LiveServer, ada: MadeUser) -> None:
    with world_of(server) as world:
        center = world.center(ada, "Listed")
    sign_in(page, server, ada)
    page.goto("/overview")
    expect(page.get_by_text("0 of 5 done")).to_be_visible()
    expect(page.get_by_role("link", name="Import a report")).to_have_attribute("href", "/import")
    with world_of(server) as world:
        world.ad_account(center, ada)
    page.reload()
    expect(page.get_by_text("1 of 5 done")).to_be_visible()
    expect(page.get_by_text("Done: Add an ad account")).to_be_attached()
    page.get_by_role("button", name="Put this list away").click()
    expect(page.get_by_text("Set up your center")).to_be_hidden()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    expect(page.get_by_text("Set up your center")).to_be_hidden()


def test_a_stranger_is_sent_to_sign_in(page: Page) -> None:
    page.goto("/welcome")
    expect(page).to_have_url(re.compile(r"/sign-in/?\?next=%2Fwelcome"))


def test_the_wizard_has_no_barriers(german: Page) -> None:
    page = german
    page.goto("/welcome")
    title(page, "What is your business called?")
    go_on(page)
    expect(page.get_by_text("Type the name of your business.")).to_be_visible()
    found = violations(page)
    fill_business(page)
    found += violations(page)
    go_on(page)
    title(page, "Who answers for it?")
    found += violations(page)
    go_on(page)
    title(page, "Is this right?")
    found += violations(page)
    page.get_by_role("button", name="Create the center").click()
    title(page, "Linden & Co is ready")
    expect(page.get_by_text("Set up your center")).to_be_visible()
    page.mouse.move(0, 0)
    found += violations(page)
    assert found == []
