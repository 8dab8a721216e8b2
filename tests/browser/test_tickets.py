"""A ticket from its form to its end, in two browsers: an admin of the center, and a reviewer of the desk."""

from playwright.sync_api import expect

from tests.browser.accessibility import violations
from tests.browser.conftest import Look, OpenPage
from tests.browser.people import sign_in, world_of
from tests.document_files import a_pdf
from tests.live import LiveServer
from tests.services.ticket_stage import reviewer


def test_the_desk_gives_a_center_its_new_name(open_page: OpenPage, server: LiveServer, look: Look) -> None:
    with world_of(server) as world:
        olga, dora = world.user("Olga"), reviewer(world, "Dora")
        world.center(olga, "Ticket Tea")
    page, other = open_page(), open_page()
    sign_in(page, server, olga)
    sign_in(other, server, dora)
    page.goto("/settings")
    page.get_by_role("link", name="Tickets: ask for a change").click()
    expect(page.get_by_text("No tickets yet")).to_be_visible()
    page.get_by_label("Company name").fill("Ticket Tea GmbH")
    page.get_by_role("button", name="Send the ticket").click()
    expect(page.get_by_text("Say why, so that the desk can understand it.")).to_be_visible()
    expect(page.get_by_label("Company name")).to_have_value("Ticket Tea GmbH")
    look(page, "tickets-new")
    assert violations(page) == []
    page.get_by_label("Reason").fill("We are a company since May.\nThe register has it.")
    page.get_by_role("button", name="Send the ticket").click()
    expect(page.get_by_text("Its place in the queue is")).to_be_visible()
    document = {"name": "register.pdf", "mimeType": "application/pdf", "buffer": a_pdf()}
    page.locator("input[type=file]").set_input_files([document])
    expect(page.get_by_role("link", name="Save register.pdf")).to_be_visible()

    other.goto("/desk?q=ticket+tea")
    other.get_by_role("link", name="Ticket Tea").click()
    other.get_by_role("button", name="Review it").click()
    expect(other.get_by_text("You review this case.")).to_be_visible()
    other.get_by_role("textbox", name="Message").fill("Which register?")
    other.get_by_role("button", name="Send to the center").click()
    expect(page.get_by_text("Which register?")).to_be_visible()
    page.get_by_role("textbox", name="Message").fill("That of Berlin.")
    page.get_by_role("button", name="Send the message").click()
    expect(other.get_by_text("That of Berlin.")).to_be_visible()
    look(page, "ticket")
    look(other, "desk-ticket")
    assert violations(page) == violations(other) == []

    other.locator("#main").focus()
    other.keyboard.press("a")
    expect(other.get_by_text("Approved by Dora")).to_be_visible()
    expect(page.get_by_text("Approved by Dora")).to_be_visible()
    page.goto("/settings")
    expect(page.get_by_text("asked by Olga, approved by Dora")).to_be_visible()
    look(page, "settings-versions")


def test_a_rejection_says_why_and_a_ticket_can_be_taken_back(
    open_page: OpenPage, server: LiveServer, look: Look
) -> None:
    with world_of(server) as world:
        olga, emil = world.user("Olga"), reviewer(world, "Emil")
        world.center(olga, "Rejected Rye")
    page, other = open_page(), open_page()
    sign_in(page, server, olga)
    sign_in(other, server, emil)
    page.goto("/tickets")
    page.get_by_label("Website").fill("rye.example")
    page.get_by_label("Reason").fill("New site")
    page.get_by_role("button", name="Send the ticket").click()
    expect(page.get_by_text("Its place in the queue is")).to_be_visible()

    other.goto("/desk?q=rejected+rye")
    other.get_by_role("link", name="Rejected Rye").click()
    other.get_by_label("Account manager of Rejected Rye").select_option(label="Emil")
    expect(page.get_by_text("It reaches Emil, who looks after this center.")).to_be_visible()
    other.get_by_role("button", name="Review it").click()
    expect(other.get_by_text("You review this case.")).to_be_visible()
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
    look(page, "ticket-rejected")
    assert violations(page) == violations(other) == []

    page.get_by_role("link", name="All tickets").click()
    page.get_by_label("Website").fill("www.rye.example")
    page.get_by_label("Reason").fill("The right one")
    page.get_by_role("button", name="Send the ticket").click()
    page.get_by_role("button", name="Withdraw…").click()
    page.get_by_role("button", name="Withdraw", exact=True).click()
    expect(page.get_by_text("The ticket is withdrawn.")).to_be_visible()
    page.get_by_role("link", name="All tickets").click()
    expect(page.get_by_role("row").filter(has_text="Rejected")).to_have_count(1)
    expect(page.get_by_role("row").filter(has_text="Withdrawn")).to_have_count(1)
