"""The imports that a person has on their page."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select, update

from bizhub.domain.errors import Conflict, NotFound
from bizhub.domain.ids import parse_id
from bizhub.domain.imports import ENDED, GOING_IN, FileState, ImportPlan, Overlap, WentInto
from bizhub.services import ad_accounts, import_accounts, import_files, import_overlaps, import_plan, imports
from bizhub.services.import_files import BATCH, FILE
from bizhub.services.visible import visible_accounts
from bizhub.services.work import Work

PAGE_SIZE = 20
ACCOUNTS_SHOWN = 20
_ENDED_SHOWN_FOR = timedelta(hours=12)
_TURN = {
    # What went wrong is to be seen wherever it would stand; what waits for the person comes before what does not.
    FileState.REFUSED: 0,
    FileState.FAILED: 0,
    FileState.PREVIEW: 1,
    FileState.READING: 2,
    FileState.RUNNING: 3,
    FileState.CANCELLING: 3,
    FileState.DONE: 4,
    FileState.CANCELLED: 4,
}


@dataclass(frozen=True, slots=True)
class OpenImport:
    """An import and how far its present step is, 0 to 100."""

    plan: ImportPlan
    percent: int


@dataclass(frozen=True, slots=True)
class OpenImports:
    """One page of a person's imports, counted from 1; all else is about those of every page.

    `ready` and `ended` are file IDs, `ready` in the order in which the files came; `seen_at` is when this was so.
    """

    items: tuple[OpenImport, ...]
    number: int
    total: int
    counts: Counter[FileState]
    ready: tuple[str, ...]
    ended: tuple[str, ...]
    seen_at: datetime

    @property
    def offset(self) -> int:
        """How many imports stand before the page."""
        return (self.number - 1) * PAGE_SIZE


def list_open_imports(work: Work, *, first: Mapping[str, int], page: int = 1) -> OpenImports:
    """The person's imports in this center, until they are cleared away or half a day old.

    What went wrong comes first, then what waits for a decision, as it came; then what is read, what runs, and what is
    done. A few ad accounts of each are looked at, by file ID from the place `first` on.
    """
    imports.require_may_import(work)
    outline = work.connection.execute(select(FILE.c.id, FILE.c.state).where(*_open(work))).all()
    outline = sorted(outline, key=_place)
    number = max(1, min(page, -(-len(outline) // PAGE_SIZE)))
    shown = [row.id for row in outline[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]]
    waiting = [row.id for row in outline if row.state == FileState.PREVIEW]
    going_in = [row.id for row in outline if row.state in GOING_IN]
    files, free = _read(work, {*shown, *waiting, *going_in}), ad_accounts.count_free_places(work)
    looked_at = [files[file_id] for file_id in (*going_in, *waiting)]
    planned = list(zip(looked_at, import_plan.plan_first(work, looked_at, most=ACCOUNTS_SHOWN), strict=True))
    overlaps = import_overlaps.find_overlaps(planned)
    alone = [(file, accounts) for file, accounts in planned[len(going_in) :] if file.id not in overlaps]
    opened = [files[file_id] for file_id in shown]
    plans = _tell_more(work, opened, [_plan(work, file, first, free) for file in opened], overlaps)
    return OpenImports(
        items=tuple(OpenImport(plan, _percent(work, file)) for plan, file in zip(plans, opened, strict=True)),
        number=number,
        total=len(outline),
        counts=Counter(FileState(row.state) for row in outline),
        ready=import_plan.find_ready(work, alone, free=free),
        ended=tuple(str(row.id) for row in outline if row.state in ENDED),
        seen_at=work.now,
    )


def clear_imports(work: Work, *, file_ids: Sequence[str]) -> None:
    """Take imports that have ended off the page: all of these, or none."""
    numbers = [number for number in map(parse_id, set(file_ids)) if number is not None]
    if len(numbers) < len(set(file_ids)):
        raise NotFound
    for some in import_accounts.parts_of(numbers):
        own = (FILE.c.id.in_(some), FILE.c.center_id == work.center_id, FILE.c.user_id == work.user_id)
        states = work.connection.execute(select(FILE.c.state).where(*own)).scalars().all()
        if len(states) < len(some):
            raise NotFound
        if not ENDED.issuperset(states):
            raise Conflict("This import is still on its way. Cancel it first.")
        work.connection.execute(update(FILE).where(*own).values(cleared_at=work.now))


def _open(work: Work) -> tuple[ColumnElement[bool], ...]:
    return (
        FILE.c.center_id == work.center_id,
        FILE.c.user_id == work.user_id,
        FILE.c.cleared_at.is_(None),
        FILE.c.finished_at.is_(None) | (FILE.c.finished_at > work.now - _ENDED_SHOWN_FOR),
    )


def _place(row: Any) -> tuple[int, int]:
    """Where an import stands in the list: what has ended newest first, all else as it came."""
    state = FileState(row.state)
    return _TURN[state], -row.id if state in ENDED else row.id


def _read(work: Work, numbers: set[int]) -> dict[int, import_files.StoredFile]:
    rows = (
        row
        for some in import_accounts.parts_of(sorted(numbers))
        for row in work.connection.execute(select(FILE).where(FILE.c.id.in_(some)))
    )
    return {row.id: import_files.stored_file(row) for row in rows}


def _plan(work: Work, file: import_files.StoredFile, first: Mapping[str, int], free: int) -> ImportPlan:
    # Only a preview shows ad accounts: what is read, runs or has ended is not looked at again with every step.
    most = ACCOUNTS_SHOWN if file.state is FileState.PREVIEW else 0
    return import_plan.plan_import(work, file, first=first.get(str(file.id), 0), most=most, free=free)


def _tell_more(
    work: Work,
    files: Sequence[import_files.StoredFile],
    plans: Sequence[ImportPlan],
    overlaps: Mapping[int, Overlap],
) -> Iterator[ImportPlan]:
    """The same plans with what is known from other imports, and with where those that are done went."""
    went_into = _went_into(work, [file.id for file in files if file.state is FileState.DONE])
    # A file of many ad accounts says itself into which they go.
    of_one = {
        file.sha256 for file, plan in zip(files, plans, strict=True) if len(plan.accounts) == plan.account_count == 1
    }
    known = _imported_before(work, of_one)
    for file, plan in zip(files, plans, strict=True):
        yield replace(
            plan,
            overlap=overlaps.get(file.id),
            went_into=went_into.get(file.id, WentInto()),
            imported_into=_elsewhere(plan, known.get(file.sha256, {})),
        )


def _went_into(work: Work, file_ids: Sequence[int]) -> dict[int, WentInto]:
    """Where the figures of files that are done went. One that changed nothing went nowhere."""
    batches = select(BATCH.c.file_id, func.count(), func.min(BATCH.c.ad_account_id))
    rows = work.connection.execute(batches.where(BATCH.c.file_id.in_(file_ids)).group_by(BATCH.c.file_id)).all()
    seen = visible_accounts(work, {number for _, count, number in rows if count == 1})
    return {
        file_id: WentInto(count, str(number), seen[number].name) if count == 1 and number in seen else WentInto(count)
        for file_id, count, number in rows
    }


def _imported_before(work: Work, fingerprints: set[str]) -> dict[str, dict[str, str]]:
    """By the fingerprint of a file the ad accounts that have exactly it, those that the person may see: ID and name."""
    if not fingerprints:
        return {}
    query = select(FILE.c.sha256, BATCH.c.ad_account_id).distinct().join(BATCH, BATCH.c.file_id == FILE.c.id)
    here = (FILE.c.center_id == work.center_id) & FILE.c.sha256.in_(sorted(fingerprints))
    rows = work.connection.execute(query.where(here).order_by(BATCH.c.ad_account_id)).all()
    seen = visible_accounts(work, {number for _, number in rows})
    found: dict[str, dict[str, str]] = {}
    for fingerprint, number in rows:
        if number in seen:
            found.setdefault(fingerprint, {})[str(number)] = seen[number].name
    return found


def _elsewhere(plan: ImportPlan, known: Mapping[str, str]) -> str:
    """The name of another ad account that has a file already; none where the one it leads to has it too."""
    is_there = any(account.ad_account_id in known for account in plan.accounts)
    return "" if is_there else next(iter(known.values()), "")


def _percent(work: Work, file: import_files.StoredFile) -> int:
    if file.state in ENDED or file.state is FileState.PREVIEW:
        return 100
    job_id = imports.read_job_id if file.state is FileState.READING else imports.run_job_id
    _, status = imports.last_try(work.runtime, job_id, file.id)
    return 0 if status is None or status.total == 0 else 100 * status.done // status.total
