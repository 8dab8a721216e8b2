"""Messages to people: what one carries, and when delivery is tried again."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bizhub.domain.errors import InvalidInput

LONGEST_SUBJECT = 200

_RETRY_AFTER_S = (15, 60, 300, 900, 1800, 3600, 7200, 14400, 28800, 28800)  # a day in all
_EMAIL = re.compile(r"[^\s@,;:<>()\[\]\\\"]+@[^\s@,;:<>()\[\]\\\"]+")
_PHONE = re.compile(r"\+[1-9][0-9]{5,14}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Channel(StrEnum):
    """How a message travels."""

    EMAIL = "email"
    SMS = "sms"


class MessageState(StrEnum):
    """Where a message stands."""

    QUEUED = "QUEUED"
    SENT = "SENT"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class Message:
    """A message on its way; its body may carry a code, so it is never printed."""

    id: str
    channel: Channel
    recipient: str
    subject: str
    body: str
    created_at: datetime

    def __repr__(self) -> str:
        """The message without what it says and to whom."""
        return f"Message({self.id}, {self.channel.value})"


def checked_recipient(channel: Channel, recipient: str) -> str:
    """One address of that kind, or InvalidInput: never two, never a header of its own."""
    if channel is Channel.SMS:
        if not _PHONE.fullmatch(recipient):
            raise InvalidInput("A text message needs a phone number like +491701234567.", field="recipient")
        return recipient
    if _CONTROL.search(recipient) or not _EMAIL.fullmatch(recipient):
        raise InvalidInput("An e-mail needs one e-mail address.", field="recipient")
    return recipient


def checked_subject(subject: str) -> str:
    """A subject of one line, or InvalidInput."""
    if _CONTROL.search(subject):
        raise InvalidInput("A subject is one line.", field="subject")
    if len(subject) > LONGEST_SUBJECT:
        raise InvalidInput(f"A subject has at most {LONGEST_SUBJECT} characters.", field="subject")
    return subject


def next_try_at(tries: int, now: datetime) -> datetime | None:
    """When delivery is tried again after so many tries failed, or None: it has failed for good."""
    if tries > len(_RETRY_AFTER_S):
        return None
    return now + timedelta(seconds=_RETRY_AFTER_S[tries - 1])
