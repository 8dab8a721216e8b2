"""The import page in each state that a file goes through."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.people import sign_in, world_of
from tests.browser.watch import Watch
from tests.factories import MadeUser
from tests.live import LiveServer


@pytest.fixture
def olga(server: LiveServer) -> MadeUser:
    """An admin with a center of her own."""
    with world_of(server) as world:
        olga = world.user("Olga")
        world.center(olga)
    return olga


def test_a_page_that_waits_for_the_server_shows_what_will_stand_there(
    page: Page, server: LiveServer, olga: MadeUser, watch: Watch
) -> None:
    sign_in(page, server, olga)
    page.route_web_socket(re.compile("/_event"), lambda _socket: None)  # nobody answers
    page.goto("/import")
    waiting = page.get_by_role("main").locator("[aria-busy=true]")
    expect(waiting.locator(".bh-drop .bh-skeleton")).to_have_count(3)
    expect(waiting.locator(".bh-card .bh-skeleton")).to_have_count(4)
    expect(page.locator("input[type=file]")).to_have_count(0)
    assert violations(page) == []
