"""Each HTTP route tried by each kind of person, at the front door: exactly those of the table get through."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.http.browser import Browser, OpenBrowser, browsers
from tests.permissions.route_tries import ROUTE_TRIES, RouteTry
from tests.permissions.stage import Stage
from tests.permissions.use_cases import Our
from tests.permissions.who import CAST

pytestmark = pytest.mark.parametrize(
    "stage_place",
    ["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.soak])],
    indirect=True,
    scope="module",
)

CELLS = [(one, actor) for one in ROUTE_TRIES for actor in CAST]
SIGN_IN = "/sign-in?next="


@pytest.fixture
def open_one(scene: Stage, tmp_path: Path) -> Iterator[OpenBrowser]:
    """Opens browsers at the front door of the stage."""
    with browsers(scene.runtime, tmp_path) as open_one:
        yield open_one


def browser_of(open_one: OpenBrowser, stage: Stage, row: RouteTry, actor: str) -> Browser:
    """The browser of one of the cast, each in a network of their own."""
    browser = open_one(come_from=f"198.51.100.{CAST.index(actor)}")
    browser.cookies.update({"bizhub_request": stage.ours[row.waits_with]})
    browser.cookies.update({"bizhub_second": stage.ours[Our.SECOND_STEP]})
    browser.cookies.update({"bizhub": token} if (token := stage.callers[actor].session_token) else {})
    return browser


def requested(browser: Browser, stage: Stage, row: RouteTry, actor: str) -> httpx.Response:
    """What the person gets, who knocks at their center."""
    method, path = row.route.split()
    sent = stage.real(row.sent)
    params = {"center": stage.callers[actor].center_id, **sent.pop("params", {})}
    return browser.request(method, path, params=params, **sent)


def is_asked_to_sign_in(answer: httpx.Response) -> bool:
    return answer.status_code == 401 or answer.headers.get("location", "").startswith(SIGN_IN)


def said(answer: httpx.Response) -> dict[str, str]:
    """What a route says, or the door of a form."""
    found: dict[str, str] = answer.json().get("errors") or answer.json()
    return found


def is_not_found(answer: httpx.Response) -> bool:
    return answer.status_code == 404 and said(answer) in ({"message": "Not found."}, {"": "Not found."})


def is_told_what_is_missing(answer: httpx.Response) -> bool:
    return answer.status_code == 403 and all(words.startswith("You need ") for words in said(answer).values())


INSIDE = ("member", "analyst", "operator", "account admin", "admin")
REFUSED: dict[str, Callable[[httpx.Response], bool]] = {
    "nobody": is_asked_to_sign_in,
    "disabled": is_asked_to_sign_in,
    "stranger": is_not_found,
    "intruder": is_not_found,
    "former": is_not_found,
    "reviewer": is_not_found,
    **dict.fromkeys(INSIDE, is_told_what_is_missing),
}
"""How each of the cast is refused."""


@pytest.mark.parametrize(("row", "actor"), [cell for cell in CELLS if cell[1] in cell[0].allowed], ids=str)
def test_gets_through(open_one: OpenBrowser, scene: Stage, row: RouteTry, actor: str) -> None:
    answer = requested(browser_of(open_one, scene, row, actor), scene, row, actor)
    assert row.shows(answer), answer.text


@pytest.mark.parametrize(("row", "actor"), [cell for cell in CELLS if cell[1] not in cell[0].allowed], ids=str)
def test_refused(open_one: OpenBrowser, scene: Stage, row: RouteTry, actor: str) -> None:
    before = scene.content
    answer = requested(browser_of(open_one, scene, row, actor), scene, row, actor)
    refused = is_not_found if row.hides and actor in INSIDE else REFUSED[actor]
    assert refused(answer), answer.text
    assert scene.content == before
