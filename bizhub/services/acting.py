"""Who acts in a transaction, in which center, and what they may do there."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bizhub.domain import policy
from bizhub.domain.audit import Through
from bizhub.domain.errors import CenterBarred, NoCenter, NotFound, PermissionDenied, SignedOut
from bizhub.domain.ids import parse_id
from bizhub.domain.people import CenterRow, Person, View
from bizhub.domain.policy import CenterRole, Permission
from bizhub.services import access


@dataclass(frozen=True, slots=True)
class Caller:
    """Who knocks, before anything of it is believed."""

    session_token: str | None = None
    center_id: str | None = None
    address: str = ""
    through: Through = Through.WEB
    device: str = ""


class Acting:
    """The person acting in an open transaction, read again in it."""

    def __init__(self, connection: Connection, caller: Caller, now: datetime) -> None:
        """Start without a person; `begin` and `begin_job` fill in who acts."""
        self.connection = connection
        self.caller = caller
        self.now = now
        self.user: Person | None = None
        self.session_id: str | None = None
        self.session_began: datetime | None = None
        self.center: CenterRow | None = None
        self.barred: CenterRow | None = None
        self.view: View | None = None
        self.is_operator = False

    @property
    def user_id(self) -> int:
        """The acting user's number; raises SignedOut without one."""
        return int(self.signed_in().id)

    @property
    def center_id(self) -> int:
        """The current center's number; raises NotFound without one."""
        return int(self.in_center().id)

    @property
    def role(self) -> CenterRole:
        """What the acting person is in the current center; the operator acts as an admin."""
        return self.in_center().role

    @property
    def sees_all_ad_accounts(self) -> bool:
        """Whether the acting person sees every ad account of the current center, not only those held."""
        center = self.in_center()
        return Permission.INSIGHTS_VIEW_CENTER in policy.role_permissions(center.role, center.finance_role)

    def signed_in(self) -> Person:
        """The acting person; raises SignedOut without one."""
        if self.user is None:
            raise SignedOut
        return self.user

    def in_center(self) -> CenterRow:
        """The current center; raises NoCenter for a caller who names none, NotFound for one that is not theirs.

        Raises CenterBarred while its rules about signing in keep the person out.
        """
        if self.user is None and not self.is_operator:
            raise SignedOut
        if self.center is None and self.barred is not None and self.barred.bar is not None:
            raise CenterBarred(self.barred.bar, self.barred.name)
        if self.center is None:
            raise NotFound if self.caller.center_id else NoCenter
        return self.center

    def require_operator(self) -> None:
        """Raise NotFound for everybody who does not act on the command line."""
        if not self.is_operator:
            raise NotFound

    def step_past_the_bar(self) -> None:
        """Let somebody into a center who only goes: leaving is open to everybody."""
        if self.barred is not None:
            self.center, self.barred = self.barred, None

    def may(self, permission: Permission, *, ad_account: str | None = None) -> bool:
        """Whether the acting person holds a permission now; unknown ad accounts raise NotFound."""
        try:
            self.require(permission, ad_account=ad_account)
        except PermissionDenied:
            return False
        return True

    def require(self, permission: Permission, *, ad_account: str | None = None) -> None:
        """Raise unless the acting person holds a permission: on the center, or on one ad account of it."""
        center = self.in_center()
        if policy.is_about_ad_account(permission):
            self.require_on(permission, ad_account)
        elif permission not in policy.role_permissions(center.role, center.finance_role) and not self.is_operator:
            granters = access.admin_names(self.connection, int(center.id), self.now)
            raise PermissionDenied(missing=policy.PERMISSION_NAMES[permission], granters=granters)

    def require_on(self, permission: Permission, ad_account: str | None) -> access.FoundAccount:
        """The ad account, for whoever holds a permission on it; a missing level is named, all else is NotFound."""
        center = self.in_center()
        number = parse_id(ad_account)
        if number is None:
            raise NotFound
        found = access.find_ad_account(
            self.connection,
            user_id=0 if self.is_operator else self.user_id,
            center_id=int(center.id),
            ad_account_id=number,
            moment=self.now,
        )
        if found is None:
            raise NotFound
        if permission not in policy.ad_account_permissions(center.role, found.level) and not self.is_operator:
            granters = access.admin_names(self.connection, int(center.id), self.now)
            missing = policy.PERMISSION_NAMES[permission].replace("this ad account", found.name)
            raise PermissionDenied(missing=missing, granters=granters)
        return found

    def somewhere_permissions(self) -> frozenset[Permission]:
        """What the acting person may do with some ad account of the current center, or take the level for."""
        center = self.in_center()
        user_id = 0 if self.is_operator else self.user_id
        levels = access.held_levels(self.connection, user_id=user_id, center_id=int(center.id), moment=self.now)
        return policy.somewhere_permissions(center.role, levels)

    def require_somewhere(self, permission: Permission) -> None:
        """Raise unless the acting person may do this to some ad account of the current center."""
        if permission not in self.somewhere_permissions():
            granters = access.admin_names(self.connection, self.center_id, self.now)
            missing = policy.PERMISSION_NAMES[permission].replace("this ad account", "an ad account")
            raise PermissionDenied(missing=missing, granters=granters)
