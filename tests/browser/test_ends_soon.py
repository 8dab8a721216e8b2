"""What ends soon: from the team to the list, one click, and it is off it; on a phone, by keyboard, and as a member."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from bizhub.domain.policy import AdAccountLevel
from tests.browser.accessibility import violations
from tests.browser.conftest import Look, OpenPage
from tests.browser.people import sign_in, world_of
from tests.factories import MadeUser
from tests.live import LiveServer


@pytest.fixture
def people(server: LiveServer) -> tuple[MadeUser, MadeUser]:
    """An admin, and a member whose levels on two ad accounts and whose membership end."""
    with world_of(server) as world:
        olga, max_ = world.user("Olga"), world.user("Max")
        center, now = world.center(olga), datetime.now(UTC)
        world.member(center, max_, valid_until=now + timedelta(days=9))
        for name, days in (("Shop DE", 3), ("Shop FR", 5)):
            account = world.ad_account(center, olga, name)
            until = now + timedelta(days=days)
            world.grant(center, account, max_, AdAccountLevel.OPERATOR, valid_until=until, granted_by=int(olga.id))
        return olga, max_


@pytest.mark.parametrize("width", [1280, 360])
def test_an_admin_extends_from_the_list_and_it_is_off_it(
    open_page: OpenPage, server: LiveServer, people: tuple[MadeUser, MadeUser], width: int
) -> None:
    page = open_page(width=width)
    sign_in(page, server, people[0])
    page.goto("/team")
    page.get_by_role("link", name="Ends soon (3)").click()
    expect(page.get_by_role("heading", name="Ends soon")).to_be_visible()
    table = page.get_by_role("table", name="What ends soon")
    expect(table.get_by_role("row")).to_have_count(4)
    assert violations(page) == []
    page.get_by_role("button", name=re.compile("Extend by 30 days.*Operator on Shop DE")).press("Enter")
    expect(page.get_by_text("Max holds Operator on Shop DE until")).to_be_visible()
    expect(table.get_by_text("Shop DE")).to_have_count(0)
    page.get_by_role("button", name=re.compile("Extend by 30 days.*Membership")).press("Enter")
    expect(page.get_by_text("The membership goes on until")).to_be_visible()
    expect(table.get_by_role("row")).to_have_count(2)
    page.goto("/team")
    expect(page.get_by_role("link", name="Ends soon (1)")).to_be_visible()


def test_the_list_is_searched_and_filtered_by_its_address(
    page: Page, server: LiveServer, people: tuple[MadeUser, MadeUser]
) -> None:
    sign_in(page, server, people[0])
    page.goto("/team/ends-soon?kind=level&q=fr")
    table = page.get_by_role("table", name="What ends soon")
    expect(table.get_by_role("row")).to_have_count(2)
    expect(page.get_by_label("Filter by what ends")).to_have_value("level")
    page.get_by_role("searchbox").fill("nobody")
    expect(page.get_by_text("Nothing that ends soon fits this.")).to_be_visible()
    page.get_by_role("button", name="Clear the filters").click()
    expect(table.get_by_role("row")).to_have_count(4)
    page.get_by_role("link", name="Operator on Shop FR").click()
    expect(page.get_by_role("heading", name="Shop FR")).to_be_visible()


def test_a_member_asks_for_their_own(
    open_page: OpenPage, server: LiveServer, people: tuple[MadeUser, MadeUser], look: Look
) -> None:
    page = open_page()
    sign_in(page, server, people[1])
    page.goto("/team")
    page.get_by_role("link", name="Ends soon (3)").click()
    expect(page.get_by_text("Ask Olga")).to_be_visible()
    page.get_by_role("button", name=re.compile("Request longer.*Operator on Shop DE")).press("Enter")
    expect(page.get_by_text("Your request to keep it until")).to_be_visible()
    expect(page.get_by_text("Requested")).to_be_visible()
    look(page, "ends-soon-asked")
    assert violations(page) == []
    admin = open_page()
    sign_in(admin, server, people[0])
    admin.goto("/team/requests")
    expect(admin.get_by_text("asks for Operator on Shop DE")).to_be_visible()
    admin.get_by_role("button", name="Give access").click()
    expect(page.get_by_role("table").get_by_text("Shop DE")).to_have_count(0)


def test_on_a_phone_three_lines_of_what_is_said_leave_the_heading_free(open_page: OpenPage, server: LiveServer) -> None:
    with world_of(server) as world:
        olga, tom = world.user("Olga"), world.user("Tom Temporary")
        center = world.center(olga)
        world.member(center, tom)
        account = world.ad_account(center, olga, "Shop with a rather long name in a country far away")
        until = datetime.now(UTC) + timedelta(days=3)
        world.grant(center, account, tom, AdAccountLevel.OPERATOR, valid_until=until, granted_by=int(olga.id))
    page = open_page(width=360, height=740)
    sign_in(page, server, olga)
    page.goto("/team/ends-soon")
    page.get_by_role("button", name=re.compile("Extend by 30 days")).press("Enter")
    said = page.locator("[data-sonner-toast][data-mounted=true]")
    expect(said).to_be_visible()
    page.wait_for_timeout(600)  # it moves to its place
    box, heading = said.bounding_box(), page.get_by_role("heading", name="Ends soon", level=1).bounding_box()
    assert box is not None
    assert heading is not None
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= heading["y"]
