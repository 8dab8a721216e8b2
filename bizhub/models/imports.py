"""Batches of imported figures."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from bizhub.models.columns import id_column, moment, optional_moment, reference


class ImportFile(SQLModel, table=True):
    """A report file that somebody uploaded or named, and what was read from it.

    `seen_at` is when the preview was made that the person has decided on; until then, when the file came.
    """

    __tablename__ = "import_file"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_import_file_center", "center_id", "created_at"),)

    id: int = id_column()
    center_id: int = reference("center.id")
    user_id: int | None = reference("app_user.id", nullable=True)
    file_name: str = Field(max_length=255)
    sha256: str = Field(max_length=64)
    size: int = Field(sa_type=BigInteger)
    state: str = Field(max_length=20)
    plan: str = Field(default="{}", sa_type=Text)
    error: str = Field(default="", sa_type=Text)
    created_at: datetime = moment()
    seen_at: datetime = moment()
    finished_at: datetime | None = optional_moment()
    cleared_at: datetime | None = optional_moment()


class ImportAccount(SQLModel, table=True):
    """One ad account that a file names, and what a person chose for it; `place` counts from 0."""

    __tablename__ = "import_account"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("file_id", "source"),)

    file_id: int = Field(
        primary_key=True, foreign_key="import_file.id", sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    place: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    source: str = Field(max_length=255)
    external_id: str = Field(max_length=255)
    name: str = Field(max_length=255)
    currency: str = Field(max_length=3)
    first_day: date
    last_day: date
    rows: int = Field(sa_type=BigInteger)
    sums: str = Field(sa_type=Text)
    chosen_external_id: str = Field(default="", sa_type=Text)
    chosen_name: str = Field(default="", sa_type=Text)
    chosen_time_zone: str = Field(default="", sa_type=Text)
    chosen_currency: str = Field(default="", sa_type=Text)


class ImportBatch(SQLModel, table=True):
    """The figures of one ad account in one file: committed before the swap, marked done after it."""

    __tablename__ = "import_batch"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_import_batch_account", "ad_account_id", "created_at"),)

    id: int = id_column()
    file_id: int = reference("import_file.id", index=True)
    center_id: int = reference("center.id")
    ad_account_id: int = reference("ad_account.id")
    user_id: int | None = reference("app_user.id", nullable=True)
    source: str = Field(default="", max_length=255)
    state: str = Field(max_length=20, index=True)
    first_day: date
    last_day: date
    grain: str = Field(max_length=20)
    rows: int = Field(sa_type=BigInteger)
    sums: str = Field(default="{}", sa_type=Text)
    created_at: datetime = moment()
    done_at: datetime | None = optional_moment()
