"""The days of figures, chosen by typing and with the keyboard alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look, OpenPage
from tests.browser.people import sign_in, world_of
from tests.factories import MadeUser
from tests.live import LiveServer

PERIOD = "/insights?from=2023-08-01&to=2023-08-31"


@pytest.fixture
def olga(server: LiveServer) -> MadeUser:
    with world_of(server) as world:
        user = world.user("Olga")
        center = world.center(user, "Linden & Co")
        world.ad_account(center, user, "Shop DE")
    return user


@pytest.fixture
def signed_in(open_page: OpenPage, server: LiveServer, olga: MadeUser) -> Page:
    page = open_page(locale="de-DE")
    sign_in(page, server, olga)
    page.goto(PERIOD)
    expect(page.get_by_label("From")).to_have_value("2023-08-01")
    return page


def test_days_are_typed_in_one_go_and_shown_with_enter(signed_in: Page) -> None:
    page = signed_in
    page.get_by_label("From").focus()
    page.keyboard.type("07072023")  # the same with the month first or the day
    expect(page).to_have_url(re.compile("from=2023-08-01"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("from=2023-07-07&to=2023-08-31"))
    expect(page.get_by_role("main")).to_contain_text("7. Juli")
    expect(page.get_by_label("From")).to_be_focused()
    expect(page.get_by_label("From")).to_have_value("2023-07-07")


def test_days_are_counted_with_the_arrows_and_shown_by_the_button(signed_in: Page) -> None:
    page = signed_in
    field = page.get_by_label("From")
    field.focus()
    counted = ["2023-08-01"]
    for _ in range(2):
        page.keyboard.press("ArrowDown")
        counted.append(field.input_value())
    assert len(set(counted)) == 3
    page.get_by_role("button", name="Show these days").press("Enter")
    expect(page).to_have_url(re.compile(f"from={counted[-1]}&to=2023-08-31"))


def test_days_in_the_wrong_order_are_told_and_kept(signed_in: Page) -> None:
    page = signed_in
    page.get_by_label("From").fill("2023-09-15")
    page.get_by_label("From").press("Enter")
    expect(page.get_by_text("The first day is after the last one.")).to_be_visible()
    expect(page.get_by_label("From")).to_have_value("2023-09-15")
    expect(page).to_have_url(re.compile("from=2023-08-01"))


def test_another_address_shows_its_days(signed_in: Page, look: Look) -> None:
    page = signed_in
    page.get_by_label("From").fill("2023-08-15")
    page.get_by_label("From").press("Enter")
    expect(page).to_have_url(re.compile("from=2023-08-15"))
    page.get_by_role("navigation").get_by_role("link", name="Insights", exact=True).first.click()
    expect(page.get_by_label("From")).not_to_have_value("2023-08-15")
    look(page, "insights-period")
