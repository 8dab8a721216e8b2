"""Builders of people, centers, ad accounts and grants, written straight into the tables."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session, SQLModel

from bizhub.domain.approvals import ApprovalState
from bizhub.domain.folding import fold
from bizhub.domain.ids import new_id
from bizhub.domain.policy import AdAccountLevel, CenterRole, FinanceRole
from bizhub.models.ad_account import AdAccount, Grant
from bizhub.models.center import Center, Membership
from bizhub.models.notification import Notification
from bizhub.models.team import Approval, AssetGroup, AssetGroupAdAccount, AssetGroupMember, Invitation
from bizhub.models.user import User, UserSession
from bizhub.models.verification import Verification
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, token_hash

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class MadeUser:
    """A user with an open session."""

    id: str
    name: str
    token: str
    email: str = ""

    def caller(self, center_id: str | None = None) -> Caller:
        """This person knocking, optionally at a center."""
        return Caller(session_token=self.token, center_id=center_id, address="127.0.0.1", device="test")


@dataclass(frozen=True, slots=True)
class World:
    """Makes rows in one BizHub."""

    runtime: Runtime

    def user(self, name: str = "Ada", **changes: Any) -> MadeUser:
        """A confirmed user, signed in."""
        number, token, handle = new_id(), secrets.token_urlsafe(32), name.lower().replace(" ", ".")
        values: dict[str, Any] = {
            "id": number, "name": name, "email": f"{handle}-{number}@example.org", "email_confirmed_at": LONG_AGO,
            "password_hash": "!", "password_changed_at": LONG_AGO, "created_at": LONG_AGO,
        }  # fmt: skip
        values |= changes
        self._add(User(**values), _session(number, token))
        return MadeUser(str(number), name, token, values["email"] or "")

    def signed_in(self, email: str) -> MadeUser:
        """Somebody who exists already, with a new session."""
        with self.runtime.database.transaction(write=False) as connection:
            row = connection.exec_driver_sql(f"SELECT id, name FROM app_user WHERE email = '{email}'").one()
        token = secrets.token_urlsafe(32)
        self._add(_session(int(row.id), token))
        return MadeUser(str(row.id), str(row.name), token)

    def center(self, admin: MadeUser, name: str = "Linden & Co", **changes: Any) -> str:
        """A center whose only admin is this user."""
        values: dict[str, Any] = {
            "id": new_id(), "name": name, "company_name": name, "region": "DE", "currency": "EUR",
            "time_zone": "Europe/Berlin", "created_at": LONG_AGO, "created_by": int(admin.id),
        }  # fmt: skip
        center = Center(**{**values, **changes})
        center_id = str(center.id)
        self._add(center)
        self.member(center_id, admin, CenterRole.ADMIN)
        return center_id

    def member(
        self,
        center_id: str,
        user: MadeUser,
        role: CenterRole = CenterRole.STANDARD,
        finance_role: FinanceRole | None = None,
        **changes: Any,
    ) -> None:
        """Make somebody a member of a center."""
        values: dict[str, Any] = {
            "id": new_id(), "center_id": int(center_id), "user_id": int(user.id), "role": role,
            "finance_role": finance_role, "valid_from": LONG_AGO, "added_by": int(user.id),
        }  # fmt: skip
        self._add(Membership(**{**values, **changes}))

    def ad_account(self, center_id: str, creator: MadeUser, name: str = "Shop DE", **changes: Any) -> str:
        """An ad account of a center, on which nobody holds a level yet."""
        number = new_id()
        values: dict[str, Any] = {
            "id": number, "center_id": int(center_id), "external_id": str(number), "name": name, "currency": "EUR",
            "time_zone": "Europe/Berlin", "status": "STATUS_ENABLE", "imported": True, "created_at": LONG_AGO,
            "created_by": int(creator.id),
        }  # fmt: skip
        self._add(AdAccount(**{**values, **changes}))
        return str(number)

    def grant(self, center_id: str, ad_account_id: str, user: MadeUser, level: AdAccountLevel, **changes: Any) -> None:
        """Give a member a level on an ad account."""
        values: dict[str, Any] = {
            "id": new_id(), "center_id": int(center_id), "ad_account_id": int(ad_account_id), "user_id": int(user.id),
            "level": level, "valid_from": LONG_AGO,
        }  # fmt: skip
        self._add(Grant(**{**values, **changes}))

    def invitation(self, center_id: str, inviter: MadeUser, email: str, link: str = "", **changes: Any) -> str:
        """An invitation sent a moment ago, which its link opens."""
        now = datetime.now(UTC)
        values: dict[str, Any] = {
            "id": new_id(), "center_id": int(center_id), "email": email, "role": CenterRole.STANDARD,
            "link_hash": token_hash(link or secrets.token_urlsafe(32)), "invited_by": int(inviter.id),
            "created_at": now, "sent_at": now, "expires_at": now + timedelta(days=14),
        }  # fmt: skip
        invitation = Invitation(**{**values, **changes})
        number = str(invitation.id)
        self._add(invitation)
        return number

    def approval(
        self, center_id: str, by: MadeUser, kind: str, arguments: dict[str, Any], about: MadeUser, **changes: Any
    ) -> str:
        """What somebody has asked another admin for."""
        now = datetime.now(UTC)
        values: dict[str, Any] = {
            "id": new_id(), "center_id": int(center_id), "kind": kind, "arguments": json.dumps(arguments),
            "subject": f"member:{about.id}", "words": f"change {about.name}", "concerned_id": int(about.id),
            "asked_by": int(by.id), "asked_at": now, "until": now + timedelta(days=20), "state": ApprovalState.OPEN,
        }  # fmt: skip
        approval = Approval(**{**values, **changes})
        number = str(approval.id)
        self._add(approval)
        return number

    def told(self, center_id: str, user: MadeUser, kind: str, **facts: Any) -> None:
        """Something that somebody was told a moment ago."""
        values: dict[str, Any] = {
            "id": new_id(), "user_id": int(user.id), "center_id": int(center_id), "kind": kind,
            "facts": json.dumps({"center": "Linden & Co", **facts}), "created_at": datetime.now(UTC),
        }  # fmt: skip
        self._add(Notification(**values))

    def verification(self, center_id: str, admin: MadeUser, **changes: Any) -> str:
        """A verification of a center that is being written."""
        values: dict[str, Any] = {
            "id": new_id(), "center_id": int(center_id), "kind": "BUSINESS", "region": "DE", "name": "Linden & Co",
            "document_type": "GEWERBE", "created_at": LONG_AGO, "created_by": int(admin.id),
        }  # fmt: skip
        verification = Verification(**{**values, **changes})
        number = str(verification.id)
        self._add(verification)
        return number

    def asset_group(
        self, center_id: str, admin: MadeUser, name: str, level: AdAccountLevel, ad_accounts: Sequence[str] = ()
    ) -> str:
        """An asset group with its maker and these ad accounts in it; the levels follow with its first change."""
        number, by = new_id(), int(admin.id)
        group = AssetGroup(
            id=number, center_id=int(center_id), name=name, name_key=fold(name), level=level, created_at=LONG_AGO,
            created_by=by,
        )  # fmt: skip
        shared: dict[str, Any] = {"asset_group_id": number, "valid_from": LONG_AGO, "added_by": by}
        accounts = (AssetGroupAdAccount(id=new_id(), ad_account_id=int(one), **shared) for one in ad_accounts)
        self._add(group, AssetGroupMember(id=new_id(), user_id=by, **shared), *accounts)
        return str(number)

    def _add(self, *rows: SQLModel) -> None:
        with self.runtime.database.transaction(write=True) as connection:
            session = Session(bind=connection, join_transaction_mode="rollback_only")
            for row in rows:
                session.add(row)
                session.flush()


def _session(user_id: int, token: str) -> UserSession:
    now = datetime.now(UTC)
    return UserSession(
        id=new_id(), token_hash=token_hash(token), user_id=user_id, device="test", address="127.0.0.1",
        created_at=now, last_seen_at=now, expires_at=now + timedelta(days=14),
    )  # fmt: skip
