"""What the doors of signing in refuse before anything is looked at, and the strength of passwords."""

from secrets import randbelow
from typing import Any

import pytest
from starlette.types import Message

from bizhub.http.app import http_app
from bizhub.services.record import SYSTEM
from bizhub.services.runtime import Runtime
from tests.http.asgi import http_scope, speak
from tests.http.browser import Browser, OpenBrowser
from tests.sign_in_steps import PASSWORD, count

ADA = "ada@example.org"
NEW = "eleven blue ladders"
NOBODYS = "7" * 19
"""Could be the ID of a center."""
OUTDATED = "This page does not fit this BizHub any more. Reload it and try again."

DOORS: dict[str, dict[str, str]] = {
    "/auth/sign-up": {"name": "Ada", "address": ADA, "password": PASSWORD},
    "/auth/confirm": {"code": "123456"},
    "/auth/send-again": {},
    "/auth/sign-in": {"address": ADA, "password": PASSWORD},
    "/auth/reset": {"address": ADA},
    "/auth/new-password": {"code": "123456", "password": NEW},
    "/auth/begin-again": {},
    "/auth/change-password": {"current": PASSWORD, "password": NEW},
    "/auth/second-step": {"code": "123456"},
    "/auth/two-step-off": {"password": PASSWORD, "code": "123456"},
    "/auth/vouch": {"member": "1", "password": PASSWORD},
    "/auth/strength": {"password": "x"},
}


def statuses(browser: Browser, **spoiled: str) -> dict[str, int]:
    """What each door answers to what its page sends, or to something else."""
    return {path: browser.post(path, **(spoiled or {"json": sent})).status_code for path, sent in DOORS.items()}


def test_naming_a_center_leads_past_no_queue(
    open_browser: OpenBrowser, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    queues: list[int | None] = []
    begun = runtime.database.transaction

    def noted(*, write: bool, queue: int | None = None) -> Any:
        queues.append(queue)
        return begun(write=write, queue=queue)

    monkeypatch.setattr(runtime.database, "transaction", noted)
    browser = open_browser()
    for path, sent in DOORS.items():
        browser.post(f"{path}?center={NOBODYS}", json=sent)
    browser.post(f"/auth/delete-account?center={NOBODYS}", json={"password": PASSWORD})
    browser.post(f"/auth/sign-out?center={NOBODYS}")
    # Only vouching is something of a center: it asks there whether whoever knocks may.
    assert [queue for queue in queues if queue != SYSTEM] == [int(NOBODYS)]
    assert len(queues) >= len(DOORS)


@pytest.mark.parametrize(
    "content",
    [
        '{"address": 1, "password": []}',
        "[]",
        "",
        "address=ada&password=x",
        '{"more": "than there is"}',
        '{"password": "\\ud800", "address": "", "name": "", "code": "", "current": ""}',
        '{"address": null}',
        "{" * 3000,
    ],
)
def test_what_no_page_sends_is_refused(open_browser: OpenBrowser, runtime: Runtime, content: str) -> None:
    assert statuses(open_browser(), content=content) == dict.fromkeys(DOORS, 400)
    assert (count(runtime, "code"), count(runtime, "counted_try")) == (0, 0)


def test_an_extra_field_is_refused(open_browser: OpenBrowser) -> None:
    browser = open_browser()
    answers = [browser.post(path, json={**sent, "is_admin": "true"}) for path, sent in DOORS.items()]
    assert {answer.text for answer in answers} == {f'{{"errors":{{"":"{OUTDATED}"}}}}'}
    assert {answer.status_code for answer in answers} == {400}


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:8000.evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
    ids=["evil", "null", "look-alike", "cross-site", "same-site"],
)
def test_other_sites_are_refused(open_browser: OpenBrowser, headers: dict[str, str]) -> None:
    browser = open_browser(**headers)
    assert statuses(browser) == dict.fromkeys(DOORS, 403)
    assert browser.post("/auth/sign-out").status_code == 403


def test_only_own_scripts_may_post(open_browser: OpenBrowser) -> None:
    browser = open_browser()
    del browser.headers["x-bizhub"]
    assert statuses(browser) == dict.fromkeys(DOORS, 403)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_only_posting_does_anything(open_browser: OpenBrowser, runtime: Runtime, method: str) -> None:
    browser = open_browser()
    answers = {path: browser.request(method, path).status_code for path in [*DOORS, "/auth/sign-out"]}
    assert answers == dict.fromkeys([*DOORS, "/auth/sign-out"], 405)
    assert count(runtime, "activity") == 0


def test_a_body_above_the_cap_is_not_read(open_browser: OpenBrowser) -> None:
    answer = open_browser().post("/auth/sign-in", json={"address": ADA, "password": "x" * 70_000})
    assert answer.status_code == 413


def test_answers_are_never_kept(open_browser: OpenBrowser) -> None:
    assert open_browser().post("/auth/reset", json={"address": ADA}).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("sent", "score", "words"),
    [
        ({"password": "seven green tractors"}, 4, ""),
        ({"password": "password"}, 0, "Number 2"),
        ({"password": "sev"}, 0, "at least 8"),
        ({"password": "Ada Lovelace", "name": "Ada Lovelace"}, 0, "your own name"),
    ],
)
def test_strength_is_told_while_typing(open_browser: OpenBrowser, sent: dict[str, str], score: int, words: str) -> None:
    told = open_browser().post("/auth/strength", json=sent).json()
    assert told["score"] == score
    assert words in told["why"]


def test_strength_is_not_told_without_end(open_browser: OpenBrowser) -> None:
    client = open_browser(come_from=f"10.{randbelow(250)}.{randbelow(250)}.{randbelow(250)}")
    answers = [client.post("/auth/strength", json={"password": "sev"}).status_code for _ in range(90)]
    assert answers[:40] == [200] * 40
    assert 429 in answers


@pytest.mark.parametrize("path", DOORS)
async def test_who_hangs_up_halfway_is_no_error(runtime: Runtime, path: str) -> None:
    door = http_app()
    begun: Message = {"type": "http.request", "body": b"{", "more_body": True}
    scope = http_scope(path, "POST", [("x-bizhub", "1"), ("content-length", "60000")])
    assert (await speak(door, scope, [begun])).status == 400
