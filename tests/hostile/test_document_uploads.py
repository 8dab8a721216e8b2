"""What attackers send as a document, at the front door: refused with a sentence, and nothing of it stays."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from sqlalchemy import text

from bizhub.domain.documents import LARGEST_BYTES
from bizhub.services.documents import MOST_ARRIVING_OF_PERSON
from tests.document_files import CANARY, POLYGLOT_HTML, REFUSED, a_pdf, a_telling_photo, an_armed_pdf
from tests.factories import MadeUser, World
from tests.hostile.conftest import Served
from tests.hostile.slow_requests import PATIENCE_S, half_sent, rest_of
from tests.pictures import a_picture
from tests.services.document_stage import a_draft

MOST_MORE_KB = 50 * 1024
PNG = a_picture()


@dataclass(frozen=True)
class Sender:
    """An admin with a draft of a verification, and a browser."""

    served: Served
    world: World
    who: MadeUser
    center: str
    draft: str

    @property
    def path(self) -> str:
        return f"/documents/upload?center={self.center}&holder=verification&id={self.draft}"

    @property
    def cookie(self) -> str:
        return f"bizhub={self.who.token}"

    def send(self, content: Any, *, name: str = "a.pdf", **headers: str) -> httpx.Response:
        """One file; content that is an iterator has no length."""
        sent = {"Origin": self.served.base_url, "Cookie": self.cookie, "X-BizHub": "1", "X-File-Name": quote(name)}
        return httpx.post(self.served.base_url + self.path, content=content, headers=sent | headers, timeout=60)

    def read(self, path: str, **headers: str) -> httpx.Response:
        """A request of the browser."""
        return httpx.get(self.served.base_url + path, headers={"Cookie": self.cookie, **headers}, timeout=60)

    def names(self) -> list[str]:
        """What the draft has."""
        query = text("SELECT name FROM document WHERE holder_id = :draft AND file IS NOT NULL ORDER BY id")
        with self.world.runtime.database.transaction(write=False) as connection:
            return list(connection.execute(query, {"draft": int(self.draft)}).scalars())


def lying(served: Served) -> list[str]:
    """Everything that is stored of documents, finished or not."""
    folder = served.settings.data_dir / "documents"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def peak_kb(pid: int) -> int:
    """The most that a process and those it serves with have held since `forget_peak`."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    own = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    return own + sum(peak_kb(child) for child in children(pid))


def forget_peak(pid: int) -> None:
    """Measure from now on."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    for child in children(pid):
        forget_peak(child)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


@pytest.fixture
def olga(served: Served, world: World) -> Sender:
    who = world.user("Olga")
    center = world.center(who)
    return Sender(served, world, who, center, a_draft(world.runtime, center, who))


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_document_says_why_and_nothing_of_it_is_left(served: Served, olga: Sender, name: str) -> None:
    content, sentence = REFUSED[name]
    before = lying(served)
    forget_peak(served.pid)
    start = peak_kb(served.pid)
    answer = olga.send(content)
    assert (answer.status_code, answer.json()) == (422, {"message": sentence, "field": "file"})
    assert (lying(served), olga.names()) == (before, [])
    assert peak_kb(served.pid) - start <= MOST_MORE_KB


@pytest.mark.parametrize(
    ("sent", "kind"),
    [(POLYGLOT_HTML, "application/pdf"), (an_armed_pdf(), "application/pdf"), (a_telling_photo(), "image/jpeg")],
    ids=["pdf and html", "armed pdf", "telling photo"],
)
def test_what_two_readers_would_read_differently_is_made_anew(olga: Sender, sent: bytes, kind: str) -> None:
    answer = olga.send(sent + b"<script>trailing</script>", name="photo.jpg.html")
    assert answer.status_code == 200, answer.text
    shown = olga.read(f"/documents/view?center={olga.center}&id={answer.json()['document']}")
    assert (shown.status_code, shown.headers["content-type"]) == (200, kind)
    assert not any(
        part in shown.content for part in (b"<script", b"<html", CANARY.encode(), b"/JavaScript", b"/Launch")
    )


def chunks(count: int) -> Iterator[bytes]:
    """So many megabytes that say nothing of their length."""
    yield from (b"%PDF-1.7\n".ljust(1 << 20) for _ in range(count))


@pytest.mark.parametrize("content", [bytes(LARGEST_BYTES + 1), chunks(12)], ids=["with its length", "without a length"])
def test_what_is_too_large_is_refused_before_it_is_taken(served: Served, olga: Sender, content: Any) -> None:
    before = lying(served)
    forget_peak(served.pid)
    start = peak_kb(served.pid)
    assert olga.send(content).status_code == 413
    assert (lying(served), olga.names()) == (before, [])
    assert peak_kb(served.pid) - start <= MOST_MORE_KB


def test_the_largest_that_may_be_is_taken(olga: Sender) -> None:
    padded = a_pdf() + b"\n%" + b"x" * (LARGEST_BYTES - len(a_pdf()) - 2)
    answer = olga.send(padded)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("CON", "CON"),
        ("pass\u202egnp.exe", "passgnp.exe"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie: x.pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "<img src=x onerror=alert(1)>.pdf"),
        ("x" * 500, "x" * 100),
        ("..", ".."),
        ("", "document"),
    ],
)
def test_a_name_is_only_a_name(served: Served, olga: Sender, sent: str, kept: str) -> None:
    before = set(lying(served))
    answer = olga.send(PNG, name=sent)
    assert (answer.status_code, olga.names()) == (200, [kept])
    [file] = set(lying(served)) - before
    stored = served.settings.data_dir / "documents" / file
    assert (len(file), stored.stat().st_mode & 0o777, PNG[:8] in stored.read_bytes()) == (32, 0o600, False)
    shown = olga.read(f"/documents/view?center={olga.center}&id={answer.json()['document']}")
    number = answer.json()["document"]
    assert shown.headers["content-disposition"] == f'attachment; filename="document-{number}.png"'


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"Origin": "https://evil.example"}, 403), ({"Origin": "null"}, 403), ({"Cookie": "bizhub=guessed"}, 401)],
    ids=["foreign page", "sandboxed page", "no session"],
)
def test_strangers_send_nothing(served: Served, olga: Sender, headers: dict[str, str], status: int) -> None:
    before = lying(served)
    assert olga.send(PNG, **headers).status_code == status
    assert (lying(served), olga.names()) == (before, [])


def test_the_eleventh_is_refused_and_ten_stay(olga: Sender) -> None:
    taken = [olga.send(a_picture(size=(40, 20 + number)), name=f"{number}.png").status_code for number in range(10)]
    refused = olga.send(a_picture(size=(90, 90)))
    assert (taken, refused.status_code, len(olga.names())) == ([200] * 10, 422, 10)
    assert refused.json()["message"] == "There are 10 documents already, as many as may. Remove one first."


@pytest.mark.soak
def test_a_thousand_are_slowed_down(olga: Sender) -> None:
    answers = [olga.send(b"hello").status_code for _ in range(1001)]
    assert (set(answers), answers.count(422), olga.names()) == ({422, 429}, 60, [])


@pytest.mark.parametrize("length", ["Content-Length: 1000000", "Transfer-Encoding: chunked"])
def test_one_that_drips_is_given_up_and_leaves_nothing(served: Served, olga: Sender, length: str) -> None:
    before = lying(served)
    begun = time.monotonic()
    with half_sent(served, olga.path, length, body=b"5\r\n%PDF-\r\n", cookie=olga.cookie) as client:
        assert rest_of(client).startswith(b"HTTP/1.1 408 ")
    assert time.monotonic() - begun < PATIENCE_S + 10
    assert (lying(served), olga.names()) == (before, [])


def test_senders_who_leave_hold_no_place(served: Served, olga: Sender) -> None:
    before = lying(served)
    for _ in range(MOST_ARRIVING_OF_PERSON + 1):
        with half_sent(served, olga.path, "Content-Length: 1000000", body=PNG, cookie=olga.cookie):
            time.sleep(0.1)
    deadline = time.monotonic() + 10
    while (answer := olga.send(PNG)).status_code == 503 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert (answer.status_code, len(lying(served)) - len(before)) == (200, 1)
