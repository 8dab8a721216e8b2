"""Messages that wait to be delivered, were delivered, or could not be."""

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from bizhub.models.columns import id_column, moment, optional_moment, reference


class OutboxMessage(SQLModel, table=True):
    """A message, written in the transaction of the change it tells of; sent or failed, its body is blanked."""

    __tablename__ = "outbox_message"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_outbox_message_state", "state", "next_try_at"),)

    id: int = id_column()
    center_id: int | None = reference("center.id", nullable=True)
    user_id: int | None = reference("app_user.id", nullable=True)
    channel: str = Field(max_length=10)
    recipient: str = Field(max_length=320)
    subject: str = Field(max_length=200)
    body_text: str = Field(sa_type=Text)
    state: str = Field(max_length=10)
    tries: int = 0
    next_try_at: datetime = moment()
    created_at: datetime = moment()
    expires_at: datetime | None = optional_moment()
    sent_at: datetime | None = optional_moment()
    last_error: str = Field(default="", sa_type=Text)
