"""Which center and ad account a page shows, and what is remembered of them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bizhub.domain.errors import NotFound, PermissionDenied, SignedOut
from bizhub.domain.policy import AdAccountLevel, CenterRole, FinanceRole, Permission
from bizhub.services import session_view
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, begin
from tests.factories import LONG_AGO, MadeUser, World

Do = Callable[..., Any]


@pytest.fixture
def do(runtime: Runtime) -> Do:
    """Run one use case as somebody at a center."""

    def run(use_case: Callable[..., Any], caller: Caller, *, write: bool = False, **arguments: Any) -> Any:
        with begin(runtime, caller, write=write) as work:
            return use_case(work, **arguments)

    return run


@pytest.fixture
def ada(world: World) -> MadeUser:
    return world.user("Ada")


@pytest.fixture
def linden(world: World, ada: MadeUser) -> str:
    return world.center(ada, "Linden")


@pytest.fixture
def birch(world: World, ada: MadeUser) -> str:
    return world.center(ada, "Birch")


@pytest.fixture
def foreign(world: World) -> str:
    return world.center(world.user("Eve"), "Foreign")


def center_shown(do: Do, ada: MadeUser, wanted: str = "", current: str = "") -> str:
    view = do(session_view.view_person, ada.caller(), wanted_center=wanted, current_center=current)
    return view.center_id


def test_the_centers_of_a_person_come_by_name_with_their_role(do: Do, ada: MadeUser, linden: str, birch: str) -> None:
    view = do(session_view.view_person, ada.caller(), wanted_center="", current_center="")
    assert [(row.name, row.role) for row in view.centers] == [("Birch", CenterRole.ADMIN), ("Linden", CenterRole.ADMIN)]
    assert view.person.name == "Ada"
    assert view.center_id == birch


def test_somebody_without_a_center_sees_none(do: Do, ada: MadeUser, foreign: str) -> None:
    assert center_shown(do, ada, current=foreign) == ""


def test_the_link_wins_over_the_tab_over_the_memory(
    do: Do, world: World, ada: MadeUser, linden: str, birch: str
) -> None:
    oak = world.center(ada, "Oak")
    do(session_view.remember_center, ada.caller(), write=True, center_id=linden)
    assert center_shown(do, ada) == linden
    assert center_shown(do, ada, current=birch) == birch
    assert center_shown(do, ada, wanted=oak, current=birch) == oak


@pytest.mark.parametrize("wanted", ["7400000000000000001", "0", "-1", "x", "9" * 40, "' OR 1=1", "foreign"])
def test_a_link_to_a_foreign_or_unknown_center_is_not_found(
    do: Do, ada: MadeUser, linden: str, foreign: str, wanted: str
) -> None:
    with pytest.raises(NotFound, match=r"^Not found\.$"):
        center_shown(do, ada, wanted=foreign if wanted == "foreign" else wanted)
    with pytest.raises(NotFound, match=r"^Not found\.$"):
        do(session_view.remember_center, ada.caller(), write=True, center_id=foreign if wanted == "foreign" else wanted)


def test_a_center_that_was_left_gives_way(do: Do, world: World, ada: MadeUser, linden: str, foreign: str) -> None:
    assert center_shown(do, ada, current=foreign) == linden


def test_the_memory_keeps_the_last_choice_only(do: Do, ada: MadeUser, linden: str, birch: str) -> None:
    do(session_view.remember_center, ada.caller(), write=True, center_id=birch)
    do(session_view.remember_center, ada.caller(), write=True, center_id=linden)
    assert center_shown(do, ada) == linden


def test_an_admin_sees_what_the_role_may(do: Do, ada: MadeUser, linden: str) -> None:
    view = do(session_view.view_center, ada.caller(linden), wanted_account="", current_account="")
    assert view.center.name == "Linden"
    assert Permission.MEMBER_MANAGE in view.permissions
    assert Permission.FINANCE_VIEW not in view.permissions
    assert view.ad_account is None


@pytest.mark.parametrize(
    ("levels", "ended", "may"),
    [
        ([], {}, False),
        (["ANALYST"], {}, False),
        (["ANALYST", "OPERATOR"], {}, True),
        (["ADMIN"], {}, True),
        (["OPERATOR"], {"valid_until": LONG_AGO}, False),
        (["OPERATOR"], {"revoked_at": LONG_AGO}, False),
    ],
)
def test_what_may_be_drawn_for_a_standard_member_follows_their_levels(
    do: Do,
    world: World,
    ada: MadeUser,
    linden: str,
    levels: list[str],
    ended: dict[str, Any],
    may: bool,
) -> None:
    kim = world.user("Kim")
    world.member(linden, kim)
    for level in levels:
        world.grant(linden, world.ad_account(linden, ada), kim, AdAccountLevel(level), **ended)
    view = do(session_view.view_center, kim.caller(linden), wanted_account="", current_account="")
    assert (view.may_import, view.may_label) == (may, may)


def test_levels_in_another_center_draw_nothing_here(do: Do, world: World, linden: str) -> None:
    kim = world.user("Kim")
    world.member(linden, kim)
    own = world.center(kim, "Own")
    world.grant(own, world.ad_account(own, kim), kim, AdAccountLevel.ADMIN)
    view = do(session_view.view_center, kim.caller(linden), wanted_account="", current_account="")
    assert (view.may_import, view.may_label) == (False, False)


def test_an_admin_may_import_and_label_before_there_is_anything(do: Do, ada: MadeUser, linden: str) -> None:
    view = do(session_view.view_center, ada.caller(linden), wanted_account="", current_account="")
    assert (view.may_import, view.may_label) == (True, True)


def test_a_finance_role_adds_its_rights(do: Do, world: World, linden: str) -> None:
    kim = world.user("Kim")
    world.member(linden, kim, CenterRole.STANDARD, FinanceRole.ANALYST)
    view = do(session_view.view_center, kim.caller(linden), wanted_account="", current_account="")
    assert Permission.FINANCE_VIEW in view.permissions
    assert Permission.MEMBER_MANAGE not in view.permissions


def test_the_selected_account_carries_its_level(do: Do, world: World, ada: MadeUser, linden: str) -> None:
    kim = world.user("Kim")
    world.member(linden, kim)
    shop = world.ad_account(linden, ada, "Shop DE", currency="USD")
    world.grant(linden, shop, kim, AdAccountLevel.OPERATOR)
    view = do(session_view.view_center, kim.caller(linden), wanted_account=shop, current_account="")
    assert (view.ad_account.id, view.ad_account.name, view.ad_account.currency) == (shop, "Shop DE", "USD")
    assert Permission.AD_ACCOUNT_LABEL in view.ad_account.permissions
    assert Permission.AD_ACCOUNT_PEOPLE not in view.ad_account.permissions


@pytest.mark.parametrize(
    ("use_case", "arguments"),
    [
        (session_view.view_center, ("wanted_account", "current_account")),
        (session_view.view_ad_account, ("ad_account_id",)),
        (session_view.remember_ad_account, ("ad_account_id",)),
    ],
)
def test_a_missing_level_in_the_own_center_is_named(
    do: Do, world: World, ada: MadeUser, linden: str, use_case: Do, arguments: tuple[str, ...]
) -> None:
    kim = world.user("Kim")
    world.member(linden, kim)
    shop = world.ad_account(linden, ada, "Shop DE")
    with pytest.raises(PermissionDenied, match="Shop DE"):
        do(use_case, kim.caller(linden), write=True, **dict.fromkeys(arguments, shop))


@pytest.mark.parametrize("wanted", ["foreign", "7400000000000000001", "x"])
def test_foreign_and_unknown_accounts_answer_alike(
    do: Do, world: World, ada: MadeUser, linden: str, foreign: str, wanted: str
) -> None:
    theirs = world.ad_account(foreign, ada)
    wanted_account = {"foreign": theirs}.get(wanted, wanted)
    with pytest.raises(NotFound, match=r"^Not found\.$"):
        do(session_view.view_center, ada.caller(linden), wanted_account=wanted_account, current_account="")


def test_the_account_of_the_tab_wins_over_the_memory(do: Do, world: World, ada: MadeUser, linden: str) -> None:
    first, second = world.ad_account(linden, ada, "A"), world.ad_account(linden, ada, "B")
    do(session_view.remember_ad_account, ada.caller(linden), write=True, ad_account_id=first)

    def shown(current: str | None) -> str:
        view = do(session_view.view_center, ada.caller(linden), wanted_account="", current_account=current)
        return view.ad_account.id if view.ad_account else "all"

    tabs = (None, second, "", "7400000000000000001")
    assert [shown(current) for current in tabs] == [first, second, "all", "all"]


def test_the_memory_of_accounts_is_kept_for_each_center(
    do: Do, world: World, ada: MadeUser, linden: str, birch: str
) -> None:
    shop = world.ad_account(linden, ada, "A")
    do(session_view.remember_ad_account, ada.caller(linden), write=True, ad_account_id=shop)
    view = do(session_view.view_center, ada.caller(birch), wanted_account="", current_account=None)
    assert view.ad_account is None


def test_all_accounts_is_a_choice_too(do: Do, world: World, ada: MadeUser, linden: str) -> None:
    shop = world.ad_account(linden, ada, "A")
    do(session_view.remember_ad_account, ada.caller(linden), write=True, ad_account_id=shop)
    assert do(session_view.remember_ad_account, ada.caller(linden), write=True, ad_account_id="") is None
    view = do(session_view.view_center, ada.caller(linden), wanted_account="", current_account=None)
    assert view.ad_account is None


@pytest.mark.parametrize(
    ("use_case", "arguments"),
    [
        (session_view.view_person, {"wanted_center": "", "current_center": ""}),
        (session_view.view_center, {"wanted_account": "", "current_account": ""}),
        (session_view.view_ad_account, {"ad_account_id": "1"}),
        (session_view.remember_center, {"center_id": "1"}),
        (session_view.remember_ad_account, {"ad_account_id": ""}),
    ],
)
def test_nobody_without_a_session(do: Do, linden: str, use_case: Do, arguments: dict[str, str]) -> None:
    with pytest.raises(SignedOut):
        do(use_case, Caller(session_token="made-up", center_id=linden), write=True, **arguments)


def test_is_signed_in(do: Do, world: World, ada: MadeUser) -> None:
    assert do(session_view.is_signed_in, ada.caller())
    assert not do(session_view.is_signed_in, Caller())
    assert not do(session_view.is_signed_in, Caller(session_token="x"))


def test_nobody_without_a_session_has_rights_that_could_end(do: Do) -> None:
    assert do(session_view.count_ended_rights, Caller()) is None
    assert do(session_view.count_ended_rights, Caller(session_token="x")) is None


@pytest.mark.parametrize(
    ("membership", "grant", "ended"),
    [
        ({}, {}, 0),
        (
            {"valid_until": datetime.now(UTC) + timedelta(days=1)},
            {"valid_until": datetime.now(UTC) + timedelta(days=1)},
            0,
        ),
        ({}, {"revoked_at": datetime.now(UTC) + timedelta(days=1)}, 0),
        ({"ended_at": LONG_AGO}, {}, 1),
        ({"valid_until": LONG_AGO}, {}, 1),
        ({}, {"revoked_at": LONG_AGO}, 1),
        ({}, {"valid_until": LONG_AGO}, 1),
        ({"ended_at": LONG_AGO, "valid_until": LONG_AGO}, {"revoked_at": LONG_AGO, "valid_until": LONG_AGO}, 2),
    ],
)
def test_rights_that_have_ended_are_counted_once_each(
    do: Do,
    world: World,
    ada: MadeUser,
    linden: str,
    membership: dict[str, Any],
    grant: dict[str, Any],
    ended: int,
) -> None:
    max_ = world.user("Max")
    world.member(linden, max_, **membership)
    world.grant(linden, world.ad_account(linden, ada), max_, AdAccountLevel.ANALYST, **grant)
    assert do(session_view.count_ended_rights, max_.caller()) == ended
    assert do(session_view.count_ended_rights, ada.caller(linden)) == 0
