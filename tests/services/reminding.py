"""What the tests of reminders do again and again, about a level that ends with 7 December 2026 in Berlin."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import text

from bizhub.services import ad_account_people, end_reminders
from tests.factories import MadeUser
from tests.services.import_run import StillJob
from tests.services.team import Team
from tests.services.told import words

LAST_DAY = date(2026, 12, 7)
UNTIL = datetime(2026, 12, 7, 23, tzinfo=UTC)
"""The end of that day."""
EIGHT = datetime(2026, 11, 30, 7, tzinfo=UTC)
"""Eight in the morning seven days before."""
WHEN = "Dec 7, 2026"


def sweep(team: Team) -> int:
    job: Any = StillJob(team.runtime)
    return end_reminders.remind_of_ends(job)["reminded"]


def give(team: Team, by: MadeUser, whom: MadeUser, account: str, until: date | None, level: str = "ANALYST") -> None:
    team.act(by, ad_account_people.set_level, ad_account_id=account, user_id=whom.id, level=level, until=until, seen={})


def reminders(team: Team, who: MadeUser) -> list[str]:
    """What somebody was reminded of, the newest first."""
    return [line for line in words(team, who) if "ends with" in line or "ends soon" in line]


def breaking_after(beginning: str, seen: list[str]) -> Callable[..., None]:
    """What follows a statement with this beginning is never done: as if the power went."""

    def breaks(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(beginning):
            seen.append(beginning)
            raise OSError("no power")

    return breaks


def add_again(team: Team, number: int) -> None:
    """Store the one reminder once more under another ID."""
    columns = "center_id, kind, user_id, object_id, ends_at, told_at"
    copy = text(f"INSERT INTO end_reminder (id, {columns}) SELECT :id, {columns} FROM end_reminder")
    with team.runtime.database.transaction(write=True) as connection:
        connection.execute(copy, {"id": number})
