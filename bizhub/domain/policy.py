"""Who may do what: the roles, the permission levels and the tables that join them.

Drawing, enforcing and docs/permissions.md read these tables.
Source: product.md, section 4.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from enum import StrEnum


class CenterRole(StrEnum):
    """What a member is in a center; the owner is alone in the space of their own ad accounts."""

    ADMIN = "ADMIN"
    STANDARD = "STANDARD"
    OWNER = "OWNER"


TEAM_ROLES = (CenterRole.ADMIN, CenterRole.STANDARD)
"""The roles that somebody can be given."""


class Bar(StrEnum):
    """What keeps a member out of a center for now: its rules about signing in."""

    TWO_STEP = "two_step"
    SESSION = "session"


class FinanceRole(StrEnum):
    """The optional role on top of the center role."""

    MANAGER = "MANAGER"
    ANALYST = "ANALYST"


class AdAccountLevel(StrEnum):
    """What a member may do with one ad account."""

    ADMIN = "ADMIN"
    OPERATOR = "OPERATOR"
    ANALYST = "ANALYST"


class Permission(StrEnum):
    """One thing a person may do; `subject:action`."""

    CENTER_VIEW = "center:view"
    TEAM_VIEW = "team:view"
    CENTER_EDIT = "center:edit"
    CENTER_VERIFY = "center:verify"
    TICKET_MANAGE = "ticket:manage"
    MEMBER_MANAGE = "member:manage"
    ASSET_GROUP_MANAGE = "asset_group:manage"
    PARTNER_MANAGE = "partner:manage"
    ASSET_MANAGE = "asset:manage"
    ACTIVITY_VIEW_OWN = "activity:view_own"
    ACTIVITY_VIEW_CENTER = "activity:view_center"
    INSIGHTS_VIEW_OWN = "insights:view_own"
    INSIGHTS_VIEW_CENTER = "insights:view_center"
    FINANCE_VIEW = "finance:view"
    FINANCE_MANAGE = "finance:manage"

    AD_ACCOUNT_VIEW = "ad_account:view"
    AD_ACCOUNT_IMPORT = "ad_account:import"
    AD_ACCOUNT_LABEL = "ad_account:label"
    AD_ACCOUNT_BUDGET = "ad_account:budget"
    AD_ACCOUNT_AUDIENCE = "ad_account:audience"
    AD_ACCOUNT_SETTINGS = "ad_account:settings"
    AD_ACCOUNT_PEOPLE = "ad_account:people"
    AD_ACCOUNT_FINANCE = "ad_account:finance"


_STANDARD = frozenset(
    {
        Permission.CENTER_VIEW,
        Permission.ACTIVITY_VIEW_OWN,
        Permission.INSIGHTS_VIEW_OWN,
    }
)

ROLE_PERMISSIONS: dict[CenterRole, frozenset[Permission]] = {
    CenterRole.STANDARD: _STANDARD | {Permission.TEAM_VIEW},
    CenterRole.ADMIN: _STANDARD
    | {
        Permission.TEAM_VIEW,
        Permission.CENTER_EDIT,
        Permission.CENTER_VERIFY,
        Permission.TICKET_MANAGE,
        Permission.MEMBER_MANAGE,
        Permission.ASSET_GROUP_MANAGE,
        Permission.PARTNER_MANAGE,
        Permission.ASSET_MANAGE,
        Permission.ACTIVITY_VIEW_CENTER,
        Permission.INSIGHTS_VIEW_CENTER,
    },
    CenterRole.OWNER: _STANDARD
    | {
        Permission.CENTER_VERIFY,
        Permission.ASSET_MANAGE,
        Permission.ACTIVITY_VIEW_CENTER,
        Permission.INSIGHTS_VIEW_CENTER,
    },
}

FINANCE_PERMISSIONS: dict[FinanceRole, frozenset[Permission]] = {
    FinanceRole.ANALYST: frozenset({Permission.FINANCE_VIEW}),
    FinanceRole.MANAGER: frozenset({Permission.FINANCE_VIEW, Permission.FINANCE_MANAGE}),
}

_ANALYST = frozenset({Permission.AD_ACCOUNT_VIEW})
_OPERATOR = _ANALYST | {
    Permission.AD_ACCOUNT_IMPORT,
    Permission.AD_ACCOUNT_LABEL,
    Permission.AD_ACCOUNT_BUDGET,
    Permission.AD_ACCOUNT_AUDIENCE,
}

LEVEL_PERMISSIONS: dict[AdAccountLevel, frozenset[Permission]] = {
    AdAccountLevel.ANALYST: _ANALYST,
    AdAccountLevel.OPERATOR: _OPERATOR,
    AdAccountLevel.ADMIN: _OPERATOR
    | {Permission.AD_ACCOUNT_SETTINGS, Permission.AD_ACCOUNT_PEOPLE, Permission.AD_ACCOUNT_FINANCE},
}

ORGANISATION_VIEW: frozenset[Permission] = frozenset({Permission.AD_ACCOUNT_VIEW})
"""What an admin, or an owner, may do with an ad account of the center on which they hold no level."""

_RANK = {AdAccountLevel.ANALYST: 1, AdAccountLevel.OPERATOR: 2, AdAccountLevel.ADMIN: 3}


def role_permissions(role: CenterRole, finance_role: FinanceRole | None = None) -> frozenset[Permission]:
    """What a member may do to the center."""
    own = ROLE_PERMISSIONS[role]
    return own if finance_role is None else own | FINANCE_PERMISSIONS[finance_role]


def ad_account_permissions(role: CenterRole, level: AdAccountLevel | None) -> frozenset[Permission]:
    """What a member with this role and effective level may do with one ad account of the center."""
    held = frozenset[Permission]() if level is None else LEVEL_PERMISSIONS[level]
    return held if role is CenterRole.STANDARD else held | ORGANISATION_VIEW


def somewhere_permissions(role: CenterRole, levels: Iterable[AdAccountLevel]) -> frozenset[Permission]:
    """What a member who holds these levels may do with some ad account of the center.

    An admin may do all of it: they may assign themselves a level, and import what does not exist yet.
    """
    reached = AdAccountLevel if Permission.ASSET_MANAGE in ROLE_PERMISSIONS[role] else levels
    return frozenset[Permission]().union(*(LEVEL_PERMISSIONS[level] for level in reached))


def rank(level: AdAccountLevel) -> int:
    """How high a level is: the more it allows, the higher."""
    return _RANK[level]


def is_at_least(level: AdAccountLevel | None, needed: AdAccountLevel) -> bool:
    """Whether a level reaches the needed one."""
    return level is not None and _RANK[level] >= _RANK[needed]


def highest(levels: Iterable[AdAccountLevel]) -> AdAccountLevel | None:
    """The effective level of several chains: max wins."""
    return max(levels, key=_RANK.__getitem__, default=None)


def levels_with(permission: Permission) -> tuple[AdAccountLevel, ...]:
    """The ad-account levels that carry a permission, the lowest first."""
    carrying = (level for level in AdAccountLevel if permission in LEVEL_PERMISSIONS[level])
    return tuple(sorted(carrying, key=_RANK.__getitem__))


def is_about_ad_account(permission: Permission) -> bool:
    """Whether a permission is held on one ad account and not on the center."""
    return permission.value.startswith("ad_account:")


class Way(StrEnum):
    """How a change goes on that the rules of a center may want two admins for."""

    NOW = "now"
    APPROVAL = "another admin approves it"
    NOTICE = "it is carried out after a notice, unless the person concerned objects"


def way_of_change(*, wants_two: bool, asking: int, concerned: int | None, admins: AbstractSet[int]) -> Way:
    """How what one admin asks for goes on; `concerned` is the member it is about, `admins` who could answer now.

    The rule rests while there is one admin. Nobody approves what they asked for or what is about them.
    """
    others = admins - {asking}
    if not wants_two or not others:
        return Way.NOW
    return Way.NOTICE if others == {concerned} else Way.APPROVAL


def may_approve(*, acting: int, asked_by: int, concerned: int | None) -> bool:
    """Whether an admin may answer what another one asked for."""
    return acting not in (asked_by, concerned)


def concerns_admins(*, before: str, after: str, is_end_changed: bool = False) -> bool:
    """Whether a change of a membership makes an admin, ends one or decides when one ends."""
    is_role_changed = before != after and CenterRole.ADMIN in (before, after)
    return is_role_changed or (is_end_changed and before == CenterRole.ADMIN)


PERMISSION_NAMES: dict[Permission, str] = {
    Permission.CENTER_VIEW: "membership of this center",
    Permission.TEAM_VIEW: "a center with a team, and this is the place of your own ad accounts",
    Permission.CENTER_EDIT: "the center role Admin",
    Permission.CENTER_VERIFY: "the center role Admin",
    Permission.TICKET_MANAGE: "the center role Admin",
    Permission.MEMBER_MANAGE: "the center role Admin",
    Permission.ASSET_GROUP_MANAGE: "the center role Admin",
    Permission.PARTNER_MANAGE: "the center role Admin",
    Permission.ASSET_MANAGE: "the center role Admin",
    Permission.ACTIVITY_VIEW_OWN: "membership of this center",
    Permission.ACTIVITY_VIEW_CENTER: "the center role Admin",
    Permission.INSIGHTS_VIEW_OWN: "membership of this center",
    Permission.INSIGHTS_VIEW_CENTER: "the center role Admin",
    Permission.FINANCE_VIEW: "a finance role",
    Permission.FINANCE_MANAGE: "the finance role Manager",
    Permission.AD_ACCOUNT_VIEW: "the level Analyst on this ad account",
    Permission.AD_ACCOUNT_IMPORT: "the level Operator on this ad account",
    Permission.AD_ACCOUNT_LABEL: "the level Operator on this ad account",
    Permission.AD_ACCOUNT_BUDGET: "the level Operator on this ad account",
    Permission.AD_ACCOUNT_AUDIENCE: "the level Operator on this ad account",
    Permission.AD_ACCOUNT_SETTINGS: "the level Admin on this ad account",
    Permission.AD_ACCOUNT_PEOPLE: "the level Admin on this ad account",
    Permission.AD_ACCOUNT_FINANCE: "the level Admin on this ad account",
}
"""What is missing, in the words of a refusal."""
