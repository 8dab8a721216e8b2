"""Tickets written for the reader: lines of the list, what is asked for, the conversation."""

from dataclasses import dataclass
from datetime import datetime

from bizhub.domain.tickets import TicketDetails, TicketRow
from bizhub.services import formats
from bizhub.state.reader import Reader


@dataclass
class TicketLine:
    """One ticket in the list."""

    id: str
    about: str
    state: str
    asked: str
    answered: str


@dataclass
class ChangeLine:
    """One field that is asked to change; `overtaken_by` is what somebody else has made of it since."""

    label: str
    before: str
    after: str
    overtaken_by: str


@dataclass
class MessageLine:
    """What somebody wrote; `side` says for whom."""

    id: str
    who: str
    side: str
    from_desk: bool
    text: str
    at: str
    utc: str


@dataclass
class TicketCard:
    """A ticket as its page shows it; `waits` says where it stands in the queue or whom it reaches."""

    id: str
    state: str
    about: str
    changes: list[ChangeLine]
    reason: str
    asked: str
    waits: str
    answered: str
    answer: str
    messages: list[MessageLine]


def ticket_line(row: TicketRow, reader: Reader) -> TicketLine:
    """A ticket in the list."""
    answered = f"{row.answered_by}, {_moment(row.answered_at, reader)}" if row.answered_at else ""
    asked = f"{row.asked_by}, {_moment(row.asked_at, reader)}"
    return TicketLine(row.id, ", ".join(row.labels), row.state.value, asked, answered)


def ticket_card(ticket: TicketDetails, reader: Reader) -> TicketCard:
    """A ticket on its page, or at the desk."""
    return TicketCard(
        id=ticket.id,
        state=ticket.state.value,
        about=", ".join(change.label for change in ticket.changes),
        changes=[
            ChangeLine(change.label, change.before, change.after, change.overtaken_by) for change in ticket.changes
        ],
        reason=ticket.reason,
        asked=f"{ticket.asked_by}, {_moment(ticket.asked_at, reader)}",
        waits=_waits(ticket, reader),
        answered=f"{ticket.answered_by}, {_moment(ticket.answered_at, reader)}" if ticket.answered_at else "",
        answer=ticket.answer,
        messages=[
            MessageLine(
                message.id,
                message.who,
                "the desk" if message.from_desk else "the center",
                message.from_desk,
                message.text,
                _moment(message.at, reader),
                message.at.isoformat(),
            )
            for message in ticket.messages
        ],
    )


def _waits(ticket: TicketDetails, reader: Reader) -> str:
    if ticket.reaches:
        return f"It reaches {ticket.reaches}, who looks after this center."
    return f"Its place in the queue is {formats.number(ticket.place, reader.locale)}." if ticket.place else ""


def _moment(at: datetime, reader: Reader) -> str:
    return formats.moment(at, reader.time_zone, reader.locale)
