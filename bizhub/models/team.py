"""How people come to a center and to access: invitations, asset groups, requests, approvals."""

from datetime import datetime

from sqlalchemy import Index, String, Text, text
from sqlmodel import Field, SQLModel

from bizhub.domain.access_requests import RequestState
from bizhub.domain.approvals import ApprovalState
from bizhub.domain.policy import AdAccountLevel, CenterRole, FinanceRole
from bizhub.domain.team import InvitationState
from bizhub.models.columns import id_column, moment, optional_moment, reference


class Invitation(SQLModel, table=True):
    """An address that was asked to join a center; of its link only the hash is stored.

    A pending one that has expired is still PENDING here: expired means expired at that second.
    """

    __tablename__ = "invitation"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index(
            "ux_invitation_pending",
            "center_id",
            "email",
            unique=True,
            sqlite_where=text("state = 'PENDING'"),
            postgresql_where=text("state = 'PENDING'"),
        ),
        Index("ix_invitation_email", "email", "state"),
    )

    id: int = id_column()
    center_id: int = reference("center.id")
    email: str = Field(max_length=320)
    role: CenterRole = Field(max_length=20, sa_type=String)
    finance_role: FinanceRole | None = Field(default=None, max_length=20, sa_type=String)
    member_until: datetime | None = optional_moment()
    message: str = Field(default="", sa_type=Text)
    link_hash: str = Field(max_length=64, unique=True)
    state: InvitationState = Field(default=InvitationState.PENDING, max_length=20, sa_type=String)
    invited_by: int = reference("app_user.id")
    created_at: datetime = moment()
    sent_at: datetime = moment()
    expires_at: datetime = moment()
    answered_at: datetime | None = optional_moment()
    answered_by: int | None = reference("app_user.id", nullable=True)


class InvitationGrant(SQLModel, table=True):
    """A level that takes effect when an invitation is accepted."""

    __tablename__ = "invitation_grant"  # pyright: ignore[reportAssignmentType]

    id: int = id_column()
    invitation_id: int = reference("invitation.id", index=True)
    ad_account_id: int = reference("ad_account.id")
    level: AdAccountLevel = Field(max_length=20, sa_type=String)
    valid_until: datetime | None = optional_moment()


class AccessRequest(SQLModel, table=True):
    """A level on an ad account that a member asks for; a pending one that has lapsed is still PENDING here."""

    __tablename__ = "access_request"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index(
            "ux_access_request_pending",
            "ad_account_id",
            "user_id",
            unique=True,
            sqlite_where=text("state = 'PENDING'"),
            postgresql_where=text("state = 'PENDING'"),
        ),
        Index("ix_access_request_center", "center_id", "state"),
        Index("ix_access_request_user", "user_id", "center_id"),
    )

    id: int = id_column()
    center_id: int = reference("center.id")
    ad_account_id: int = reference("ad_account.id")
    user_id: int = reference("app_user.id")
    level: AdAccountLevel = Field(max_length=20, sa_type=String)
    valid_until: datetime | None = optional_moment()
    reason: str = Field(default="", max_length=300)
    state: RequestState = Field(default=RequestState.PENDING, max_length=20, sa_type=String)
    created_at: datetime = moment()
    answered_at: datetime | None = optional_moment()
    answered_by: int | None = reference("app_user.id", nullable=True)
    answer: str = Field(default="", max_length=300)


class Approval(SQLModel, table=True):
    """A change that waits for another admin, or did; one that is OPEN and has lapsed may still be OPEN here.

    `arguments` is JSON, of the dataclass that `kind` names. `until` is when an open one lapses or what notice was given
    of is carried out. `subject` is what it is about, and `words` say it.
    """

    __tablename__ = "approval"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index(
            "ux_approval_waiting",
            "center_id",
            "subject",
            unique=True,
            sqlite_where=text("state IN ('OPEN', 'NOTICE')"),
            postgresql_where=text("state IN ('OPEN', 'NOTICE')"),
        ),
        Index("ix_approval_center", "center_id", "state"),
        Index("ix_approval_due", "state", "until"),
    )

    id: int = id_column()
    center_id: int = reference("center.id")
    kind: str = Field(max_length=40)
    arguments: str = Field(sa_type=Text)
    subject: str = Field(max_length=340)
    words: str = Field(sa_type=Text)
    concerned_id: int | None = reference("app_user.id", nullable=True)
    asked_by: int = reference("app_user.id")
    asked_at: datetime = moment()
    until: datetime = moment()
    state: ApprovalState = Field(max_length=20, sa_type=String)
    decided_by: int | None = reference("app_user.id", nullable=True)
    decided_at: datetime | None = optional_moment()
    reason: str = Field(default="", sa_type=Text)


class AssetGroup(SQLModel, table=True):
    """A named set of ad accounts and members with one level; what it gives are rows of access_grant that name it."""

    __tablename__ = "asset_group"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index(
            "ux_asset_group_name",
            "center_id",
            "name_key",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: int = id_column()
    center_id: int = reference("center.id")
    name: str = Field(max_length=100)
    name_key: str = Field(sa_type=Text)
    level: AdAccountLevel = Field(max_length=20, sa_type=String)
    created_at: datetime = moment()
    created_by: int = reference("app_user.id")
    ended_at: datetime | None = optional_moment()


class AssetGroupMember(SQLModel, table=True):
    """Somebody in an asset group, optionally until a moment."""

    __tablename__ = "asset_group_member"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index(
            "ux_asset_group_member",
            "asset_group_id",
            "user_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_asset_group_member_user", "user_id"),
    )

    id: int = id_column()
    asset_group_id: int = reference("asset_group.id")
    user_id: int = reference("app_user.id")
    valid_from: datetime = moment()
    valid_until: datetime | None = optional_moment()
    ended_at: datetime | None = optional_moment()
    added_by: int = reference("app_user.id")


class AssetGroupAdAccount(SQLModel, table=True):
    """An ad account in an asset group."""

    __tablename__ = "asset_group_ad_account"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index(
            "ux_asset_group_ad_account",
            "asset_group_id",
            "ad_account_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: int = id_column()
    asset_group_id: int = reference("asset_group.id")
    ad_account_id: int = reference("ad_account.id")
    valid_from: datetime = moment()
    ended_at: datetime | None = optional_moment()
    added_by: int = reference("app_user.id")
