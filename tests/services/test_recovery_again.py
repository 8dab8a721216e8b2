"""What the job does when the waiting period of a recovery has passed: everything is asked again."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, update

from bizhub.domain.errors import Conflict
from bizhub.services import account_deletion, chain_check, members
from bizhub.services.desk_gate import DESK_PERSON
from bizhub.services.runtime import Runtime
from bizhub.services.sign_in_state import TWO_STEP
from tests.factories import LONG_AGO, MadeUser, World
from tests.services.recovery_stage import WEEK, Lost, lost_center
from tests.services.team import Team
from tests.sign_in_steps import PASSWORD, MovableClock

Break = Callable[[Lost], None]


@pytest.fixture
def lost(
    runtime: Runtime, world: World, center: str, olga: MadeUser, max_: MadeUser, moved_clock: MovableClock
) -> Lost:
    return lost_center(Team(runtime, center), world, moved_clock, olga, max_)


def an_admin_is_back(lost: Lost) -> None:
    lost.seen(lost.olga, 0)


def person_is_disabled(lost: Lost) -> None:
    lost.changed("UPDATE app_user SET disabled_at = '2026-01-01 00:00:00+00' WHERE id = :id", lost.max)


def person_deletes_their_account(lost: Lost) -> None:
    hashed = lost.team.runtime.passwords.hash(PASSWORD)
    lost.team.rows_changed("UPDATE app_user SET password_hash = :hash WHERE id = :id", hash=hashed, id=int(lost.max.id))
    account_deletion.delete_account(lost.team.runtime, lost.max.caller(), password=PASSWORD, code="")


def seat_ends(lost: Lost) -> None:
    with lost.world.runtime.database.transaction(write=True) as connection:
        connection.execute(update(DESK_PERSON).values(ended_at=LONG_AGO))


def asker_is_disabled(lost: Lost) -> None:
    lost.changed("UPDATE app_user SET disabled_at = '2026-01-01 00:00:00+00' WHERE id = :id", lost.dora)


def asker_turns_two_step_off(lost: Lost) -> None:
    with lost.world.runtime.database.transaction(write=True) as connection:
        connection.execute(delete(TWO_STEP))


def center_ends(lost: Lost) -> None:
    lost.team.rows_changed("UPDATE center SET ends_at = '2026-11-24 00:00:00+00'")


BROKEN = [
    (an_admin_is_back, "Olga, an admin of this center, was here on"),
    (person_is_disabled, "disabled or deleted"),
    (person_deletes_their_account, "disabled or deleted"),
    (seat_ends, "Dora, who began this, does not work at the desk any more"),
    (asker_is_disabled, "Dora, who began this, does not work at the desk any more"),
    (asker_turns_two_step_off, "has no 2-step verification, as the desk asks"),
    (Lost.allow_only_linden, "linden.example"),
    (Lost.ask_two_step, "asks its admins for 2-step verification"),
    (center_ends, "The center was deleted"),
]


@pytest.mark.parametrize(("breaks", "words"), BROKEN)
def test_everything_is_asked_again_when_the_time_has_come(lost: Lost, breaks: Break, words: str) -> None:
    lost.start()
    breaks(lost)
    before = lost.team.roles()
    lost.clock.moment += WEEK
    assert [lost.carry_out(), lost.carry_out()] == [1, 0]
    assert lost.states() == ["FAILED"]
    assert words in lost.answer()
    assert (lost.team.roles(), lost.team.events()[-1]) == (before, "recovery:fail")
    with lost.team.runtime.database.transaction(write=False) as connection:
        assert chain_check.check(lost.team.runtime, connection, int(lost.team.center)).problem_count == 0


def test_the_waiting_period_is_the_operators_to_set(lost: Lost) -> None:
    lost.team.runtime.settings.recovery_days = 3
    lost.start()
    lost.clock.move(days=3)
    assert (lost.carry_out(), lost.states()) == (1, ["DONE"])


def test_one_that_breaks_is_tried_again_and_holds_up_no_other(lost: Lost, monkeypatch: pytest.MonkeyPatch) -> None:
    birch = lost.world.center(lost.olga, "Birch")
    lost.start()
    lost.start(center=birch)
    lost.clock.moment += WEEK

    def failing(work: object, row: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr("bizhub.services.recovery_jobs._appoint", failing)
        assert (lost.carry_out(), lost.states()) == (0, ["WAITING", "WAITING"])
    assert (lost.carry_out(), lost.states()) == (2, ["DONE", "DONE"])


def test_the_new_admin_is_the_last_one_who_counts(lost: Lost) -> None:
    lost.changed("UPDATE app_user SET disabled_at = '2026-01-01 00:00:00+00' WHERE id = :id", lost.olga)
    lost.start()
    lost.clock.moment += WEEK
    lost.carry_out()
    with pytest.raises(Conflict):
        lost.team.act(lost.max, members.leave_center)
