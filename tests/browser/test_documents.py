"""Documents in two browsers: an admin sends several and keeps what is typed, a reviewer reads them by the keyboard."""

from typing import Any

from playwright.sync_api import Page, expect
from sqlalchemy import insert

from bizhub.domain.desk import CaseKind
from bizhub.domain.documents import LARGEST_BYTES
from bizhub.domain.ids import new_id
from bizhub.models.desk import ReviewCase
from tests.browser.accessibility import violations
from tests.browser.conftest import Look, OpenPage
from tests.browser.people import sign_in, world_of
from tests.browser.watch import Watch
from tests.document_files import a_locked_pdf, a_pdf
from tests.factories import LONG_AGO, World
from tests.live import LiveServer
from tests.pictures import a_picture
from tests.services.document_stage import a_ticket
from tests.services.test_review_cases import reviewer

FILES: list[Any] = [
    {"name": "register.pdf", "mimeType": "application/pdf", "buffer": a_pdf(3)},
    {"name": "notes.txt", "mimeType": "application/pdf", "buffer": b"hello"},
    {"name": "locked.pdf", "mimeType": "application/pdf", "buffer": a_locked_pdf()},
    {"name": "film.png", "mimeType": "image/png", "buffer": bytes(LARGEST_BYTES + 1)},
    {"name": "front.jpg", "mimeType": "image/jpeg", "buffer": a_picture("JPEG", (900, 300))},
]


def a_case(world: World, center: str, ticket: str, by: str) -> str:
    """The case of a ticket, which nobody reviews."""
    number, about = new_id(), {"kind": CaseKind.TICKET, "subject_id": int(ticket), "title": "Paper Peaks"}
    values = {"id": number, "center_id": int(center), "opened_at": LONG_AGO, "opened_by": int(by), **about}
    with world.runtime.database.transaction(write=True) as connection:
        connection.execute(insert(ReviewCase).values(**values))
    return str(number)


def test_documents_are_sent_and_read(open_page: OpenPage, server: LiveServer, look: Look, watch: Watch) -> None:
    with world_of(server) as world:
        olga, rita = world.user("Olga"), reviewer(world, "Rita")
        center = world.center(olga, "Paper Peaks")
        ticket = a_ticket(world.runtime, center, olga)
        case = a_case(world, center, ticket, olga.id)
    page, desk = open_page(), open_page()
    sign_in(page, server, olga)
    sign_in(desk, server, rita)
    page.goto(f"/tickets/{ticket}")
    page.get_by_role("textbox", name="Message").fill("They are on their way.")
    sends_five(page)
    watch.problems.clear()  # the console names the two that were refused by the server
    expect(page.get_by_role("textbox", name="Message")).to_have_value("They are on their way.")
    look(page, "documents-sent")
    assert violations(page) == []
    desk.goto(f"/desk/case?case={case}")
    reads_by_keyboard(desk)
    look(desk, "documents-desk")
    assert violations(desk) == []
    page.get_by_role("button", name="Remove front.jpg").click()
    expect(page.get_by_role("link", name="Save front.jpg")).to_have_count(0)
    page.get_by_role("button", name="Take notes.txt off the list").click()
    expect(page.get_by_role("alert").filter(has_text="notes.txt")).to_have_count(0)


def sends_five(page: Page) -> None:
    """Two are taken; of the others each says what is wrong with it."""
    page.locator("input[type=file]").set_input_files(FILES)
    expect(page.get_by_role("link", name="Save register.pdf")).to_be_visible()
    expect(page.get_by_role("link", name="Save front.jpg")).to_be_visible()
    for words in (
        "notes.txt Only JPG, PNG and PDF files are taken",
        "locked.pdf This PDF is protected with a password.",
        "film.png This file is larger than 10 MB.",
    ):
        expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()
    expect(page.get_by_role("link", name="Save")).to_have_count(2)


def reads_by_keyboard(desk: Page) -> None:
    """Pages, documents, size and turning."""
    shown = desk.get_by_role("region", name="The page").get_by_role("img")
    expect(shown).to_have_attribute("alt", "Page 1 of 3 of register.pdf")
    fits = loaded_box(desk)
    desk.locator("#main").focus()
    desk.keyboard.press("]")
    expect(shown).to_have_attribute("alt", "Page 2 of 3 of register.pdf")
    desk.keyboard.press("+")
    assert loaded_box(desk)["width"] > 1.2 * fits["width"]
    desk.keyboard.press("0")
    assert abs(loaded_box(desk)["width"] - fits["width"]) < 2
    desk.keyboard.press("t")
    turned = loaded_box(desk)
    assert turned["height"] > 1.5 * turned["width"]
    desk.keyboard.press(".")
    expect(shown).to_have_attribute("alt", "Page 1 of 1 of front.jpg")
    expect(desk.get_by_role("button", name="front.jpg")).to_have_attribute("aria-pressed", "true")
    upright = loaded_box(desk)
    assert upright["width"] > 2.5 * upright["height"]


def loaded_box(desk: Page) -> Any:
    """Where the page stands, once it was drawn."""
    shown = desk.get_by_role("region", name="The page").get_by_role("img")
    desk.wait_for_function("document.querySelector('[data-bh-page]')?.complete")
    return shown.bounding_box()
