"""2-step verification in a real browser: turned on, asked for, recovered, and required by a center."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pyotp.totp import TOTP

from tests.browser.accessibility import violations
from tests.browser.conftest import Look
from tests.browser.people import sign_in, world_of
from tests.browser.sign_in_steps import PASSWORD, address_of, fill, on, sign_in_by_form
from tests.browser.watch import Watch
from tests.factories import MadeUser
from tests.live import LiveServer


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Your menu").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page).to_have_url(on("/sign-in"))


def app_of(page: Page) -> TOTP:
    """The app into which the shown secret was put."""
    return TOTP(page.locator("code.bh-secret").inner_text().replace(" ", ""))


def turn_on(page: Page, look: Look) -> tuple[TOTP, list[str]]:
    """The person's app, and their recovery codes."""
    page.goto("/profile/two-step")
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_alt_text("QR code")).to_be_visible()
    app = app_of(page)
    look(page, "two-step-setup")
    assert violations(page) == []
    fill(page, code="000000")
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_text("This is not the code your app shows now.")).to_be_visible()
    fill(page, code=app.now())
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Download")).to_be_visible()
    codes = page.locator(".bh-codes code").all_inner_texts()
    look(page, "two-step-codes")
    assert violations(page) == []
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_text("8 recovery codes are left.")).to_be_visible()
    return app, codes


@pytest.mark.timeout(300)
def test_the_second_step_and_a_center_that_asks_for_it(
    door: LiveServer, open_door: Callable[[], Page], ada: MadeUser, look: Look, watch: Watch
) -> None:
    page, address = open_door(), address_of(door, ada)
    sign_in_by_form(page, address)
    expect(page).to_have_url(on("/overview"))
    app, codes = turn_on(page, look)
    assert len(codes) == 8
    look(page, "two-step-on")
    sign_out(page)
    sign_in_by_form(page, address, path="/sign-in?next=/team")
    expect(page).to_have_url(on("/second-step"))
    expect(page.get_by_label("Code")).to_be_visible()
    look(page, "second-step")
    assert violations(page) == []
    page.goto("/overview")
    expect(page).to_have_url(on("/sign-in"))
    sign_in_by_form(page, address, path="/sign-in?next=/team")
    expect(page.get_by_label("Code")).to_be_visible()
    fill(page, code=app.at(int(time.time()), counter_offset=1))  # that of this step may have turned it on
    page.keyboard.press("Enter")
    expect(page).to_have_url(on("/team"))
    sign_out(page)
    sign_in_by_form(page, address)
    expect(page.get_by_label("Code")).to_be_visible()
    fill(page, code=codes[0])
    page.keyboard.press("Enter")
    expect(page).to_have_url(on("/overview"))
    _required_by_the_center(page, door, open_door(), ada, look)
    watch.problems.clear()


def _required_by_the_center(page: Page, door: LiveServer, other: Page, ada: MadeUser, look: Look) -> None:
    with world_of(door) as world:
        bob = world.user("Bob Babbage")
        with world.runtime.database.transaction(write=False) as connection:
            query = f"SELECT center_id FROM membership WHERE user_id = {int(ada.id)}"
            center = str(connection.exec_driver_sql(query).scalar_one())
        world.member(center, bob)
    sign_in(other, door, bob)
    page.goto("/settings/rules")
    page.get_by_label("Who needs 2-step verification").select_option("ALL")
    page.get_by_role("button", name="Save the rules").click()
    expect(page.get_by_text("2-step verification is asked for from")).to_be_visible()
    look(page, "rules")
    assert violations(page) == []
    other.goto("/overview")
    expect(other.get_by_text("asks for 2-step verification.")).to_be_visible()
    look(other, "two-step-soon")
    page.get_by_label("Days until it is asked for").fill("0")
    page.get_by_role("button", name="Save the rules").click()
    expect(page.get_by_text("The rules are saved.").last).to_be_visible()
    other.goto("/overview")
    expect(other).to_have_url(on("/profile/two-step"))
    expect(other.get_by_text("Until you turn it on, nothing in this center opens for you")).to_be_visible()
    look(other, "two-step-barred")
    assert violations(other) == []
    other.get_by_role("button", name="Turn it on").click()
    expect(other.get_by_alt_text("QR code")).to_be_visible()
    fill(other, code=app_of(other).now())
    other.keyboard.press("Enter")
    other.get_by_role("button", name="I have kept them").click()
    other.goto("/overview")
    expect(other).to_have_url(on("/overview"))
    page.goto(f"/team/{bob.id}")
    page.get_by_role("button", name="Vouch for a lost device").click()
    page.get_by_label("Your own password").fill(PASSWORD)
    look(page, "vouch")
    assert violations(page) == []
    page.get_by_role("button", name="Vouch", exact=True).click()
    expect(page.get_by_text("A link is on its way to Bob Babbage.")).to_be_visible()
