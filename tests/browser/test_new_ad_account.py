"""An ad account from its form to the desk, refused, corrected, approved, suspended and disabled, in two browsers."""

from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.conftest import Look, OpenPage
from tests.browser.people import sign_in, world_of
from tests.live import LiveServer
from tests.services.ad_account_stage import Stage


def test_an_ad_account_goes_to_the_desk_and_comes_back(open_page: OpenPage, server: LiveServer, look: Look) -> None:
    with world_of(server) as world:
        stage = Stage(world)
    page, desk = open_page(), open_page()
    sign_in(page, server, stage.olga)
    sign_in(desk, server, stage.rita)
    page.goto("/accounts/new")
    expect(page.get_by_text("Only a verified center creates ad accounts. Verify it first.")).to_be_visible()
    look(page, "new-ad-account-unverified")
    with world_of(server) as world:
        stage.world = world
        stage.verify()
    page.reload()
    typed_and_sent(page, look)
    refused(desk, look)
    expect(page.get_by_text("The desk refused this ad account.")).to_be_visible()
    look(page, "ad-account-refused")
    assert violations(page) == []
    page.get_by_role("button", name="Correct and send again").click()
    page.get_by_role("dialog").get_by_role("textbox", name="Name", exact=True).fill("Linden DE")
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_role("heading", level=1, name="Linden DE")).to_be_visible()
    review(desk, "Linden DE")
    desk.keyboard.press("a")
    expect(page.get_by_text("The desk reviews this ad account.")).to_have_count(0)
    expect(page.get_by_text("Active", exact=True).first).to_be_visible()
    suspended_and_let_go(desk, page)
    page.get_by_role("button", name="Disable…").click()
    page.get_by_role("button", name="Disable it for good").click()
    expect(page.get_by_text("This ad account is disabled for good.")).to_be_visible()


def typed_and_sent(page: Page, look: Look) -> None:
    page.get_by_role("textbox", name="Name", exact=True).fill("Shop DE")
    page.get_by_label("Company").fill("")
    page.get_by_role("button", name="Send to the desk").click()
    expect(page.get_by_text("Name the company that advertises.")).to_be_visible()
    expect(page.get_by_role("textbox", name="Name", exact=True)).to_have_value("Shop DE")
    look(page, "new-ad-account")
    assert violations(page) == []
    page.get_by_label("Company").fill("Linden GmbH")
    page.get_by_role("button", name="Send to the desk").click()
    expect(page.get_by_text("The desk reviews this ad account. Its place in the queue:")).to_be_visible()
    look(page, "ad-account-waits")


def review(desk: Page, name: str) -> None:
    desk.goto(f"/desk?kind=ad_account&q={name.lower().replace(' ', '+')}")
    desk.get_by_role("link", name=name).first.click()
    expect(desk.get_by_role("button", name="Review it")).to_be_visible()
    desk.keyboard.press("c")
    expect(desk.get_by_role("button", name="Approve")).to_be_visible()


def refused(desk: Page, look: Look) -> None:
    review(desk, "Shop DE")
    look(desk, "desk-ad-account")
    assert violations(desk) == []
    desk.keyboard.press("r")
    desk.get_by_label("Name", exact=True).select_option("NAME_MISMATCH")
    desk.get_by_label("What the center reads besides").fill("Write the name of the shop.")
    look(desk, "desk-ad-account-refusal")
    assert violations(desk) == []
    desk.get_by_role("button", name="Refuse the ad account").click()


def suspended_and_let_go(desk: Page, page: Page) -> None:
    desk.get_by_role("button", name="Suspend…").click()
    desk.get_by_label("Why").fill("Bad ads")
    desk.get_by_role("button", name="Suspend the ad account").click()
    expect(page.get_by_text("The desk has suspended this ad account. Bad ads")).to_be_visible()
    desk.get_by_role("button", name="Lift the suspension").click()
    expect(page.get_by_text("The desk has suspended this ad account.")).to_have_count(0)
