"""The append-only record; triggers of the migration refuse UPDATE and DELETE."""

from sqlalchemy import BigInteger, Column, Index, Text
from sqlmodel import Field, SQLModel

from bizhub.models.columns import id_column


class Activity(SQLModel, table=True):
    """One entry: who, when, from where, what, before, after; `center_id` 0 is the system.

    `at` is microseconds since 1970 UTC and `before`/`after` are JSON texts, so that what is hashed is what is stored.
    """

    __tablename__ = "activity"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("ux_activity_center_sequence", "center_id", "sequence", unique=True),
        Index("ix_activity_center_at", "center_id", "at"),
        Index("ix_activity_center_user", "center_id", "user_id", "sequence"),
        Index("ix_activity_object", "center_id", "object_type", "object_id", "sequence"),
    )

    id: int = id_column()
    center_id: int = Field(sa_type=BigInteger)
    sequence: int = Field(sa_type=BigInteger)
    at: int = Field(sa_type=BigInteger)
    user_id: int | None = Field(default=None, sa_type=BigInteger)
    user_name: str = Field(default="", sa_type=Text)
    through: str = Field(max_length=12)
    address: str = Field(default="", sa_type=Text)
    event: str = Field(max_length=60)
    object_type: str = Field(max_length=30)
    object_id: str = Field(max_length=64)
    object_name: str = Field(default="", sa_type=Text)
    before: str = Field(default="", sa_type=Text)
    after: str = Field(default="", sa_type=Text)
    approval: str = Field(default="", sa_type=Text)
    hash: str = Field(max_length=64)


class ActivityHead(SQLModel, table=True):
    """The last entry of each chain."""

    __tablename__ = "activity_head"  # pyright: ignore[reportAssignmentType]

    center_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    sequence: int = Field(sa_type=BigInteger)
    hash: str = Field(max_length=64)
