"""A center whose admin is gone, in two real browsers: the desk chooses another one, and a member objects."""

from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import expect
from sqlalchemy import insert, text

from bizhub.domain.ids import new_id
from bizhub.models.desk import DeskPerson
from bizhub.models.two_step import TwoStep
from tests.browser.accessibility import violations
from tests.browser.conftest import Look, OpenPage
from tests.browser.people import sign_in, world_of
from tests.factories import LONG_AGO, MadeUser, World
from tests.live import LiveServer

CENTER = "Linden without Olga"


def at_desk(world: World, name: str) -> MadeUser:
    """Somebody of the desk, with 2-step verification."""
    user = world.user(name)
    now: dict[str, Any] = {"begun_at": LONG_AGO, "confirmed_at": LONG_AGO}
    with world.runtime.database.transaction(write=True) as connection:
        connection.execute(insert(DeskPerson).values(id=new_id(), user_id=int(user.id), added_at=datetime.now(UTC)))
        connection.execute(insert(TwoStep).values(user_id=int(user.id), secret="x", last_step=0, **now))
    return user


def absent(world: World, user: MadeUser) -> None:
    """They were not here for long."""
    with world.runtime.database.transaction(write=True) as connection:
        connection.execute(text("DELETE FROM user_session WHERE user_id = :id"), {"id": int(user.id)})


def test_the_desk_chooses_an_admin_and_a_member_objects(open_page: OpenPage, server: LiveServer, look: Look) -> None:
    with world_of(server) as world:
        dora, olga, max_, mia = at_desk(world, "Dora"), *(world.user(name) for name in ("Olga", "Max", "Mia"))
        center = world.center(olga, CENTER)
        for member in (max_, mia):
            world.member(center, member)
        absent(world, olga)
    desk, hers = open_page(), open_page()
    sign_in(desk, server, dora)
    sign_in(hers, server, mia)
    hers.goto("/overview")
    desk.goto("/desk/recovery")
    desk.get_by_role("button", name=f"Choose an admin… for {CENTER}").click()
    expect(desk.get_by_text("last seen: never")).to_be_visible()
    look(desk, "desk-recovery-choosing")
    assert violations(desk) == []
    desk.get_by_role("button", name="Choose Max").click()
    desk.get_by_label("Who becomes the admin").press("Enter")
    expect(desk.get_by_text("Say why: all members of the center read it.")).to_be_visible()
    expect(desk.get_by_label("Who becomes the admin")).to_have_value(max_.email)
    desk.get_by_label("Why", exact=True).fill("Olga has left the firm")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Chosen. All members of the center are told")).to_be_visible()
    expect(desk.get_by_text("Waiting for objections")).to_be_visible()
    look(desk, "desk-recovery-waiting")
    assert violations(desk) == []
    expect(hers.get_by_text("The desk wants to make")).to_be_visible()
    hers.get_by_role("link", name="Read why, or object").press("Enter")
    expect(hers.get_by_text("Olga has left the firm")).to_be_visible()
    look(hers, "recovery")
    assert violations(hers) == []
    hers.get_by_label("Why not").fill("Olga is on holiday")
    hers.keyboard.press("Enter")
    expect(hers.get_by_text("You objected: nobody is appointed.")).to_be_visible()
    expect(hers.get_by_text("Nothing waits here.")).to_be_visible()
    expect(desk.get_by_text("Mia objected")).to_be_visible()
    look(desk, "desk-recovery-objected")
    assert violations(desk) == []
    hers.goto("/activity")
    expect(hers.get_by_text("Mia objected to the recovery of the center with Max as an admin")).to_be_visible()


def test_nobody_else_has_a_desk(open_page: OpenPage, server: LiveServer) -> None:
    with world_of(server) as world:
        olga = world.user("Olga")
        world.center(olga, "Birch")
    page = open_page()
    sign_in(page, server, olga)
    page.goto("/desk/recovery")
    expect(page.get_by_text("Not found.")).to_be_visible()
    expect(page.get_by_role("button", name="Choose an admin…")).to_have_count(0)


def test_a_forgotten_password_page_says_plainly_who_can_help(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/sign-in")
    page.get_by_role("link", name="Forgot").click()
    expect(page.get_by_text("on file you cannot do this alone.")).to_be_visible()
    expect(page.get_by_text("ask the people who run this BizHub, the desk")).to_be_visible()
