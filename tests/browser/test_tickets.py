"""A ticket from its form to its end, in two browsers: an admin of the center, and a reviewer of the desk."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.conftest import Look, OpenPage
from tests.browser.people import sign_in, world_of
from tests.document_files import a_pdf
from tests.live import LiveServer
from tests.services.ticket_stage import first_version, reviewer


@pytest.fixture
def sides(open_page: OpenPage, server: LiveServer, request: pytest.FixtureRequest) -> tuple[Page, Page]:
    """The page of an admin and that of a reviewer, signed in; their names and that of the center are the test's."""
    reviewer_name, center_name = request.param
    with world_of(server) as world:
        olga, other = world.user("Olga"), reviewer(world, reviewer_name)
        first_version(world, world.center(olga, center_name), olga, center_name)
    pages = open_page(), open_page()
    sign_in(pages[0], server, olga)
    sign_in(pages[1], server, other)
    return pages


def send(page: Page, reason: str, **fields: str) -> None:
    """Fill the form of a new ticket and send it."""
    for label, value in {**fields, "Reason": reason}.items():
        page.get_by_label(label.replace("_", " ")).fill(value)
    page.get_by_role("button", name="Send the ticket").click()


def review(page: Page, name: str) -> None:
    """Open the case of a center and claim it."""
    page.goto(f"/desk?q={name.lower().replace(' ', '+')}")
    page.get_by_role("link", name=name).click()
    page.get_by_role("button", name="Review it").click()
    expect(page.get_by_text("You review this case.")).to_be_visible()


def write(page: Page, text: str, other: Page, verb: str) -> None:
    """Write on the ticket; the other side sees it without loading its page."""
    page.get_by_role("textbox", name="Message").fill(text)
    page.get_by_role("button", name=verb).click()
    expect(other.get_by_text(text)).to_be_visible()


@pytest.mark.parametrize("sides", [("Dora", "Ticket Tea")], indirect=True)
def test_the_desk_gives_a_center_its_new_name(sides: tuple[Page, Page], look: Look) -> None:
    page, other = sides
    page.goto("/settings")
    page.get_by_role("link", name="Tickets: ask for a change").click()
    expect(page.get_by_text("No tickets yet")).to_be_visible()
    send(page, "", Company_name="Ticket Tea GmbH")
    expect(page.get_by_text("Say why, so that the desk can understand it.")).to_be_visible()
    expect(page.get_by_label("Company name")).to_have_value("Ticket Tea GmbH")
    look(page, "tickets-new")
    send(page, "We are a company since May.\nThe register has it.")
    expect(page.get_by_text("Its place in the queue is")).to_be_visible()
    document = {"name": "register.pdf", "mimeType": "application/pdf", "buffer": a_pdf()}
    page.locator("input[type=file]").set_input_files([document])  # type: ignore[list-item]
    expect(page.get_by_role("link", name="Save register.pdf")).to_be_visible()
    review(other, "Ticket Tea")
    write(other, "Which register?", page, "Send to the center")
    write(page, "That of Berlin.", other, "Send the message")
    look(page, "ticket")
    look(other, "desk-ticket")
    assert violations(page) == violations(other) == []
    other.locator("#main").focus()
    other.keyboard.press("a")
    for shown in sides:
        expect(shown.get_by_text("Approved by Dora")).to_be_visible()
    page.goto("/settings")
    expect(page.get_by_text("asked by Olga, approved by Dora")).to_be_visible()
    expect(page.get_by_text("given by Olga with the center")).to_be_visible()
    look(page, "settings-versions")


@pytest.mark.parametrize("sides", [("Emil", "Rejected Rye")], indirect=True)
def test_a_rejection_says_why_at_the_manager_of_the_center(sides: tuple[Page, Page], look: Look) -> None:
    page, other = sides
    page.goto("/tickets")
    send(page, "New site", Website="rye.example")
    expect(page.get_by_text("Its place in the queue is")).to_be_visible()
    review(other, "Rejected Rye")
    other.get_by_label("Account manager of Rejected Rye").select_option(label="Emil")
    expect(page.get_by_text("It reaches Emil, who looks after this center.")).to_be_visible()
    other.locator("#main").focus()
    other.keyboard.press("r")
    other.get_by_role("button", name="Reject the ticket").click()
    expect(other.get_by_text("Say why, and what the center can do.")).to_be_visible()
    look(other, "desk-ticket-reject")
    other.get_by_label("Reason").fill("The site shows another company.")
    other.get_by_role("button", name="Reject the ticket").click()
    expect(other.get_by_text("The center was told: The site shows another company.")).to_be_visible()
    expect(page.get_by_text("Rejected by Emil")).to_be_visible()
    expect(page.get_by_text("The site shows another company.")).to_be_visible()
    expect(page.get_by_text("No documents were sent.")).to_be_visible()
    expect(page.get_by_text("Choose files")).to_have_count(0)
    look(page, "ticket-rejected")
    assert violations(page) == violations(other) == []


@pytest.mark.parametrize("sides", [("Frida", "Withdrawn Wheat")], indirect=True)
def test_a_ticket_is_taken_back(sides: tuple[Page, Page], look: Look) -> None:
    page, _ = sides
    page.goto("/tickets")
    send(page, "The right one", Website="wheat.example")
    page.get_by_role("button", name="Withdraw…").click()
    page.get_by_role("button", name="Withdraw", exact=True).click()
    expect(page.get_by_text("The ticket is withdrawn.")).to_be_visible()
    page.get_by_role("link", name="All tickets").click()
    expect(page.get_by_role("row").filter(has_text="Withdrawn")).to_have_count(1)
    expect(page.get_by_role("button", name="Send the ticket")).to_be_visible()
    look(page, "tickets-list")
