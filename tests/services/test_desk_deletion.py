"""Somebody of the desk deletes their account: what they did keeps their name, and nothing waits for them."""

from datetime import UTC, datetime

import pytest

from bizhub.domain.desk import CaseKind
from bizhub.services import account_deletion, chain_check, desk, desk_people, review_cases
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import MadeUser, World
from tests.services.recovery_stage import WEEK, Lost, lost_center
from tests.services.team import Team
from tests.services.two_step_people import Guarded, guarded_user
from tests.sign_in_steps import PASSWORD, MovableClock


@pytest.fixture
def lost(
    runtime: Runtime, world: World, center: str, olga: MadeUser, max_: MadeUser, moved_clock: MovableClock
) -> Lost:
    return lost_center(Team(runtime, center), world, moved_clock, olga, max_)


@pytest.fixture
def gerda(lost: Lost) -> Guarded:
    """Of the desk; she knows her password and has her second step."""
    gerda = guarded_user(lost.world, lost.clock)
    lost.team.rows_changed(
        "INSERT INTO desk_person (id, user_id, added_at) VALUES (1, :id, :at)",
        id=int(gerda.user.id), at=datetime(2020, 1, 1, tzinfo=UTC).isoformat(sep=" "),
    )  # fmt: skip
    lost.team.keep_sessions()
    return gerda


def erase(lost: Lost, gerda: Guarded) -> None:
    account_deletion.delete_account(lost.team.runtime, gerda.user.caller(), password=PASSWORD, code=gerda.code())


def test_the_record_of_the_center_keeps_the_name_of_the_time(lost: Lost, gerda: Guarded) -> None:
    lost.start(by=gerda.user)
    erase(lost, gerda)
    query = "SELECT event, user_name, through FROM activity WHERE center_id = :center ORDER BY sequence"
    assert lost.team.rows(query, center=int(lost.team.center)) == [("recovery:start", "Gerda", "desk")]
    own = lost.team.rows(query, center=0)
    assert {("desk:remove", "Gerda", "web"), ("user:delete", "Gerda", "web")} <= {*own}
    with lost.team.runtime.database.transaction(write=False) as connection:
        chains = chain_check.center_ids(lost.team.runtime, connection)
        assert [chain_check.check(lost.team.runtime, connection, one).problem_count for one in chains] == [0, 0]


def test_what_they_began_at_the_desk_is_not_carried_out_and_says_under_which_name_it_began(
    lost: Lost, gerda: Guarded
) -> None:
    lost.start(by=gerda.user)
    erase(lost, gerda)
    lost.clock.moment += WEEK
    assert (lost.carry_out(), lost.states()) == (1, ["FAILED"])
    assert lost.answer() == "Gerda, who began this, does not work at the desk any more."


def test_their_seat_ends_and_their_cases_are_free(lost: Lost, gerda: Guarded) -> None:
    with begin(lost.team.runtime, lost.olga.caller(lost.team.center), write=True) as work:
        case = str(review_cases.open_case(work, kind=CaseKind.TICKET, subject_id=1, title="Linden"))
    lost.at_desk(gerda.user, desk.claim_case, case_id=case)
    erase(lost, gerda)
    assert lost.team.rows("SELECT claimed_by FROM review_case") == [(None,)]
    assert lost.team.rows("SELECT count(*) FROM desk_person WHERE ended_at IS NULL AND id = 1") == [(0,)]
    lost.at_desk(lost.dora, desk.claim_case, case_id=case)


def test_who_has_no_seat_leaves_none(lost: Lost) -> None:
    lost.at_desk(lost.mia, desk_people.leave_desk)
    assert lost.team.rows("SELECT count(*) FROM desk_person WHERE ended_at IS NOT NULL") == [(0,)]
