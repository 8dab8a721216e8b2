"""Ad accounts, the grants on them, labels, pins and recents."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bizhub.domain.folding import fold
from bizhub.domain.policy import AdAccountLevel
from bizhub.models.columns import id_column, moment, optional_moment, reference


def _folded_name(context: Any) -> str:
    return fold(context.get_current_parameters()["name"])


class AdAccount(SQLModel, table=True):
    """An ad account, owned by exactly one center or by one user."""

    __tablename__ = "ad_account"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("(center_id IS NULL) <> (owner_user_id IS NULL)", name="one_owner"),
        UniqueConstraint("center_id", "external_id"),
        Index("ix_ad_account_center_name", "center_id", "name_key", "id"),
        Index("ix_ad_account_center_status", "center_id", "status", "name_key", "id"),
    )

    id: int = id_column()
    center_id: int | None = reference("center.id", nullable=True)
    owner_user_id: int | None = reference("app_user.id", nullable=True, index=True)
    external_id: str = Field(max_length=64)
    name: str = Field(max_length=100)
    # For sorting and searching alike on every database; filled from the name of a new row.
    name_key: str | None = Field(default=None, sa_column=Column(Text, nullable=False, default=_folded_name))
    currency: str = Field(max_length=3)
    time_zone: str = Field(max_length=64)
    industry: str = Field(default="", max_length=60)
    status: str = Field(max_length=40)
    imported: bool = False
    note: str = Field(default="", sa_type=Text)
    created_at: datetime = moment()
    created_by: int | None = reference("app_user.id", nullable=True)
    version: int = 1


class AdAccountApplication(SQLModel, table=True):
    """What is known of an ad account besides its figures, for its review; imported ones may have none.

    `problems` says why the desk refused it, JSON `[{"field", "code", "note"}]`; `limit_reason` why it is suspended.
    """

    __tablename__ = "ad_account_application"  # pyright: ignore[reportAssignmentType]

    ad_account_id: int = Field(
        sa_column=Column(BigInteger, ForeignKey("ad_account.id"), primary_key=True, autoincrement=False)
    )
    company: str = Field(default="", max_length=255)
    promotion_link: str = Field(default="", max_length=255)
    region: str = Field(default="", max_length=2)
    contact_name: str = Field(default="", max_length=100)
    contact_email: str = Field(default="", max_length=320)
    billing_address: str = Field(default="", max_length=512)
    problems: str = Field(default="[]", sa_type=Text)
    limit_reason: str = Field(default="", sa_type=Text)


class Grant(SQLModel, table=True):
    """One member's level on one ad account; rows end, they are never overwritten.

    An asset group gives its members one row for each of its ad accounts, so that access is read in one place.
    """

    __tablename__ = "access_grant"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("ix_access_grant_user", "user_id", "center_id", "ad_account_id"),
        Index("ix_access_grant_account", "ad_account_id", "user_id"),
        Index("ix_access_grant_asset_group", "asset_group_id"),
        Index(
            "ix_access_grant_ends",
            "center_id",
            "valid_until",
            sqlite_where=text("valid_until IS NOT NULL AND asset_group_id IS NULL"),
            postgresql_where=text("valid_until IS NOT NULL AND asset_group_id IS NULL"),
        ),
    )

    id: int = id_column()
    center_id: int = reference("center.id")
    ad_account_id: int = reference("ad_account.id")
    user_id: int = reference("app_user.id")
    level: AdAccountLevel = Field(max_length=20, sa_type=String)
    valid_from: datetime = moment()
    valid_until: datetime | None = optional_moment()
    revoked_at: datetime | None = optional_moment()
    granted_by: int | None = reference("app_user.id", nullable=True)
    via: str = Field(default="direct", max_length=20)
    reason: str = Field(default="", max_length=300)
    asset_group_id: int | None = reference("asset_group.id", nullable=True)


class Label(SQLModel, table=True):
    """A word that a center puts on its ad accounts."""

    __tablename__ = "label"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("center_id", "name"),)

    id: int = id_column()
    center_id: int = reference("center.id")
    name: str = Field(max_length=40)
    color: str = Field(default="gray", max_length=12)


class AdAccountLabel(SQLModel, table=True):
    """A label on an ad account."""

    __tablename__ = "ad_account_label"  # pyright: ignore[reportAssignmentType]

    ad_account_id: int = Field(
        sa_column=Column(BigInteger, ForeignKey("ad_account.id"), primary_key=True, autoincrement=False)
    )
    label_id: int = Field(
        sa_column=Column(BigInteger, ForeignKey("label.id"), primary_key=True, autoincrement=False, index=True)
    )


class Pin(SQLModel, table=True):
    """An ad account that a person pinned, at a position from 1 on."""

    __tablename__ = "pin"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("user_id", "center_id", "ad_account_id"),)

    id: int = id_column()
    user_id: int = reference("app_user.id")
    center_id: int = reference("center.id")
    ad_account_id: int = reference("ad_account.id")
    position: int


class RecentAdAccount(SQLModel, table=True):
    """When a person last switched to an ad account."""

    __tablename__ = "recent_ad_account"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("user_id", "ad_account_id"),
        Index("ix_recent_ad_account_used", "user_id", "center_id", "used_at"),
    )

    id: int = id_column()
    user_id: int = reference("app_user.id")
    center_id: int = reference("center.id")
    ad_account_id: int = reference("ad_account.id")
    used_at: datetime = moment()
