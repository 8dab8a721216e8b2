"""What people were told, in words for the reader."""

from collections.abc import Iterable
from dataclasses import dataclass

from bizhub.domain.notification_words import link, sentence
from bizhub.domain.notifications import Told
from bizhub.services import formats
from bizhub.services.notification_messages import writer_for
from bizhub.state.reader import Reader


@dataclass
class NotificationLine:
    """One of them; `href` is empty where there is no page, or none of a center that the person is still in."""

    id: str
    words: str
    at: str
    href: str
    is_read: bool


def lines(rows: Iterable[Told], reader: Reader, user_id: str) -> list[NotificationLine]:
    """Them for the person who was told."""
    writer = writer_for(reader.locale)
    return [
        NotificationLine(
            id=row.id,
            words=sentence(row.kind, row.facts, writer),
            at=formats.moment(row.at, reader.time_zone, reader.locale),
            href=link(row.kind, row.facts, user_id=user_id, center_id=row.center_id, is_member=row.is_member),
            is_read=row.is_read,
        )
        for row in rows
    ]
