"""When a day of reminding begins and what it reaches, in the time zone of a center."""

from datetime import UTC, datetime

import pytest

from bizhub.domain.ends_soon import Reminding, reminding_at

BERLIN, TOKYO, LOS_ANGELES = "Europe/Berlin", "Asia/Tokyo", "America/Los_Angeles"


def utc(day: str, hour: int = 0, minute: int = 0) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, minute=minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "zone", "began", "until"),
    [
        (utc("2026-11-30", 7), BERLIN, utc("2026-11-30", 7), utc("2026-12-07", 23)),
        (utc("2026-11-30", 6, 59), BERLIN, utc("2026-11-29", 7), utc("2026-12-06", 23)),
        (utc("2026-11-30", 22, 59), BERLIN, utc("2026-11-30", 7), utc("2026-12-07", 23)),
        (utc("2026-12-01", 3), BERLIN, utc("2026-11-30", 7), utc("2026-12-07", 23)),
        (utc("2027-03-27", 12), BERLIN, utc("2027-03-27", 7), utc("2027-04-03", 22)),  # summer begins between
        (utc("2027-03-28", 6), BERLIN, utc("2027-03-28", 6), utc("2027-04-04", 22)),
        (utc("2026-11-29", 23), TOKYO, utc("2026-11-29", 23), utc("2026-12-07", 15)),
        (utc("2026-11-30", 16), LOS_ANGELES, utc("2026-11-30", 16), utc("2026-12-08", 8)),
    ],
)
def test_it_begins_at_eight_and_reaches_to_the_end_of_the_same_day_of_next_week(
    moment: datetime, zone: str, began: datetime, until: datetime
) -> None:
    assert reminding_at(moment, zone) == Reminding(began, until)
