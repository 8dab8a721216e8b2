"""Nobody gets past the second step: not with what the browser holds, not by a socket, not from another browser."""

import pytest

from bizhub.services.runtime import Runtime
from bizhub.state.session import SessionState
from bizhub.state.two_step import TwoStepState
from tests.factories import World
from tests.hostile import driver as drivers
from tests.http.browser import Browser, OpenBrowser
from tests.services.two_step_people import Guarded, guarded_user
from tests.sign_in_steps import PASSWORD, MovableClock, count

HTTP_ONLY = "httponly"


@pytest.fixture
def gerda(runtime: Runtime, moved_clock: MovableClock) -> Guarded:
    return guarded_user(World(runtime), moved_clock)


def type_password(browser: Browser, gerda: Guarded, **more: str) -> str:
    """Where the page goes on to."""
    answer = browser.post("/auth/sign-in", json={"address": gerda.user.email, "password": PASSWORD, **more})
    return str(answer.json()["next"])


def test_the_password_alone_leaves_no_session_in_the_browser(open_browser: OpenBrowser, gerda: Guarded) -> None:
    browser = open_browser()
    answer = browser.post("/auth/sign-in", json={"address": gerda.user.email, "password": PASSWORD, "next": "/team"})
    assert answer.json() == {"next": "/second-step?next=%2Fteam"}
    assert [cookie.name for cookie in browser.cookies.jar] == ["bizhub_second"]
    assert HTTP_ONLY in answer.headers["set-cookie"].lower()
    finished = browser.post("/auth/second-step", json={"code": gerda.code(), "next": "/team"})
    assert finished.json() == {"next": "/team"}
    assert {cookie.name for cookie in browser.cookies.jar if cookie.value} >= {"bizhub", "bizhub_device"}


def test_another_browser_cannot_finish_it(open_browser: OpenBrowser, gerda: Guarded) -> None:
    type_password(open_browser(), gerda)
    other = open_browser(come_from="203.0.113.8")
    assert other.post("/auth/second-step", json={"code": gerda.code()}).status_code == 409


def test_where_it_goes_on_to_is_a_page_of_bizhub(open_browser: OpenBrowser, gerda: Guarded) -> None:
    browser = open_browser()
    assert type_password(browser, gerda, next="https://evil.example") == "/second-step"
    finished = browser.post("/auth/second-step", json={"code": gerda.code(), "next": "//evil.example"})
    assert finished.json() == {"next": "/welcome"}


def test_what_waits_opens_no_door(runtime: Runtime, open_browser: OpenBrowser, gerda: Guarded) -> None:
    browser = open_browser()
    type_password(browser, gerda)
    waiting = browser.cookies["bizhub_second"]
    for name in ("bizhub", "bizhub_request", "bizhub_device"):
        browser.cookies.set(name, waiting)
    before = count(runtime, "user_session")
    answers = [
        browser.post("/auth/change-password", json={"current": PASSWORD, "password": "eleven blue ladders"}),
        browser.post("/auth/two-step-off", json={"password": PASSWORD, "code": gerda.code()}),
        browser.post("/activity/export?format=csv"),
    ]
    assert [answer.status_code for answer in answers[:2]] == [401, 401]
    assert answers[2].status_code in (303, 307, 401)
    assert count(runtime, "user_session") == before


async def test_a_socket_cannot_skip_it(runtime: Runtime, gerda: Guarded) -> None:
    waiting = gerda.password()
    async with drivers.running() as driver:
        tab = driver.tab(waiting)
        hydrated = await tab.hydrate()
        asked = [await tab.send(handler) for handler in (SessionState.load, TwoStepState.start, TwoStepState.load)]
    assert all(answer.left_for.startswith("/sign-in") for answer in asked)
    assert gerda.user.email not in hydrated.text + "".join(answer.text for answer in asked)


def test_wrong_passwords_are_answered_alike_with_and_without_it(
    runtime: Runtime, open_browser: OpenBrowser, gerda: Guarded
) -> None:
    plain = World(runtime).user("Plain", password_hash=runtime.passwords.hash(PASSWORD))
    seen = []
    for address in (gerda.user.email, plain.email, "nobody@example.org"):
        answer = open_browser().post("/auth/sign-in", json={"address": address, "password": "eleven blue ladders"})
        seen.append((answer.status_code, answer.text, sorted(answer.headers.keys())))
    assert seen == [seen[0]] * 3
