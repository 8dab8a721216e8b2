"""My ad accounts: one place for each person, theirs alone, which ends with their account."""

from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from bizhub.domain.ad_accounts import AdAccountFilter
from bizhub.domain.errors import InvalidInput, NotFound, PermissionDenied, SignedOut
from bizhub.domain.insights import Question
from bizhub.domain.policy import CenterRole
from bizhub.services import (
    account_deletion,
    ad_accounts,
    admins,
    center_sweep,
    centers,
    chain_check,
    insights,
    members,
    onboarding,
    own_space,
    session_view,
)
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, begin
from tests.factories import MadeUser, World
from tests.services.import_run import Run, StillJob
from tests.services.team import Team
from tests.services.test_ending_races import together
from tests.services.test_onboarding import LINDEN
from tests.sign_in_steps import PASSWORD, MovableClock

GERMANY = {"region": "DE", "currency": "EUR", "time_zone": "Europe/Berlin"}
FIGURES = "By Day,Account ID,Account name,Campaign name,Currency,Cost,Impressions\n2026-01-01,7001,Mine,A,EUR,5.00,10\n"


@pytest.fixture
def ida(world: World) -> MadeUser:
    return world.user("Ida", password_hash=world.runtime.passwords.hash(PASSWORD))


def opened(runtime: Runtime, who: MadeUser, **changes: str) -> str:
    with begin(runtime, who.caller(), write=True) as work:
        return own_space.open_own_space(work, **{**GERMANY, **changes})


def test_who_has_no_center_begins_with_one_place_that_is_theirs(runtime: Runtime, ida: MadeUser) -> None:
    team = Team(runtime, opened(runtime, ida))
    assert team.roles() == {"Ida": "OWNER"}
    assert team.entries() == [
        ("center:create", "My ad accounts", "", '{"currency":"EUR","region":"DE","time_zone":"Europe/Berlin"}')
    ]
    versions = team.rows("SELECT company_name, currency FROM center_version WHERE center_id = :id", id=int(team.center))
    assert versions == [("Ida", "EUR")]
    found = team.act(ida, own_space.view_own_space)
    assert (found.id, found.currency, found.verification.value) == (team.center, "EUR", "NOT_SUBMITTED")


def test_beginning_twice_is_beginning_once(runtime: Runtime, ida: MadeUser) -> None:
    assert opened(runtime, ida) == opened(runtime, ida, currency="USD")


@pytest.mark.parametrize("rounds", [pytest.param(10, id="10 rounds"), pytest.param(300, marks=pytest.mark.soak)])
def test_two_tabs_at_once_begin_once(runtime: Runtime, world: World, rounds: int) -> None:
    for number in range(rounds):
        who = world.user(f"Ida {number}")
        first, second = together(lambda who=who: opened(runtime, who), lambda who=who: opened(runtime, who))  # type: ignore[misc]
        assert first == second


def test_the_database_itself_keeps_a_second_place_out(runtime: Runtime, world: World, ida: MadeUser) -> None:
    other = world.center(world.user("Bo"), "Other", is_personal=True)
    opened(runtime, ida)
    with pytest.raises(IntegrityError):
        world.member(other, ida, CenterRole.OWNER)


@pytest.mark.parametrize("field", ["region", "currency", "time_zone"])
def test_what_is_not_known_is_said_at_its_field(runtime: Runtime, ida: MadeUser, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        opened(runtime, ida, **{field: "nowhere"})
    assert refusal.value.field == field
    with begin(runtime, ida.caller(), write=False) as work:
        assert own_space.view_own_space(work) is None


def test_nobody_begins_without_a_session(runtime: Runtime) -> None:
    with pytest.raises(SignedOut), begin(runtime, Caller(), write=True) as work:
        own_space.open_own_space(work, **GERMANY)


def test_the_owner_imports_and_sees_the_figures(runtime: Runtime, ida: MadeUser, tmp_path: Path) -> None:
    team = Team(runtime, opened(runtime, ida))
    run = Run(runtime, ida.caller(team.center), tmp_path)
    run.finish(run.preview(run.file("a.csv", FIGURES)))
    [account] = team.act(ida, ad_accounts.list_ad_accounts, chosen=AdAccountFilter()).rows
    assert (account.name, account.level, account.imported) == ("Mine", "ADMIN", True)
    assert run.totals("7001")["spend"] == 5_000_000
    assert team.act(ida, insights.summarise, question=Question(ad_account_id=account.id)) is not None
    assert team.act(ida, own_space.count_own_ad_accounts) == 1


def test_nobody_else_gets_in(runtime: Runtime, world: World, ida: MadeUser) -> None:
    team = Team(runtime, opened(runtime, ida))
    for other in (world.user("Bo"), world.user("Cy")):
        world.center(other)
        with pytest.raises(NotFound):
            team.act(other, ad_accounts.list_ad_accounts, chosen=AdAccountFilter())


def test_it_is_no_center_among_centers_and_stands_last_in_the_switcher(
    runtime: Runtime, world: World, ida: MadeUser
) -> None:
    own = opened(runtime, ida)
    zebra = world.center(ida, "Zebra")
    with begin(runtime, ida.caller(), write=False) as work:
        assert [center.id for center in centers.list_centers(work)] == [zebra]
        assert [center.id for center in session_view.own_centers(work)] == [zebra, own]
        assert account_deletion.view_account_deletion(work).memberships == 1


def test_it_takes_no_place_of_the_centers_that_somebody_may_make(runtime: Runtime, ida: MadeUser) -> None:
    opened(runtime, ida)
    with begin(runtime, ida.caller(), write=True) as work:
        made = onboarding.create_center(work, asked=LINDEN)
    assert Team(runtime, made).roles() == {"Ida": "ADMIN"}


def test_its_owner_is_told_what_admins_are_told(runtime: Runtime, ida: MadeUser) -> None:
    team = Team(runtime, opened(runtime, ida))
    assert list(team.act(ida, admins.current_admins)) == [int(ida.id)]


def test_it_cannot_be_left(runtime: Runtime, ida: MadeUser) -> None:
    team = Team(runtime, opened(runtime, ida))
    with pytest.raises(PermissionDenied):
        team.act(ida, members.leave_center)
    assert team.roles() == {"Ida": "OWNER"}


def test_it_neither_keeps_an_account_nor_lets_a_center_go(runtime: Runtime, world: World, ida: MadeUser) -> None:
    """The guard of the last admin counts admins: an owner is none, of their place or of any other."""
    opened(runtime, ida)
    zebra = world.center(ida, "Zebra")
    with begin(runtime, ida.caller(), write=False) as work:
        assert account_deletion.view_account_deletion(work).only_admin_of == ((zebra, "Zebra"),)


def test_it_ends_with_the_account_and_its_figures_are_cleared(
    runtime: Runtime, ida: MadeUser, tmp_path: Path, moved_clock: MovableClock
) -> None:
    team = Team(runtime, opened(runtime, ida))
    run = Run(runtime, ida.caller(team.center), tmp_path)
    run.finish(run.preview(run.file("a.csv", FIGURES)))
    with begin(runtime, ida.caller(), write=False) as work:
        assert account_deletion.view_account_deletion(work).own_ad_accounts == 1
    account_deletion.delete_account(runtime, ida.caller(), password=PASSWORD, code="")
    query = "SELECT event, user_name FROM activity WHERE center_id = :center ORDER BY sequence DESC"
    ends = team.rows(query, center=int(team.center))[:2]
    assert sorted(ends) == [("center:delete", "Ida"), ("member:delete_account", "Ida")]
    assert center_sweep.sweep_centers(StillJob(runtime))["cleared"] == 1  # type: ignore[arg-type]
    assert run.totals("7001") == {}
    with runtime.database.transaction(write=False) as connection:
        assert chain_check.check(runtime, connection, int(team.center)).problem_count == 0
