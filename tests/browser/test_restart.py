"""The server dies in the middle of a day, and the pages that were open go on."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.people import sign_in, world_of
from tests.browser.watch import Watch
from tests.factories import MadeUser
from tests.live import LiveServer

PATIENCE_MS = 30_000


class Place:
    """Olga is admin of two centers; the first has two ad accounts, the second one."""

    def __init__(self, server: LiveServer) -> None:
        with world_of(server) as world:
            self.olga: MadeUser = world.user("Olga Weber")
            self.center = world.center(self.olga, "Linden & Co")
            self.other = world.center(self.olga, "Zelkova Ltd")
            self.shoes = world.ad_account(self.center, self.olga, "Shoes Depot")
            self.brand = world.ad_account(self.center, self.olga, "Brand global")
            self.zelkova = world.ad_account(self.other, self.olga, "Zelkova Shop")


@pytest.fixture
def place(own: LiveServer) -> Place:
    return Place(own)


def switcher(page: Page) -> Locator:
    return page.get_by_role("button", name="Switch (Ctrl+K)")


def look_at(page: Page, center_id: str, account: str) -> Page:
    """Open Insights of a center and choose an ad account with the palette."""
    page.goto(f"/insights?center={center_id}")
    expect(page.locator("#bh-palette-list [role=option]")).not_to_have_count(0)
    page.keyboard.press("Control+k")
    page.keyboard.type(account)
    page.keyboard.press("Enter")
    expect(switcher(page)).to_contain_text(account)
    expect(page).to_have_url(re.compile(r"/insights/?$"))
    return page


def change(server: LiveServer, statement: str) -> None:
    with world_of(server) as world, world.runtime.database.transaction(write=True) as connection:
        connection.exec_driver_sql(statement)


def test_each_tab_comes_back_with_its_own_center_and_account(
    open_page: OpenPage, own: LiveServer, place: Place, watch: Watch
) -> None:
    first = open_page(base_url=own.base_url)
    sign_in(first, own, place.olga)
    zelkova = look_at(first.context.new_page(), place.other, "Zelkova Shop")
    everything = look_at(first.context.new_page(), place.center, "All ad accounts")
    shoes = look_at(first, place.center, "Shoes Depot")
    look_at(first.context.new_page(), place.center, "Brand global")  # what a new tab would show
    watch.let_server_be_gone()
    own.kill()
    change(own, "UPDATE ad_account SET name = name || ' (renamed)'")  # shows who has read it again
    change(own, "UPDATE center SET name = name || ' (renamed)'")
    own.start()
    for page, center, account in (
        (zelkova, "Zelkova Ltd (renamed)", "Zelkova Shop (renamed)"),
        (shoes, "Linden & Co (renamed)", "Shoes Depot (renamed)"),
        (everything, "Linden & Co (renamed)", "All ad accounts"),
    ):
        expect(page.locator(".bh-center")).to_contain_text(center, timeout=PATIENCE_MS)
        expect(switcher(page)).to_contain_text(account)
        expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.soak
def test_a_tab_whose_account_is_gone_says_so_without_an_alarm(
    open_page: OpenPage, own: LiveServer, place: Place, watch: Watch
) -> None:
    page = open_page(base_url=own.base_url)
    sign_in(page, own, place.olga)
    look_at(page, place.center, "Shoes Depot")
    look_at(page.context.new_page(), place.center, "Brand global")
    watch.let_server_be_gone()
    own.kill()
    change(own, f"DELETE FROM recent_ad_account WHERE ad_account_id = {place.shoes}")
    change(own, f"DELETE FROM ad_account WHERE id = {place.shoes}")
    own.start()
    told = page.get_by_text("The ad account that this page showed is gone, or no longer yours.")
    expect(told).to_be_visible(timeout=PATIENCE_MS)
    expect(switcher(page)).to_contain_text("All ad accounts")
    expect(page.locator("[data-sonner-toast]")).to_have_count(0)


class Forgetful(LiveServer):
    """A server that drops the state of a tab after two seconds instead of an hour."""

    def _environment(self) -> dict[str, str]:
        return {**super()._environment(), "REFLEX_REDIS_TOKEN_EXPIRATION": "2"}


@pytest.mark.soak
def test_an_idle_tab_comes_back_with_its_own_account(open_page: OpenPage, tmp_path: Path, watch: Watch) -> None:
    server = Forgetful(tmp_path / "data").start()
    try:
        place = Place(server)
        page = open_page(base_url=server.base_url)
        sign_in(page, server, place.olga)
        look_at(page, place.center, "Shoes Depot")
        look_at(page.context.new_page(), place.center, "Brand global")
        page.wait_for_timeout(4_000)
        page.get_by_role("navigation").get_by_role("link", name="Activity").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Activity")
        expect(switcher(page)).to_contain_text("Shoes Depot")
        page.wait_for_timeout(4_000)
        page.keyboard.press("Control+k")
        page.keyboard.type("overv")
        expect(page.get_by_text("Please repeat your last step.").first).to_be_visible()
        expect(switcher(page)).to_contain_text("Shoes Depot")
    finally:
        watch.let_server_be_gone()
        server.kill()
