"""Which centers the desk may help, whom it may choose, and that all of it is asked again when the time has come."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bizhub.domain.desk import DeskNeedsTwoStep
from bizhub.domain.errors import BizHubError, Conflict, InvalidInput, NotFound, SignedOut
from bizhub.domain.policy import CenterRole
from bizhub.services import orphans, recovery
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, begin
from tests.factories import LONG_AGO, MadeUser, World
from tests.services.recovery_stage import Lost, lost_center, take_to_desk
from tests.services.team import Team
from tests.services.two_step_people import guard
from tests.sign_in_steps import MovableClock

Break = Callable[[Lost], None]


@pytest.fixture
def lost(
    runtime: Runtime, world: World, center: str, olga: MadeUser, max_: MadeUser, moved_clock: MovableClock
) -> Lost:
    return lost_center(Team(runtime, center), world, moved_clock, olga, max_)


def disabled(lost: Lost) -> None:
    lost.changed("UPDATE app_user SET disabled_at = '2026-01-01 00:00:00+00' WHERE id = :id", lost.olga)
    lost.seen(lost.olga, 0)


def ended(lost: Lost) -> None:
    lost.changed("UPDATE membership SET ended_at = '2026-01-01 00:00:00+00' WHERE user_id = :id", lost.olga)
    lost.seen(lost.olga, 0)


def past_the_last_day(lost: Lost) -> None:
    lost.changed("UPDATE membership SET valid_until = '2026-01-01 00:00:00+00' WHERE user_id = :id", lost.olga)
    lost.seen(lost.olga, 0)


def never_here(lost: Lost) -> None:
    lost.changed("DELETE FROM user_session WHERE user_id = :id", lost.olga)


def absent(lost: Lost) -> None:
    lost.seen(lost.olga, 30)


@pytest.mark.parametrize("loses", [disabled, ended, past_the_last_day, never_here, absent])
def test_a_center_is_orphaned_when_no_admin_can_sign_in(lost: Lost, loses: Break) -> None:
    loses(lost)
    assert lost.at_desk(lost.dora, orphans.list_orphans).total == 1
    lost.start()
    assert lost.states() == ["WAITING"]


def here_lately(lost: Lost) -> None:
    lost.seen(lost.olga, 29)


def here_until_a_day(lost: Lost) -> None:
    until = "2027-05-05 00:00:00+00"
    lost.team.rows_changed("UPDATE membership SET valid_until = :until WHERE role = 'ADMIN'", until=until)
    lost.seen(lost.olga, 0)


def another_is_here(lost: Lost) -> None:
    lost.world.member(lost.team.center, lost.world.user("Bo"), CenterRole.ADMIN)


@pytest.mark.parametrize(("helps", "who"), [(here_lately, "Olga"), (here_until_a_day, "Olga"), (another_is_here, "Bo")])
def test_a_center_with_an_admin_who_can_sign_in_helps_itself(lost: Lost, helps: Break, who: str) -> None:
    helps(lost)
    assert lost.at_desk(lost.dora, orphans.list_orphans).rows == ()
    with pytest.raises(Conflict, match=f"{who}, an admin of this center, was here on"):
        lost.start()
    with pytest.raises(NotFound):
        lost.at_desk(lost.dora, orphans.view_orphan, center_id=lost.team.center)
    assert lost.states() == []


def of_a_person(lost: Lost) -> str:
    return lost.world.center(lost.olga, "My ad accounts", is_personal=True)


def that_has_ended(lost: Lost) -> str:
    return lost.world.center(lost.olga, "Gone", ends_at=lost.clock.moment)


def that_nobody_knows(_lost: Lost) -> str:
    return "1234567890123456789"


@pytest.mark.parametrize("place", [of_a_person, that_has_ended, that_nobody_knows])
def test_other_places_are_not_found(lost: Lost, place: Callable[[Lost], str]) -> None:
    number = place(lost)
    with pytest.raises(NotFound):
        lost.start(center=number)
    with pytest.raises(NotFound):
        lost.at_desk(lost.dora, orphans.view_orphan, center_id=number)
    assert [row.id for row in lost.at_desk(lost.dora, orphans.list_orphans).rows] == [lost.team.center]


def nobody(_lost: Lost) -> str:
    return "nobody@example.org"


def unconfirmed(lost: Lost) -> str:
    return lost.world.user("Una", email_confirmed_at=None).email


def gone(lost: Lost) -> str:
    return lost.world.user("Gus", disabled_at=LONG_AGO).email


def the_absent_admin(lost: Lost) -> str:
    return lost.olga.email


def oneself(lost: Lost) -> str:
    return lost.dora.email


def no_address(_lost: Lost) -> str:
    return "Max"


def outside(lost: Lost) -> str:
    lost.allow_only_linden()
    return lost.max.email


def without_second_step(lost: Lost) -> str:
    lost.ask_two_step()
    return lost.max.email


def among_twenty_admins(lost: Lost) -> str:
    for number in range(19):
        lost.world.member(lost.team.center, lost.world.user(f"Ada {number}", disabled_at=LONG_AGO), CenterRole.ADMIN)
    return lost.max.email


@pytest.mark.parametrize(
    ("whom", "words"),
    [
        (nobody, "Nobody signs in with this address"), (unconfirmed, "Nobody signs in with this address"),
        (gone, "cannot sign in any more"), (the_absent_admin, "Olga is an admin of this center already"),
        (oneself, "Nobody of the desk chooses themselves"), (no_address, "Type an e-mail address"),
        (outside, "linden.example"), (without_second_step, "asks its admins for 2-step verification"),
        (among_twenty_admins, "at most 20 admins"),
    ],
)  # fmt: skip
def test_whom_the_rules_keep_out_is_not_chosen(lost: Lost, whom: Callable[[Lost], str], words: str) -> None:
    address = whom(lost)
    with pytest.raises(InvalidInput, match=words) as refusal:
        lost.start(address)
    assert (refusal.value.field, lost.states()) == ("address", [])


def test_who_has_a_second_step_is_chosen_where_it_is_asked_for(lost: Lost) -> None:
    lost.ask_two_step()
    guard(lost.world, lost.clock, lost.max)
    lost.start()
    assert lost.states() == ["WAITING"]


def test_a_reason_is_asked_for(lost: Lost) -> None:
    with pytest.raises(InvalidInput) as refusal:
        lost.start(reason="  ")
    assert refusal.value.field == "reason"


def test_one_waits_at_a_time_and_a_new_one_follows(lost: Lost) -> None:
    started = lost.start()
    with pytest.raises(Conflict, match="Dora has chosen Max already"):
        lost.start(lost.mia.email)
    lost.at_desk(lost.dora, recovery.cancel_recovery, recovery_id=started)
    lost.start(lost.mia.email)
    assert lost.states() == ["CANCELLED", "WAITING"]


@pytest.mark.parametrize("use_case", [recovery.start_recovery, recovery.cancel_recovery, orphans.list_orphans])
def test_there_is_no_recovery_outside_the_desk(lost: Lost, use_case: Callable[..., object]) -> None:
    arguments = {
        recovery.start_recovery: {"center_id": lost.team.center, "address": lost.mia.email, "reason": "x"},
        recovery.cancel_recovery: {"recovery_id": lost.start()},
        orphans.list_orphans: {},
    }[use_case]
    for who in (lost.olga, lost.max):
        with pytest.raises(NotFound):
            lost.team.act(who, use_case, **arguments)
    with pytest.raises(SignedOut), begin(lost.team.runtime, Caller(), write=True) as work:
        use_case(work, **arguments)
    assert lost.states() == ["WAITING"]


def test_the_desk_asks_for_a_second_step_here_too(lost: Lost) -> None:
    lost.team.rows_changed("DELETE FROM two_step")
    with pytest.raises(DeskNeedsTwoStep):
        lost.start()


def test_a_stranger_cannot_object(lost: Lost) -> None:
    started = lost.start()
    zoe = lost.world.user("Zoe")
    elsewhere = lost.world.center(zoe, "Zebra")
    for center in (elsewhere, lost.team.center):
        with pytest.raises(BizHubError) as refusal, begin(lost.team.runtime, zoe.caller(center), write=True) as work:
            recovery.object_to_recovery(work, recovery_id=started)
        assert isinstance(refusal.value, NotFound)
    assert lost.states() == ["WAITING"]


def test_anybody_of_the_desk_can_stop_it(lost: Lost) -> None:
    started = lost.start()
    emil = lost.world.user("Emil")
    take_to_desk(lost.world, lost.clock, emil)
    lost.at_desk(emil, recovery.cancel_recovery, recovery_id=started)
    assert (lost.states(), lost.team.events()[-1]) == (["CANCELLED"], "recovery:cancel")


def test_an_admin_is_absent_after_thirty_days_and_not_an_instant_before(lost: Lost) -> None:
    lost.seen(lost.olga, 30)
    lost.clock.moment -= timedelta(microseconds=1)
    with pytest.raises(Conflict):
        lost.start()
