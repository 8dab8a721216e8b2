"""The second step of signing in: the sealed secret, recovery codes, sign-ins that wait for it, and vouching."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Text
from sqlmodel import Field, SQLModel

from bizhub.models.columns import id_column, moment, optional_moment, reference


class TwoStep(SQLModel, table=True):
    """2-step verification of a person; without `confirmed_at` they are turning it on.

    `secret` is sealed with a key that is kept outside the database. `last_step` is the last 30-second step whose code
    was taken.
    """

    __tablename__ = "two_step"  # pyright: ignore[reportAssignmentType]

    user_id: int = Field(sa_column=Column(BigInteger, ForeignKey("app_user.id"), primary_key=True, autoincrement=False))
    secret: str = Field(sa_type=Text)
    last_step: int = Field(default=0, sa_type=BigInteger)
    begun_at: datetime = moment()
    confirmed_at: datetime | None = optional_moment()


class RecoveryCode(SQLModel, table=True):
    """A code that stands in for the device once; only its keyed hash is stored."""

    __tablename__ = "recovery_code"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ux_recovery_code", "user_id", "code_hash", unique=True),)

    id: int = id_column()
    user_id: int = reference("app_user.id")
    code_hash: str = Field(max_length=64)
    used_at: datetime | None = optional_moment()


class SecondStep(SQLModel, table=True):
    """A sign-in whose password was right and that waits for the second step, in one browser."""

    __tablename__ = "second_step"  # pyright: ignore[reportAssignmentType]

    id: int = id_column()
    user_id: int = reference("app_user.id", index=True)
    request_hash: str = Field(max_length=64, unique=True)
    created_at: datetime = moment()
    expires_at: datetime = moment(index=True)
    used_at: datetime | None = optional_moment()


class LostDevice(SQLModel, table=True):
    """An admin vouched that somebody has lost their device; of the link that was sent only the hash is stored."""

    __tablename__ = "lost_device"  # pyright: ignore[reportAssignmentType]

    id: int = id_column()
    user_id: int = reference("app_user.id", index=True)
    center_id: int = reference("center.id")
    vouched_by: int = reference("app_user.id")
    link_hash: str = Field(max_length=64, unique=True)
    created_at: datetime = moment()
    expires_at: datetime = moment()
    used_at: datetime | None = optional_moment()
    cancelled_at: datetime | None = optional_moment()
