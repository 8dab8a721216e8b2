"""What somebody was told, as they read it."""

from bizhub.domain.notification_words import link, sentence
from bizhub.domain.notifications import Told
from bizhub.services import notification_list
from bizhub.services.notification_messages import writer_for
from tests.factories import MadeUser
from tests.services.team import Team


def told(team: Team, user: MadeUser) -> tuple[Told, ...]:
    """What somebody was told, the newest first."""
    rows: tuple[Told, ...] = team.act(user, notification_list.list_notifications).rows
    return rows


def words(team: Team, user: MadeUser) -> list[str]:
    return [sentence(row.kind, row.facts, writer_for("en")) for row in told(team, user)]


def links(team: Team, user: MadeUser) -> list[str]:
    rows = told(team, user)
    return [link(row.kind, row.facts, user_id=user.id, center_id=row.center_id) for row in rows]
