"""What people were told in BizHub itself, and of which ends they were reminded."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from bizhub.models.columns import id_column, moment, optional_moment, reference


class Notification(SQLModel, table=True):
    """One thing that somebody was told; `facts` is JSON: names, numbers and IDs as they were then."""

    __tablename__ = "notification"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_notification_user", "user_id", "created_at"),)

    id: int = id_column()
    user_id: int = reference("app_user.id")
    center_id: int = reference("center.id")
    kind: str = Field(max_length=30)
    facts: str = Field(sa_type=Text)
    created_at: datetime = moment()
    read_at: datetime | None = optional_moment()


class EndReminder(SQLModel, table=True):
    """That people were reminded of an end, once however often the row that ends is replaced; until it has come.

    `kind` is one of domain/ends_soon.Ending, `object_id` the ad account or asset group, 0 for a membership.
    """

    __tablename__ = "end_reminder"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("center_id", "kind", "user_id", "object_id", "ends_at"),)

    id: int = id_column()
    center_id: int = reference("center.id")
    kind: str = Field(max_length=20)
    user_id: int = reference("app_user.id")
    object_id: int = Field(sa_type=BigInteger)
    ends_at: datetime = moment()
    told_at: datetime = moment()
