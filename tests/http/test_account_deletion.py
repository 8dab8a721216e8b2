"""The door that ends an account: once, with the right password, by its own person."""

import httpx
import pytest

from bizhub.domain.policy import CenterRole
from bizhub.services import view_as
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import MadeUser, World
from tests.http.browser import Browser, OpenBrowser
from tests.sign_in_steps import PASSWORD

DOOR = "/auth/delete-account"
GONE = {"next": "/sign-in?account=deleted"}


@pytest.fixture
def ada(runtime: Runtime, world: World) -> MadeUser:
    return world.user("Ada", password_hash=runtime.passwords.hash(PASSWORD))


@pytest.fixture
def browser(open_browser: OpenBrowser, ada: MadeUser) -> Browser:
    browser = open_browser()
    browser.cookies.set("bizhub", ada.token)
    return browser


def delete(browser: Browser, **changes: str) -> httpx.Response:
    return browser.post(DOOR, json={"password": PASSWORD, "code": "", **changes})


def name_of(runtime: Runtime, user: MadeUser) -> str:
    with runtime.database.transaction(write=False) as connection:
        return str(connection.exec_driver_sql(f"SELECT name FROM app_user WHERE id = {int(user.id)}").scalar_one())


def test_it_ends_the_session_of_the_browser_and_works_once(
    runtime: Runtime, browser: Browser, open_browser: OpenBrowser, ada: MadeUser
) -> None:
    assert delete(browser, password="wrong").json() == {"errors": {"password": "This is not your current password."}}
    done = delete(browser)
    assert done.json() == GONE
    assert done.headers["set-cookie"].startswith('bizhub=""; HttpOnly; Max-Age=0')
    assert name_of(runtime, ada) == "Deleted user"
    again = open_browser()
    again.cookies.set("bizhub", ada.token)
    assert delete(again).status_code == 401


def test_the_only_admin_is_refused(runtime: Runtime, world: World, browser: Browser, ada: MadeUser) -> None:
    center = world.center(ada, "Linden")
    refused = delete(browser)
    assert refused.status_code == 409
    assert refused.json() == {"errors": {"": "You are the only admin of Linden. Make another one admin first."}}
    world.member(center, world.user("Bo"), CenterRole.ADMIN)
    assert delete(browser).json() == GONE


def test_a_session_that_sees_bizhub_as_somebody_else_erases_nobody(
    runtime: Runtime, world: World, browser: Browser, ada: MadeUser
) -> None:
    center, max_ = world.center(ada, "Linden"), world.user("Max", password_hash=runtime.passwords.hash(PASSWORD))
    world.member(center, max_)
    world.member(center, world.user("Bo"), CenterRole.ADMIN)
    with begin(runtime, ada.caller(center), write=True) as work:
        view_as.begin_viewing(work, user_id=max_.id)
    refused = delete(browser)
    assert refused.status_code == 409
    assert "You see BizHub as Max sees it" in refused.text
    assert [name_of(runtime, who) for who in (ada, max_)] == ["Ada", "Max"]


@pytest.mark.parametrize("form", [{}, {"password": PASSWORD, "user": "1"}, {"password": 1}, {"code": ""}])
def test_what_no_page_sends_is_refused(
    runtime: Runtime, browser: Browser, ada: MadeUser, form: dict[str, object]
) -> None:
    assert browser.post(DOOR, json=form).status_code == 400
    assert name_of(runtime, ada) == "Ada"
