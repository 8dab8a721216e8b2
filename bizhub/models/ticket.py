"""Requests to the desk to change what a center cannot change itself."""

from datetime import datetime

from sqlalchemy import Index, String, Text, text
from sqlmodel import Field, SQLModel

from bizhub.domain.tickets import TicketState
from bizhub.models.columns import id_column, moment, optional_moment, reference


class Ticket(SQLModel, table=True):
    """A change of the company data that is asked for; `changes` is JSON, `{field: {"before", "after"}}`."""

    __tablename__ = "ticket"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index(
            "ux_ticket_open",
            "center_id",
            unique=True,
            sqlite_where=text("state = 'SUBMITTED'"),
            postgresql_where=text("state = 'SUBMITTED'"),
        ),
        Index("ix_ticket_center", "center_id", "asked_at"),
    )

    id: int = id_column()
    center_id: int = reference("center.id")
    state: TicketState = Field(default=TicketState.SUBMITTED, max_length=20, sa_type=String)
    changes: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    asked_by: int = reference("app_user.id")
    asked_at: datetime = moment()
    answered_by: int | None = reference("app_user.id", nullable=True)
    answered_at: datetime | None = optional_moment()
    answer: str = Field(default="", sa_type=Text)


class TicketMessage(SQLModel, table=True):
    """What somebody wrote on a ticket, for the center or at the desk."""

    __tablename__ = "ticket_message"  # pyright: ignore[reportAssignmentType]

    id: int = id_column()
    ticket_id: int = reference("ticket.id", index=True)
    user_id: int = reference("app_user.id")
    from_desk: bool
    text: str = Field(sa_type=Text)
    at: datetime = moment()
