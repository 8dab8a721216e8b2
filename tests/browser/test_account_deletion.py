"""An account is deleted in a real browser: refused while a center needs its person, then gone everywhere at once."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from bizhub.domain.policy import CenterRole
from tests.browser.accessibility import violations
from tests.browser.conftest import Look
from tests.browser.people import world_of
from tests.browser.sign_in_steps import address_of, fill, on, sign_in_by_form
from tests.browser.watch import Watch
from tests.factories import MadeUser
from tests.live import LiveServer


def test_the_last_admin_stays_and_goes_once_there_is_another(
    door: LiveServer, open_door: Callable[[], Page], ada: MadeUser, look: Look, watch: Watch
) -> None:
    page, other, address = open_door(), open_door(), address_of(door, ada)
    for each in (page, other):
        sign_in_by_form(each, address, path="/sign-in?next=/profile")
        expect(each.get_by_label("Your name")).to_be_visible()
    page.get_by_role("link", name="Delete your account…").press("Enter")
    expect(page.get_by_text("These centers need you")).to_be_visible()
    expect(page.get_by_label("Current password")).to_have_count(0)
    look(page, "delete-account-kept")
    assert violations(page) == []
    page.get_by_role("link", name="Add a second admin").click()
    expect(page.get_by_text("Why two admins?")).to_be_visible()
    with world_of(door) as world:
        with world.runtime.database.transaction(write=False) as connection:
            query = f"SELECT center_id FROM membership WHERE user_id = {int(ada.id)}"
            center = str(connection.exec_driver_sql(query).scalar_one())
        world.member(center, world.user("Bob Babbage"), CenterRole.ADMIN)
    page.goto("/profile/delete")
    fill(page, current="wrong")
    page.get_by_role("button", name="Delete your account").click()
    expect(page.get_by_text("This is not your current password.")).to_be_visible()
    look(page, "delete-account")
    assert violations(page) == []
    watch.problems.clear()
    fill(page, current="seven green tractors")
    page.keyboard.press("Enter")
    for each in (page, other):
        expect(each).to_have_url(on("/sign-in"), timeout=5_000)
    page.goto("/overview")
    expect(page).to_have_url(on("/sign-in"))
    sign_in_by_form(page, address)
    expect(page.get_by_text("The address or the password is not right.")).to_be_visible()
    watch.problems.clear()
