"""The list of ad accounts, one account's page, and editing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bizhub.domain.ad_accounts import NO_LEVEL, AdAccountFilter, AdAccountSort
from bizhub.domain.errors import InvalidInput, NotFound, Overtaken, PermissionDenied
from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.services import ad_accounts, labels
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import LONG_AGO, MadeUser, World

HOUR = timedelta(hours=1)


def listed(runtime: Runtime, user: MadeUser, center: str, chosen: AdAccountFilter | None = None) -> list[str]:
    with begin(runtime, user.caller(center), write=False) as work:
        page = ad_accounts.list_ad_accounts(work, chosen=chosen or AdAccountFilter())
        assert page.total >= len(page.rows)
        return [row.name for row in page.rows]


def activity(runtime: Runtime) -> list[tuple[str, str, str, str]]:
    query = "SELECT event, object_name, before, after FROM activity WHERE center_id <> 0 ORDER BY sequence"
    with runtime.database.transaction(write=False) as connection:
        return [tuple(row) for row in connection.execute(text(query)).all()]


def edit(runtime: Runtime, user: MadeUser, center: str, account: str, **changes: Any) -> None:
    """Change what a page shows of an account that is as it was made."""
    shown = {"name": "Shop DE", "industry": "", "note": ""}
    with begin(runtime, user.caller(center), write=True) as work:
        ad_accounts.edit_ad_account(work, ad_account_id=account, **{"seen": shown, **shown, **changes})


def test_an_admin_sees_all_a_standard_member_what_they_hold(
    runtime: Runtime, world: World, olga: MadeUser, max_: MadeUser, center: str
) -> None:
    world.ad_account(center, olga, "Shop France")
    held = world.ad_account(center, olga, "Shop DE")
    world.grant(center, held, max_, AdAccountLevel.ANALYST)
    second_admin = world.user("Ida")
    world.member(center, second_admin, CenterRole.ADMIN)
    assert listed(runtime, olga, center) == listed(runtime, second_admin, center) == ["Shop DE", "Shop France"]
    assert listed(runtime, max_, center) == ["Shop DE"]


@pytest.mark.parametrize(
    "changes",
    [
        {"valid_until": datetime.now(UTC) - HOUR},
        {"valid_from": datetime.now(UTC) + HOUR},
        {"revoked_at": datetime.now(UTC) - HOUR},
    ],
    ids=["ended", "not begun", "revoked"],
)
def test_a_grant_out_of_its_time_shows_nothing(
    runtime: Runtime, world: World, olga: MadeUser, max_: MadeUser, center: str, changes: dict[str, object]
) -> None:
    account = world.ad_account(center, olga, "Shop DE")
    world.grant(center, account, max_, AdAccountLevel.ADMIN, **changes)
    assert listed(runtime, max_, center) == []
    with begin(runtime, max_.caller(center), write=False) as work, pytest.raises(PermissionDenied):
        ad_accounts.get_ad_account(work, ad_account_id=account)


def test_accounts_of_another_center_are_not_listed_and_not_found(
    runtime: Runtime, world: World, olga: MadeUser, center: str
) -> None:
    otto = world.user("Otto")
    foreign = world.ad_account(world.center(otto), otto, "Foreign")
    assert listed(runtime, olga, center) == []
    with begin(runtime, olga.caller(center), write=False) as work, pytest.raises(NotFound):
        ad_accounts.get_ad_account(work, ad_account_id=foreign)


def test_who_is_no_member_finds_no_list(runtime: Runtime, world: World, center: str) -> None:
    with begin(runtime, world.user("Eve").caller(center), write=False) as work, pytest.raises(NotFound):
        ad_accounts.list_ad_accounts(work, chosen=AdAccountFilter())


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("shop", ["Shop DE", "Shop Österreich"]),
        ("SHOP ost", ["Shop Österreich"]),
        ("österreich", ["Shop Österreich"]),
        ("ext-77", ["Möbel 100%"]),
        ("EXT-77", ["Möbel 100%"]),
        ("100%", ["Möbel 100%"]),
        ("%", ["Möbel 100%"]),
        ("_", ["under_score"]),
        ("/", []),
        ("' OR 1=1 --", []),
        ("nothing", []),
    ],
)
def test_the_list_is_searched_by_name_and_id(
    runtime: Runtime, world: World, olga: MadeUser, center: str, search: str, names: list[str]
) -> None:
    world.ad_account(center, olga, "Shop DE", external_id="ABC")
    world.ad_account(center, olga, "Shop Österreich", external_id="DEF")
    world.ad_account(center, olga, "Möbel 100%", external_id="EXT-77")
    world.ad_account(center, olga, "under_score", external_id="GHI")
    assert listed(runtime, olga, center, AdAccountFilter(search=search)) == names


def test_the_list_is_searched_by_our_own_id(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    account = world.ad_account(center, olga, "Shop DE", external_id="x")
    world.ad_account(center, olga, "Other", external_id="y")
    assert listed(runtime, olga, center, AdAccountFilter(search=account)) == ["Shop DE"]
    assert listed(runtime, olga, center, AdAccountFilter(search=f"#{account[-7:]}")) == ["Shop DE"]


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        (AdAccountFilter(status="STATUS_DISABLE"), ["Beta"]),
        (AdAccountFilter(currency="JPY"), ["Gamma"]),
        (AdAccountFilter(level="ADMIN"), ["Alpha"]),
        (AdAccountFilter(level="OPERATOR"), ["Beta"]),
        (AdAccountFilter(level="ANALYST"), []),
        (AdAccountFilter(level=NO_LEVEL), ["Gamma"]),
        (AdAccountFilter(owner="OWNER_BC"), ["Alpha", "Beta", "Gamma"]),
        (AdAccountFilter(currency="EUR", status="STATUS_ENABLE", search="a"), ["Alpha"]),
    ],
)
def test_the_list_is_filtered(
    runtime: Runtime, world: World, olga: MadeUser, center: str, chosen: AdAccountFilter, names: list[str]
) -> None:
    alpha = world.ad_account(center, olga, "Alpha")
    beta = world.ad_account(center, olga, "Beta", status="STATUS_DISABLE")
    world.ad_account(center, olga, "Gamma", currency="JPY")
    world.grant(center, alpha, olga, AdAccountLevel.ANALYST)
    world.grant(center, alpha, olga, AdAccountLevel.ADMIN)
    world.grant(center, beta, olga, AdAccountLevel.OPERATOR)
    assert listed(runtime, olga, center, chosen) == names


def test_a_standard_member_filters_what_they_hold(
    runtime: Runtime, world: World, olga: MadeUser, max_: MadeUser, center: str
) -> None:
    world.grant(center, world.ad_account(center, olga, "Alpha"), max_, AdAccountLevel.ADMIN)
    world.ad_account(center, olga, "Beta")
    assert listed(runtime, max_, center, AdAccountFilter(level="ADMIN")) == ["Alpha"]
    assert listed(runtime, max_, center, AdAccountFilter(level=NO_LEVEL)) == []


def test_the_list_is_filtered_by_label(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    alpha = world.ad_account(center, olga, "Alpha")
    world.ad_account(center, olga, "Beta")
    world.grant(center, alpha, olga, AdAccountLevel.OPERATOR)
    with begin(runtime, olga.caller(center), write=True) as work:
        label = labels.create_label(work, name="Agency", color="blue")
        labels.change_labels(work, ad_account_ids=[alpha], add=[label])
    assert listed(runtime, olga, center, AdAccountFilter(label=label)) == ["Alpha"]
    assert listed(runtime, olga, center, AdAccountFilter(label="nonsense")) == []
    assert listed(runtime, olga, center, AdAccountFilter(label=alpha)) == []


@pytest.mark.parametrize(
    ("sort", "descending", "names"),
    [
        (AdAccountSort.NAME, False, ["alpha", "Äpfel", "Beta"]),
        (AdAccountSort.NAME, True, ["Beta", "Äpfel", "alpha"]),
        (AdAccountSort.STATUS, False, ["Beta", "alpha", "Äpfel"]),
        (AdAccountSort.STATUS, True, ["alpha", "Äpfel", "Beta"]),
        (AdAccountSort.CURRENCY, False, ["Äpfel", "alpha", "Beta"]),
        (AdAccountSort.CREATED, True, ["Beta", "Äpfel", "alpha"]),
    ],
)
def test_the_list_is_sorted(
    runtime: Runtime, world: World, olga: MadeUser, center: str, sort: AdAccountSort, descending: bool, names: list[str]
) -> None:
    world.ad_account(center, olga, "alpha", currency="EUR")
    world.ad_account(center, olga, "Äpfel", currency="CHF", created_at=LONG_AGO + HOUR)
    world.ad_account(center, olga, "Beta", currency="USD", status="STATUS_DISABLE", created_at=LONG_AGO + 2 * HOUR)
    assert listed(runtime, olga, center, AdAccountFilter(sort=sort, descending=descending)) == names


def test_pages_follow_each_other_and_the_last_one_stands_for_later_ones(
    runtime: Runtime, world: World, olga: MadeUser, center: str
) -> None:
    for number in range(5):
        world.ad_account(center, olga, f"Shop {number}")
    assert listed(runtime, olga, center, AdAccountFilter(page_size=2)) == ["Shop 0", "Shop 1"]
    assert listed(runtime, olga, center, AdAccountFilter(page_size=2, page=2)) == ["Shop 2", "Shop 3"]
    with begin(runtime, olga.caller(center), write=False) as work:
        page = ad_accounts.list_ad_accounts(work, chosen=AdAccountFilter(page_size=2, page=99))
    assert ([row.name for row in page.rows], page.total, page.chosen.page) == (["Shop 4"], 5, 3)


def test_the_page_of_an_account_shows_what_the_reader_may_do(
    runtime: Runtime, world: World, olga: MadeUser, max_: MadeUser, center: str
) -> None:
    account = world.ad_account(center, olga, "Shop DE", note="Hello")
    world.grant(center, account, max_, AdAccountLevel.ANALYST)
    world.grant(center, account, max_, AdAccountLevel.OPERATOR, granted_by=int(olga.id))
    world.grant(center, account, olga, AdAccountLevel.ADMIN, revoked_at=datetime.now(UTC) - HOUR)
    with begin(runtime, max_.caller(center), write=False) as work:
        detail = ad_accounts.get_ad_account(work, ad_account_id=account)
    assert (detail.row.level, detail.note, detail.created_by) == (AdAccountLevel.OPERATOR, "Hello", "Olga")
    assert (detail.may_import, detail.may_label, detail.may_edit, detail.may_take_level) == (True, True, False, False)
    assert detail.coverage is None


def test_editing_changes_what_was_typed_and_records_it(
    runtime: Runtime, world: World, olga: MadeUser, center: str
) -> None:
    account = world.ad_account(center, olga, "Shop DE")
    world.grant(center, account, olga, AdAccountLevel.ADMIN)
    edit(runtime, olga, center, account, name="  Zebra\tShop ", note="Line 1\r\nLine 2")
    assert listed(runtime, olga, center, AdAccountFilter(search="zebra")) == ["Zebra Shop"]
    assert activity(runtime) == [
        (
            "ad_account:edit",
            "Zebra Shop",
            '{"name":"Shop DE","note":""}',
            '{"name":"Zebra Shop","note":"Line 1\\nLine 2"}',
        )
    ]


def test_editing_nothing_records_nothing(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    account = world.ad_account(center, olga, "Shop DE")
    world.grant(center, account, olga, AdAccountLevel.ADMIN)
    edit(runtime, olga, center, account)
    assert activity(runtime) == []


def test_a_stale_page_overwrites_nothing_and_hears_who_was_first(
    runtime: Runtime, world: World, olga: MadeUser, max_: MadeUser, center: str
) -> None:
    account = world.ad_account(center, olga, "Shop DE")
    world.grant(center, account, olga, AdAccountLevel.ADMIN)
    world.grant(center, account, max_, AdAccountLevel.ADMIN)
    edit(runtime, max_, center, account, name="By Max")
    with pytest.raises(Overtaken, match="Max changed this to “By Max”") as overtaken:
        edit(runtime, olga, center, account, name="By Olga", note="Hers")
    assert overtaken.value.fields == {"name": "By Max"}
    assert (listed(runtime, olga, center), len(activity(runtime))) == (["By Max"], 1)


def test_what_others_changed_in_fields_that_were_only_shown_stays(
    runtime: Runtime, world: World, olga: MadeUser, max_: MadeUser, center: str
) -> None:
    account = world.ad_account(center, olga, "Shop DE")
    world.grant(center, account, olga, AdAccountLevel.ADMIN)
    world.grant(center, account, max_, AdAccountLevel.ADMIN)
    edit(runtime, max_, center, account, note="Do not touch budgets.")
    edit(runtime, olga, center, account, name="By Olga")
    with begin(runtime, olga.caller(center), write=False) as work:
        detail = ad_accounts.get_ad_account(work, ad_account_id=account)
    assert (detail.row.name, detail.note) == ("By Olga", "Do not touch budgets.")
    assert [row[2] for row in activity(runtime)] == ['{"note":""}', '{"name":"Shop DE"}']


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "   "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"note": "x" * 2_001}, "note"),
        ({"industry": "x" * 61}, "industry"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(
    runtime: Runtime, world: World, olga: MadeUser, center: str, changes: dict[str, object], field: str
) -> None:
    account = world.ad_account(center, olga, "Shop DE")
    world.grant(center, account, olga, AdAccountLevel.ADMIN)
    with pytest.raises(InvalidInput) as refusal:
        edit(runtime, olga, center, account, **changes)
    assert refusal.value.field == field
    assert activity(runtime) == []


@pytest.mark.parametrize("level", [AdAccountLevel.OPERATOR, AdAccountLevel.ANALYST])
def test_only_an_account_admin_edits(
    runtime: Runtime, world: World, olga: MadeUser, max_: MadeUser, center: str, level: AdAccountLevel
) -> None:
    account = world.ad_account(center, olga, "Shop DE")
    world.grant(center, account, max_, level)
    with pytest.raises(PermissionDenied, match="the level Admin on Shop DE"):
        edit(runtime, max_, center, account, name="Mine")
