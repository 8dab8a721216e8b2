"""Proof of who is behind a center, and the documents that people send."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String, Text, text
from sqlmodel import Field, SQLModel

from bizhub.domain.documents import DocumentState, Holder
from bizhub.domain.verification import EntityKind, SubmissionState
from bizhub.models.columns import id_column, moment, optional_moment, reference


class Verification(SQLModel, table=True):
    """One submission of a center, from its draft to its decision; every one is kept.

    `document_number` is sealed with a key outside the database. `problems` is JSON, `[{"field", "code", "note"}]`.
    A verified one whose `expires_at` has passed has expired at that second.
    """

    __tablename__ = "verification"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index(
            "ux_verification_open",
            "center_id",
            "state",
            unique=True,
            sqlite_where=text("state IN ('DRAFT', 'REVIEWING')"),
            postgresql_where=text("state IN ('DRAFT', 'REVIEWING')"),
        ),
        Index("ix_verification_center", "center_id", "created_at"),
        Index("ix_verification_expires", "expires_at"),
    )

    id: int = id_column()
    center_id: int = reference("center.id")
    state: SubmissionState = Field(default=SubmissionState.DRAFT, max_length=20, sa_type=String)
    kind: EntityKind | None = Field(default=None, max_length=20, sa_type=String)
    region: str = Field(default="", max_length=2)
    document_type: str = Field(default="", max_length=40)
    document_number: str = Field(default="", sa_type=Text)
    name: str = Field(default="", max_length=100)
    website: str = Field(default="", max_length=255)
    step: int = 1
    problems: str = Field(default="[]", sa_type=Text)
    appeal: str = Field(default="", sa_type=Text)
    previous_id: int | None = reference("verification.id", nullable=True)
    created_at: datetime = moment()
    created_by: int = reference("app_user.id")
    edited_by: int | None = reference("app_user.id", nullable=True)
    submitted_at: datetime | None = optional_moment()
    submitted_by: int | None = reference("app_user.id", nullable=True)
    decided_at: datetime | None = optional_moment()
    decided_by: int | None = reference("app_user.id", nullable=True)
    expires_at: datetime | None = optional_moment()
    reminded_at: datetime | None = optional_moment()
    version: int = 1


class Document(SQLModel, table=True):
    """A file that somebody sent, cleaned and stored encrypted under a random name.

    `holder_id` is the verification or ticket that it belongs to. `size` is that of the cleaned file in bytes, `sha256`
    that of what was sent. When it has been deleted the row stays, without the `file`.
    """

    __tablename__ = "document"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("ix_document_holder", "holder", "holder_id"),
        Index("ix_document_center", "center_id"),
    )

    id: int = id_column()
    center_id: int = reference("center.id")
    holder: Holder = Field(max_length=20, sa_type=String)
    holder_id: int = Field(sa_type=BigInteger)
    state: DocumentState = Field(max_length=20, sa_type=String)
    file: str | None = Field(default=None, max_length=32, unique=True)
    name: str = Field(max_length=100)
    media_type: str = Field(max_length=40)
    size: int = Field(sa_type=BigInteger)
    pages: int = 1
    sha256: str = Field(max_length=64)
    uploaded_by: int = reference("app_user.id")
    uploaded_at: datetime = moment()
    cleaned_at: datetime | None = optional_moment()
    deleted_at: datetime | None = optional_moment()
