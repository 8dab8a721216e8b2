"""Bulk changes: what a preview says of each pair, what is run, and what is set back."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bizhub.domain.bulk import RowState, RunState, reason_words
from bizhub.domain.errors import Conflict, InvalidInput, NotFound, PermissionDenied
from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.services import activity, asset_groups, bulk, bulk_jobs, bulk_targets
from tests.services.bulk_stage import EVERYTHING, Bulk
from tests.services.told import words
from tests.sign_in_steps import MovableClock, messages_to

ANALYST, OPERATOR, ADMIN = AdAccountLevel.ANALYST, AdAccountLevel.OPERATOR, AdAccountLevel.ADMIN


def test_levels_are_given_with_an_entry_each_that_names_the_run(stage: Bulk) -> None:
    run = stage.prepare(reason="Spring")
    assert stage.levels() == {}
    assert stage.team.events() == []
    stage.start(run)
    assert stage.orders == [f"bulk.{run}"]
    stage.work(run)
    assert stage.levels() == EVERYTHING
    assert stage.team.events() == ["bulk:start", *["ad_account:grant"] * 6]
    assert all(f'"bulk":"{run}"' in after for _, _, _, after in stage.team.entries()[1:])
    assert stage.team.entries()[0][1] == "Operator for 2 people on 3 ad accounts"
    assert stage.team.rows("SELECT DISTINCT reason, via FROM access_grant") == [("Spring", "direct")]
    assert stage.team.act(stage.olga, activity.verify_activity).is_intact
    seen = stage.view(run)
    assert (seen.run.state, seen.counts, seen.may_undo) == (RunState.DONE, {RowState.CHANGED: 6}, True)


def test_people_and_ad_accounts_are_named_in_many_ways(stage: Bulk) -> None:
    typed = f"{stage.max.email.upper()}; {stage.max.id}\n\t{stage.bo.email}"
    seen = stage.view(stage.prepare(people=typed, ad_accounts=f"77B\r\n{stage.accounts[1]},{stage.accounts[0]}"))
    assert [(row.person, row.ad_account) for row in seen.rows] == [
        ("Max", "B"), ("Max", "A"), ("Bo", "B"), ("Bo", "A"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"people": " ,\n"}, "people", "Choose at least one person."),
        ({"ad_accounts": ""}, "ad_accounts", "Choose at least one ad account."),
        ({"people": "x@y.z"}, "people", "1 person is not known here: x@y.z. Correct or remove them."),
        ({"ad_accounts": "1 2 3 4 5"}, "ad_accounts",
         "5 ad accounts are not known here: 1, 2, 3 and 2 more. Correct or remove them."),
        ({"ad_accounts": " ".join(map(str, range(10_001)))}, "ad_accounts",
         "These are 10,001 IDs. Up to 10,000 go into one step."),
        ({"level": "OWNER"}, "level", "Choose one of the list."),
        ({"until": date(2020, 1, 1)}, "until", "This day is over. Choose today or a later day."),
        ({"reason": "x" * 301}, "reason", "Use at most 300 characters."),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_said_at_its_field(
    stage: Bulk, changes: dict[str, Any], field: str, sentence: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        stage.prepare(**changes)
    assert (refusal.value.field, refusal.value.message) == (field, sentence)


def test_too_many_pairs_are_refused(stage: Bulk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST_PAIRS", 6)
    stage.prepare()
    monkeypatch.setattr(bulk, "MOST_PAIRS", 5)
    with pytest.raises(InvalidInput, match=r"2 people times 3 ad accounts are 6 changes\. Up to 5 go into one step"):
        stage.prepare()


def test_what_is_foreign_is_as_unknown_as_what_does_not_exist(stage: Bulk) -> None:
    eve = stage.world.user("Eve")
    theirs = stage.world.center(eve, "Theirs")
    foreign = stage.world.ad_account(theirs, eve, "Secret", external_id="66X")
    for field, ids in {"people": [eve.id, eve.email], "ad_accounts": [foreign, "66X"]}.items():
        for one in ids:
            with pytest.raises(InvalidInput, match="is not known here") as refusal:
                stage.prepare(None, **{field: one})
            assert refusal.value.message.replace(one, "?").endswith("is not known here: ?. Correct or remove them.")
    assert stage.team.act(stage.olga, bulk_targets.name_choices, people=[eve.id], ad_accounts=[foreign]) == (
        (),
        (),
    )


def test_who_is_no_admin_learns_of_no_address_and_of_no_ad_account_they_do_not_hold(stage: Bulk) -> None:
    stage.world.grant(stage.team.center, stage.accounts[0], stage.max, ADMIN)
    for changes in (
        {"people": stage.bo.email},
        {"people": stage.bo.id, "ad_accounts": stage.accounts[1]},
    ):
        with pytest.raises(InvalidInput, match="is not known here"):
            stage.prepare(stage.max, **{"people": stage.bo.id, "ad_accounts": stage.accounts[0], **changes})


def test_who_leads_no_ad_account_may_not(stage: Bulk) -> None:
    stage.world.grant(stage.team.center, stage.accounts[0], stage.max, OPERATOR)
    with pytest.raises(PermissionDenied):
        stage.prepare(stage.max)


def test_who_leads_some_ad_accounts_gives_on_those_and_not_for_longer(stage: Bulk) -> None:
    center, (first, second, third) = stage.team.center, stage.accounts
    stage.world.grant(center, first, stage.max, ADMIN)
    stage.world.grant(center, second, stage.max, OPERATOR)
    stage.world.grant(center, third, stage.max, ADMIN, valid_until=datetime(2026, 12, 24, 23, tzinfo=UTC))
    run = stage.prepare(stage.max, people=stage.bo.id, level="ADMIN")
    rows = [(row.ad_account, row.verdict.state.value, reason_words(row.verdict.why, row.verdict.detail))
            for row in stage.view(run, stage.max).rows]  # fmt: skip
    assert rows == [
        ("A", "WAITING", ""),
        ("B", "SKIPPED", "You do not hold Admin on this ad account"),
        ("C", "SKIPPED", "Your own level ends with 2026-12-24: choose that day or an earlier one"),
    ]
    until = stage.prepare(stage.max, people=stage.bo.id, ad_accounts=third, until=date(2026, 12, 24))
    assert [row.verdict.state for row in stage.view(until, stage.max).rows] == [RowState.WAITING]
    stage.start(run, stage.max)
    stage.work(run)
    assert stage.levels()["Bo", "A"] == "ADMIN"
    assert ("Bo", "B") not in stage.levels()
    assert ("Bo", "C") not in stage.levels()


LATER = datetime(2026, 12, 24, 23, tzinfo=UTC)
"""The end of 24 December in the center's time zone, as the record has it."""


@pytest.mark.parametrize(
    ("held", "asked", "state", "reason"),
    [
        (None, {"level": "ANALYST"}, "WAITING", ""),
        ((ANALYST, None), {"level": "ANALYST"}, "SAME", ""),
        ((ANALYST, LATER), {"level": "ANALYST", "until": date(2026, 12, 24)}, "SAME", ""),
        ((ANALYST, LATER), {"level": "ANALYST"}, "WAITING", ""),
        ((ADMIN, None), {"level": "ANALYST"}, "WAITING", ""),
        ((ADMIN, None), {"level": "ANALYST", "only_raise": True}, "SKIPPED",
         "Holds more, or for longer, and only raising was chosen"),
        ((ANALYST, None), {"level": "ADMIN", "only_raise": True}, "WAITING", ""),
        ((ANALYST, None), {"level": "ADMIN", "until": date(2026, 12, 24), "only_raise": True}, "SKIPPED",
         "Holds more, or for longer, and only raising was chosen"),
        ((ANALYST, LATER), {"level": "ANALYST", "until": date(2026, 12, 31), "only_raise": True}, "WAITING", ""),
        (None, {"level": ""}, "SKIPPED", "Holds no level that was given directly"),
        ((ADMIN, None), {"level": ""}, "WAITING", ""),
    ],
)  # fmt: skip
def test_what_a_preview_says_of_a_pair(
    stage: Bulk,
    held: tuple[AdAccountLevel, datetime | None] | None,
    asked: dict[str, Any],
    state: str,
    reason: str,
) -> None:
    for level, until in [held] if held else []:
        stage.world.grant(stage.team.center, stage.accounts[0], stage.max, level, valid_until=until)
    run = stage.prepare(people=stage.max.id, ad_accounts=stage.accounts[0], **asked)
    assert stage.told(run) == [("Max", "A", state, reason)]


def test_what_comes_by_a_group_is_ended_there(stage: Bulk) -> None:
    group = stage.team.act(stage.olga, asset_groups.create_group, name="Spring", level="OPERATOR")
    stage.team.act(stage.olga, asset_groups.change_ad_accounts, group_id=group, add=stage.accounts[:2])
    stage.team.act(stage.olga, asset_groups.change_members, group_id=group, add=[stage.max.id])
    stage.world.grant(stage.team.center, stage.accounts[1], stage.max, ANALYST)
    run = stage.run(people=stage.max.id, ad_accounts=" ".join(stage.accounts[:2]), level="")
    assert stage.told(run) == [
        ("Max", "A", "SKIPPED", "Comes through the group Spring and is changed there"),
        ("Max", "B", "CHANGED", ""),
    ]
    assert stage.levels() == {("Max", "A"): "OPERATOR", ("Max", "B"): "OPERATOR"}


def test_counts_and_pages_are_those_of_all_pairs(stage: Bulk) -> None:
    stage.world.grant(stage.team.center, stage.accounts[0], stage.max, OPERATOR)
    stage.world.grant(stage.team.center, stage.accounts[1], stage.max, ADMIN)
    run = stage.prepare(only_raise=True)
    seen = stage.view(run, state="SKIPPED")
    assert seen.counts == {RowState.WAITING: 4, RowState.SAME: 1, RowState.SKIPPED: 1}
    assert {reason_words(why): count for why, count in seen.reasons.items()} == {
        "Holds more, or for longer, and only raising was chosen": 1
    }
    assert [(row.person, row.ad_account) for row in seen.rows] == [("Max", "B")]
    assert (seen.total, stage.view(run).total, len(stage.view(run, page=2).rows)) == (1, 6, 0)


def test_a_preview_is_its_makers_and_a_run_is_seen_by_admins(stage: Bulk) -> None:
    ada = stage.world.user("Ada")
    stage.world.member(stage.team.center, ada, CenterRole.ADMIN)
    run = stage.prepare()
    for use_case in (bulk.view_run, bulk.start_run, bulk.cancel_run, bulk.prepare_undo, bulk.export_run):
        with pytest.raises(NotFound):
            stage.team.act(ada, use_case, run_id=run)
    stage.start(run)
    assert stage.view(run, ada).may_cancel
    with pytest.raises(PermissionDenied):
        stage.view(run, stage.bo)
    assert [run.state for run in stage.team.act(stage.olga, bulk.list_runs)] == [RunState.RUNNING]
    assert stage.team.act(ada, bulk.list_runs) == ()


def test_who_leads_no_ad_account_any_more_does_nothing_with_their_own_runs(stage: Bulk) -> None:
    for account in stage.accounts:
        stage.world.grant(stage.team.center, account, stage.max, AdAccountLevel.ADMIN)
    run = stage.team.act(
        stage.max, bulk.prepare_run, people=stage.bo.id, ad_accounts=stage.accounts[0], level="ANALYST"
    )
    assert stage.view(run, stage.max).may_start
    stage.team.rows_changed("DELETE FROM access_grant WHERE user_id = :max", max=int(stage.max.id))
    for use_case in (bulk.view_run, bulk.start_run, bulk.cancel_run, bulk.prepare_undo, bulk.export_run):
        with pytest.raises(PermissionDenied):
            stage.team.act(stage.max, use_case, run_id=run)


def test_only_the_last_previews_are_kept(stage: Bulk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST_PREVIEWS", 2)
    first, *others = [stage.prepare() for _ in range(3)]
    with pytest.raises(NotFound):
        stage.view(first)
    assert [len(stage.view(run).rows) for run in others] == [6, 6]
    assert stage.team.rows("SELECT count(*) FROM bulk_row") == [(12,)]


def test_a_preview_without_a_change_is_not_started_and_none_twice(stage: Bulk) -> None:
    stage.run()
    with pytest.raises(Conflict, match=r"Nothing would change\."):
        stage.start(stage.prepare())
    run = stage.prepare(level="ADMIN")
    stage.start(run)
    with pytest.raises(Conflict, match="was started already"):
        stage.start(run)


def test_what_changed_after_the_preview_is_left_alone(stage: Bulk) -> None:
    ada = stage.world.user("Ada")
    stage.world.member(stage.team.center, ada, CenterRole.ADMIN)
    run = stage.prepare(people=stage.max.id)
    stage.give_max(ada, stage.accounts[0], "ADMIN", "")
    stage.give_max(ada, stage.accounts[1], "OPERATOR", "")
    stage.start(run)
    stage.work(run)
    assert stage.told(run) == [
        ("Max", "A", "SKIPPED", "Changed since by Ada"), ("Max", "B", "SAME", ""), ("Max", "C", "CHANGED", ""),
    ]  # fmt: skip
    assert stage.levels()["Max", "A"] == "ADMIN"


def test_taking_the_result_away_is_recorded(stage: Bulk) -> None:
    run = stage.run()
    taken, rows = stage.team.act(stage.olga, bulk.export_run, run_id=run)
    assert (taken.id, len(rows)) == (run, 6)
    assert stage.team.events()[-1] == "bulk:export"


def names(values: Sequence[tuple[str, str]]) -> list[str]:
    return [name for _, name in values]


def test_what_was_selected_is_named(stage: Bulk) -> None:
    people, accounts = stage.team.act(
        stage.olga,
        bulk_targets.name_choices,
        people=[stage.max.id, "x"],
        ad_accounts=[*stage.accounts, "1" * 19],
    )
    assert (names(people), names(accounts)) == (["Max"], ["A", "B", "C"])


def test_each_person_is_told_once_of_all_parts(
    stage: Bulk, monkeypatch: pytest.MonkeyPatch, moved_clock: MovableClock
) -> None:
    monkeypatch.setattr(bulk_jobs, "PART", 2)
    group = stage.world.asset_group(stage.team.center, stage.olga, "Known", OPERATOR, [stage.accounts[1]])
    stage.team.act(stage.olga, asset_groups.change_members, group_id=group, add=[stage.bo.id])
    before = words(stage.team, stage.bo)
    run = stage.run()
    given = "Olga gave you the level Operator on {} ad accounts in Linden & Co"
    assert words(stage.team, stage.max) == [given.format(3)]
    assert words(stage.team, stage.bo) == [given.format(2), *before]  # B is as it was, by the group
    assert words(stage.team, stage.olga) == []
    assert len(messages_to(stage.team.runtime, stage.max.email)) == 1
    moved_clock.move(seconds=1)
    stage.undo(run)
    assert words(stage.team, stage.max)[0] == "Olga ended your access to 3 ad accounts in Linden & Co"
    assert words(stage.team, stage.bo)[0] == "Olga ended your access to 2 ad accounts in Linden & Co"
