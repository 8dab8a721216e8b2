"""When a session was last seen: kept every few minutes, outside what the person asked for."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import update

from bizhub.services import sign_in_state
from bizhub.services.runtime import Runtime

_log = structlog.get_logger(__name__)
_EVERY = timedelta(minutes=5)


def is_due(before: datetime, now: datetime) -> bool:
    """Whether it is time to keep it again."""
    return now - before > _EVERY


def note(runtime: Runtime, session_id: int, address: str, now: datetime) -> None:
    """Keep when and from where a session acted; nothing that was asked for depends on it."""
    try:
        _write(runtime, session_id, address, now)
    except Exception:  # noqa: BLE001  # what the person asked for is done; the next request tries again
        _log.warning("When a session was last seen could not be noted", exc_info=True)


def _write(runtime: Runtime, session_id: int, address: str, now: datetime) -> None:
    with runtime.database.transaction(write=True) as connection:
        table = sign_in_state.SESSION
        connection.execute(update(table).where(table.c.id == session_id).values(last_seen_at=now, address=address[:64]))
