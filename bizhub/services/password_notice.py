"""Telling people that their password was changed, so that they notice when it was not them."""

from bizhub.domain.outbox import Channel
from bizhub.domain.people import Person
from bizhub.services.outbox import queue_message
from bizhub.services.work import Work

_SUBJECT = "Your BizHub password was changed"
_TEXT = """Hello {name},

Your BizHub password was just changed, and all other sessions were ended.

If it was not you, choose a new one at once: {address}/reset
"""


def tell_of_new_password(work: Work, person: Person) -> None:
    """Queue the notice to each address the person has on file."""
    body = _TEXT.format(name=person.name, address=work.runtime.settings.address)
    for channel, recipient in ((Channel.EMAIL, person.email), (Channel.SMS, person.phone)):
        if recipient:
            subject = _SUBJECT if channel is Channel.EMAIL else ""
            queue_message(work, channel=channel, recipient=recipient, subject=subject, body=body, user_id=person.id)
