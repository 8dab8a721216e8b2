"""A verification in a real browser: the wizard, a refusal at the desk, what is sent again, and the approval."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.conftest import Look, OpenPage
from tests.browser.people import sign_in, world_of
from tests.document_files import a_pdf
from tests.factories import MadeUser
from tests.live import LiveServer
from tests.pictures import a_picture
from tests.services.test_review_cases import reviewer


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """A picture and a PDF to choose."""
    made = {"blurred.png": a_picture(), "sharp.pdf": a_pdf()}
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
    return {name: str(tmp_path / name) for name in made}


def begin_as(page: Page, server: LiveServer, user: MadeUser) -> None:
    sign_in(page, server, user)
    page.goto("/verification")


def test_a_center_is_refused_corrects_and_is_verified(
    open_page: OpenPage, server: LiveServer, files: dict[str, str], look: Look
) -> None:
    with world_of(server) as world:
        olga, rita = world.user("Olga"), reviewer(world, "Rita")
        world.center(olga, "Linde & Söhne")
    page, desk = open_page(), open_page()
    begin_as(page, server, olga)
    writes_and_sends(page, files["blurred.png"], look)
    sign_in(desk, server, rita)
    is_refused(desk, look)
    corrects(page, files["sharp.pdf"], look)
    is_approved(desk)
    expect(page.get_by_text("This center can create ad accounts.")).to_be_visible()
    look(page, "verification-verified")


def writes_and_sends(page: Page, file: str, look: Look) -> None:
    look(page, "verification-nothing")
    page.get_by_role("button", name="Verify now").click()
    page.get_by_label("Behind this center is").select_option("BUSINESS")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Document", exact=True).select_option("VAT")
    page.get_by_label("USt-IdNr.").fill("DE 136 695 977")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Its check digit does not fit")).to_be_visible()
    look(page, "verification-document")
    assert violations(page) == []
    page.get_by_label("USt-IdNr.").fill("DE 136 695 976")
    page.get_by_role("button", name="Continue").click()
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("link", name="Save blurred.png")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Save blurred.png")).to_be_visible()
    look(page, "verification-files")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Is this right?")).to_be_visible()
    look(page, "verification-check")
    page.get_by_role("button", name="Send to the desk").click()
    expect(page.get_by_text("in the queue")).to_be_visible()


def is_refused(desk: Page, look: Look) -> None:
    desk.goto("/desk?q=linde+%26+s")
    desk.get_by_role("link", name="Linde & Söhne").click()
    expect(desk.get_by_text("Nobody reviews this case.")).to_be_visible()
    desk.keyboard.press("c")
    expect(desk.get_by_text("You review this case.")).to_be_visible()
    desk.get_by_label("Decide on Number").select_option("NUMBER_MISMATCH")
    desk.get_by_label("Decide on File").select_option("UNREADABLE")
    expect(desk.get_by_label("What is wrong with File")).to_have_value(
        "The picture is too blurred or too dark to be read."
    )
    expect(desk.get_by_role("button", name="Approve")).to_be_disabled()
    look(desk, "desk-verification")
    assert violations(desk) == []
    desk.locator("#main").focus()
    desk.keyboard.press("r")
    desk.get_by_role("alertdialog").get_by_role("button", name="Refuse").click()
    expect(desk.get_by_text("Refused by Rita")).to_be_visible()


def corrects(page: Page, file: str, look: Look) -> None:
    expect(page.get_by_role("heading", name="What was refused")).to_be_visible()
    look(page, "verification-refused")
    assert violations(page) == []
    page.get_by_role("button", name="Send only this again").click()
    expect(page.get_by_label("USt-IdNr.")).to_be_visible()
    expect(page.get_by_label("Name in the document")).to_have_count(0)
    look(page, "verification-correction")
    page.get_by_label("USt-IdNr.").fill("DE 811 569 869")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("blurred.png")).to_have_count(0)
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("link", name="Save sharp.pdf")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send to the desk").click()
    expect(page.get_by_text("in the queue")).to_be_visible()


def is_approved(desk: Page) -> None:
    desk.goto("/desk?q=linde+%26+s")
    desk.get_by_role("link", name="Linde & Söhne").click()
    expect(desk.get_by_text("Nobody reviews this case.")).to_be_visible()
    desk.keyboard.press("c")
    expect(desk.get_by_text("You review this case.")).to_be_visible()
    desk.keyboard.press("n")
    expect(desk.locator("[data-bh-field]").first).to_be_focused()
    desk.keyboard.press("a")
    expect(desk.get_by_text("Approved by Rita")).to_be_visible()


def test_a_member_is_told_who_looks_after_it(page: Page, server: LiveServer, look: Look) -> None:
    with world_of(server) as world:
        olga, max_ = world.user("Olga"), world.user("Max")
        world.member(world.center(olga, "Linden"), max_)
    begin_as(page, server, max_)
    expect(page.get_by_text("Olga can give it to you.")).to_be_visible()
    assert violations(page) == []
    look(page, "verification-member")
