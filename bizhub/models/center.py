"""Centers, the versions of their company data, and their members."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Text, false, text
from sqlmodel import Field, SQLModel

from bizhub.domain.policy import CenterRole, FinanceRole
from bizhub.models.columns import id_column, moment, optional_moment, reference


class Center(SQLModel, table=True):
    """An organisation's business center."""

    __tablename__ = "center"  # pyright: ignore[reportAssignmentType]

    id: int = id_column()
    name: str = Field(max_length=100)
    company_name: str = Field(max_length=100)
    region: str = Field(max_length=2)
    currency: str = Field(max_length=3)
    time_zone: str = Field(max_length=64)
    industry: str = Field(default="", max_length=60)
    website: str = Field(default="", max_length=255)
    contact_name: str = Field(default="", max_length=100)
    contact_email: str = Field(default="", max_length=320)
    contact_phone: str = Field(default="", max_length=20)
    created_at: datetime = moment()
    created_by: int = reference("app_user.id")
    # The name of its picture's file in the folder `pictures`.
    picture: str | None = Field(default=None, max_length=32)
    # When it is gone for everybody, once an admin has deleted it; until then any admin can keep it.
    ends_at: datetime | None = optional_moment()
    # When its admins were reminded of that, and when its figures and files were removed.
    reminded_at: datetime | None = optional_moment()
    cleared_at: datetime | None = optional_moment()
    # The space of one person's own ad accounts: nobody else is ever a member, and it has no company.
    is_personal: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    # Whom of the desk its tickets reach.
    account_manager_id: int | None = Field(default=None, sa_type=BigInteger)


class CenterRules(SQLModel, table=True):
    """The rules that a center has set; without a row it has none."""

    __tablename__ = "center_rules"  # pyright: ignore[reportAssignmentType]

    center_id: int = Field(sa_column=Column(BigInteger, ForeignKey("center.id"), primary_key=True, autoincrement=False))
    # E-mail domains, separated by commas.
    domains: str = Field(default="", sa_type=Text)
    allowlist_for: str = Field(default="", max_length=10)
    two_admin_approval: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    # Of whom 2-step verification is asked, the days they were given, and the moment from which nothing opens without.
    two_step_for: str = Field(default="", max_length=10)
    two_step_days: int = 14
    two_step_from: datetime | None = optional_moment()
    # Hours after which a session opens this center no more; 0 for as long as it lasts.
    session_hours: int = 0


class CenterVersion(SQLModel, table=True):
    """The company data of a center as they stood from a moment on; every version is kept."""

    __tablename__ = "center_version"  # pyright: ignore[reportAssignmentType]

    id: int = id_column()
    center_id: int = reference("center.id", index=True)
    company_name: str = Field(max_length=100)
    region: str = Field(max_length=2)
    currency: str = Field(max_length=3)
    time_zone: str = Field(max_length=64)
    website: str = Field(default="", max_length=255)
    valid_from: datetime = moment()
    changed_by: int = reference("app_user.id")
    # The ticket that asked for it.
    ticket_id: int | None = Field(default=None, sa_type=BigInteger)


class Membership(SQLModel, table=True):
    """A user in a center; a role that changes ends this row and begins another."""

    __tablename__ = "membership"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index(
            "ux_membership_current",
            "center_id",
            "user_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_membership_user", "user_id", "ended_at"),
        Index(
            "ux_membership_owner",
            "user_id",
            unique=True,
            sqlite_where=text("role = 'OWNER' AND ended_at IS NULL"),
            postgresql_where=text("role = 'OWNER' AND ended_at IS NULL"),
        ),
    )

    id: int = id_column()
    center_id: int = reference("center.id")
    user_id: int = reference("app_user.id")
    role: CenterRole = Field(max_length=20, sa_type=String)
    finance_role: FinanceRole | None = Field(default=None, max_length=20, sa_type=String)
    valid_from: datetime = moment()
    valid_until: datetime | None = optional_moment()
    ended_at: datetime | None = optional_moment()
    added_by: int = reference("app_user.id")
    # When they joined, where another row of theirs came directly before this one.
    joined_at: datetime | None = optional_moment()
