"""Killed between upload, scan and submission: each document is there whole or not at all, and no file is left over."""

import multiprocessing
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import reduction
from typing import Any

import pytest

from bizhub.domain.documents import Holder
from bizhub.services import activity, document_jobs, documents
from bizhub.services import runtime as runtimes
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller
from bizhub.settings import Settings
from tests.clam_server import clamd
from tests.factories import World
from tests.services import document_process
from tests.services.document_stage import Desk, a_draft
from tests.services.team import Team

COUNT = 4
KILLS = [
    pytest.param(2, id="2 kills"),
    pytest.param(60, id="60 kills", marks=[pytest.mark.soak, pytest.mark.timeout(1800)]),
]
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.services.document_process"])


@contextmanager
def running(settings: Settings) -> Iterator[Runtime]:
    """BizHub in this process, while no other one is there."""
    yield runtimes.start(settings)
    runtimes.stop()


def _work(arguments: dict[str, Any], says: Any) -> None:
    document_process.work(**arguments, told=says.detach())


def killed(settings: Settings, caller: Caller, draft: str, *, taken: int) -> bytes:
    """What a process has told that was killed after so many documents, at any moment of what comes next."""
    hears, says = os.pipe()
    arguments = {"settings": settings, "caller": caller, "draft": draft, "count": COUNT}
    process = _FORKS.Process(target=_work, args=(arguments, reduction.DupFd(says)))
    process.start()
    os.close(says)
    told = os.read(hears, 1)
    assert told == b"+", "it did not start"
    while told.count(b".") < taken and not told.endswith(b"!"):
        told += os.read(hears, 1)
    time.sleep(random.uniform(0, 0.6))
    process.kill()
    process.join()
    with os.fdopen(hears, "rb") as pipe:
        return told + pipe.read()


@pytest.mark.parametrize("kills", KILLS)
def test_killed_at_any_moment_the_draft_is_as_before_or_complete(
    database_settings: Settings, kills: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document_jobs, "_SETTLED_S", 0)
    for _ in range(kills):
        with running(database_settings) as runtime:
            world = World(runtime)
            olga = world.user("Olga")
            center = world.center(olga)
            draft = a_draft(runtime, center, olga)
        told = killed(database_settings, olga.caller(center), draft, taken=random.randrange(COUNT + 1))
        with running(database_settings) as runtime:
            desk = Desk(Team(runtime, center), draft)
            document_jobs.sweep(runtime)
            rows = desk.team.act(olga, documents.list_documents, holder=Holder.VERIFICATION, holder_id=draft)
            named = desk.team.rows("SELECT file FROM document WHERE file IS NOT NULL ORDER BY file")
            [(state,)] = desk.team.rows(f"SELECT state FROM verification WHERE id = {draft}")
            # Of a kill one document, or the submission, may be committed that nobody was told of.
            assert told.count(b".") <= len(rows) <= told.count(b".") + 1
            assert state == "DRAFT" or len(rows) == COUNT
            assert not told.endswith(b"!") or state == "REVIEWING"
            assert desk.lying() == [file for (file,) in named]
            for row in rows:
                found = desk.team.act(olga, documents.open_document, document_id=row.id)
                assert sum(map(len, documents.read_content(runtime, found))) == row.size
            assert desk.team.act(olga, activity.verify_activity).is_intact


def test_killed_before_the_scanner_answers_it_waits_and_is_scanned_at_the_next_start(
    database_settings: Settings,
) -> None:
    database_settings.clamav_address = "127.0.0.1:9"  # nobody answers there, so they are taken into quarantine
    with running(database_settings) as runtime:
        world = World(runtime)
        olga = world.user("Olga")
        center = world.center(olga)
        draft = a_draft(runtime, center, olga)
    told = killed(database_settings, olga.caller(center), draft, taken=1)
    with clamd() as scanner:
        database_settings.clamav_address = scanner.address
        with running(database_settings) as runtime:
            desk = Desk(Team(runtime, center), draft)
            waiting = desk.rows(olga)
            assert len(waiting) >= told.count(b".") >= 1
            assert {state for _, state in waiting} == {"QUARANTINED"}
            assert document_jobs.scan_again(runtime) == len(waiting)
            assert {state for _, state in desk.rows(olga)} == {"CLEAN"}
