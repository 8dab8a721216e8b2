"""A message to a person about their own sign-in, to each address they have on file."""

from datetime import datetime

from bizhub.domain.outbox import Channel
from bizhub.domain.people import Person
from bizhub.services.outbox import queue_message
from bizhub.services.work import Work


def tell(work: Work, person: Person, subject: str, body: str, *, expires_at: datetime | None = None) -> None:
    """Queue it by e-mail and as a text message, wherever they are reached; a text message has no subject."""
    for channel, recipient in ((Channel.EMAIL, person.email), (Channel.SMS, person.phone)):
        if recipient:
            shown = subject if channel is Channel.EMAIL else ""
            queue_message(
                work,
                channel=channel,
                recipient=recipient,
                subject=shown,
                body=body,
                user_id=person.id,
                expires_at=expires_at,
            )
