"""A person's signed-in devices: listing them, ending one or all others, signing out."""

from bizhub.domain.audit import AuditEvent
from bizhub.domain.devices import device_words
from bizhub.domain.errors import NotFound
from bizhub.domain.ids import parse_id
from bizhub.domain.sessions import SessionRow
from bizhub.services.public import public
from bizhub.services.session_store import end_rows, read_open_sessions
from bizhub.services.work import Work


def list_sessions(work: Work) -> tuple[SessionRow, ...]:
    """The acting person's open sessions: this device first, then the last seen."""
    rows = read_open_sessions(work, work.user_id)
    listed = [
        SessionRow(
            id=str(row.id),
            device=device_words(row.device),
            address=row.address,
            signed_in_at=row.created_at,
            last_seen_at=row.last_seen_at,
            is_this_device=str(row.id) == work.session_id,
        )
        for row in rows
    ]
    return tuple(sorted(listed, key=lambda session: not session.is_this_device))


def end_session(work: Work, *, session_id: str) -> None:
    """End one of the acting person's sessions; a foreign or ended one is not found."""
    wanted = parse_id(session_id)
    rows = [row for row in read_open_sessions(work, work.user_id) if row.id == wanted]
    if not rows:
        raise NotFound
    end_rows(work, rows)


def end_other_sessions(work: Work) -> int:
    """End all of the acting person's sessions but this one; how many."""
    rows = [row for row in read_open_sessions(work, work.user_id) if str(row.id) != work.session_id]
    end_rows(work, rows)
    return len(rows)


@public
def sign_out(work: Work) -> None:
    """End the session the caller came with; without one there is nothing to do."""
    if work.user is not None:
        rows = [row for row in read_open_sessions(work, work.user_id) if str(row.id) == work.session_id]
        end_rows(work, rows, AuditEvent.USER_SIGN_OUT)
