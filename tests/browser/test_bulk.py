"""Giving many people access to many ad accounts in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.conftest import Look, OpenPage
from tests.browser.people import sign_in, world_of
from tests.browser.watch import Watch
from tests.factories import MadeUser
from tests.live import LiveServer

SHOPS = ("Shop Deutschland", "Shop Denmark", "Shop Japan")


class Place:
    """Olga is the admin, Max and Bo are members who hold nothing; there are three ad accounts."""

    def __init__(self, server: LiveServer) -> None:
        with world_of(server) as world:
            self.olga, self.max, self.bo = (world.user(name) for name in ("Olga Weber", "Max Mint", "Bo Birch"))
            self.center = world.center(self.olga, "Linden & Co")
            for person in (self.max, self.bo):
                world.member(self.center, person)
            self.external = [f"7301000000000{place}5441" for place in range(len(SHOPS))]
            for name, external in zip(SHOPS, self.external, strict=True):
                world.ad_account(self.center, self.olga, name, external_id=external)


@pytest.fixture
def place(server: LiveServer) -> Place:
    return Place(server)


def open_as(page: Page, server: LiveServer, user: MadeUser, path: str) -> Page:
    sign_in(page, server, user)
    page.goto(path)
    return page


def paste(page: Page, ids: list[str], look: Look) -> None:
    """IDs, one of which is nobody's; it is named and everything stays; then the right ones from a file."""
    area, unknown = page.get_by_label("Or paste IDs"), "1234"
    area.fill("\n".join([*ids, unknown]))
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("1 ad account is not known here: 1234. Correct or remove them.")).to_be_visible()
    expect(area).to_have_value("\n".join([*ids, unknown]))
    assert violations(page) == []
    look(page, "bulk-form")
    area.fill("")
    page.locator('input[data-bh-into="ad_accounts"]').set_input_files(
        {"name": "ids.csv", "mimeType": "text/csv", "buffer": ",".join(ids).encode()}
    )
    expect(area).to_have_value(",".join(ids))


def test_ids_are_pasted_previewed_run_and_undone(
    open_page: OpenPage, server: LiveServer, place: Place, look: Look, watch: Watch
) -> None:
    page = open_as(open_page(), server, place.olga, "/team")
    for count, name in enumerate(("Max Mint", "Bo Birch"), start=1):
        page.get_by_role("row", name=name).get_by_role("checkbox").click()
        expect(page.get_by_text(f"{count} selected")).to_be_visible()
    page.get_by_role("link", name="Give access…").click()
    expect(page.get_by_role("list", name="Chosen: People")).to_contain_text("Max Mint")

    paste(page, place.external, look)
    watch.problems.clear()  # the browser tells of each answer that refuses something
    page.get_by_label("Access", exact=True).select_option(label="Give Operator")
    page.get_by_role("button", name="Preview").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Preview")
    expect(page.get_by_text("6 of 6 would change, 0 are already so, 0 skipped.")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Change", exact=True).click()
    expect(page.get_by_label("Access", exact=True)).to_have_value("OPERATOR")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Run: change 6").click()
    expect(page.get_by_text("6 changed, 0 were already so, 0 skipped.")).to_be_visible()
    assert violations(page) == []
    with page.expect_download() as taken:
        page.get_by_role("button", name="Export").first.click()
        page.get_by_role("menuitem", name="CSV").click()
    assert taken.value.path().read_text("utf-8-sig").count(",changed,") == 6

    max_ = open_as(open_page(), server, place.max, "/accounts")
    expect(max_.get_by_role("row", name="Shop Japan")).to_be_visible()
    page.get_by_role("link", name="Its entries in the activity").click()
    expect(page.locator(".bh-entries > li")).to_have_count(8)
    page.locator(".bh-entries summary").nth(2).click()
    page.locator(".bh-entries > li").nth(2).get_by_role("link", name="Whole bulk change").click()
    page.get_by_role("button", name="Undo all of it…").click()
    page.get_by_role("button", name="Undo these 6").click()
    expect(page.get_by_text("6 changed, 0 were already so, 0 skipped.")).to_be_visible()
    expect(max_.get_by_text("You hold no ad account yet.")).to_be_visible()
