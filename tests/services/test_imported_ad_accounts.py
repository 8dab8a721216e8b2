"""Ad accounts that come into being with imported figures, and who holds them."""

import json
from typing import Any

import pytest
from sqlalchemy import text

from bizhub.domain.ad_account_input import NewAdAccount
from bizhub.domain.audit import Through
from bizhub.domain.errors import InvalidInput, PermissionDenied
from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.services import access_explorer, ad_account_people, ad_accounts
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin, begin_job
from tests.factories import LONG_AGO, MadeUser, World


def activity(runtime: Runtime) -> list[tuple[str, str, str, str]]:
    query = "SELECT event, object_name, before, after FROM activity WHERE center_id <> 0 ORDER BY sequence"
    with runtime.database.transaction(write=False) as connection:
        return [tuple(row) for row in connection.execute(text(query)).all()]


def edit(runtime: Runtime, user: MadeUser, center: str, account: str, **changes: Any) -> None:
    """Change what a page shows of an account that is as it was made."""
    shown = {"name": "Shop DE", "industry": "", "note": ""}
    with begin(runtime, user.caller(center), write=True) as work:
        ad_accounts.edit_ad_account(work, ad_account_id=account, **{"seen": shown, **shown, **changes})


def imported(runtime: Runtime, user: MadeUser, center: str, **changes: str) -> str:
    values = {"external_id": "916", "name": "Shop DE", "currency": "EUR", "time_zone": "Europe/Berlin", **changes}
    with begin(runtime, user.caller(center), write=True) as work:
        (account,) = ad_accounts.create_imported(work, accounts=[NewAdAccount(**values)])
        return account


def test_who_imports_an_account_gets_admin_on_it(runtime: Runtime, olga: MadeUser, center: str) -> None:
    account = imported(runtime, olga, center)
    with begin(runtime, olga.caller(center), write=False) as work:
        detail = ad_accounts.get_ad_account(work, ad_account_id=account)
    assert (detail.row.status, detail.row.imported, detail.row.level) == ("STATUS_ENABLE", True, AdAccountLevel.ADMIN)
    assert detail.may_edit
    assert [(event, name) for event, name, _, _ in activity(runtime)] == [
        ("ad_account:create", "Shop DE"),
        ("ad_account:grant", "Shop DE"),
    ]


def test_what_the_operator_imports_belongs_to_the_admins(
    runtime: Runtime, world: World, olga: MadeUser, max_: MadeUser, center: str
) -> None:
    second, former = world.user("Petra"), world.user("Fritz")
    world.member(center, second, CenterRole.ADMIN)
    world.member(center, former, CenterRole.ADMIN, ended_at=LONG_AGO)
    with begin_job(runtime, user_id=None, center_id=center, through=Through.IMPORT, write=True) as work:
        (account,) = ad_accounts.create_imported(
            work, accounts=[NewAdAccount("916", "Shop DE", "EUR", "Europe/Berlin")]
        )
    with begin(runtime, olga.caller(center), write=False) as work:
        found = access_explorer.explain_ad_account(work, ad_account_id=account)
    assert {(person.name, person.level, person.chains[0].given_by) for person in found.people} == {
        ("Olga", AdAccountLevel.ADMIN, ""),
        ("Petra", AdAccountLevel.ADMIN, ""),
    }
    entries = [(event, json.loads(after)) for event, _, _, after in activity(runtime)]
    assert [(event, after.get("user"), after.get("reason")) for event, after in entries] == [
        ("ad_account:create", None, None),
        ("ad_account:grant", "Olga", "Imported on the command line"),
        ("ad_account:grant", "Petra", "Imported on the command line"),
    ]


def test_an_admin_takes_a_level_once_and_it_is_recorded(
    runtime: Runtime, world: World, olga: MadeUser, center: str
) -> None:
    account = world.ad_account(center, olga, "Shop DE")
    for _ in range(2):
        with begin(runtime, olga.caller(center), write=True) as work:
            ad_account_people.take_level(work, ad_account_id=account)
    edit(runtime, olga, center, account, name="Mine")
    assert [event for event, _, _, _ in activity(runtime)] == ["ad_account:grant", "ad_account:edit"]


def test_a_standard_member_neither_imports_a_new_account_nor_takes_a_level(
    runtime: Runtime, world: World, olga: MadeUser, max_: MadeUser, center: str
) -> None:
    account = world.ad_account(center, olga, "Shop DE")
    world.grant(center, account, max_, AdAccountLevel.OPERATOR)
    with pytest.raises(PermissionDenied):
        imported(runtime, max_, center)
    with begin(runtime, max_.caller(center), write=True) as work, pytest.raises(PermissionDenied):
        ad_account_people.take_level(work, ad_account_id=account)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"external_id": "taken"}, "external_id"),
        ({"external_id": " "}, "external_id"),
        ({"external_id": "x" * 65}, "external_id"),
        ({"name": ""}, "name"),
        ({"currency": "euro"}, "currency"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
    ],
)
def test_an_account_that_cannot_be_is_not_imported(
    runtime: Runtime, world: World, olga: MadeUser, center: str, changes: dict[str, str], field: str
) -> None:
    world.ad_account(center, olga, "Known", external_id="taken")
    with pytest.raises(InvalidInput) as refusal:
        imported(runtime, olga, center, **changes)
    assert refusal.value.field == field


def test_a_full_center_takes_no_more(
    runtime: Runtime, olga: MadeUser, center: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime.settings, "ad_accounts_per_center", 1)
    imported(runtime, olga, center)
    with pytest.raises(InvalidInput, match="at most 1 ad accounts"):
        imported(runtime, olga, center, external_id="2")
