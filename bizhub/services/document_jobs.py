"""What is done with documents by the clock: scanned again, deleted when their time is over, and orphans swept away."""

import logging
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Row, and_, or_, select, update

from bizhub.adapters import clock, document_store, virus_scan
from bizhub.adapters.jobs import Job, job
from bizhub.domain.audit import AuditEvent, Through
from bizhub.domain.documents import (
    DELETED_AS_HARMFUL,
    DELETED_BY_TIME,
    DELETED_WITH_CENTER,
    DocumentState,
    Holder,
)
from bizhub.domain.tickets import TicketState
from bizhub.domain.verification import SubmissionState
from bizhub.services import document_rows, signals
from bizhub.services.access import CENTER
from bizhub.services.document_rows import DOCUMENT, OBJECT, STANDS, TICKET, VERIFICATION
from bizhub.services.documents import new_file
from bizhub.services.runtime import Runtime
from bizhub.services.work import Work, begin_job

_logger = logging.getLogger("bizhub.documents")

_SETTLED_S = 600
_NEVER_SENT = [SubmissionState.DRAFT.value, SubmissionState.WITHDRAWN.value]


@job("sweep_documents", queue="imports", every="*/5 * * * *", at_start=True)
def sweep_documents(current: Job) -> dict[str, int]:
    """Have what is in quarantine scanned again, and remove files that no row names."""
    return {"released": scan_again(current.runtime), "orphans": sweep(current.runtime)}


@job("delete_old_documents", queue="imports", every="17 * * * *", at_start=True)
def delete_old_documents(current: Job) -> dict[str, int]:
    """Delete the documents whose time is over: a restart in the middle finds what is left."""
    return {"deleted": delete_due(current.runtime, clock.now())}


def sweep(runtime: Runtime) -> int:
    """Remove files that no document names; how many. A file lies here a moment before its document is committed."""
    lying = document_store.lying(document_rows.folder(runtime))
    with runtime.database.transaction(write=False) as connection:
        named = set(connection.execute(select(DOCUMENT.c.file).where(DOCUMENT.c.file.is_not(None))).scalars())
    old = clock.now().timestamp() - _SETTLED_S
    gone = [name for name, written_at in lying.items() if name not in named and written_at < old]
    for name in gone:
        document_store.remove(document_rows.folder(runtime), name)
    return len(gone)


def scan_again(runtime: Runtime) -> int:
    """Have the scanner look at what waits for it; how many documents were found clean.

    Where the operator has taken the scanner away nothing waits for it any longer.
    """
    waiting = select(DOCUMENT).where(DOCUMENT.c.state == DocumentState.QUARANTINED.value).order_by(DOCUMENT.c.id)
    with runtime.database.transaction(write=False) as connection:
        rows = connection.execute(waiting).all()
    released = 0
    for row in rows:
        try:
            verdict = _verdict(runtime, row)
        except virus_scan.NoScanner as error:
            _logger.warning("The virus scanner does not answer: %s", error)
            break
        except document_store.DamagedDocument:
            _logger.exception("The file of document %s cannot be read", row.id)
            continue
        if verdict.is_clean:
            released += _release(runtime, row)
        else:
            _logger.warning("The virus scanner found %s in document %s", verdict.found, row.id)
            _delete(runtime, row.center_id, Holder(row.holder), row.holder_id, [row.id], DELETED_AS_HARMFUL)
    return released


def delete_due(runtime: Runtime, moment: datetime) -> int:
    """Delete the documents whose time is over, those of one matter in one transaction; how many."""
    with runtime.database.transaction(write=False) as connection:
        rows = connection.execute(_due(runtime, moment)).all()
    matters: dict[tuple[int, str, int, str], list[int]] = {}
    for row in rows:
        reason = DELETED_WITH_CENTER if row.ends_at is not None and row.ends_at <= moment else DELETED_BY_TIME
        matters.setdefault((row.center_id, row.holder, row.holder_id, reason), []).append(row.id)
    return sum(_alone(runtime, *matter, documents) for matter, documents in matters.items())


def _alone(
    runtime: Runtime, center: int, holder: str, holder_id: int, reason: str, documents: Sequence[int]
) -> int:  # fmt: skip
    """One that fails holds up no other, and is tried again."""
    try:
        return _delete(runtime, center, Holder(holder), holder_id, documents, reason)
    except Exception:
        _logger.exception("The documents of %s %s could not be deleted", holder, holder_id)
        return 0


def _due(runtime: Runtime, moment: datetime) -> Any:
    """Documents of centers that have ended, of what was decided long ago, and of what was never sent and is old."""
    old = moment - timedelta(days=runtime.settings.document_days)
    is_left = DOCUMENT.c.uploaded_at <= old
    return (
        select(DOCUMENT.c.id, DOCUMENT.c.center_id, DOCUMENT.c.holder, DOCUMENT.c.holder_id, CENTER.c.ends_at)
        .join(CENTER, CENTER.c.id == DOCUMENT.c.center_id)
        .outerjoin(VERIFICATION, _holds(Holder.VERIFICATION, VERIFICATION))
        .outerjoin(TICKET, _holds(Holder.TICKET, TICKET))
        .where(
            STANDS,
            or_(
                CENTER.c.ends_at <= moment,
                VERIFICATION.c.decided_at <= old,
                TICKET.c.answered_at <= old,
                and_(VERIFICATION.c.state.in_(_NEVER_SENT), VERIFICATION.c.decided_at.is_(None), is_left),
                and_(TICKET.c.state == TicketState.WITHDRAWN.value, TICKET.c.answered_at.is_(None), is_left),
                and_(VERIFICATION.c.id.is_(None), TICKET.c.id.is_(None), is_left),
            ),
        )
        .order_by(DOCUMENT.c.id)
    )


def _holds(holder: Holder, table: Any) -> Any:
    return and_(DOCUMENT.c.holder == holder.value, DOCUMENT.c.holder_id == table.c.id)


def _delete(
    runtime: Runtime, center: int, holder: Holder, holder_id: int, documents: Sequence[int], reason: str
) -> int:  # fmt: skip
    """Wipe documents of one matter, with one entry for all of them."""
    with begin_job(runtime, user_id=None, center_id=str(center), through=Through.SYSTEM, write=True) as work:
        found = select(DOCUMENT.c.id, DOCUMENT.c.file).where(DOCUMENT.c.id.in_(documents), STANDS)
        if reason != DELETED_AS_HARMFUL:  # read when the turn to write has come: it may have been sent meanwhile
            due = _due(runtime, work.now).with_only_columns(DOCUMENT.c.id).order_by(None)
            found = found.where(DOCUMENT.c.id.in_(due))
        rows = work.connection.execute(found).all()
        if rows:
            _wipe(work, rows)
            many = "1 document" if len(rows) == 1 else f"{len(rows)} documents"
            work.audit(
                AuditEvent.DOCUMENT_DELETE, object_type=holder.value, object_id=str(holder_id),
                object_name=f"{many} of a {holder.value}", after={"documents": len(rows), "reason": reason},
                center_id=center,
            )  # fmt: skip
            work.after_commit(partial(signals.send, signals.CenterChanged(str(center), OBJECT)))
    return len(rows)


def _wipe(work: Work, rows: Sequence[Any]) -> None:
    gone = {"state": DocumentState.DELETED.value, "file": None, "deleted_at": work.now}
    work.connection.execute(update(DOCUMENT).where(DOCUMENT.c.id.in_([row.id for row in rows])).values(gone))
    for row in rows:
        work.after_commit(partial(document_store.remove, document_rows.folder(work.runtime), row.file))


def _verdict(runtime: Runtime, row: Row[Any]) -> virus_scan.Verdict:
    if not runtime.settings.clamav_address:
        return virus_scan.Verdict("")
    with closing(new_file()) as content:
        for piece in document_store.read(document_rows.folder(runtime), document_rows.key(runtime), row.id, row.file):
            content.write(piece)
        return virus_scan.scan(runtime.settings.clamav_address, content)


def _release(runtime: Runtime, row: Row[Any]) -> int:
    with begin_job(runtime, user_id=None, center_id=str(row.center_id), through=Through.SYSTEM, write=True) as work:
        waits = (DOCUMENT.c.id == row.id, DOCUMENT.c.state == DocumentState.QUARANTINED.value)
        clean = {"state": DocumentState.CLEAN.value, "cleaned_at": work.now}
        released = work.connection.execute(update(DOCUMENT).where(*waits).values(clean)).rowcount
        work.after_commit(partial(signals.send, signals.CenterChanged(str(row.center_id), OBJECT)))
    return released
