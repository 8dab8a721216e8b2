"""The steps of a verification in two browsers: of the center that sends it, and of the desk that decides."""

from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.conftest import Look


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
