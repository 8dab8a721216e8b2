"""The clock: one place to ask for the time, so that tests can move it."""

from datetime import UTC, datetime


def now() -> datetime:
    """This moment, aware UTC."""
    return datetime.now(UTC)
