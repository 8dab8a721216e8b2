"""Documents taken, listed and removed: whole or not at all, within their limits, recorded."""

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest

from bizhub.adapters import document_store
from bizhub.domain.documents import Holder, plain_name
from bizhub.domain.errors import Busy, Conflict, InvalidInput, NotFound, PermissionDenied, TooManyTries
from bizhub.domain.policy import CenterRole
from bizhub.services import activity, documents, signals
from bizhub.services.work import begin
from tests.clam_server import HARM, clamd
from tests.document_files import REFUSED, a_pdf
from tests.factories import MadeUser, World
from tests.pictures import a_picture
from tests.services.document_stage import Desk, a_draft, a_ticket, send


def expect(desk: Desk, who: MadeUser, *, number: int = 1, size: int | None = 1000, **changes: Any) -> None:
    values = {"holder": "verification", "holder_id": desk.draft, **changes}
    with begin(desk.team.runtime, who.caller(desk.team.center), write=False) as work:
        documents.expect_document(work, number=number, size=size, **values)


def test_a_document_is_taken_listed_read_and_removed(desk: Desk, olga: MadeUser, caplog: Any) -> None:
    heard: list[signals.Signal] = []
    stop = signals.listen(heard.append)
    row = desk.send(olga, a_pdf(3), name="C:\\docs\\pass\u202eport.pdf")
    [file] = desk.lying()
    stored = desk.team.runtime.settings.folder("documents") / file
    assert (stored.stat().st_mode & 0o777, stored.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert (row.name, row.media_type, row.pages, row.uploaded_by_name) == ("passport.pdf", "application/pdf", 3, "Olga")
    assert desk.rows(olga) == [("passport.pdf", "CLEAN")]
    found = desk.team.act(olga, documents.open_document, document_id=row.id)
    content = b"".join(documents.read_content(desk.team.runtime, found))
    assert (content[:5], len(content)) == (b"%PDF-", row.size)
    desk.team.act(olga, documents.remove_document, document_id=row.id)
    stop()
    assert (desk.rows(olga), desk.lying()) == ([], [])
    assert desk.team.events() == ["document:add", "document:view", "document:remove"]
    assert heard == [signals.CenterChanged(desk.team.center, "document")] * 2
    assert desk.team.act(olga, activity.verify_activity).is_intact
    [(state, name, deleted)] = desk.team.rows("SELECT state, file, deleted_at IS NOT NULL FROM document")
    assert (state, name, bool(deleted)) == ("DELETED", None, True)
    with pytest.raises(NotFound):
        desk.team.act(olga, documents.remove_document, document_id=row.id)


def test_the_entry_says_what_was_sent(desk: Desk, olga: MadeUser) -> None:
    row = desk.send(olga, a_picture(), name="me.png")
    [(event, name, before, after)] = desk.team.entries()
    facts = json.loads(after)
    assert (event, name, before) == ("document:add", "me.png", "")
    assert (facts["media_type"], facts["size"], facts["pages"]) == ("image/png", row.size, 1)
    assert len(facts["sha256"]) == 64


@pytest.mark.parametrize("name", REFUSED)
def test_nothing_is_left_of_what_is_refused_and_the_others_stay(desk: Desk, olga: MadeUser, name: str) -> None:
    desk.send(olga, name="kept.pdf")
    lying = desk.lying()
    content, sentence = REFUSED[name]
    with documents.new_file() as file:
        file.write(content)
        with pytest.raises(InvalidInput) as refusal:
            documents.receive_document(
                desk.team.runtime, olga.caller(desk.team.center), holder="verification", holder_id=desk.draft,
                file_name="x", content=file, sha256="0" * 64,
            )  # fmt: skip
    assert (refusal.value.message, refusal.value.field) == (sentence, "file")
    assert (desk.lying(), desk.rows(olga)) == (lying, [("kept.pdf", "CLEAN")])
    assert desk.team.events() == ["document:add"]


def test_the_same_file_is_taken_once(desk: Desk, olga: MadeUser) -> None:
    content = a_pdf()
    first = desk.send(olga, content)
    with pytest.raises(InvalidInput, match="was added already"):
        desk.send(olga, content)
    assert len(desk.lying()) == 1
    desk.team.act(olga, documents.remove_document, document_id=first.id)
    desk.send(olga, content)
    assert len(desk.lying()) == 1


def test_there_are_ten_at_most(desk: Desk, olga: MadeUser) -> None:
    for number in range(10):
        desk.send(olga, a_picture(size=(40, 20 + number)))
    full = "There are 10 documents already, as many as may. Remove one first."
    for attempt in (lambda: expect(desk, olga), lambda: desk.send(olga)):
        with pytest.raises(InvalidInput) as refusal:
            attempt()
        assert (refusal.value.message, refusal.value.field) == (full, "file")
    assert len(desk.lying()) == 10
    other = a_ticket(desk.team.runtime, desk.team.center, olga)
    expect(desk, olga, holder="ticket", holder_id=other)


def test_a_center_has_a_room_that_what_arrives_counts_in(desk: Desk, olga: MadeUser) -> None:
    settings = desk.team.runtime.settings
    settings.document_bytes_per_center = 11 * 1024**2
    expect(desk, olga, number=1, size=None)
    with pytest.raises(InvalidInput, match="would take more than 11 MB"):
        expect(desk, olga, number=2, size=2 * 1024**2)
    desk.team.runtime.document_arrivals.leave(1)
    expect(desk, olga, number=2, size=2 * 1024**2)
    settings.document_bytes_per_center = 50
    with pytest.raises(InvalidInput, match="would take more than"):
        desk.send(olga)
    assert desk.lying() == []


def test_few_are_sent_at_once(desk: Desk, olga: MadeUser, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (1, 2):
        expect(desk, olga, number=number)
    with pytest.raises(Busy, match="Other documents of yours"):
        expect(desk, olga, number=3)
    bo = world.user("Bo")
    world.member(desk.team.center, bo, CenterRole.ADMIN)
    monkeypatch.setattr(documents, "MOST_ARRIVING", 2)
    with pytest.raises(Busy, match="as many documents as it can"):
        expect(desk, bo, number=3)
    desk.team.runtime.document_arrivals.leave(1)
    expect(desk, bo, number=3)


def test_tries_are_counted(desk: Desk, olga: MadeUser) -> None:
    for _ in range(60):
        with pytest.raises(InvalidInput):
            desk.send(olga, b"no document")
    with pytest.raises(TooManyTries):
        desk.send(olga)
    with pytest.raises(TooManyTries):
        expect(desk, olga)


@pytest.mark.parametrize("state", ["REVIEWING", "VERIFIED", "FAILED", "WITHDRAWN"])
def test_what_was_sent_to_the_desk_keeps_its_documents(desk: Desk, olga: MadeUser, state: str) -> None:
    row = desk.send(olga)
    desk.moves_to(state)
    refused: list[Callable[[], object]] = [
        lambda: expect(desk, olga),
        lambda: desk.send(olga, a_picture()),
        lambda: desk.team.act(olga, documents.remove_document, document_id=row.id),
    ]
    for attempt in refused:
        with pytest.raises(Conflict):
            attempt()
    assert (len(desk.lying()), desk.rows(olga)) == (1, [("passport.pdf", "CLEAN")])


def test_what_is_sent_to_the_desk_while_a_document_is_cleaned_stays_as_it_was(
    desk: Desk, olga: MadeUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = documents.document_cleaning.clean

    def meanwhile(content: Any) -> Any:
        desk.moves_to("REVIEWING")
        return real(content)

    monkeypatch.setattr(documents.document_cleaning, "clean", meanwhile)
    with pytest.raises(Conflict):
        desk.send(olga)
    assert (desk.lying(), desk.rows(olga), desk.team.events()) == ([], [], [])


def test_standard_members_and_others_send_nothing(desk: Desk, world: World, max_: MadeUser) -> None:
    eve = world.user("Eve")
    theirs = world.center(eve)
    their_draft = a_draft(world.runtime, theirs, eve)
    for attempt in (lambda: expect(desk, max_), lambda: desk.send(max_)):
        with pytest.raises(PermissionDenied):
            attempt()
    for caller, draft in ((eve.caller(theirs), desk.draft), (eve.caller(desk.team.center), desk.draft)):
        with pytest.raises(NotFound):
            send(world.runtime, caller, draft)
    nowhere: list[dict[str, Any]] = [
        {"holder": "center"}, {"holder_id": "x"}, {"holder": "ticket"}, {"holder_id": their_draft}
    ]  # fmt: skip
    for changes in nowhere:
        with pytest.raises(NotFound):
            expect(desk, world.signed_in(eve.email), **changes)
    assert (desk.lying(), desk.team.events()) == ([], [])


def test_tickets_have_documents_while_they_wait(desk: Desk, olga: MadeUser) -> None:
    runtime, caller = desk.team.runtime, olga.caller(desk.team.center)
    ticket = a_ticket(runtime, desk.team.center, olga)
    row = send(runtime, caller, ticket, holder=Holder.TICKET)
    listed = desk.team.act(olga, documents.list_documents, holder=Holder.TICKET, holder_id=ticket)
    assert ([one.id for one in listed], desk.rows(olga)) == ([row.id], [])
    desk.team.rows_changed("UPDATE ticket SET state = 'APPROVED'")
    with pytest.raises(Conflict):
        send(runtime, caller, ticket, a_picture(), holder=Holder.TICKET)


def test_with_a_scanner_what_it_finds_is_refused_and_the_rest_is_clean(desk: Desk, olga: MadeUser) -> None:
    harmful = a_picture() + HARM
    with clamd() as clam:
        desk.team.runtime.settings.clamav_address = clam.address
        desk.send(olga)
        with pytest.raises(InvalidInput, match="The virus scanner found something in this file") as refusal:
            desk.send(olga, harmful)
    assert (refusal.value.field, clam.seen[1]) == ("file", harmful)
    assert (desk.rows(olga), len(desk.lying())) == ([("passport.pdf", "CLEAN")], 1)


def test_a_scanner_that_does_not_answer_leaves_it_in_quarantine(desk: Desk, olga: MadeUser) -> None:
    desk.team.runtime.settings.clamav_address = "127.0.0.1:1"
    row = desk.send(olga)
    assert desk.rows(olga) == [("passport.pdf", "QUARANTINED")]
    with pytest.raises(NotFound):
        desk.team.act(olga, documents.open_document, document_id=row.id)
    desk.team.act(olga, documents.remove_document, document_id=row.id)
    assert desk.lying() == []


def test_a_damaged_file_is_said_and_logged(desk: Desk, olga: MadeUser, caplog: pytest.LogCaptureFixture) -> None:
    row = desk.send(olga)
    [file] = desk.lying()
    (desk.team.runtime.settings.folder("documents") / file).write_bytes(b"rotten")
    found = desk.team.act(olga, documents.open_document, document_id=row.id)
    with caplog.at_level(logging.ERROR), pytest.raises(documents.DocumentUnreadable):
        list(documents.read_content(desk.team.runtime, found))
    assert row.id in caplog.text


def test_nothing_is_left_when_the_disk_is_full(desk: Desk, olga: MadeUser, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(document_store, "_keep_names", full)
    with pytest.raises(OSError, match="no space"):
        desk.send(olga)
    assert (desk.rows(olga), desk.team.events()) == ([], [])


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("passport.pdf", "passport.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("invoice.pdf.exe", "invoice.pdf.exe"),
        ("CON", "CON"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("a\x00b\r\nc", "abc"),
        ("", "document"),
        ("/", "document"),
        ("\u200b \u202e", "document"),
        ("x" * 300, "x" * 100),
    ],
)
def test_names_are_shown_without_what_nobody_sees(sent: str, shown: str) -> None:
    assert plain_name(sent) == shown
