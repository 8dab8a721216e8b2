"""The doors of a center's picture, with what attackers send."""

import pytest

from bizhub.http.center_picture import PICTURE_PATH
from bizhub.services.runtime import Runtime
from tests.factories import MadeUser, World
from tests.http.browser import Browser, OpenBrowser
from tests.pictures import a_picture


@pytest.fixture
def olga(world: World) -> MadeUser:
    return world.user("Olga")


@pytest.fixture
def center(world: World, olga: MadeUser) -> str:
    return world.center(olga)


@pytest.fixture
def client(open_browser: OpenBrowser, olga: MadeUser) -> Browser:
    browser = open_browser()
    browser.cookies.set("bizhub", olga.token)
    return browser


def is_empty(runtime: Runtime) -> bool:
    return not any(
        (runtime.settings.data_dir / name).exists() and any((runtime.settings.data_dir / name).iterdir())
        for name in ("pictures", "uploads")
    )


def test_it_is_sent_and_shown_to_members_for_their_browser_alone(
    client: Browser, open_browser: OpenBrowser, world: World, center: str
) -> None:
    sent = client.post(PICTURE_PATH, params={"center": center}, content=a_picture("JPEG"))
    assert sent.status_code == 200
    where = {"center": center, "name": sent.json()["picture"]}
    member = world.user("Max")
    world.member(center, member)
    his, eves = open_browser(), open_browser()
    his.cookies.set("bizhub", member.token)
    eves.cookies.set("bizhub", world.user("Eve").token)
    answer = his.request("GET", PICTURE_PATH, params=where)
    assert (answer.status_code, answer.content[:4]) == (200, b"\x89PNG")
    wanted = ("content-type", "x-content-type-options", "cache-control", "vary")
    assert [answer.headers[name] for name in wanted] == [
        "image/png", "nosniff", "private, max-age=86400, immutable", "Cookie",
    ]  # fmt: skip
    assert open_browser().request("GET", PICTURE_PATH, params=where).status_code == 401
    nowhere = {"center": "7298441093355120099", "name": "x"}
    foreign, unknown = (eves.request("GET", PICTURE_PATH, params=each) for each in (where, nowhere))
    assert (foreign.status_code, foreign.content) == (unknown.status_code, unknown.content) == (404, unknown.content)
    for name in ("", "../bizhub.db", "..%2Fbizhub.db", "0" * 32):
        assert his.request("GET", PICTURE_PATH, params={**where, "name": name}).status_code == 404


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"", 422), (b"<svg onload='alert(1)'/>", 422), (a_picture("GIF"), 422), (b"x" * (2 * 1024**2 + 1), 413)],
    ids=["empty", "svg", "gif", "too large"],
)
def test_what_is_no_such_picture_is_refused_and_leaves_nothing(
    client: Browser, center: str, runtime: Runtime, content: bytes, status: int
) -> None:
    headers = {"content-type": "image/png"}
    answer = client.post(PICTURE_PATH, params={"center": center}, content=content, headers=headers)
    assert answer.status_code == status
    assert is_empty(runtime)


def test_a_foreign_center_a_foreign_page_and_a_standard_member_are_refused(
    client: Browser, open_browser: OpenBrowser, world: World, center: str, runtime: Runtime
) -> None:
    elsewhere, member = world.center(world.user("Eve")), world.user("Max")
    world.member(center, member)
    his = open_browser()
    his.cookies.set("bizhub", member.token)
    tries = [
        (client, elsewhere, 404), (client, "7298441093355120099", 404), (his, center, 403),
        (open_browser(), center, 401),
    ]  # fmt: skip
    for browser, named, status in tries:
        assert browser.post(PICTURE_PATH, params={"center": named}, content=a_picture()).status_code == status
    client.headers["origin"] = "https://evil.example"
    assert client.post(PICTURE_PATH, params={"center": center}, content=a_picture()).status_code == 403
    assert is_empty(runtime)
