"""The frame around every page, in a real browser."""

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import OpenPage
from tests.browser.people import sign_in, world_of
from tests.live import LiveServer


def test_menus_open_on_a_page_that_was_reached_by_a_link(page: Page, server: LiveServer) -> None:
    with world_of(server) as world:
        olga = world.user("Olga Weber")
        world.center(olga, "Linden & Co")
        world.center(olga, "Zelkova Ltd")
    sign_in(page, server, olga)
    page.goto("/overview")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Activity").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Activity")
    page.get_by_role("button", name="Your menu").click()
    expect(page.get_by_role("menuitem", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Linden & Co").click()
    page.get_by_role("menuitem", name="Zelkova Ltd").click()
    expect(page.get_by_role("banner")).to_contain_text("Zelkova Ltd")


def test_a_page_loads_what_it_draws_and_no_other_page_draws(page: Page, server: LiveServer) -> None:
    answers: list[Response] = []
    with world_of(server) as world:
        ada = world.user("Ada")
        world.center(ada)
    sign_in(page, server, ada)
    page.on("response", lambda answer: answers.append(answer))
    page.goto("/team")
    expect(page.get_by_role("heading", name="Team", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    scripts = [answer.text() for answer in answers if answer.url.endswith(".js")]
    assert any("team____team_state" in script for script in scripts)
    assert not any("recharts" in script for script in scripts)
    assert sum(map(len, scripts)) < 1_400_000


@pytest.mark.parametrize("width", [1280, 360])
def test_what_is_said_stands_above_the_buttons(open_page: OpenPage, server: LiveServer, width: int) -> None:
    with world_of(server) as world:
        olga = world.user("Olga Weber")
        world.center(olga, "Linden & Co")
    page = open_page(width=width, height=740)
    sign_in(page, server, olga)
    page.goto("/profile")
    page.get_by_label("Your name").fill("Olga W. Weber")
    page.get_by_role("button", name="Save").click()
    said = page.locator("[data-sonner-toast][data-mounted=true]")
    expect(said).to_be_visible()
    page.wait_for_timeout(600)  # it moves to its place
    box, bar = said.bounding_box(), page.get_by_role("banner").bounding_box()
    assert box is not None
    assert bar is not None
    assert width == 360 or bar["y"] + bar["height"] <= box["y"]
    assert box["y"] + box["height"] < page.get_by_label("Your name").evaluate("one => one.getBoundingClientRect().top")
