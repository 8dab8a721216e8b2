"""The desk in a real browser: the queue and a case by keyboard, two reviewers, and who has no seat there."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import insert

from bizhub.adapters import clock
from bizhub.domain.desk import CaseKind
from bizhub.domain.ids import new_id
from bizhub.services.review_cases import CASE
from tests.browser.accessibility import violations
from tests.browser.conftest import Look, OpenPage
from tests.browser.people import sign_in, world_of
from tests.factories import MadeUser, World
from tests.live import LiveServer
from tests.services.test_review_cases import reviewer, write


@pytest.fixture
def olga(server: LiveServer) -> MadeUser:
    with world_of(server) as world:
        return world.user("Olga")


def waiting(world: World, olga: MadeUser, name: str, hours: int) -> None:
    number, center = new_id(), world.center(olga, name)
    values = {"id": number, "center_id": int(center), "kind": CaseKind.AD_ACCOUNT, "subject_id": number}
    opened = {"title": f"Shop {name}", "opened_at": clock.now() - timedelta(hours=hours), "opened_by": int(olga.id)}
    write(world, insert(CASE).values(**values, **opened))


def test_the_keyboard_leads_from_the_queue_through_a_case(
    open_page: OpenPage, server: LiveServer, olga: MadeUser, look: Look
) -> None:
    with world_of(server) as world:
        rita, rolf = reviewer(world, "Rita"), reviewer(world, "Rolf")
        for name, hours in (("Birke", 50), ("Linden", 3)):
            waiting(world, olga, name, hours)
    page, other = open_page(), open_page()
    sign_in(page, server, rita)
    sign_in(other, server, rolf)
    page.goto("/profile")
    page.get_by_role("button", name="Your menu").click()
    page.get_by_role("menuitem", name="Desk").click()
    expect(page.get_by_role("row").filter(has_text="Shop Birke")).to_contain_text("Nobody")
    look(page, "desk")
    assert violations(page) == []
    other.goto("/desk?q=shop+birke")
    expect(other.get_by_role("row").filter(has_text="Shop Birke")).to_be_visible()
    page.locator("#main").focus()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Shop Birke")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Shop Birke")).to_be_visible()
    expect(page.get_by_text("Nobody reviews this case.")).to_be_visible()
    page.keyboard.press("c")
    expect(page.get_by_text("You review this case.")).to_be_visible()
    expect(other.get_by_role("row").filter(has_text="Shop Birke")).to_contain_text("Rita")
    look(page, "desk-case")
    assert violations(page) == []
    other.get_by_role("link", name="Shop Birke").click()
    expect(other.get_by_text("Rita reviews this case.")).to_be_visible()
    expect(other.get_by_role("button", name="Review it")).to_have_count(0)
    page.keyboard.press("u")
    expect(page.get_by_text("The case is back in the queue.")).to_be_visible()
    expect(other.get_by_role("button", name="Review it")).to_be_visible()


def test_who_has_no_seat_finds_nothing_and_who_has_no_second_step_is_told(
    open_page: OpenPage, server: LiveServer, olga: MadeUser, look: Look
) -> None:
    with world_of(server) as world:
        rita = reviewer(world, "Rita", has_second_step=False)
        world.center(olga)
    stranger, page = open_page(), open_page()
    sign_in(stranger, server, olga)
    sign_in(page, server, rita)
    for path in ("/desk", "/desk/case?case=1234567890123456789"):
        stranger.goto(path)
        expect(stranger.get_by_text("Not found. There is nothing here for you.")).to_be_visible()
        page.goto(path)
        expect(page.get_by_role("link", name="Turn it on")).to_be_visible()
    assert violations(page) == violations(stranger) == []
    look(page, "desk-two-step")
    stranger.get_by_role("button", name="Your menu").click()
    expect(stranger.get_by_role("menuitem", name="Profile")).to_be_visible()
    expect(stranger.get_by_role("menuitem", name="Desk")).to_have_count(0)
