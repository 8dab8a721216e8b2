"""Which ad account a file's figures belong to, and what its preview may tell of that account."""

from pathlib import Path

import pytest
from sqlalchemy import text

from bizhub.domain.imports import Choice, FoundBy
from bizhub.domain.policy import AdAccountLevel
from bizhub.services.runtime import Runtime
from tests.factories import World
from tests.services.import_run import Run

OF_NOBODY = "By Day,Currency,Cost\n2026-01-02,EUR,1.00\n"
HEAD = "By Day,Campaign name,Ad name,Currency,Cost,Impressions,Clicks (destination),Conversions\n"


@pytest.fixture
def run(runtime: Runtime, world: World, tmp_path: Path) -> Run:
    """The imports of Olga, who made her center."""
    owner = world.user("Olga")
    return Run(runtime, owner.caller(world.center(owner)), tmp_path)


def test_a_file_that_leads_to_the_wrong_account_can_be_led_to_another(run: Run) -> None:
    run.finish(run.preview(run.file("ads_7.csv", HEAD + "2026-01-01,A,1,EUR,5.00,10,1,0\n")))
    plan = run.preview(run.file("b_7.csv", HEAD + "2026-01-02,A,1,USD,3.00,10,1,0\n"))
    assert (plan.accounts[0].found_by, plan.is_ready) == (FoundBy.FILE_NAME, False)
    plan = run.choose(plan, Choice(external_id="8"))
    assert (plan.accounts[0].found_by, plan.accounts[0].creates, plan.is_ready) == (FoundBy.CHOICE, True, True)
    run.finish(plan)
    assert (run.totals("7")["spend"], run.totals("8")["spend"]) == (5_000_000, 3_000_000)


@pytest.mark.parametrize(
    ("name", "columns", "cells", "found_by"),
    [
        ("report.csv", "Cost", "1.00", FoundBy.NOTHING),
        ("ads_7.csv", "Cost", "1.00", FoundBy.FILE_NAME),
        ("ads_7.csv", "Cost,Account name", "1.00,Shop", FoundBy.NAME_COLUMN),
        ("ads_7.csv", "Cost,Account name,Account ID", "1.00,Shop,9", FoundBy.ID_COLUMN),
    ],
)
def test_a_plan_says_how_its_account_was_found(
    run: Run, name: str, columns: str, cells: str, found_by: FoundBy
) -> None:
    plan = run.preview(run.file(name, f"By Day,{columns}\n2026-01-01,{cells}\n"))
    assert plan.accounts[0].found_by is found_by


HIDDEN = "By Day,Account ID,Account name,Currency,Cost\n2025-05-05,90909,Hidden shop,JPY,123456.78\n"


@pytest.mark.parametrize(
    "guess",
    ["By Day,Account ID,Cost\n2025-05-05,90909,1.00\n", "By Day,Account name,Cost\n2025-05-05,Hidden shop,1.00\n"],
    ids=["by its ID", "by its name"],
)
def test_a_refused_preview_tells_nothing_but_the_name(
    runtime: Runtime, world: World, run: Run, tmp_path: Path, guess: str
) -> None:
    run.finish(run.preview(run.file("all.csv", HIDDEN)))
    user, center = world.user("Max"), run.caller.center_id or ""
    world.member(center, user)
    world.grant(center, world.ad_account(center, user), user, AdAccountLevel.OPERATOR)
    other = Run(runtime, user.caller(center), tmp_path)
    plan = other.preview(other.file("guess.csv", guess))
    (account,) = plan.accounts
    assert account.problem == "You need the level Operator on Hidden shop for this. Olga can give it to you."
    assert (account.name, account.currency, account.time_zone) == ("Hidden shop", "", "")
    assert (account.sums_before, account.rows_before, account.changed_days) == ({}, 0, 0)
    assert (account.changes_nothing, account.is_coarser, account.stored_grain) == (False, False, "")
    assert account.sums == {"spend": 1_000_000}
    assert not plan.is_ready


@pytest.mark.parametrize("number", ["9223372036854775808", "9999999999999999999"], ids=["2^63", "19 nines"])
def test_an_account_id_that_no_number_holds_is_one_of_the_platform(run: Run, number: str) -> None:
    plan = run.preview(run.file("new.csv", f"By Day,Account ID,Currency,Cost\n2026-01-01,{number},EUR,1.00\n"))
    run.finish(plan)
    assert run.totals(number)["spend"] == 1_000_000


@pytest.mark.parametrize("number", ["9223372036854775808", "9999999999999999999"], ids=["2^63", "19 nines"])
def test_an_account_id_that_no_number_holds_can_be_chosen(run: Run, number: str) -> None:
    plan = run.preview(run.file("report.csv", HEAD + "2026-01-01,A,1,EUR,5.00,10,1,0\n"))
    plan = run.choose(plan, Choice(external_id=number))
    assert (plan.accounts[0].external_id, plan.accounts[0].creates, plan.is_ready) == (number, True, True)


def test_an_id_of_bizhub_leads_to_its_ad_account(run: Run) -> None:
    run.finish(run.preview(run.file("ads_7.csv", HEAD + "2026-01-01,A,1,EUR,5.00,10,1,0\n")))
    own_id = run.preview(run.file("again_7.csv", HEAD + "2026-01-02,A,1,EUR,3.00,10,1,0\n")).accounts[0].ad_account_id
    plan = run.preview(run.file("own.csv", f"By Day,Account ID,Currency,Cost\n2026-01-02,{own_id},EUR,1.00\n"))
    assert (plan.accounts[0].ad_account_id, plan.accounts[0].external_id) == (own_id, "7")


@pytest.mark.parametrize("typed", ["42; 43", "Shop 42", "Müller", "4.2", "<b>42</b>", "=42", "４２"])
def test_an_id_that_is_typed_for_a_new_account_has_nothing_odd_in_it(run: Run, typed: str) -> None:
    plan = run.choose(run.preview(run.file("report.csv", OF_NOBODY)), Choice(external_id=typed))
    sentence = "The ID of an ad account has letters, digits, - and _ only."
    assert [(account.problem, account.problem_at) for account in plan.accounts] == [(sentence, "external_id")]
    assert run.obstacle(plan) == sentence


@pytest.mark.parametrize("typed", ["42", "shop_7-B"])
def test_an_id_of_letters_digits_and_dashes_is_taken(run: Run, typed: str) -> None:
    run.finish(run.choose(run.preview(run.file("report.csv", OF_NOBODY)), Choice(external_id=typed)))
    assert [account[0] for account in run.accounts()] == [typed]


def test_an_account_that_is_there_is_found_by_whatever_id_it_has(run: Run) -> None:
    run.finish(run.choose(run.preview(run.file("first.csv", OF_NOBODY)), Choice(external_id="42")))
    run.act(lambda work: work.connection.execute(text("UPDATE ad_account SET external_id = 'Shop 42'")))
    plan = run.choose(run.preview(run.file("report.csv", OF_NOBODY)), Choice(external_id="Shop 42"))
    assert [(account.creates, account.problem) for account in plan.accounts] == [(False, "")]
    run.finish(plan)
