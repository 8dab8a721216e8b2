"""Lists of centers, settings, checklist and limits show what the data say."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bizhub.domain.centers import ChecklistItem
from bizhub.domain.errors import InvalidInput, NotFound, Overtaken, PermissionDenied, SignedOut
from bizhub.domain.policy import CenterRole
from bizhub.domain.verification import SubmissionState
from bizhub.services.centers import (
    edit_center,
    hide_checklist,
    list_centers,
    list_limits,
    view_center_details,
    view_checklist,
)
from bizhub.services.onboarding import create_center
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, begin
from tests.factories import LONG_AGO, MadeUser, World
from tests.services.test_onboarding import LINDEN


@pytest.fixture
def olga(world: World) -> MadeUser:
    return world.user("Olga")


@pytest.fixture
def center(world: World, olga: MadeUser) -> str:
    return world.center(olga, "Linden & Co")


def edit(runtime: Runtime, user: MadeUser, center: str, name: str, seen: str = "Linden & Co") -> str:
    with begin(runtime, user.caller(center), write=True) as work:
        return edit_center(work, name=name, seen={"name": seen})


def checklist(runtime: Runtime, user: MadeUser, center: str) -> dict[str, ChecklistItem]:
    with begin(runtime, user.caller(center), write=False) as work:
        return {item.key: item for item in view_checklist(work).items}


def test_people_see_their_own_centers_by_name(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    agency = world.center(world.user("Otto"), "Agency")
    world.member(agency, olga)
    world.center(world.user("Eve"), "Elsewhere")
    with begin(runtime, olga.caller(), write=False) as work:
        found = [(row.id, row.name, row.role) for row in list_centers(work)]
    assert found == [(agency, "Agency", CenterRole.STANDARD), (center, "Linden & Co", CenterRole.ADMIN)]


def test_a_stranger_has_no_centers(runtime: Runtime) -> None:
    with begin(runtime, Caller(), write=False) as work, pytest.raises(SignedOut):
        list_centers(work)


def test_details_name_codes_and_keep_every_version(runtime: Runtime, olga: MadeUser) -> None:
    with begin(runtime, olga.caller(), write=True) as work:
        made = create_center(work, asked=LINDEN)
    with begin(runtime, olga.caller(made), write=False) as work:
        details = view_center_details(work)
    assert (details.id, details.company_name, details.region) == (made, "Linden & Co", "Germany")
    assert (details.currency, details.industry) == ("EUR · Euro", "Retail and e-commerce")
    assert details.created_by == "Olga"
    assert [(version.currency, version.changed_by) for version in details.versions] == [("EUR · Euro", "Olga")]
    assert details.versions[0].valid_from.tzinfo is UTC
    assert abs((datetime.now(UTC) - details.versions[0].valid_from).total_seconds()) < 60


def test_the_contact_of_a_center_is_for_its_admins(runtime: Runtime, world: World, olga: MadeUser) -> None:
    with begin(runtime, olga.caller(), write=True) as work:
        made = create_center(work, asked=LINDEN)
    max_ = world.user("Max")
    world.member(made, max_)
    seen: list[tuple[str, str, str]] = []
    for who in (olga, max_):
        with begin(runtime, who.caller(made), write=False) as work:
            details = view_center_details(work)
        seen.append((details.contact_name, details.contact_email, details.contact_phone))
    assert seen == [("Ada Linden", "ada@linden.example", "+4930901820"), ("", "", "")]


def test_details_of_another_center_are_not_found(runtime: Runtime, world: World, center: str) -> None:
    with begin(runtime, world.user("Eve").caller(center), write=False) as work, pytest.raises(NotFound):
        view_center_details(work)


def test_an_admin_changes_the_name_and_that_is_recorded(runtime: Runtime, olga: MadeUser, center: str) -> None:
    assert edit(runtime, olga, center, "  Linden   GmbH ") == "Linden GmbH"
    with begin(runtime, olga.caller(center), write=False) as work:
        details = view_center_details(work)
        entry = work.connection.exec_driver_sql("SELECT event, before, after FROM activity WHERE center_id <> 0").one()
    assert (details.name, details.company_name) == ("Linden GmbH", "Linden & Co")
    assert tuple(entry) == ("center:edit", '{"name":"Linden & Co"}', '{"name":"Linden GmbH"}')


def test_the_same_name_changes_nothing(runtime: Runtime, olga: MadeUser, center: str) -> None:
    edit(runtime, olga, center, "Linden & Co")
    with begin(runtime, olga.caller(center), write=False) as work:
        assert work.connection.exec_driver_sql("SELECT count(*) FROM activity WHERE center_id <> 0").scalar_one() == 0


@pytest.mark.parametrize("name", ["", "x" * 101])
def test_a_bad_name_is_refused(runtime: Runtime, olga: MadeUser, center: str, name: str) -> None:
    pytest.raises(InvalidInput, edit, runtime, olga, center, name)


def test_a_standard_member_cannot_change_the_name(runtime: Runtime, world: World, center: str) -> None:
    member = world.user("Max")
    world.member(center, member)
    pytest.raises(PermissionDenied, edit, runtime, member, center, "Mine")


def test_a_stale_page_does_not_overwrite(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    other = world.user("Otto")
    world.member(center, other, CenterRole.ADMIN)
    edit(runtime, other, center, "Linden Group")
    with pytest.raises(Overtaken, match="Otto changed this to “Linden Group” in the meantime"):
        edit(runtime, olga, center, "Linden Holding")


def test_a_new_center_has_everything_to_do(runtime: Runtime, olga: MadeUser, center: str) -> None:
    items = checklist(runtime, olga, center)
    assert list(items) == ["verification", "ad_account", "second_admin", "two_step", "team"]
    assert not any(item.is_done for item in items.values())
    assert [item.href for item in items.values()] == [
        "/verification", "/import", "/team/second-admin", "/profile/two-step", "/team",
    ]  # fmt: skip


def test_items_tick_themselves(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    world.ad_account(center, olga)
    assert {key for key, item in checklist(runtime, olga, center).items() if item.is_done} == {"ad_account"}
    world.member(center, world.user("Max"))
    assert {key for key, item in checklist(runtime, olga, center).items() if item.is_done} == {"ad_account", "team"}
    world.member(center, world.user("Otto"), CenterRole.ADMIN)
    assert checklist(runtime, olga, center)["second_admin"].is_done


def test_a_verified_center_has_nothing_to_verify(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    until = datetime.now(UTC) + timedelta(days=1)
    world.verification(center, olga, state=SubmissionState.VERIFIED, submitted_at=LONG_AGO, expires_at=until)
    assert checklist(runtime, olga, center)["verification"].is_done


def test_an_invitation_is_a_step_towards_a_team(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    world.invitation(center, olga, "bo@example.org", role=CenterRole.ADMIN)
    items = checklist(runtime, olga, center)
    assert (items["team"].is_done, items["second_admin"].is_done) == (True, False)


@pytest.mark.parametrize(
    ("user_changes", "member_changes"),
    [({"disabled_at": datetime(2026, 1, 1, tzinfo=UTC)}, {}), ({}, {"valid_until": datetime(2099, 1, 1, tzinfo=UTC)})],
    ids=["disabled", "with an end date"],
)
def test_an_admin_who_does_not_last_does_not_count(
    runtime: Runtime,
    world: World,
    olga: MadeUser,
    center: str,
    user_changes: dict[str, Any],
    member_changes: dict[str, Any],
) -> None:
    world.member(center, world.user("Otto", **user_changes), CenterRole.ADMIN, **member_changes)
    assert not checklist(runtime, olga, center)["second_admin"].is_done


def test_accounts_of_other_centers_tick_nothing(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    other = world.user("Eve")
    world.ad_account(world.center(other), other)
    assert not checklist(runtime, olga, center)["ad_account"].is_done


def test_a_checklist_can_be_put_away_for_one_person_and_center(
    runtime: Runtime, world: World, olga: MadeUser, center: str
) -> None:
    second, other = world.center(olga, "Second"), world.user("Otto")
    world.member(center, other, CenterRole.ADMIN)
    with begin(runtime, olga.caller(center), write=True) as work:
        hide_checklist(work)
    assert checklist(runtime, olga, center) == {}
    assert len(checklist(runtime, olga, second)) == 5
    assert len(checklist(runtime, other, center)) == 5


def test_a_standard_member_has_nothing_to_set_up(runtime: Runtime, world: World, center: str) -> None:
    member = world.user("Max")
    world.member(center, member)
    assert checklist(runtime, member, center) == {}


def test_limits_are_those_of_the_settings(runtime: Runtime, olga: MadeUser, center: str) -> None:
    runtime.settings.import_max_bytes = 3 * 1024**2
    with begin(runtime, olga.caller(center), write=False) as work:
        rows = list_limits(work)
    limits = {row.setting: row.value for row in rows}
    assert limits["BIZHUB_IMPORT_MAX_BYTES"] == "3 MB"
    assert limits["BIZHUB_AD_ACCOUNTS_PER_CENTER"] == "100,000"
