"""Days as they stand in an address."""

from datetime import date

_FIRST_YEAR, _LAST_YEAR = 1971, 2999


def known_day(text: str) -> date | None:
    """The day; None for everything else, also for one so far away that no day before or after it exists."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None
