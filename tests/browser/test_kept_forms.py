"""What is typed into a form that changes something outlives the server, and shows to nobody else."""

import pytest
from playwright.sync_api import Page, expect

from bizhub.domain.policy import AdAccountLevel
from tests.browser.accessibility import violations
from tests.browser.conftest import Look, OpenPage
from tests.browser.people import sign_in, world_of
from tests.browser.sign_in_steps import on
from tests.browser.watch import Watch
from tests.factories import MadeUser
from tests.live import LiveServer

PATIENCE_MS = 30_000
BACK = "What you typed before is back. It is not saved yet."
STORED = "sessionStorage.getItem('bizhub_kept_words')"


class Place:
    """Olga is admin of two centers; Max is a member of the first, in which Olga may edit two ad accounts."""

    def __init__(self, server: LiveServer) -> None:
        with world_of(server) as world:
            self.olga: MadeUser = world.user("Olga Weber")
            self.max: MadeUser = world.user("Max Mint")
            self.center = world.center(self.olga, "Linden & Co")
            self.other = world.center(self.olga, "Zelkova Ltd")
            world.member(self.center, self.max)
            self.shoes = world.ad_account(self.center, self.olga, "Shoes Depot", note="Sells shoes.")
            self.brand = world.ad_account(self.center, self.olga, "Brand global", note="All of it.")
            for account in (self.shoes, self.brand):
                world.grant(self.center, account, self.olga, AdAccountLevel.ADMIN)
            world.grant(self.center, self.brand, self.max, AdAccountLevel.ANALYST)

    def open(self, page: Page, server: LiveServer, path: str) -> Page:
        """Olga's page, in the first center."""
        sign_in(page, server, self.olga)
        page.goto(f"{path}?center={self.center}")
        return page


def come_back(page: Page, server: LiveServer, watch: Watch, *, meanwhile: str = "SELECT 1", name: str = "II") -> None:
    """Kill the server, start it again, and wait until the page has read everything anew, the palette last."""
    watch.let_server_be_gone()
    server.kill()
    with world_of(server) as world, world.runtime.database.transaction(write=True) as connection:
        connection.exec_driver_sql(f"UPDATE ad_account SET name = 'Brand {name}' WHERE name LIKE 'Brand %'")
        connection.exec_driver_sql(meanwhile)
    server.start()
    expect(page.locator("#bh-palette-list")).to_contain_text(f"Brand {name}", timeout=PATIENCE_MS)


@pytest.fixture
def restarted(own: LiveServer) -> Place:
    """People and things on the server that is killed."""
    return Place(own)


@pytest.fixture
def place(server: LiveServer) -> Place:
    """People and things on the shared server."""
    return Place(server)


def edit(page: Page, account: str) -> None:
    """Open the form on the page of an ad account."""
    expect(page.get_by_role("heading", level=1)).to_have_text(account)
    page.get_by_role("button", name="Edit").click()


def test_a_name_and_a_choice_are_still_there(
    open_page: OpenPage, own: LiveServer, restarted: Place, watch: Watch, look: Look
) -> None:
    page = restarted.open(open_page(base_url=own.base_url), own, "/profile")
    page.get_by_label("Your name").fill("Olga W. Weber")
    page.get_by_label("Language of numbers and dates").select_option("de-DE")
    page.get_by_label("Current password").fill("seven green tractors")
    come_back(page, own, watch)
    expect(page.get_by_text(BACK)).to_be_visible()
    expect(page.get_by_label("Your name")).to_have_value("Olga W. Weber")
    expect(page.get_by_label("Language of numbers and dates")).to_have_value("de-DE")
    assert "tractors" not in page.evaluate(STORED)
    look(page, "kept-profile")
    assert violations(page) == []
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(page.get_by_text(BACK)).to_be_hidden()
    assert page.evaluate(STORED) is None
    page.reload()
    expect(page.get_by_label("Language of numbers and dates")).to_have_value("de-DE")
    expect(page.get_by_label("Your name")).to_have_value("Olga W. Weber")
    expect(page.get_by_text(BACK)).to_be_hidden()


@pytest.mark.soak
def test_the_name_of_a_center_is_still_there(
    open_page: OpenPage, own: LiveServer, restarted: Place, watch: Watch
) -> None:
    page = restarted.open(open_page(base_url=own.base_url), own, "/settings")
    page.get_by_label("Name").fill("Linden Group")
    come_back(page, own, watch)
    expect(page.get_by_label("Name")).to_have_value("Linden Group")
    page.get_by_role("button", name="Save the name").click()
    expect(page.get_by_role("banner")).to_contain_text("Linden Group")


@pytest.mark.soak
def test_the_form_of_an_ad_account_opens_again(
    open_page: OpenPage, own: LiveServer, restarted: Place, watch: Watch, look: Look
) -> None:
    page = restarted.open(open_page(base_url=own.base_url), own, f"/accounts/{restarted.shoes}")
    edit(page, "Shoes Depot")
    page.get_by_label("Note").fill('Sells shoes,\nand "laces".')
    come_back(page, own, watch)
    expect(page.get_by_text(BACK)).to_be_visible()
    expect(page.get_by_label("Note")).to_have_value('Sells shoes,\nand "laces".')
    expect(page.get_by_label("Name")).to_have_value("Shoes Depot")
    look(page, "kept-ad-account")
    come_back(page, own, watch, name="III")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(page.locator(".bh-note-text")).to_have_text('Sells shoes,\nand "laces".')
    expect(page.get_by_role("button", name="Save changes")).to_have_count(0)


@pytest.mark.soak
def test_what_somebody_else_has_changed_meanwhile_is_told_before_it_is_replaced(
    open_page: OpenPage, own: LiveServer, restarted: Place, watch: Watch
) -> None:
    page = restarted.open(open_page(base_url=own.base_url), own, f"/accounts/{restarted.shoes}")
    edit(page, "Shoes Depot")
    page.get_by_label("Note").fill("Mine.")
    come_back(page, own, watch, meanwhile="UPDATE ad_account SET note = 'Theirs.', industry = 'Shoes'")
    expect(page.get_by_label("Note")).to_have_value("Mine.")
    expect(page.get_by_label("Industry")).to_have_value("Shoes")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("changed this to “Theirs.” in the meantime")).to_be_visible()
    expect(page.get_by_label("Note")).to_have_value("Mine.")
    page.get_by_role("button", name="Save changes").click()
    expect(page.locator(".bh-note-text")).to_have_text("Mine.")
    expect(page.get_by_text("Shoes", exact=True)).to_be_visible()


@pytest.mark.soak
def test_what_was_dropped_or_saved_does_not_come_back(
    open_page: OpenPage, own: LiveServer, restarted: Place, watch: Watch
) -> None:
    dropped = restarted.open(open_page(base_url=own.base_url), own, f"/accounts/{restarted.shoes}")
    edit(dropped, "Shoes Depot")
    dropped.get_by_label("Note").fill("Dropped.")
    dropped.get_by_role("button", name="Cancel").click()
    expect(dropped.locator(".bh-note-text")).to_have_text("Sells shoes.")
    saved = restarted.open(open_page(base_url=own.base_url), own, "/profile")
    saved.get_by_label("Your name").fill("  Olga   Mint ")
    saved.get_by_role("button", name="Save").click()
    expect(saved.get_by_text("Saved.", exact=True)).to_be_visible()
    come_back(saved, own, watch, meanwhile="UPDATE app_user SET name = 'Olga Oak' WHERE name = 'Olga Mint'")
    expect(saved.get_by_label("Your name")).to_have_value("Olga Oak")
    expect(saved.get_by_text(BACK)).to_be_hidden()
    expect(dropped.locator("#bh-palette-list")).to_contain_text("Brand II", timeout=PATIENCE_MS)
    expect(dropped.locator(".bh-note-text")).to_have_text("Sells shoes.")
    expect(dropped.get_by_role("button", name="Save changes")).to_have_count(0)


def test_somebody_else_in_the_same_tab_never_sees_it(
    open_page: OpenPage, own: LiveServer, restarted: Place, watch: Watch
) -> None:
    page = restarted.open(open_page(base_url=own.base_url), own, "/profile")
    page.get_by_label("Your name").fill("Olga W. Weber")
    sign_in(page, own, restarted.max)  # in another tab of the same browser
    come_back(page, own, watch)
    expect(page.get_by_label("Your name")).to_have_value("Max Mint")
    expect(page.get_by_text(BACK)).to_be_hidden()
    assert page.evaluate(STORED) is None


def test_another_center_never_shows_it(page: Page, server: LiveServer, place: Place) -> None:
    place.open(page, server, "/settings")
    page.get_by_label("Name").fill("Linden Group")
    for name, there in (("Zelkova Ltd", "Zelkova Ltd"), ("Linden & Co", "Linden & Co")):
        page.get_by_role("button", name="Switch center").click()
        page.get_by_role("menuitem", name=name).click()
        expect(page.get_by_role("banner")).to_contain_text(there)
        expect(page.get_by_label("Name")).to_have_value(there)
        expect(page.get_by_text(BACK)).to_be_hidden()


def test_another_ad_account_never_shows_it(page: Page, server: LiveServer, place: Place) -> None:
    place.open(page, server, f"/accounts/{place.shoes}")
    edit(page, "Shoes Depot")
    page.get_by_label("Note").fill("About shoes.")
    page.keyboard.press("Control+k")
    page.keyboard.type("Brand")
    page.keyboard.press("Enter")
    edit(page, "Brand global")
    expect(page.get_by_label("Note")).to_have_value("All of it.")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Shoes Depot")
    expect(page.locator(".bh-note-text")).to_have_text("Sells shoes.")
    expect(page.get_by_role("button", name="Save changes")).to_have_count(0)


def test_signing_out_forgets_it(page: Page, server: LiveServer, place: Place) -> None:
    place.open(page, server, "/profile")
    page.get_by_label("Your name").fill("Olga W. Weber")
    assert "Olga W. Weber" in page.evaluate(STORED)
    page.get_by_role("button", name="Your menu").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page).to_have_url(on("/sign-in"))
    assert page.evaluate(STORED) is None


def test_a_page_that_is_loaded_again_keeps_it_and_one_that_is_left_does_not(
    page: Page, server: LiveServer, place: Place
) -> None:
    place.open(page, server, "/profile")
    page.get_by_label("Your name").fill("Olga W. Weber")
    page.reload()
    expect(page.get_by_text(BACK)).to_be_visible()
    expect(page.get_by_label("Your name")).to_have_value("Olga W. Weber")
    page.get_by_role("navigation").get_by_role("link", name="Overview").first.click()
    expect(page).to_have_url(on("/overview"))
    page.go_back()
    expect(page.get_by_label("Your name")).to_have_value("Olga Weber")
    expect(page.get_by_text(BACK)).to_be_hidden()
