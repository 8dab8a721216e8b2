"""Days as they stand in an address, or in a field."""

from datetime import date

from bizhub.domain.errors import InvalidInput

_FIRST_YEAR, _LAST_YEAR = 1971, 2999


def known_day(text: str) -> date | None:
    """The day; None for everything else, also for one so far away that no day before or after it exists."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None


def typed_day(text: str, *, field: str) -> date | None:
    """The day of a form's field, None for an empty one; raises InvalidInput for everything else."""
    day = known_day(text)
    if day is None and text.strip():
        raise InvalidInput("Choose a day of the calendar.", field=field)
    return day
