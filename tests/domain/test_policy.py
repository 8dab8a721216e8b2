"""The policy says what product.md section 4 says; stated here a second time, by hand."""

import pytest

from bizhub.domain.policy import (
    PERMISSION_NAMES,
    AdAccountLevel,
    CenterRole,
    FinanceRole,
    Permission,
    Way,
    ad_account_permissions,
    highest,
    is_at_least,
    levels_with,
    role_permissions,
    somewhere_permissions,
    way_of_change,
)

# permission, ADMIN, STANDARD, with finance MANAGER, with finance ANALYST (both on a STANDARD member)
CENTER_TABLE = [
    ("center:view", True, True, True, True),
    ("center:edit", True, False, False, False),
    ("team:view", True, True, True, True),
    ("center:verify", True, False, False, False),
    ("ticket:manage", True, False, False, False),
    ("member:manage", True, False, False, False),
    ("asset_group:manage", True, False, False, False),
    ("partner:manage", True, False, False, False),
    ("asset:manage", True, False, False, False),
    ("activity:view_own", True, True, True, True),
    ("activity:view_center", True, False, False, False),
    ("insights:view_own", True, True, True, True),
    ("insights:view_center", True, False, False, False),
    ("finance:view", False, False, True, True),
    ("finance:manage", False, False, True, False),
]

# permission, ADMIN, OPERATOR, ANALYST, no level as STANDARD, no level as center ADMIN
AD_ACCOUNT_TABLE = [
    ("ad_account:view", True, True, True, False, True),
    ("ad_account:import", True, True, False, False, False),
    ("ad_account:label", True, True, False, False, False),
    ("ad_account:budget", True, True, False, False, False),
    ("ad_account:audience", True, True, False, False, False),
    ("ad_account:settings", True, False, False, False, False),
    ("ad_account:people", True, False, False, False, False),
    ("ad_account:finance", True, False, False, False, False),
]


@pytest.mark.parametrize(("name", "admin", "standard", "manager", "analyst"), CENTER_TABLE)
def test_what_a_member_may_do_to_the_center(
    name: str, admin: bool, standard: bool, manager: bool, analyst: bool
) -> None:
    permission = Permission(name)
    assert (permission in role_permissions(CenterRole.ADMIN)) is admin
    assert (permission in role_permissions(CenterRole.STANDARD)) is standard
    assert (permission in role_permissions(CenterRole.STANDARD, FinanceRole.MANAGER)) is manager
    assert (permission in role_permissions(CenterRole.STANDARD, FinanceRole.ANALYST)) is analyst


@pytest.mark.parametrize(("name", "admin", "operator", "analyst", "nothing", "organisation"), AD_ACCOUNT_TABLE)
def test_what_a_level_allows_on_an_ad_account(
    name: str, admin: bool, operator: bool, analyst: bool, nothing: bool, organisation: bool
) -> None:
    permission = Permission(name)
    held = {level: permission in ad_account_permissions(CenterRole.STANDARD, level) for level in AdAccountLevel}
    assert held == {"ADMIN": admin, "OPERATOR": operator, "ANALYST": analyst}
    assert (permission in ad_account_permissions(CenterRole.STANDARD, None)) is nothing
    assert (permission in ad_account_permissions(CenterRole.ADMIN, None)) is organisation


# permission, STANDARD holding nothing, only ANALYST, ANALYST and OPERATOR, ADMIN; center ADMIN holding nothing
SOMEWHERE_TABLE = [
    ("ad_account:view", False, True, True, True, True),
    ("ad_account:import", False, False, True, True, True),
    ("ad_account:label", False, False, True, True, True),
    ("ad_account:budget", False, False, True, True, True),
    ("ad_account:audience", False, False, True, True, True),
    ("ad_account:settings", False, False, False, True, True),
    ("ad_account:people", False, False, False, True, True),
    ("ad_account:finance", False, False, False, True, True),
    ("asset:manage", False, False, False, False, False),
]


@pytest.mark.parametrize(("name", "nothing", "analyst", "operator", "admin", "organisation"), SOMEWHERE_TABLE)
def test_what_one_may_do_with_some_ad_account(
    name: str, nothing: bool, analyst: bool, operator: bool, admin: bool, organisation: bool
) -> None:
    permission, standard = Permission(name), CenterRole.STANDARD
    assert (permission in somewhere_permissions(standard, [])) is nothing
    assert (permission in somewhere_permissions(standard, [AdAccountLevel.ANALYST])) is analyst
    both = [AdAccountLevel.ANALYST, AdAccountLevel.OPERATOR]
    assert (permission in somewhere_permissions(standard, both)) is operator
    assert (permission in somewhere_permissions(standard, [AdAccountLevel.ADMIN])) is admin
    assert (permission in somewhere_permissions(CenterRole.ADMIN, [])) is organisation


def test_every_permission_is_in_the_tables_and_has_words() -> None:
    listed = {row[0] for row in CENTER_TABLE} | {row[0] for row in AD_ACCOUNT_TABLE}
    assert listed == {permission.value for permission in Permission} == {p.value for p in PERMISSION_NAMES}


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([], None),
        (["ANALYST"], "ANALYST"),
        (["ANALYST", "OPERATOR"], "OPERATOR"),
        (["ADMIN", "ANALYST", "OPERATOR"], "ADMIN"),
    ],
)
def test_the_highest_level_wins(levels: list[str], expected: str | None) -> None:
    assert highest(AdAccountLevel(level) for level in levels) == expected


@pytest.mark.parametrize(
    ("level", "needed", "reached"),
    [
        (None, "ANALYST", False),
        ("ANALYST", "ANALYST", True),
        ("ANALYST", "OPERATOR", False),
        ("OPERATOR", "ADMIN", False),
        ("ADMIN", "OPERATOR", True),
    ],
)
def test_levels_are_ordered(level: str | None, needed: str, reached: bool) -> None:
    held = None if level is None else AdAccountLevel(level)
    assert is_at_least(held, AdAccountLevel(needed)) is reached


@pytest.mark.parametrize(
    ("permission", "levels"),
    [
        ("ad_account:view", ("ANALYST", "OPERATOR", "ADMIN")),
        ("ad_account:import", ("OPERATOR", "ADMIN")),
        ("ad_account:people", ("ADMIN",)),
        ("center:view", ()),
    ],
)
def test_the_levels_that_carry_a_permission(permission: str, levels: tuple[str, ...]) -> None:
    assert levels_with(Permission(permission)) == levels


@pytest.mark.parametrize("role", CenterRole)
def test_who_has_the_organisation_view_sees_each_account_and_nobody_else_does(role: CenterRole) -> None:
    sees_all = Permission.INSIGHTS_VIEW_CENTER in role_permissions(role)
    assert (Permission.AD_ACCOUNT_VIEW in ad_account_permissions(role, None)) == sees_all


@pytest.mark.parametrize(
    ("wants_two", "concerned", "admins", "way"),
    [
        (False, 3, {1, 2, 3}, Way.NOW),
        (True, 3, {1}, Way.NOW),
        (True, None, {1, 2}, Way.APPROVAL),
        (True, 1, {1, 2}, Way.APPROVAL),
        (True, 3, {1, 2}, Way.APPROVAL),
        (True, 2, {1, 2}, Way.NOTICE),
        (True, 2, {1, 2, 3}, Way.APPROVAL),
    ],
)
def test_how_what_the_first_admin_asks_for_goes_on(
    wants_two: bool, concerned: int | None, admins: set[int], way: Way
) -> None:
    assert way_of_change(wants_two=wants_two, asking=1, concerned=concerned, admins=admins) is way


# permission, OWNER of the place of one's own ad accounts
OWNER_TABLE = [
    ("center:view", True), ("center:edit", False), ("team:view", False), ("center:verify", True),
    ("ticket:manage", False), ("member:manage", False), ("asset_group:manage", False), ("partner:manage", False),
    ("asset:manage", True), ("activity:view_own", True), ("activity:view_center", True), ("insights:view_own", True),
    ("insights:view_center", True), ("finance:view", False), ("finance:manage", False),
]  # fmt: skip


@pytest.mark.parametrize(("name", "may"), OWNER_TABLE)
def test_what_an_owner_may_do_in_the_place_of_their_own_ad_accounts(name: str, may: bool) -> None:
    assert (Permission(name) in role_permissions(CenterRole.OWNER)) is may


def test_every_permission_of_an_owner_stands_in_the_table() -> None:
    assert {name for name, _ in OWNER_TABLE} == {name for name, *_ in CENTER_TABLE}
