"""Switching ad accounts: what is checked, what is remembered."""

import pytest

from bizhub.domain.errors import NotFound, PermissionDenied, SignedOut
from bizhub.domain.policy import AdAccountLevel, Permission
from bizhub.domain.session_view import SelectedAdAccount
from bizhub.services import session_view, switching
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, begin
from tests.factories import MadeUser, World


@pytest.fixture
def olga(world: World) -> MadeUser:
    return world.user("Olga")


@pytest.fixture
def center(world: World, olga: MadeUser) -> str:
    return world.center(olga)


def switch(runtime: Runtime, user: MadeUser, center: str, account: str) -> SelectedAdAccount:
    with begin(runtime, user.caller(center), write=False) as work:
        return session_view.view_ad_account(work, ad_account_id=account)


def remember(runtime: Runtime, user: MadeUser, center: str, account: str) -> None:
    with begin(runtime, user.caller(center), write=True) as work:
        switching.remember_switch(work, ad_account_id=account)


def recents(runtime: Runtime, user: MadeUser, center: str) -> list[str]:
    with begin(runtime, user.caller(center), write=False) as work:
        return [str(number) for number in switching.recent_ad_accounts(work)]


def test_an_admin_switches_to_any_account_of_the_center(
    runtime: Runtime, world: World, olga: MadeUser, center: str
) -> None:
    account = world.ad_account(center, olga, "Shop JP", currency="JPY", time_zone="Asia/Tokyo", external_id="916")
    assert switch(runtime, olga, center, account) == SelectedAdAccount(
        account, "916", "Shop JP", "JPY", "Asia/Tokyo", frozenset({Permission.AD_ACCOUNT_VIEW})
    )


def test_the_highest_level_decides_what_may_be_done(
    runtime: Runtime, world: World, olga: MadeUser, center: str
) -> None:
    max_ = world.user("Max")
    world.member(center, max_)
    account = world.ad_account(center, olga)
    world.grant(center, account, max_, AdAccountLevel.ANALYST)
    world.grant(center, account, max_, AdAccountLevel.OPERATOR)
    permissions = switch(runtime, max_, center, account).permissions
    assert Permission.AD_ACCOUNT_IMPORT in permissions
    assert Permission.AD_ACCOUNT_SETTINGS not in permissions


def test_a_missing_level_is_named_inside_the_own_center(
    runtime: Runtime, world: World, olga: MadeUser, center: str
) -> None:
    max_ = world.user("Max")
    world.member(center, max_)
    account = world.ad_account(center, olga, "Shop DE")
    with pytest.raises(PermissionDenied) as refusal:
        switch(runtime, max_, center, account)
    assert refusal.value.message == "You need the level Analyst on Shop DE for this. Olga can give it to you."


@pytest.mark.parametrize("which", ["foreign", "unknown", "malformed"])
def test_anything_else_is_not_found(runtime: Runtime, world: World, olga: MadeUser, center: str, which: str) -> None:
    otto = world.user("Otto")
    ids = {
        "foreign": world.ad_account(world.center(otto), otto),
        "unknown": "7300000000000000000",
        "malformed": "' OR 1=1",
    }
    with pytest.raises(NotFound):
        switch(runtime, olga, center, ids[which])


def test_a_stranger_switches_nowhere(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    account = world.ad_account(center, olga)
    with begin(runtime, Caller(center_id=center), write=False) as work, pytest.raises(SignedOut):
        session_view.view_ad_account(work, ad_account_id=account)


def test_the_last_account_comes_first_and_is_shown_in_a_new_tab(
    runtime: Runtime, world: World, olga: MadeUser, center: str
) -> None:
    a, b = world.ad_account(center, olga, "A"), world.ad_account(center, olga, "B")
    for account in (a, b, a):
        remember(runtime, olga, center, account)
    assert recents(runtime, olga, center) == [a, b]
    with begin(runtime, olga.caller(center), write=False) as work:
        shown = session_view.view_center(work, wanted_account="", current_account=None).ad_account
    assert shown is not None
    assert shown.id == a


def test_looking_at_all_accounts_is_remembered_too(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    account = world.ad_account(center, olga)
    remember(runtime, olga, center, account)
    remember(runtime, olga, center, "")
    assert recents(runtime, olga, center) == [account]
    with begin(runtime, olga.caller(center), write=False) as work:
        assert session_view.view_center(work, wanted_account="", current_account=None).ad_account is None


def test_what_may_not_be_seen_is_not_remembered(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    max_ = world.user("Max")
    world.member(center, max_)
    account = world.ad_account(center, olga)
    with pytest.raises(PermissionDenied):
        remember(runtime, max_, center, account)
    assert recents(runtime, max_, center) == []


def test_twenty_recent_accounts_are_kept(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    accounts = [world.ad_account(center, olga, f"Shop {number}") for number in range(22)]
    for account in accounts:
        remember(runtime, olga, center, account)
    assert recents(runtime, olga, center) == accounts[:1:-1]


def test_recents_are_those_of_the_center(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    there = world.center(olga, "Other")
    remember(runtime, olga, center, world.ad_account(center, olga))
    assert recents(runtime, olga, there) == []
