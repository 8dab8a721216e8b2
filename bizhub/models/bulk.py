"""Changes of many levels at once, and what becomes of each of their pairs."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Text
from sqlmodel import Field, SQLModel

from bizhub.models.columns import id_column, moment, optional_moment, reference


class BulkRun(SQLModel, table=True):
    """A change of many levels: previewed, then run part by part; `people`, `ad_accounts`, `pairs` are counts."""

    __tablename__ = "bulk_run"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("ix_bulk_run_maker", "center_id", "user_id", "created_at"),
        Index("ix_bulk_run_state", "state"),
    )

    id: int = id_column()
    center_id: int = reference("center.id")
    user_id: int = reference("app_user.id")
    kind: str = Field(max_length=10)
    state: str = Field(max_length=12)
    level: str = Field(default="", max_length=20)
    valid_until: datetime | None = optional_moment()
    only_raise: bool = False
    reason: str = Field(default="", max_length=300)
    undo_of: int | None = reference("bulk_run.id", nullable=True)
    people: int
    ad_accounts: int
    pairs: int
    error: str = Field(default="", sa_type=Text)
    created_at: datetime = moment()
    started_at: datetime | None = optional_moment()
    finished_at: datetime | None = optional_moment()


class BulkRow(SQLModel, table=True):
    """One person and one ad account of a bulk change; `place` counts from 0, an empty level is none.

    Ends are microseconds since 1970 UTC: rows are written by the thousand, past the types of SQLAlchemy.
    """

    __tablename__ = "bulk_row"  # pyright: ignore[reportAssignmentType]

    run_id: int = Field(
        sa_column=Column(BigInteger, ForeignKey("bulk_run.id"), primary_key=True, autoincrement=False, nullable=False)
    )
    place: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False, nullable=False))
    ad_account_id: int = reference("ad_account.id")
    user_id: int = reference("app_user.id")
    state: str = Field(max_length=10)
    why: str = Field(default="", max_length=20)
    detail: str = Field(default="", sa_type=Text)
    seen_level: str = Field(default="", max_length=20)
    seen_until: int | None = Field(default=None, sa_type=BigInteger)
    wanted_level: str = Field(default="", max_length=20)
    wanted_until: int | None = Field(default=None, sa_type=BigInteger)
