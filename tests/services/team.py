"""What the tests of the team do again and again: act as somebody, and read what stands."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from bizhub.services import access
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import MadeUser


@dataclass(frozen=True)
class Team:
    """One center, in which people act."""

    runtime: Runtime
    center: str

    def act(self, user: MadeUser, use_case: Callable[..., Any], **arguments: Any) -> Any:
        """What somebody's use case answers; it has its own transaction."""
        with begin(self.runtime, user.caller(self.center), write=True) as work:
            return use_case(work, **arguments)

    def level(self, user: MadeUser, account: str, at: datetime | None = None) -> str:
        """The effective level; empty without one."""
        with begin(self.runtime, user.caller(self.center), write=False) as work:
            found = access.find_ad_account(
                work.connection, user_id=int(user.id), center_id=int(self.center), ad_account_id=int(account),
                moment=at or work.now,
            )  # fmt: skip
        assert found is not None
        return found.level.value if found.level else ""

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """What a question in SQL answers."""
        with self.runtime.database.transaction(write=False) as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    def rows_changed(self, statement: str, **values: Any) -> None:
        """What no use case does, done in SQL."""
        with self.runtime.database.transaction(write=True) as connection:
            connection.execute(text(statement), values)

    def keep_sessions(self) -> None:
        """Let every session outlast what the tests do to the clock."""
        self.rows_changed("UPDATE user_session SET expires_at = '2099-01-01 00:00:00+00'")

    def entries(self) -> list[tuple[str, str, str, str]]:
        """Event, object, before and after of every entry of the center, oldest first."""
        return self.rows(
            "SELECT event, object_name, before, after FROM activity WHERE center_id = :center ORDER BY sequence",
            center=int(self.center),
        )

    def events(self) -> list[str]:
        """The events of the center, oldest first."""
        return [entry[0] for entry in self.entries()]

    def roles(self) -> dict[str, str]:
        """Role of each current member by name."""
        query = (
            "SELECT u.name, m.role FROM membership m JOIN app_user u ON u.id = m.user_id "
            "WHERE m.center_id = :center AND m.ended_at IS NULL"
        )
        return dict(self.rows(query, center=int(self.center)))
