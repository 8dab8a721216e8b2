"""The list of members on a phone."""

from playwright.sync_api import expect

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
