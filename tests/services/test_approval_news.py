"""What the bell says of approvals and notices."""

from datetime import timedelta

import pytest

from bizhub.services import offboarding
from bizhub.services.notification_messages import writer_for
from bizhub.services.runtime import Runtime
from tests.factories import MadeUser
from tests.services.team import Team
from tests.services.told import links, words
from tests.services.two_admins import approve, carry_out, promote
from tests.sign_in_steps import MovableClock, messages_to


@pytest.fixture
def team(runtime: Runtime, center: str, moved_clock: MovableClock) -> Team:
    return Team(runtime, center)


def test_what_waits_for_another_admin_is_told_to_them_and_answered_to_who_asked(
    ruled: Team, olga: MadeUser, max_: MadeUser, bo: MadeUser
) -> None:
    waits = promote(ruled, olga, max_)
    assert words(ruled, bo) == ["Olga wants to make Max an admin in Linden & Co and needs your approval"]
    assert words(ruled, max_) == words(ruled, olga) == []  # it was rehearsed, and has not happened
    approve(ruled, bo, waits)
    done = "Bo has approved: it is done"
    assert words(ruled, olga) == [f"You asked to make Max an admin in Linden & Co. {done}"]
    assert words(ruled, max_) == ["Bo changed your membership of Linden & Co: you are now an admin"]
    assert links(ruled, olga) == [f"/team/approvals?center={ruled.center}"]
    [asked], [told] = (messages_to(ruled.runtime, person.email) for person in (bo, olga))
    assert f"/team/approvals?center={ruled.center}\n" in asked
    assert f"/team/approvals?center={ruled.center}\n" in told


def test_a_notice_is_told_and_so_is_what_becomes_of_it(
    ruled: Team, olga: MadeUser, bo: MadeUser, moved_clock: MovableClock
) -> None:
    waits = ruled.act(olga, offboarding.offboard_member, user_id=bo.id)
    day = writer_for("en").day((moved_clock.moment + timedelta(days=7)).date())
    [notice] = words(ruled, bo)
    assert notice == f"Olga wants to {waits.words} in Linden & Co: it is carried out on {day} unless you object"
    moved_clock.move(days=7)
    assert carry_out(ruled, moved_clock) == 1
    assert words(ruled, olga) == [f"You asked to {waits.words} in Linden & Co. It was carried out"]
