"""A center in a real browser: its name typed to delete it, kept by another admin; its picture."""

from playwright.sync_api import expect

from bizhub.domain.policy import CenterRole
from tests.browser.accessibility import violations
from tests.browser.conftest import Look, OpenPage
from tests.browser.people import sign_in, world_of
from tests.live import LiveServer
from tests.pictures import a_picture


def test_a_center_is_deleted_and_kept(open_page: OpenPage, server: LiveServer, look: Look) -> None:
    with world_of(server) as world:
        olga, bo, max_ = world.user("Olga"), world.user("Bo"), world.user("Max")
        center = world.center(olga, "Linden & Co")
        world.member(center, bo, CenterRole.ADMIN)
        world.member(center, max_)
    hers, his, maxs = open_page(), open_page(), open_page()
    for page, who in ((hers, olga), (his, bo), (maxs, max_)):
        sign_in(page, server, who)
    maxs.goto("/settings")
    expect(maxs.get_by_text("every version is kept")).to_be_visible()
    expect(maxs.get_by_role("link", name="Delete this center…")).to_have_count(0)
    his.goto("/accounts")
    hers.goto("/settings")
    hers.get_by_role("link", name="Delete this center…").press("Enter")
    expect(hers.get_by_text("3 members")).to_be_visible()
    hers.get_by_label("Name of the center").fill("Linden")
    hers.get_by_role("button", name="Delete this center").click()
    expect(hers.get_by_text("Type the name exactly as it is written: Linden & Co")).to_be_visible()
    expect(hers.get_by_label("Name of the center")).to_have_value("Linden")
    look(hers, "delete-center")
    assert violations(hers) == []
    hers.get_by_label("Name of the center").fill("Linden & Co")
    hers.keyboard.press("Enter")
    expect(hers.get_by_text("Olga began to delete this center.")).to_be_visible()
    for page in (hers, his, maxs):
        expect(page.get_by_text("This center will be deleted on")).to_be_visible()
    expect(maxs.get_by_role("button", name="Keep the center")).to_have_count(0)
    look(hers, "deleted-center")
    assert violations(hers) == []
    his.get_by_role("button", name="Keep the center").click()
    for page in (hers, his, maxs):
        expect(page.get_by_text("This center will be deleted on")).to_have_count(0)
    expect(hers.get_by_label("Name of the center")).to_be_visible()
    his.goto("/activity")
    expect(his.get_by_text("Bo kept the center Linden & Co")).to_be_visible()


def test_a_center_gets_a_picture_and_loses_it(open_page: OpenPage, server: LiveServer, look: Look) -> None:
    with world_of(server) as world:
        olga = world.user("Olga")
        world.center(olga, "Linden & Co")
        world.center(olga, "Zebra")
    page = open_page()
    sign_in(page, server, olga)
    page.goto("/settings")
    field, shown = page.locator('input[type="file"]'), page.get_by_alt_text("The picture of this center")
    field.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": a_picture(size=(300, 200))})
    expect(page.get_by_text("The picture is changed.")).to_be_visible()
    expect(shown).to_have_js_property("naturalWidth", 256)
    assert violations(page) == []
    look(page, "center-picture")
    page.get_by_role("button", name="Switch center").click()
    expect(page.get_by_role("menuitem", name="Linden & Co").locator("img")).to_have_js_property("naturalWidth", 256)
    page.keyboard.press("Escape")
    field.set_input_files({"name": "b.png", "mimeType": "image/png", "buffer": b"x" * (2 * 1024**2 + 1)})
    expect(page.get_by_role("alert").get_by_text("The picture is larger than 2 MB.")).to_be_visible()
    page.get_by_role("button", name="Remove the picture").click()
    expect(shown).to_have_count(0)


def test_what_waits_for_another_admin_is_said_first(open_page: OpenPage, server: LiveServer, look: Look) -> None:
    with world_of(server) as world:
        olga, bo = world.user("Olga"), world.user("Bo")
        center = world.center(olga, "Linden & Co")
        world.member(center, bo, CenterRole.ADMIN)
    page = open_page()
    sign_in(page, server, olga)
    page.goto("/settings/rules")
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("button", name="Turn off")).to_be_visible()
    page.goto("/settings/delete")
    page.get_by_label("Name of the center").fill("Linden & Co")
    page.keyboard.press("Enter")
    waits = page.get_by_text("Olga asked to delete this center.")
    expect(waits).to_contain_text("Until then nothing changes.")
    top = "one => one.getBoundingClientRect().top"
    assert waits.evaluate(top) < page.get_by_role("heading", name="What ends", exact=True).evaluate(top)
    expect(page.get_by_label("Name of the center")).to_have_count(0)
    assert violations(page) == []
    look(page, "delete-center-waits")
