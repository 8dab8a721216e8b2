"""The message of a notification: by mail, or by text to who has only a phone number."""

from functools import partial
from typing import Any

from bizhub.domain.notification_words import Writer, link, sentence
from bizhub.domain.notifications import HAVE_AN_EMAIL_OF_THEIR_OWN, Notice
from bizhub.domain.outbox import Channel
from bizhub.services import formats
from bizhub.services.outbox import queue_message
from bizhub.services.work import Work

_MAIL = """Hello {name},

{sentence}.

{address}{link}
"""
_TEXT = "{sentence}. {address}{link}"


def send(work: Work, *, person: Any, notice: Notice) -> None:
    """Write to somebody (a row with id, name, email, phone, locale) what they are told, as they are reached."""
    channel, recipient = (Channel.EMAIL, person.email) if person.email else (Channel.SMS, person.phone)
    if not recipient or (channel is Channel.EMAIL and notice.kind in HAVE_AN_EMAIL_OF_THEIR_OWN):
        return
    words = sentence(notice.kind, notice.facts, writer_for(formats.known_locale(person.locale)))
    body = (_MAIL if channel is Channel.EMAIL else _TEXT).format(
        name=person.name,
        sentence=words,
        address=work.runtime.settings.address,
        link=link(notice.kind, notice.facts, user_id=str(person.id), center_id=str(notice.center_id)),
    )
    queue_message(
        work,
        channel=channel,
        recipient=recipient,
        subject=words if channel is Channel.EMAIL else "",
        body=body,
        user_id=str(person.id),
        center_id=str(notice.center_id),
    )


def writer_for(locale: str) -> Writer:
    """How days and counts are written in a locale."""
    return Writer(partial(formats.day, locale=locale), partial(formats.number, locale=locale))
