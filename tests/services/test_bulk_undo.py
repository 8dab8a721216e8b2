"""A bulk change is set back as one: what still stands as it left it, and no more."""

from datetime import UTC, datetime, timedelta

import pytest

from bizhub.domain.bulk import RowState
from bizhub.domain.errors import Conflict
from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.services import bulk, members
from tests.services.bulk_stage import EVERYTHING, Bulk
from tests.sign_in_steps import MovableClock

ANALYST, OPERATOR = AdAccountLevel.ANALYST, AdAccountLevel.OPERATOR


def test_a_run_is_undone_as_one(stage: Bulk) -> None:
    until = datetime(2026, 12, 24, 11, 30, 0, 123_456, tzinfo=UTC)
    stage.world.grant(stage.team.center, stage.accounts[0], stage.max, ANALYST, valid_until=until)
    stage.world.grant(stage.team.center, stage.accounts[1], stage.max, OPERATOR)
    run = stage.run()
    undo = stage.undo(run)
    assert stage.levels() == {("Max", "A"): "ANALYST", ("Max", "B"): "OPERATOR"}
    assert stage.team.level(stage.max, stage.accounts[0], until - timedelta(microseconds=1)) == "ANALYST"
    assert stage.team.level(stage.max, stage.accounts[0], until) == ""
    assert (stage.view(undo).run.undo_of, stage.view(undo).counts) == (run, {RowState.CHANGED: 5})
    assert stage.team.events() == ["bulk:start", *["ad_account:grant"] * 5] * 2
    again = stage.undo(undo)  # undoing the undoing gives everything once more
    assert stage.levels() == EVERYTHING
    assert stage.view(again).counts == {RowState.CHANGED: 5}
    with pytest.raises(Conflict, match=r"Nothing would change\."):
        stage.undo(undo)


def test_an_undo_leaves_alone_what_was_changed_since_and_says_by_whom(stage: Bulk) -> None:
    ada = stage.world.user("Ada")
    stage.world.member(stage.team.center, ada, CenterRole.ADMIN)
    run = stage.run()
    stage.give_max(ada, stage.accounts[0], "ADMIN", "OPERATOR")
    stage.give_max(ada, stage.accounts[1], "", "OPERATOR")
    stage.give_max(ada, stage.accounts[2], "", "OPERATOR")
    stage.give_max(ada, stage.accounts[2], "ADMIN", "")
    stage.team.act(ada, members.remove_member, user_id=stage.bo.id)
    undo = stage.team.act(stage.olga, bulk.prepare_undo, run_id=run)
    gone = "Is no member of the center any more"
    assert stage.told(undo) == [
        ("Max", "A", "SKIPPED", "Changed since by Ada"),
        ("Max", "B", "SAME", ""),
        ("Max", "C", "SKIPPED", "Changed since by Ada"),
        *[("Bo", account, "SKIPPED", gone) for account in "ABC"],
    ]
    assert not stage.view(undo).may_start


def test_ended_since_by_a_whole_departure_names_nobody(stage: Bulk) -> None:
    run = stage.run(level="ADMIN", people=stage.max.id, ad_accounts=stage.accounts[0])
    lowered = stage.run(people=stage.max.id, ad_accounts=stage.accounts[0])
    stage.team.act(stage.olga, members.remove_member, user_id=stage.max.id)
    stage.world.member(stage.team.center, stage.max)
    undo = stage.team.act(stage.olga, bulk.prepare_undo, run_id=lowered)
    assert stage.told(undo) == [("Max", "A", "SKIPPED", "Changed since")]
    assert run != lowered


def test_what_would_be_over_is_ended_by_the_undo(stage: Bulk, moved_clock: MovableClock) -> None:
    until = moved_clock.moment + timedelta(hours=1)
    stage.world.grant(stage.team.center, stage.accounts[0], stage.max, ANALYST, valid_until=until)
    run = stage.run(people=stage.max.id, ad_accounts=stage.accounts[0])
    moved_clock.moment += timedelta(hours=2)
    stage.undo(run)
    assert stage.levels() == {}


def test_a_run_that_goes_on_is_not_undone(stage: Bulk) -> None:
    run = stage.prepare()
    with pytest.raises(Conflict, match="has not ended yet"):
        stage.team.act(stage.olga, bulk.prepare_undo, run_id=run)
    stage.start(run)
    with pytest.raises(Conflict, match="has not ended yet"):
        stage.team.act(stage.olga, bulk.prepare_undo, run_id=run)
