"""What becomes of documents by the clock: scanned again, deleted with a record, and nothing left that none names."""

import json
import os
from datetime import datetime, timedelta
from typing import Any

import pytest

from bizhub.adapters import document_store
from bizhub.services import document_jobs, documents
from tests.clam_server import clamd
from tests.factories import MadeUser, World
from tests.pictures import a_picture
from tests.services.document_stage import Desk, a_draft, a_ticket, send
from tests.services.import_run import StillJob
from tests.sign_in_steps import MovableClock

DAYS = timedelta(days=180)
SECOND = timedelta(seconds=1)


def run(desk: Desk) -> dict[str, Any]:
    """Both jobs, as they are started by the clock."""
    job: Any = StillJob(desk.team.runtime)
    return {**(document_jobs.sweep_documents(job) or {}), **(document_jobs.delete_old_documents(job) or {})}


def deletions(desk: Desk) -> list[tuple[str, str, Any]]:
    query = "SELECT object_name, through, after FROM activity WHERE event = 'document:delete' ORDER BY sequence"
    return [(name, through, json.loads(after)) for name, through, after in desk.team.rows(query)]


@pytest.fixture
def now(moved_clock: MovableClock, desk: Desk) -> MovableClock:
    desk.team.keep_sessions()
    return moved_clock


def test_documents_are_deleted_so_many_days_after_the_decision(desk: Desk, olga: MadeUser, now: MovableClock) -> None:
    desk.send(olga)
    desk.send(olga, a_picture())
    now.move(days=400)
    assert run(desk)["deleted"] == 2, "a draft that nobody came back to"
    for picture in ((50, 50), (60, 60), (70, 70)):
        desk.send(olga, a_picture(size=picture))
    desk.moves_to("REVIEWING")
    now.move(days=400)
    assert run(desk)["deleted"] == 0, "as long as nobody has decided"
    desk.moves_to("FAILED", decided_at=now.moment)
    now.moment += DAYS - SECOND
    assert run(desk)["deleted"] == 0
    now.moment += SECOND
    assert run(desk)["deleted"] == 3
    reason = "the time for which documents are kept is over"
    assert deletions(desk) == [
        ("2 documents of a verification", "system", {"documents": 2, "reason": reason}),
        ("3 documents of a verification", "system", {"documents": 3, "reason": reason}),
    ]
    assert (desk.lying(), run(desk)["deleted"]) == ([], 0)
    assert desk.team.rows("SELECT DISTINCT state, file FROM document") == [("DELETED", None)]


@pytest.mark.parametrize("state", ["DRAFT", "WITHDRAWN"])
def test_what_was_never_decided_is_deleted_so_many_days_after_it_was_sent(
    desk: Desk, olga: MadeUser, now: MovableClock, state: str
) -> None:
    desk.send(olga)
    desk.moves_to(state)
    now.moment += DAYS - SECOND
    assert run(desk)["deleted"] == 0
    now.moment += SECOND
    assert (run(desk)["deleted"], desk.lying()) == (1, [])
    [(kept,)] = desk.team.rows("SELECT state FROM verification")
    assert kept == state, "what was typed stays"


@pytest.mark.parametrize(("state", "is_deleted"), [("SUBMITTED", 0), ("APPROVED", 1), ("REJECTED", 1)])
def test_those_of_tickets_too(desk: Desk, olga: MadeUser, now: MovableClock, state: str, is_deleted: int) -> None:
    runtime, center = desk.team.runtime, desk.team.center
    ticket = a_ticket(runtime, center, olga)
    send(runtime, olga.caller(center), ticket, holder=documents.Holder.TICKET)
    answered: datetime | None = {"SUBMITTED": None}.get(state, now.moment)
    desk.team.rows_changed("UPDATE ticket SET state = :state", state=state)
    desk.team.rows_changed("UPDATE ticket SET answered_at = :at", at=answered)
    now.moment += DAYS + SECOND
    assert run(desk)["deleted"] == is_deleted


def test_each_center_reads_of_its_own(desk: Desk, olga: MadeUser, world: World, now: MovableClock) -> None:
    runtime, eve = desk.team.runtime, world.user("Eve")
    theirs = world.center(eve)
    their_draft = a_draft(runtime, theirs, eve)
    send(runtime, eve.caller(theirs), their_draft)
    desk.send(olga)
    now.moment += DAYS
    assert run(desk)["deleted"] == 2
    rows = desk.team.rows("SELECT center_id, object_id FROM activity WHERE event = 'document:delete'")
    assert sorted(rows) == sorted([(int(desk.team.center), desk.draft), (int(theirs), their_draft)])


def test_a_deleted_center_takes_its_documents_along(desk: Desk, olga: MadeUser, now: MovableClock) -> None:
    desk.send(olga)
    desk.moves_to("REVIEWING")
    desk.team.rows_changed("UPDATE center SET ends_at = :at", at=now.moment.replace(tzinfo=None).isoformat(" ") + "+00")
    now.moment += SECOND
    assert (run(desk)["deleted"], desk.lying()) == (1, [])
    assert deletions(desk)[0][2]["reason"] == "the center was deleted"


def test_one_that_is_sent_at_the_last_moment_is_kept(
    desk: Desk, olga: MadeUser, now: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.send(olga)
    now.moment += DAYS
    real = document_jobs._alone

    def meanwhile(*matter: Any) -> int:
        desk.moves_to("REVIEWING")
        return real(*matter)

    monkeypatch.setattr(document_jobs, "_alone", meanwhile)
    assert (run(desk)["deleted"], len(desk.lying()), deletions(desk)) == (0, 1, [])


def test_one_that_fails_holds_up_no_other(
    desk: Desk, olga: MadeUser, now: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime, center = desk.team.runtime, desk.team.center
    ticket = a_ticket(runtime, center, olga, state="WITHDRAWN")
    desk.send(olga)
    desk.team.rows_changed("UPDATE document SET holder = 'ticket', holder_id = :id", id=int(ticket))
    desk.send(olga, a_picture())
    now.moment += DAYS
    real = document_jobs._delete

    def failing(runtime: Any, center: int, holder: Any, *more: Any) -> int:
        assert holder != "ticket"
        return real(runtime, center, holder, *more)

    monkeypatch.setattr(document_jobs, "_delete", failing)
    assert (run(desk)["deleted"], len(desk.lying())) == (1, 1)
    monkeypatch.setattr(document_jobs, "_delete", real)
    assert (run(desk)["deleted"], len(desk.lying())) == (1, 0)


def test_files_that_no_document_names_are_swept_away(desk: Desk, olga: MadeUser) -> None:
    desk.send(olga)
    kept, folder = desk.lying(), desk.team.runtime.settings.folder("documents")
    for name, age_s in (("0" * 32, 700), ("1" * 32 + ".part", 700), ("2" * 32, 10), ("3" * 32 + ".part", 10)):
        (folder / name).write_bytes(b"x")
        moment = folder.stat().st_mtime - age_s
        os.utime(folder / name, (moment, moment))
    assert run(desk)["orphans"] == 2
    assert desk.lying() == sorted([*kept, "2" * 32, "3" * 32 + ".part"])


def test_what_waits_for_the_scanner_is_looked_at_again(
    desk: Desk, olga: MadeUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = desk.team.runtime.settings
    settings.clamav_address = "127.0.0.1:1"
    row = desk.send(olga)
    assert run(desk)["released"] == 0
    assert desk.rows(olga) == [("passport.pdf", "QUARANTINED")]
    with clamd() as clam:
        settings.clamav_address = clam.address
        clam.says = b"size limit exceeded. ERROR\0"
        assert run(desk)["released"] == 0
        clam.says = b""
        assert run(desk)["released"] == 1
    assert (desk.rows(olga), len(clam.seen[-1])) == ([("passport.pdf", "CLEAN")], row.size)
    assert desk.team.act(olga, documents.open_document, document_id=row.id)


def test_what_the_scanner_finds_later_is_deleted_and_recorded(desk: Desk, olga: MadeUser) -> None:
    settings = desk.team.runtime.settings
    settings.clamav_address = "127.0.0.1:1"
    desk.send(olga)
    desk.send(olga, a_picture(), name="fine.png")
    with clamd() as clam:
        settings.clamav_address = clam.address
        clam.says = b"stream: Test.Harm FOUND\0"
        assert run(desk)["released"] == 0
    assert (desk.rows(olga), desk.lying()) == ([], [])
    assert [after["reason"] for _, _, after in deletions(desk)] == ["the virus scanner found something in it"] * 2


def test_without_a_scanner_nothing_waits_for_it_any_longer(desk: Desk, olga: MadeUser) -> None:
    settings = desk.team.runtime.settings
    settings.clamav_address = "127.0.0.1:1"
    desk.send(olga)
    settings.clamav_address = ""
    assert run(desk)["released"] == 1
    assert desk.rows(olga) == [("passport.pdf", "CLEAN")]


def test_one_whose_file_is_lost_holds_up_no_other(desk: Desk, olga: MadeUser) -> None:
    settings = desk.team.runtime.settings
    settings.clamav_address = "127.0.0.1:1"
    desk.send(olga)
    document_store.remove(settings.folder("documents"), desk.lying()[0])
    desk.send(olga, a_picture(), name="fine.png")
    with clamd() as clam:
        settings.clamav_address = clam.address
        assert run(desk)["released"] == 1
    assert desk.rows(olga) == [("passport.pdf", "QUARANTINED"), ("fine.png", "CLEAN")]
