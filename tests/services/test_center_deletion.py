"""Deleting a center: what is asked for it, who is told, how it is kept, and that it ends by the clock alone."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Lock, Thread
from typing import Any

import pytest
from sqlalchemy import update

from bizhub.adapters import clock
from bizhub.domain.audit import Through
from bizhub.domain.center_deletion import WhatEnds
from bizhub.domain.errors import Conflict, InvalidInput, NotFound
from bizhub.domain.policy import AdAccountLevel
from bizhub.domain.team import Wish
from bizhub.services import (
    admins,
    approval_answers,
    center_deletion,
    center_sweep,
    centers,
    invitation_answers,
    invitations,
    labels,
    members,
    notification_list,
    offboarding,
    session_view,
)
from bizhub.services.access import CENTER
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin, begin_job
from tests.factories import MadeUser, World
from tests.services.team import Team
from tests.services.two_admins import approve, carry_out, states
from tests.sign_in_steps import MovableClock, messages_to

NAME = "Linden & Co"
THIRTY_DAYS, INSTANT = timedelta(days=30), timedelta(microseconds=1)
LAST_DAY = "Dec 23, 2026"
"""Thirty days after the morning at which the clock of the tests stands still, in Berlin."""


@pytest.fixture
def team(runtime: Runtime, center: str, moved_clock: MovableClock) -> Team:
    team = Team(runtime, center)
    team.keep_sessions()
    return team


@pytest.fixture
def ending(team: Team, olga: MadeUser) -> Team:
    """Olga has deleted the center a moment ago."""
    delete(team, olga)
    return team


def delete(team: Team, by: MadeUser, name: str = NAME) -> Any:
    return team.act(by, center_deletion.delete_center, name=name)


def keep(team: Team, by: MadeUser) -> Any:
    return team.act(by, center_deletion.keep_center)


def look(team: Team, who: MadeUser, use_case: Callable[..., Any], **arguments: Any) -> Any:
    """What somebody reads who is in the center, or wherever they are."""
    with begin(team.runtime, who.caller(team.center), write=False) as work:
        return use_case(work, **arguments)


def lasting(world: World, team: Team, name: str) -> MadeUser:
    """Somebody whose session outlasts a center."""
    made = world.user(name)
    team.keep_sessions()
    return made


def told(team: Team, who: MadeUser) -> list[str]:
    """The kinds of what somebody was told, oldest first."""
    query = "SELECT kind FROM notification WHERE user_id = :id ORDER BY created_at, id"
    return [row[0] for row in team.rows(query, id=int(who.id))]


def test_what_ends_is_counted(team: Team, world: World, olga: MadeUser, max_: MadeUser) -> None:
    world.member(team.center, world.user("Gone"), ended_at=clock.now())
    accounts = [world.ad_account(team.center, olga, name) for name in ("Shop DE", "Shop FR")]
    world.grant(team.center, accounts[0], olga, AdAccountLevel.ADMIN)
    world.asset_group(team.center, olga, "Summer", AdAccountLevel.ANALYST)
    world.invitation(team.center, olga, "bo@example.org", expires_at=clock.now() + INSTANT)
    world.invitation(team.center, olga, "late@example.org", expires_at=clock.now())
    for name in ("red", "green", "blue"):
        team.act(olga, labels.create_label, name=name, color="blue")
    world.ad_account(world.center(max_, "Other"), max_)
    found = look(team, olga, center_deletion.view_deletion)
    assert found.ends == WhatEnds(members=2, ad_accounts=2, groups=1, invitations=1, labels=3)
    assert (found.ends_at, found.deleted_by) == (None, "")


@pytest.mark.parametrize("typed", ["", "linden & co", "Linden", "Linden & Co.", "Linden &  Co"])
def test_another_name_deletes_nothing(team: Team, olga: MadeUser, typed: str) -> None:
    with pytest.raises(InvalidInput, match="exactly as it is written: Linden & Co") as refusal:
        delete(team, olga, typed)
    assert (refusal.value.field, team.entries()) == ("name", [])


def test_it_is_recorded_and_all_admins_are_told(
    team: Team, olga: MadeUser, max_: MadeUser, bo: MadeUser, moved_clock: MovableClock
) -> None:
    assert delete(team, olga, f" {NAME} ") is None
    until = moved_clock.moment + THIRTY_DAYS
    assert team.entries() == [("center:delete", NAME, "", f'{{"ends_at":"{until.isoformat()}"}}')]
    assert [told(team, who) for who in (olga, bo, max_)] == [["center_ends"], ["center_ends"], []]
    for admin in (olga, bo):  # also who did it: somebody else may have sat at their keyboard
        [message] = messages_to(team.runtime, admin.email)
        assert f"Olga began to delete the center {NAME}: on {LAST_DAY} it is gone for good" in message
        assert f"/settings/delete?center={team.center}" in message
    found = look(team, bo, center_deletion.view_deletion)
    assert (found.ends_at, found.deleted_by) == (until, "Olga")
    [seen] = look(team, max_, centers.list_centers)
    assert seen.ends_at == until
    with pytest.raises(Conflict, match=f"Olga has begun to delete this center already: on {LAST_DAY}"):
        delete(team, bo)


def test_any_admin_keeps_it_and_the_others_are_told(
    ending: Team, olga: MadeUser, max_: MadeUser, bo: MadeUser, moved_clock: MovableClock
) -> None:
    moved_clock.move(days=10)
    keep(ending, bo)
    assert ending.events() == ["center:delete", "center:keep"]
    assert [told(ending, who)[-1:] for who in (olga, bo, max_)] == [["center_kept"], [], []]
    with pytest.raises(Conflict, match="Bo has kept this center already"):
        keep(ending, olga)
    moved_clock.move(days=100)
    assert look(ending, max_, centers.view_center_details).name == NAME


def test_two_admins_agree_where_the_center_wants_it(
    ruled: Team, olga: MadeUser, bo: MadeUser, moved_clock: MovableClock
) -> None:
    with pytest.raises(InvalidInput):
        delete(ruled, olga, "Birch")
    before = look(ruled, bo, center_deletion.view_deletion)
    assert (before.waits, before.needs_approval) == (None, True)
    waits = delete(ruled, olga)
    assert (waits.words, waits.is_notice) == ("delete the center", False)
    seen = look(ruled, bo, center_deletion.view_deletion)
    assert (seen.ends_at, seen.waits.id, seen.waits.asked_by) == (None, waits.id, "Olga")
    with pytest.raises(Conflict, match="You have asked to delete the center already"):
        delete(ruled, olga)
    moved_clock.move(days=3)
    assert approve(ruled, bo, waits).problem == ""
    assert look(ruled, olga, center_deletion.view_deletion).ends_at == moved_clock.moment + THIRTY_DAYS
    assert ruled.rows("SELECT user_name, approval FROM activity WHERE event = 'center:delete'") == [
        ("Bo", "asked by Olga")
    ]
    assert f"Olga began to delete the center {NAME}" in messages_to(ruled.runtime, bo.email)[-1]
    keep(ruled, olga)  # one admin is enough for that
    assert look(ruled, bo, center_deletion.view_deletion).ends_at is None


def test_what_was_declined_deletes_nothing(ruled: Team, olga: MadeUser, bo: MadeUser) -> None:
    waits = delete(ruled, olga)
    ruled.act(bo, approval_answers.decline, approval_id=waits.id)
    assert (states(ruled), look(ruled, olga, center_deletion.view_deletion).ends_at) == (["DECLINED"], None)


def test_nobody_new_is_invited_meanwhile(ending: Team, world: World, olga: MadeUser) -> None:
    dora = world.user("Dora")
    former = world.invitation(ending.center, olga, dora.email, expires_at=clock.now() + timedelta(days=1))
    why = f"{NAME} will be deleted on {LAST_DAY}, so no invitations go out"
    with pytest.raises(Conflict, match=why):
        ending.act(olga, invitations.invite, addresses="cy@example.org", wish=Wish(role="STANDARD"))
    with pytest.raises(Conflict, match=why):
        ending.act(olga, invitations.resend_invitation, invitation_id=former)
    with begin(ending.runtime, dora.caller(), write=True) as work:  # what was sent before holds
        invitation_answers.accept_invitation(work, invitation_id=former)
    keep(ending, olga)
    [sent] = ending.act(olga, invitations.invite, addresses="cy@example.org", wish=Wish(role="STANDARD"))
    assert sent.problem == ""


def test_everything_goes_on_until_the_last_instant(
    ending: Team, world: World, olga: MadeUser, max_: MadeUser, moved_clock: MovableClock
) -> None:
    account = world.ad_account(ending.center, olga)
    moved_clock.moment += THIRTY_DAYS - INSTANT
    world.grant(ending.center, account, max_, AdAccountLevel.OPERATOR)
    assert ending.level(max_, account) == "OPERATOR"
    ending.act(olga, centers.edit_center, name="Renamed", seen={"name": NAME})
    keep(ending, olga)


def test_at_its_end_it_is_not_found_like_a_foreign_one(
    ending: Team, world: World, olga: MadeUser, max_: MadeUser, moved_clock: MovableClock
) -> None:
    elsewhere = world.center(max_, "Elsewhere")
    dora = lasting(world, ending, "Dora")
    far = moved_clock.moment + timedelta(days=99)
    offered = world.invitation(ending.center, olga, dora.email, "a link to it", expires_at=far)
    before = look(ending, max_, session_view.count_ended_rights)
    moved_clock.moment += THIRTY_DAYS
    for who, use_case in ((olga, center_deletion.view_deletion), (max_, centers.view_center_details)):
        with pytest.raises(NotFound, match=r"^Not found\.$"):
            look(ending, who, use_case)
    with pytest.raises(NotFound, match=r"^Not found\.$"):
        keep(ending, olga)
    with pytest.raises(NotFound, match=r"^Not found\.$"):
        look(ending, olga, session_view.view_person, wanted_center=ending.center, current_center="")
    assert look(ending, olga, session_view.view_person, wanted_center="", current_center=ending.center).center_id == ""
    assert [row.id for row in look(ending, max_, centers.list_centers)] == [elsewhere]
    assert look(ending, max_, session_view.count_ended_rights) == before + 1  # open tabs forget what they showed
    [mine] = look(ending, olga, notification_list.list_notifications, page=1).rows
    assert (mine.kind, mine.is_member) == ("center_ends", False)
    with begin(ending.runtime, dora.caller(), write=True) as work:
        assert invitation_answers.list_own_invitations(work) == ()
        with pytest.raises(NotFound):
            invitation_answers.view_invitation(work, link="a link to it")
        with pytest.raises(NotFound):
            invitation_answers.accept_invitation(work, invitation_id=offered)


@pytest.mark.parametrize("is_operator", [False, True])
def test_a_job_finds_no_center_from_then_on(
    ending: Team, olga: MadeUser, moved_clock: MovableClock, is_operator: bool
) -> None:
    who: Any = {"user_id": None if is_operator else olga.id, "center_id": ending.center, "through": Through.IMPORT}
    moved_clock.moment += THIRTY_DAYS - INSTANT
    with begin_job(ending.runtime, **who, write=False) as work:
        assert work.in_center().name == NAME
    moved_clock.moment += INSTANT
    with begin_job(ending.runtime, **who, write=False) as work, pytest.raises(NotFound):
        work.in_center()


def test_what_waits_in_it_is_not_carried_out(
    ruled: Team, olga: MadeUser, bo: MadeUser, moved_clock: MovableClock
) -> None:
    ruled.act(olga, offboarding.offboard_member, user_id=bo.id)
    ruled.rows_changed("UPDATE center SET ends_at = '2026-11-24 00:00:00'")
    moved_clock.move(days=8)
    assert (carry_out(ruled, moved_clock), states(ruled)) == (0, ["NOTICE"])


def test_the_last_admin_stays_also_while_it_ends(ending: Team, olga: MadeUser) -> None:
    with pytest.raises(Conflict):
        ending.act(olga, members.leave_center)
    assert len(look(ending, olga, lambda work: admins.current_admins(work))) == 1


@pytest.mark.parametrize("first", ["keep", "end"])
def test_of_taking_back_and_the_end_one_wins(
    ending: Team, olga: MadeUser, moved_clock: MovableClock, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    """Both want their turn at once: whoever gets it first finds the last instant, the other one the end."""
    ends_at, lock = moved_clock.moment + THIRTY_DAYS, Lock()
    for _round in range(6):
        instants, barrier = iter([ends_at - INSTANT]), Barrier(2)

        def now(instants: Any = instants) -> datetime:
            with lock:
                return next(instants, ends_at)

        monkeypatch.setattr(clock, "now", now)
        outcome: dict[str, Any] = {}

        def taken_back(outcome: dict[str, Any] = outcome, barrier: Barrier = barrier) -> None:
            barrier.wait()
            try:
                keep(ending, olga)
                outcome["kept"] = True
            except NotFound:
                outcome["kept"] = False

        def ended(outcome: dict[str, Any] = outcome, barrier: Barrier = barrier) -> None:
            barrier.wait()
            outcome["cleared"] = center_sweep.clear_due(ending.runtime, ends_at)

        order = [taken_back, ended] if first == "keep" else [ended, taken_back]
        threads = [Thread(target=each) for each in order]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        [(stands,)] = ending.rows("SELECT count(*) FROM center WHERE ends_at IS NULL AND cleared_at IS NULL")
        assert outcome["kept"] == bool(stands)
        assert not (outcome["kept"] and outcome["cleared"])
        with ending.runtime.database.transaction(write=True) as connection:
            connection.execute(update(CENTER).values(ends_at=ends_at, cleared_at=None))
    monkeypatch.setattr(clock, "now", moved_clock.now)
