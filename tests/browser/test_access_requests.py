"""A refusal leads to a request, and the request to access, in two real browsers."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.conftest import OpenPage
from tests.browser.people import sign_in, world_of
from tests.factories import MadeUser
from tests.live import LiveServer


@pytest.fixture
def people(server: LiveServer) -> tuple[MadeUser, MadeUser, str]:
    """An admin, a member without any level, and an ad account."""
    with world_of(server) as world:
        olga, max_ = world.user("Olga"), world.user("Max")
        center = world.center(olga)
        world.member(center, max_)
        return olga, max_, world.ad_account(center, olga, "Shop DE")


def ask(page: Page, account: str, level: str) -> None:
    page.goto(f"/accounts/{account}")
    expect(page.get_by_text("You need the level Analyst on Shop DE for this. Olga can give it to you.")).to_be_visible()
    page.get_by_label("Level").select_option(level)
    page.get_by_label("Reason").fill("The summer sale")
    page.get_by_role("button", name="Request access").click()
    expect(page.get_by_text(f"You asked for the level {level.title()} on")).to_be_visible()


def test_a_refusal_leads_to_a_request_and_to_access(
    open_page: OpenPage, server: LiveServer, people: tuple[MadeUser, MadeUser, str]
) -> None:
    olga, max_, account = people
    page, admins = open_page(), open_page()
    sign_in(page, server, max_)
    sign_in(admins, server, olga)
    admins.goto("/team")
    admins.get_by_role("link", name="Requests").click()
    expect(admins.get_by_text("Nobody waits for your answer.")).to_be_visible()
    ask(page, account, "OPERATOR")
    expect(admins.get_by_text("The summer sale")).to_be_visible()
    assert violations(admins) == violations(page) == []
    admins.get_by_role("button", name="Give access").click()
    expect(admins.get_by_text("Nobody waits for your answer.")).to_be_visible()
    page.goto(f"/accounts/{account}")
    expect(page.get_by_role("heading", name="Shop DE")).to_be_visible()


def test_a_refusal_is_told_with_its_reason_by_keyboard_alone(
    open_page: OpenPage, server: LiveServer, people: tuple[MadeUser, MadeUser, str]
) -> None:
    olga, max_, account = people
    page, admins = open_page(), open_page()
    sign_in(page, server, max_)
    sign_in(admins, server, olga)
    ask(page, account, "ADMIN")
    admins.goto("/team/requests")
    admins.get_by_role("button", name="Refuse").focus()
    admins.keyboard.press("Enter")
    expect(admins.get_by_role("dialog")).to_contain_text("Max asks for Admin on Shop DE")
    admins.get_by_label("Why").focus()
    admins.keyboard.type("Ask again in May.")
    admins.keyboard.press("Enter")
    expect(admins.get_by_text("Nobody waits for your answer.")).to_be_visible()
    expect(page.get_by_text("Olga has refused your last request. “Ask again in May.”")).to_be_visible()
