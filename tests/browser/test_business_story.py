"""A business proves who it is, creates an ad account and changes its name, in two browsers: its own and the desk's."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look, OpenPage
from tests.browser.people import sign_in, world_of
from tests.browser.verification_steps import corrects, is_approved, is_refused, writes_and_sends
from tests.document_files import a_pdf
from tests.live import LiveServer
from tests.pictures import a_picture
from tests.services.test_review_cases import reviewer

NAME = "Linde & Söhne"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """A picture and a PDF to choose."""
    made = {"blurred.png": a_picture(), "sharp.pdf": a_pdf()}
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
    return {name: str(tmp_path / name) for name in made}


def test_from_the_first_document_to_a_new_name(
    open_page: OpenPage, server: LiveServer, files: dict[str, str], look: Look
) -> None:
    with world_of(server) as world:
        olga, rita = world.user("Olga"), reviewer(world, "Rita")
        world.center(olga, NAME)
    page, desk = open_page(), open_page()
    sign_in(page, server, olga)
    sign_in(desk, server, rita)
    page.goto("/verification")
    writes_and_sends(page, files["blurred.png"], look)
    is_refused(desk, look)
    corrects(page, files["sharp.pdf"], look)
    is_approved(desk)
    expect(page.get_by_text("This center can create ad accounts.")).to_be_visible()
    look(page, "verification-verified")
    creates_an_ad_account(page)
    is_let_through(desk, "Linde Autumn")
    is_chosen_in_the_switcher(page, "Linde Autumn")
    asks_for_a_new_name(page)
    is_let_through(desk, NAME)
    page.goto("/settings")
    expect(page.get_by_text("Linde & Söhne KG").first).to_be_visible()
    expect(page.get_by_text("asked by Olga, approved by Rita")).to_be_visible()


def creates_an_ad_account(page: Page) -> None:
    page.goto("/accounts")
    page.get_by_role("link", name="New ad account").click()
    page.get_by_role("textbox", name="Name", exact=True).fill("Linde Autumn")
    page.get_by_role("button", name="Send to the desk").click()
    expect(page.get_by_text("The desk reviews this ad account.")).to_be_visible()


def is_let_through(desk: Page, title: str) -> None:
    """Review what is called so, and approve it, by the keyboard alone."""
    desk.goto("/desk?q=linde")
    expect(desk.get_by_role("link", name=title)).to_be_visible()
    desk.locator("#main").focus()
    desk.keyboard.press("j")
    expect(desk.get_by_role("link", name=title)).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Nobody reviews this case.")).to_be_visible()
    desk.keyboard.press("c")
    expect(desk.get_by_text("You review this case.")).to_be_visible()
    expect(desk.get_by_role("button", name="Approve")).to_be_enabled()
    desk.keyboard.press("a")
    expect(desk.get_by_text("Approved by Rita")).to_be_visible()


def is_chosen_in_the_switcher(page: Page, name: str) -> None:
    expect(page.get_by_text("Active", exact=True).first).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type(name)
    expect(page.get_by_role("option", name=name).first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("banner").get_by_text(name)).to_be_visible()


def asks_for_a_new_name(page: Page) -> None:
    page.goto("/tickets")
    page.get_by_label("Company name").fill("Linde & Söhne KG")
    page.get_by_label("Reason").fill("We are a company since May.")
    page.get_by_role("button", name="Send the ticket").click()
    expect(page.get_by_text("Its place in the queue is")).to_be_visible()
