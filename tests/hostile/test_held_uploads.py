"""Uploads that somebody begins and does not end: few at once, none for long, and nothing of them stays."""

import json
import select
import socket
import time
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from bizhub.services.imports import MOST_ARRIVING, MOST_ARRIVING_OF_PERSON
from tests.factories import MadeUser, World
from tests.hostile.conftest import Served
from tests.hostile.slow_requests import PATIENCE_S, half_sent, rest_of

SIZE = 2 << 20
WRITTEN = b"By Day,Cost\n" + b"x" * (1 << 20)
"""More than is kept in memory before it is written."""
REPORT = b"By Day,Account ID,Currency,Cost\n2026-01-01,7,EUR,1.00\n"


def drafts(served: Served) -> list[Path]:
    """What uploads have written and not finished."""
    return list((served.settings.data_dir / "uploads").glob("*.part"))


def gone(served: Served) -> bool:
    """Whether the drafts are gone within the patience, and some seconds for a busy machine."""
    deadline = time.monotonic() + PATIENCE_S + 10
    while drafts(served) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not drafts(served)


def begin(held: ExitStack, served: Served, user: MadeUser, center: str, count: int) -> list[socket.socket]:
    """Begin so many uploads, a few bytes of each."""
    path, cookie = f"/imports/upload?center={center}", f"bizhub={user.token}"
    length = f"Content-Length: {SIZE}"
    return [held.enter_context(half_sent(served, path, length, body=b"By ", cookie=cookie)) for _ in range(count)]


def answers(clients: list[socket.socket], count: int) -> list[tuple[int, str]]:
    """Status and sentence of the first so many answers."""
    found: list[tuple[int, str]] = []
    waiting = clients
    while len(found) < count:
        answered, _, _ = select.select(waiting, [], [], 15)
        assert answered
        waiting = [client for client in waiting if client not in answered]
        for client in answered:
            head, _, body = client.recv(65_536).partition(b"\r\n\r\n")
            found.append((int(head.split()[1]), str(json.loads(body)["message"])))
    return found


def upload(served: Served, user: MadeUser, center: str) -> httpx.Response:
    """Send a whole report."""
    return httpx.post(
        f"{served.base_url}/imports/upload",
        params={"center": center},
        content=REPORT,
        headers={"Origin": served.base_url, "Cookie": f"bizhub={user.token}", "X-BizHub": "1", "X-File-Name": "a.csv"},
    )


def test_one_person_holds_a_few_uploads_open(served: Served, world: World) -> None:
    olga = world.user("Olga")
    center = world.center(olga)
    with ExitStack() as held:
        too_many = 80 - MOST_ARRIVING_OF_PERSON
        refusal = (503, "4 of your files are being sent, as many as may. Wait for one of them.")
        assert answers(begin(held, served, olga, center, 80), too_many) == [refusal] * too_many
        assert upload(served, olga, center).status_code == 503
        maria = world.user("Maria")
        assert upload(served, maria, world.center(maria)).status_code == 200, "others are not held up"
        assert gone(served)
    assert upload(served, olga, center).status_code == 200


def test_all_together_hold_a_number_of_uploads_open(served: Served, world: World) -> None:
    people = [world.user(f"P{number}") for number in range(MOST_ARRIVING // MOST_ARRIVING_OF_PERSON)]
    centers = [world.center(person) for person in people]
    late = world.user("Late")
    center = world.center(late)
    with ExitStack() as held:
        for person, own in zip(people, centers, strict=True):
            begin(held, served, person, own, MOST_ARRIVING_OF_PERSON)
        deadline = time.monotonic() + 10
        while len(drafts(served)) < MOST_ARRIVING:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        refused = upload(served, late, center)
        assert refused.status_code == 503
        assert refused.json()["message"].startswith("BizHub takes as many files as it can at the moment.")
        assert gone(served)
    assert upload(served, late, center).status_code == 200


@pytest.mark.parametrize("length", [f"Content-Length: {SIZE}", "Transfer-Encoding: chunked"])
def test_an_upload_that_stops_is_ended_and_leaves_nothing_on_disk(served: Served, world: World, length: str) -> None:
    olga = world.user("Olga")
    path, cookie = f"/imports/upload?center={world.center(olga)}", f"bizhub={olga.token}"
    body = f"{len(WRITTEN):x}\r\n".encode() + WRITTEN + b"\r\n"
    with half_sent(served, path, length, body=body, cookie=cookie) as client:
        deadline = time.monotonic() + 10
        while sum(draft.stat().st_size for draft in drafts(served)) < 1 << 20:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        answer = rest_of(client)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert gone(served)


def test_an_upload_whose_sender_leaves_is_ended_at_once(served: Served, world: World) -> None:
    olga = world.user("Olga")
    center = world.center(olga)
    with ExitStack() as held:
        begin(held, served, olga, center, MOST_ARRIVING_OF_PERSON)
    deadline = time.monotonic() + 10
    while (answer := upload(served, olga, center)).status_code == 503:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert answer.status_code == 200
