"""Pins: at most nine, each on a key, only of ad accounts that may be seen."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from bizhub.domain.ad_accounts import AdAccountFilter
from bizhub.domain.errors import Conflict, InvalidInput, NotFound, PermissionDenied
from bizhub.domain.policy import AdAccountLevel
from bizhub.services import ad_accounts, pins
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import MadeUser, World


@pytest.fixture
def olga(world: World) -> MadeUser:
    return world.user("Olga")


@pytest.fixture
def center(world: World, olga: MadeUser) -> str:
    return world.center(olga)


def pin(runtime: Runtime, user: MadeUser, center: str, account: str) -> int:
    with begin(runtime, user.caller(center), write=True) as work:
        return pins.pin_ad_account(work, ad_account_id=account)


def unpin(runtime: Runtime, user: MadeUser, center: str, account: str) -> None:
    with begin(runtime, user.caller(center), write=True) as work:
        pins.unpin_ad_account(work, ad_account_id=account)


def move(runtime: Runtime, user: MadeUser, center: str, account: str, key: int) -> None:
    with begin(runtime, user.caller(center), write=True) as work:
        pins.move_pin(work, ad_account_id=account, key=key)


def pinned(runtime: Runtime, user: MadeUser, center: str) -> list[tuple[int, str]]:
    with begin(runtime, user.caller(center), write=False) as work:
        return [(row.key, row.name) for row in pins.list_pins(work)]


def three(world: World, olga: MadeUser, center: str) -> list[str]:
    return [world.ad_account(center, olga, name) for name in ("A", "B", "C")]


def test_pins_take_the_keys_in_turn_and_keep_them(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    a, b, c = three(world, olga, center)
    assert [pin(runtime, olga, center, account) for account in (a, b, b)] == [1, 2, 2]
    unpin(runtime, olga, center, a)
    assert pinned(runtime, olga, center) == [(2, "B")]
    assert pin(runtime, olga, center, c) == 1


def test_a_tenth_pin_is_refused(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    accounts = [world.ad_account(center, olga, f"Shop {number}") for number in range(10)]
    assert [pin(runtime, olga, center, account) for account in accounts[:9]] == list(range(1, 10))
    with pytest.raises(Conflict, match="Unpin"):
        pin(runtime, olga, center, accounts[9])


def test_a_moved_pin_changes_places_with_the_one_there(
    runtime: Runtime, world: World, olga: MadeUser, center: str
) -> None:
    a, b, _ = three(world, olga, center)
    pin(runtime, olga, center, a)
    pin(runtime, olga, center, b)
    move(runtime, olga, center, b, 1)
    assert pinned(runtime, olga, center) == [(1, "B"), (2, "A")]
    move(runtime, olga, center, a, 7)
    assert pinned(runtime, olga, center) == [(1, "B"), (7, "A")]


@pytest.mark.parametrize("key", [0, 10, -1])
def test_there_are_nine_keys(runtime: Runtime, world: World, olga: MadeUser, center: str, key: int) -> None:
    account = world.ad_account(center, olga)
    pin(runtime, olga, center, account)
    with pytest.raises(InvalidInput):
        move(runtime, olga, center, account, key)


def test_what_is_not_pinned_cannot_be_moved(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    with pytest.raises(NotFound):
        move(runtime, olga, center, world.ad_account(center, olga), 1)


def test_pins_belong_to_a_person(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    max_ = world.user("Max")
    world.member(center, max_)
    account = world.ad_account(center, olga)
    world.grant(center, account, max_, AdAccountLevel.ANALYST)
    pin(runtime, olga, center, account)
    assert pinned(runtime, max_, center) == []
    assert pin(runtime, max_, center, account) == 1


def test_only_what_may_be_seen_can_be_pinned(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    max_, otto = world.user("Max"), world.user("Otto")
    world.member(center, max_)
    foreign = world.ad_account(world.center(otto), otto)
    with pytest.raises(PermissionDenied):
        pin(runtime, max_, center, world.ad_account(center, olga))
    with pytest.raises(NotFound):
        pin(runtime, olga, center, foreign)


def test_a_pin_without_the_right_is_not_shown_and_gives_its_key_back(
    runtime: Runtime, world: World, olga: MadeUser, center: str
) -> None:
    max_ = world.user("Max")
    world.member(center, max_)
    lost, kept = world.ad_account(center, olga, "Lost"), world.ad_account(center, olga, "Kept")
    world.grant(center, lost, max_, AdAccountLevel.ANALYST)
    world.grant(center, kept, max_, AdAccountLevel.ANALYST)
    pin(runtime, max_, center, lost)
    with runtime.database.transaction(write=True) as connection:
        ended = {"now": datetime.now(UTC).replace(tzinfo=None), "account": int(lost)}
        connection.execute(text("UPDATE access_grant SET revoked_at = :now WHERE ad_account_id = :account"), ended)
    assert pinned(runtime, max_, center) == []
    assert pin(runtime, max_, center, kept) == 1


def test_the_list_says_which_key_an_account_is_on(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    a, b, _ = three(world, olga, center)
    pin(runtime, olga, center, b)
    pin(runtime, olga, center, a)
    with begin(runtime, olga.caller(center), write=False) as work:
        page = ad_accounts.list_ad_accounts(work, chosen=AdAccountFilter())
    assert [(row.name, row.pin_key) for row in page.rows] == [("A", 2), ("B", 1), ("C", 0)]
