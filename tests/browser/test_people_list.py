"""The list of members on a phone, and on a screen of 1280 pixels."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from bizhub.domain.policy import AdAccountLevel, FinanceRole
from tests.browser.conftest import OpenPage
from tests.browser.people import sign_in, world_of
from tests.live import LiveServer


def test_names_have_more_room_than_their_boxes(open_page: OpenPage, server: LiveServer) -> None:
    with world_of(server) as world:
        ada = world.user("Ada Lovelace", email="ada@people.example")
        world.member(world.center(ada, "Analytical Engines"), world.user("Leonhard Euler"))
    page = open_page(width=360, height=740)
    sign_in(page, server, ada)
    page.goto("/team")
    row = page.get_by_role("table", name="Members").get_by_role("row").filter(has_text="Leonhard Euler")
    expect(row).to_be_visible()
    box, name = (row.get_by_role("cell").nth(place).bounding_box() for place in (0, 1))
    assert box is not None
    assert name is not None
    assert name["width"] > 2 * box["width"]


def test_long_names_and_many_levels_leave_every_column_in_sight(page: Page, server: LiveServer) -> None:
    with world_of(server) as world:
        ada = world.user("Ada Lovelace")
        center = world.center(ada, "Analytical Engines")
        name = "Wilhelmina Alexandra von Hohenstein-Rosenberg"
        long = world.user(name, email="wilhelmina.alexandra@a-rather-long-company-name.example")
        until = datetime.now(UTC) + timedelta(days=60)
        world.member(center, long, finance_role=FinanceRole.ANALYST, added_by=int(ada.id), valid_until=until)
        for level in AdAccountLevel:
            world.grant(center, world.ad_account(center, ada, f"Shop {level}"), long, level)
    sign_in(page, server, ada)
    page.goto("/team")
    table = page.get_by_role("table", name="Members")
    expect(table.get_by_text(name)).to_be_visible()
    assert table.evaluate("one => one.parentElement.scrollWidth <= one.parentElement.clientWidth")
