"""What people were told in BizHub itself."""

from datetime import datetime

from sqlalchemy import Index, Text
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
