"""Users, their sessions, codes and counted tries."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Text
from sqlmodel import Field, SQLModel

from bizhub.models.columns import id_column, moment, optional_moment, reference


class User(SQLModel, table=True):
    """A person with a BizHub sign-in."""

    __tablename__ = "app_user"  # pyright: ignore[reportAssignmentType]

    id: int = id_column()
    name: str = Field(max_length=100)
    email: str | None = Field(default=None, max_length=320, unique=True)
    email_confirmed_at: datetime | None = optional_moment()
    phone: str | None = Field(default=None, max_length=20, unique=True)
    phone_confirmed_at: datetime | None = optional_moment()
    password_hash: str = Field(sa_type=Text)
    password_changed_at: datetime = moment()
    locale: str = Field(default="", max_length=35)
    created_at: datetime = moment()
    disabled_at: datetime | None = optional_moment()


class UserSession(SQLModel, table=True):
    """One signed-in device; neither its token nor its lasting mark is stored, only their hashes.

    `viewing_…`: as whom it sees BizHub, in which center, and until when.
    """

    __tablename__ = "user_session"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_user_session_device_mark", "device_mark", "user_id"),)

    id: int = id_column()
    token_hash: str = Field(max_length=64, unique=True)
    user_id: int = reference("app_user.id", index=True)
    device: str = Field(max_length=300)
    device_mark: str = Field(default="", max_length=64)
    address: str = Field(max_length=64)
    created_at: datetime = moment()
    last_seen_at: datetime = moment()
    expires_at: datetime = moment()
    ended_at: datetime | None = optional_moment()
    viewing_user_id: int | None = Field(default=None, sa_type=BigInteger)
    viewing_center_id: int | None = Field(default=None, sa_type=BigInteger)
    viewing_until: datetime | None = optional_moment()


class Code(SQLModel, table=True):
    """A confirmation or reset code on its way to somebody; only its keyed hash is stored.

    Who asks gets a row at once; a job looks the address up, makes the code and sends it. `payload` is JSON.
    """

    __tablename__ = "code"  # pyright: ignore[reportAssignmentType]

    id: int = id_column()
    purpose: str = Field(max_length=20)
    address: str = Field(max_length=320, index=True)
    request_hash: str = Field(max_length=64, unique=True)
    code_hash: str = Field(default="", max_length=64)
    payload: str = Field(default="{}", sa_type=Text)
    tries: int = 0
    created_at: datetime = moment(index=True)
    expires_at: datetime = moment()
    sent_at: datetime | None = optional_moment(index=True)
    used_at: datetime | None = optional_moment()


class CountedTry(SQLModel, table=True):
    """One try that counts against a limit; it survives a restart."""

    __tablename__ = "counted_try"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_counted_try_bucket_at", "bucket", "at"),)

    id: int = id_column()
    bucket: str = Field(max_length=120)
    at: datetime = moment(index=True)


class UserPreference(SQLModel, table=True):
    """What BizHub remembers for a person; `value` is JSON."""

    __tablename__ = "user_preference"  # pyright: ignore[reportAssignmentType]

    user_id: int = Field(
        sa_column=Column(BigInteger, ForeignKey("app_user.id"), primary_key=True, autoincrement=False),
    )
    name: str = Field(max_length=80, primary_key=True)
    value: str = Field(sa_type=Text)
    updated_at: datetime = moment()
