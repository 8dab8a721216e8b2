"""Labels: made, changed, put on many ad accounts at once."""

import pytest
from sqlalchemy import text

from bizhub.domain.errors import InvalidInput, NotFound, Overtaken, PermissionDenied
from bizhub.domain.labels import LabelPlan, LabelRow
from bizhub.domain.policy import AdAccountLevel
from bizhub.services import labels
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import LONG_AGO, MadeUser, World


def create(runtime: Runtime, user: MadeUser, center: str, name: str = "Agency", color: str = "blue") -> str:
    with begin(runtime, user.caller(center), write=True) as work:
        return labels.create_label(work, name=name, color=color)


def change(runtime: Runtime, user: MadeUser, center: str, accounts: list[str], **changes: list[str]) -> LabelPlan:
    with begin(runtime, user.caller(center), write=True) as work:
        return labels.change_labels(work, ad_account_ids=accounts, **changes)


def listed(runtime: Runtime, user: MadeUser, center: str) -> tuple[LabelRow, ...]:
    with begin(runtime, user.caller(center), write=False) as work:
        return labels.list_labels(work)


def recorded(runtime: Runtime) -> list[tuple[str, str, str, str]]:
    query = "SELECT event, object_name, before, after FROM activity WHERE center_id <> 0 ORDER BY sequence"
    with runtime.database.transaction(write=False) as connection:
        return [tuple(row) for row in connection.execute(text(query)).all()]


def test_labels_are_listed_by_name_with_their_accounts(
    runtime: Runtime, world: World, olga: MadeUser, center: str
) -> None:
    agency, brand = create(runtime, olga, center, "agency"), create(runtime, olga, center, "Brand", "red")
    account = world.ad_account(center, olga)
    world.grant(center, account, olga, AdAccountLevel.OPERATOR)
    change(runtime, olga, center, [account], add=[brand])
    assert listed(runtime, olga, center) == (
        LabelRow(agency, "agency", "blue", 0),
        LabelRow(brand, "Brand", "red", 1),
    )


@pytest.mark.parametrize(
    ("ended", "counted"), [({}, 1), ({"valid_until": LONG_AGO}, 0), ({"revoked_at": LONG_AGO}, 0)], ids=str
)
def test_only_ad_accounts_that_one_may_see_are_counted(
    runtime: Runtime, world: World, olga: MadeUser, max_: MadeUser, center: str, ended: dict[str, object], counted: int
) -> None:
    label = create(runtime, olga, center)
    accounts = [world.ad_account(center, olga, name) for name in ("A", "B", "C")]
    for account in accounts:
        world.grant(center, account, olga, AdAccountLevel.OPERATOR)
    world.grant(center, accounts[0], max_, AdAccountLevel.ANALYST, **ended)
    change(runtime, olga, center, accounts, add=[label])
    assert [row.ad_accounts for row in listed(runtime, max_, center)] == [counted]
    assert [row.ad_accounts for row in listed(runtime, olga, center)] == [3]


def test_a_label_for_ad_accounts_is_made_on_them_or_not_at_all(
    runtime: Runtime, world: World, olga: MadeUser, center: str
) -> None:
    held, other = world.ad_account(center, olga, "A"), world.ad_account(center, olga, "B")
    world.grant(center, held, olga, AdAccountLevel.OPERATOR)
    with (
        pytest.raises(PermissionDenied, match="You need the level Operator"),
        begin(runtime, olga.caller(center), write=True) as work,
    ):
        labels.create_label_for(work, ad_account_ids=[other], name="Agency", color="blue")
    assert listed(runtime, olga, center) == ()
    with begin(runtime, olga.caller(center), write=True) as work:
        plan = labels.create_label_for(work, ad_account_ids=[held, other], name="Agency", color="blue")
    assert plan == LabelPlan(changed=(held,), unchanged=(), refused=(other,))
    assert [(label.name, label.ad_accounts) for label in listed(runtime, olga, center)] == [("Agency", 1)]


def test_labels_go_on_many_accounts_and_each_is_recorded(
    runtime: Runtime, world: World, olga: MadeUser, center: str
) -> None:
    agency, brand = create(runtime, olga, center), create(runtime, olga, center, "Brand")
    first, second, third = (world.ad_account(center, olga, name) for name in ("A", "B", "C"))
    world.grant(center, first, olga, AdAccountLevel.OPERATOR)
    world.grant(center, second, olga, AdAccountLevel.ADMIN)
    change(runtime, olga, center, [second], add=[agency])
    plan = change(runtime, olga, center, [first, second, third], add=[agency])
    assert plan == LabelPlan(changed=(first,), unchanged=(second,), refused=(third,))
    change(runtime, olga, center, [first, second], add=[brand], remove=[agency])
    assert recorded(runtime)[-4:] == [
        ("ad_account:label", "B", '{"labels":[]}', '{"labels":["Agency"]}'),
        ("ad_account:label", "A", '{"labels":[]}', '{"labels":["Agency"]}'),
        ("ad_account:label", "A", '{"labels":["Agency"]}', '{"labels":["Brand"]}'),
        ("ad_account:label", "B", '{"labels":["Agency"]}', '{"labels":["Brand"]}'),
    ]


def test_without_the_level_nothing_is_labelled(
    runtime: Runtime, world: World, olga: MadeUser, max_: MadeUser, center: str
) -> None:
    label = create(runtime, olga, center)
    account = world.ad_account(center, olga)
    world.grant(center, account, max_, AdAccountLevel.ANALYST)
    with pytest.raises(PermissionDenied, match="the level Operator on this ad account"):
        change(runtime, max_, center, [account], add=[label])


@pytest.mark.parametrize(
    ("accounts", "added"),
    [(["own", "foreign"], ["own"]), (["own"], ["foreign"]), (["unknown"], ["own"]), (["own"], ["unknown"])],
)
def test_foreign_and_unknown_accounts_and_labels_are_not_found(
    runtime: Runtime, world: World, olga: MadeUser, center: str, accounts: list[str], added: list[str]
) -> None:
    otto = world.user("Otto")
    there = world.center(otto)
    ids = {"own": world.ad_account(center, olga), "foreign": world.ad_account(there, otto), "unknown": "1"}
    made = {"own": create(runtime, olga, center), "foreign": create(runtime, otto, there), "unknown": "x"}
    world.grant(center, ids["own"], olga, AdAccountLevel.ADMIN)
    with pytest.raises(NotFound):
        change(runtime, olga, center, [ids[name] for name in accounts], add=[made[name] for name in added])


def test_a_foreign_label_is_neither_changed_nor_deleted(
    runtime: Runtime, world: World, olga: MadeUser, center: str
) -> None:
    otto = world.user("Otto")
    foreign = create(runtime, otto, world.center(otto))
    with pytest.raises(NotFound), begin(runtime, olga.caller(center), write=True) as work:
        labels.delete_label(work, label_id=foreign)
    with pytest.raises(NotFound), begin(runtime, olga.caller(center), write=True) as work:
        labels.edit_label(work, label_id=foreign, name="Mine", color="red", seen={})


def test_a_renamed_label_is_renamed_everywhere(runtime: Runtime, olga: MadeUser, center: str) -> None:
    label = create(runtime, olga, center)
    with begin(runtime, olga.caller(center), write=True) as work:
        labels.edit_label(work, label_id=label, name="Agencies", color="blue", seen={})
    assert listed(runtime, olga, center) == (LabelRow(label, "Agencies", "blue", 0),)
    assert recorded(runtime)[-1] == ("label:edit", "Agencies", '{"name":"Agency"}', '{"name":"Agencies"}')


def test_a_deleted_label_comes_off_every_account(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    label = create(runtime, olga, center)
    accounts = [world.ad_account(center, olga, name) for name in ("A", "B")]
    for account in accounts:
        world.grant(center, account, olga, AdAccountLevel.OPERATOR)
    change(runtime, olga, center, accounts, add=[label])
    with begin(runtime, olga.caller(center), write=True) as work:
        assert labels.delete_label(work, label_id=label) == 2
    assert listed(runtime, olga, center) == ()


@pytest.mark.parametrize(
    ("name", "color", "field"),
    [("", "blue", "label"), ("x" * 41, "blue", "label"), ("AGENCY", "blue", "label"), ("Brand", "#f00", "color")],
)
def test_a_label_that_cannot_be_is_refused(
    runtime: Runtime, olga: MadeUser, center: str, name: str, color: str, field: str
) -> None:
    create(runtime, olga, center)
    with pytest.raises(InvalidInput) as refusal:
        create(runtime, olga, center, name, color)
    assert refusal.value.field == field


def test_a_label_may_change_the_case_of_its_own_name(runtime: Runtime, olga: MadeUser, center: str) -> None:
    label = create(runtime, olga, center)
    with begin(runtime, olga.caller(center), write=True) as work:
        labels.edit_label(work, label_id=label, name="AGENCY", color="blue", seen={})
    assert listed(runtime, olga, center)[0].name == "AGENCY"


def test_who_may_label_an_account_may_make_labels_but_not_change_them(
    runtime: Runtime, world: World, olga: MadeUser, max_: MadeUser, center: str
) -> None:
    account = world.ad_account(center, olga)
    with pytest.raises(PermissionDenied, match="the level Operator on an ad account"):
        create(runtime, max_, center)
    world.grant(center, account, max_, AdAccountLevel.OPERATOR)
    label = create(runtime, max_, center)
    with begin(runtime, max_.caller(center), write=True) as work, pytest.raises(PermissionDenied):
        labels.edit_label(work, label_id=label, name="Mine", color="red", seen={})
    with begin(runtime, max_.caller(center), write=True) as work, pytest.raises(PermissionDenied):
        labels.delete_label(work, label_id=label)


def test_an_account_carries_at_most_twenty_labels(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    account = world.ad_account(center, olga, "Shop DE")
    world.grant(center, account, olga, AdAccountLevel.OPERATOR)
    made = [create(runtime, olga, center, f"Label {number}") for number in range(21)]
    with pytest.raises(InvalidInput, match="Shop DE would carry more than 20 labels"):
        change(runtime, olga, center, [account], add=made)


def test_a_label_that_was_renamed_meanwhile_is_not_renamed_back(runtime: Runtime, olga: MadeUser, center: str) -> None:
    label, shown = create(runtime, olga, center), {"label": "Agency, blue"}
    with begin(runtime, olga.caller(center), write=True) as work:
        labels.edit_label(work, label_id=label, name="Agencies", color="blue", seen=shown)
    with (
        pytest.raises(Overtaken, match="Olga changed this to “Agencies, blue”"),
        begin(runtime, olga.caller(center), write=True) as work,
    ):
        labels.edit_label(work, label_id=label, name="Bureaus", color="blue", seen=shown)
    assert listed(runtime, olga, center) == (LabelRow(label, "Agencies", "blue", 0),)
