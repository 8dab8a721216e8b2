"""From a fresh data folder to somebody's numbers and out again: once with a mouse, once with the keyboard alone."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.hands import Hands, Keyboard, Mouse
from tests.browser.sign_in_steps import PASSWORD, code_for, on
from tests.browser.watch import Watch
from tests.data.reports import real_path, real_rows
from tests.live import LiveServer, serve

ADDRESS = "grace@example.org"
# How a British reader writes the currencies of the three files, and their smallest part.
ACCOUNTS = {"916": ("US$", "0.01"), "936": ("€", "0.01"), "1178": ("JP¥", "1")}
PATIENCE_MS = 30_000


@pytest.fixture
def fresh(tmp_path: Path, watch: Watch) -> Iterator[LiveServer]:
    """A server whose data folder does not exist yet."""
    with serve(tmp_path / "data") as live:
        yield live
        watch.let_server_be_gone()  # its pages are closed after it


@pytest.fixture
def visitor(open_page: OpenPage, fresh: LiveServer) -> Page:
    """A browser that has never been there."""
    return open_page(base_url=fresh.base_url, timezone_id="Europe/London")


def title(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def column_sum(account: str, heading: str) -> Decimal:
    """What a column of a report adds up to."""
    headings, *rows = real_rows(account)
    return sum((Decimal(row[headings.index(heading)]) for row in rows), Decimal(0))


def sign_up(page: Page, hands: Hands, server: LiveServer) -> None:
    page.goto("/")
    hands.press(page.get_by_role("main").get_by_role("link", name="Sign up"))
    title(page, "Sign up")
    hands.fill(page.get_by_label("Your name"), "Grace Hopper")
    hands.fill(page.get_by_label("E-mail or phone number"), ADDRESS)
    hands.fill(page.get_by_label("Password", exact=True), PASSWORD)
    hands.press(page.get_by_role("button", name="Sign up"))
    expect(page).to_have_url(on("/confirm"))
    hands.fill(page.get_by_label("Code"), code_for(server, ADDRESS))
    hands.press(page.get_by_role("button", name="Confirm"))


def make_center(page: Page, hands: Hands) -> None:
    title(page, "What is your business called?")
    hands.fill(page.get_by_label("Business name"), "Hopper Ltd")
    hands.choose(page.get_by_label("Industry"), "Retail and e-commerce")
    hands.press(page.get_by_role("button", name="Continue"))
    title(page, "Where is it, and in what does it pay?")
    hands.choose(page.get_by_label("Country"), "United Kingdom")
    expect(page.get_by_label("Currency")).to_have_value("GBP")
    hands.press(page.get_by_role("button", name="Continue"))
    title(page, "Who answers for it?")
    hands.press(page.get_by_role("button", name="Continue"))
    title(page, "Is this right?")
    hands.press(page.get_by_role("button", name="Create the center"))
    title(page, "Hopper Ltd is ready")
    hands.press(page.get_by_role("link", name="Go to the overview"))
    title(page, "Overview")


def import_reports(page: Page, hands: Hands) -> None:
    hands.press(page.get_by_role("link", name="Import figures").first)
    title(page, "Import figures")
    hands.choose_files(page.locator("input[type=file]"), [real_path(account) for account in ACCOUNTS])
    everything = page.get_by_role("button", name="Import all 3")
    expect(everything).to_be_visible(timeout=PATIENCE_MS)
    hands.press(everything)
    expect(page.get_by_text("The figures are in place.")).to_have_count(3, timeout=PATIENCE_MS)


def tile(page: Page, label: str) -> Locator:
    return page.locator(".bh-stat").filter(has=page.get_by_role("heading", name=label, exact=True))


def switch_and_read(page: Page, account: str) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type(account)
    found = page.get_by_role("dialog", name="Palette").get_by_role("option").first
    expect(found).to_contain_text(f"Ad account {account}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("banner").get_by_role("button", name=f"Ad account {account}")).to_be_visible()
    sign, smallest = ACCOUNTS[account]
    cost = column_sum(account, "Cost").quantize(Decimal(smallest))
    expect(tile(page, "Cost").locator(".bh-stat-value")).to_have_text(f"{sign}{cost:,}")
    for label, heading in (
        ("Impressions", "Impressions"),
        ("Clicks", "Clicks (destination)"),
        ("Conversions", "Conversions"),
    ):
        expect(tile(page, label).locator(".bh-stat-value")).to_have_text(f"{column_sum(account, heading):,}")


def read_activity(page: Page, hands: Hands) -> None:
    hands.press(page.get_by_role("navigation", name="Main").get_by_role("link", name="Activity"))
    title(page, "Activity")
    entries = page.get_by_role("region", name="Entries").locator("summary")
    for account in ACCOUNTS:
        expect(entries.filter(has_text=f"Grace Hopper imported figures into Ad account {account}")).to_have_count(1)
    expect(entries.filter(has_text="Grace Hopper created the center Hopper Ltd")).to_have_count(1)


def leave(page: Page, hands: Hands) -> None:
    hands.open_menu(page.get_by_role("button", name="Your menu"), page.get_by_role("menuitem", name="Sign out"))
    expect(page).to_have_url(on("/sign-in"))
    page.go_back()
    expect(page).to_have_url(on("/sign-in"))
    title(page, "Sign in")
    for shown_before in ("Grace", "Hopper Ltd", "Ad account"):
        expect(page.get_by_text(shown_before)).to_have_count(0)


def walk(page: Page, hands: Hands, server: LiveServer) -> None:
    """The whole path."""
    sign_up(page, hands, server)
    make_center(page, hands)
    import_reports(page, hands)
    hands.press(page.get_by_role("link", name="See insights").first)
    title(page, "Insights")
    for account in ACCOUNTS:
        switch_and_read(page, account)
    read_activity(page, hands)
    leave(page, hands)
    assert "[warning" not in server.log
    assert "setup plugin" not in server.log


def test_a_stranger_gets_to_correct_numbers_and_leaves_nothing_behind(visitor: Page, fresh: LiveServer) -> None:
    walk(visitor, Mouse(visitor), fresh)


def test_the_keyboard_alone_leads_all_the_way_and_the_focus_is_always_seen(visitor: Page, fresh: LiveServer) -> None:
    keyboard = Keyboard(visitor)
    walk(visitor, keyboard, fresh)
    assert keyboard.problems == []
