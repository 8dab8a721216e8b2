"""The desk: who works there, the cases that wait for them, and centers that are being recovered."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String, Text, text
from sqlmodel import Field, SQLModel

from bizhub.domain.desk import CaseKind, RecoveryState
from bizhub.models.columns import id_column, moment, optional_moment, reference


class DeskPerson(SQLModel, table=True):
    """A user who works at the desk, from a moment on until another one."""

    __tablename__ = "desk_person"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index(
            "ux_desk_person_current",
            "user_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: int = id_column()
    user_id: int = reference("app_user.id")
    added_at: datetime = moment()
    ended_at: datetime | None = optional_moment()


class ReviewCase(SQLModel, table=True):
    """Something that waits for a decision of the desk; one open case for each thing.

    `subject_id` is the verification, ad account or ticket. `for_user_id` is the account manager whom it reaches.
    `claimed_by` has it until `touched_at` is long ago. Where two reviewers are asked for, `first_by` has decided, as
    the JSON `first_decision`, and somebody else decides as well.
    """

    __tablename__ = "review_case"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index(
            "ux_review_case_open",
            "kind",
            "subject_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_review_case_queue",
            "kind",
            "opened_at",
            "id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_review_case_closed", "closed_at", "id"),
        Index("ix_review_case_center", "center_id", "opened_at"),
    )

    id: int = id_column()
    center_id: int = reference("center.id")
    kind: CaseKind = Field(max_length=20, sa_type=String)
    subject_id: int = Field(sa_type=BigInteger)
    title: str = Field(max_length=100)
    opened_at: datetime = moment()
    opened_by: int = reference("app_user.id")
    for_user_id: int | None = reference("app_user.id", nullable=True)
    claimed_by: int | None = reference("app_user.id", nullable=True)
    claimed_at: datetime | None = optional_moment()
    touched_at: datetime | None = optional_moment()
    first_by: int | None = reference("app_user.id", nullable=True)
    first_at: datetime | None = optional_moment()
    first_decision: str = Field(default="", sa_type=Text)
    closed_at: datetime | None = optional_moment()
    closed_by: int | None = reference("app_user.id", nullable=True)
    outcome: str = Field(default="", max_length=20)


class Recovery(SQLModel, table=True):
    """An admin whom the desk will appoint for a center that has lost its own, unless a member objects before."""

    __tablename__ = "recovery"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index(
            "ux_recovery_waiting",
            "center_id",
            unique=True,
            sqlite_where=text("state = 'WAITING'"),
            postgresql_where=text("state = 'WAITING'"),
        ),
    )

    id: int = id_column()
    center_id: int = reference("center.id")
    user_id: int = reference("app_user.id")
    state: RecoveryState = Field(default=RecoveryState.WAITING, max_length=20, sa_type=String)
    reason: str = Field(sa_type=Text)
    asked_by: int = reference("app_user.id")
    asked_at: datetime = moment()
    due_at: datetime = moment(index=True)
    objected_by: int | None = reference("app_user.id", nullable=True)
    # Why a member objected, or why it could not be carried out.
    answer: str = Field(default="", sa_type=Text)
    ended_at: datetime | None = optional_moment()
