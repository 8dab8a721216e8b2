"""What the desk decides on a ticket: each version of the company data is kept, nothing stale is approved."""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import update

from bizhub.domain.centers import NewCenter
from bizhub.domain.errors import Conflict, InvalidInput
from bizhub.domain.tickets import TicketState
from bizhub.services import ad_accounts, centers, onboarding
from bizhub.services import ticket_review as review
from bizhub.services.access import CENTER
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import LONG_AGO, MadeUser, World
from tests.services.team import Team
from tests.services.ticket_stage import Tickets, answer, approve, reject, reviewer, write
from tests.sign_in_steps import MovableClock

Act = Callable[[Tickets, str], Any]


def test_an_approval_is_a_new_version_with_its_days_and_people(
    runtime: Runtime, world: World, olga: MadeUser, moved_clock: MovableClock
) -> None:
    new = NewCenter("Linden", "DE", "EUR", "Europe/Berlin", "RETAIL", "Olga", contact_email="o@example.org")
    first = moved_clock.now()
    with begin(runtime, olga.caller(), write=True) as work:
        center = onboarding.create_center(work, asked=new)
    sides = Tickets(world, Team(runtime, center), olga, reviewer(world, "Dora"))
    moved_clock.move(days=3)
    second = first + timedelta(days=3)
    assert sides.approve(sides.ask({"company_name": "Linden SARL", "region": "FR"}))
    versions = sides.center(centers.view_center_details).versions
    assert [
        (version.company_name, version.region, version.valid_from, version.valid_until, version.asked_by,
         version.changed_by) for version in versions
    ] == [
        ("Linden SARL", "France", second, None, "Olga", "Dora"),
        ("Linden", "Germany", first, second, "", "Olga"),
    ]  # fmt: skip
    assert sides.center(centers.view_center_details).name == "Linden"


def test_another_currency_and_time_zone_change_no_ad_account(sides: Tickets, world: World) -> None:
    account = world.ad_account(sides.team.center, sides.olga, currency="EUR", time_zone="Europe/Berlin")
    assert sides.approve(sides.ask({"currency": "USD", "time_zone": "America/New_York"}))
    found = sides.center(partial(ad_accounts.get_ad_account, ad_account_id=account))
    assert (found.row.currency, found.row.time_zone) == ("EUR", "Europe/Berlin")
    assert (sides.company()["currency"], sides.company()["time_zone"]) == ("USD", "America/New_York")


def test_everything_is_in_the_activity_of_the_center(sides: Tickets) -> None:
    ticket = sides.ask()
    write(sides, ticket)
    answer(sides, ticket)
    sides.approve(ticket)
    assert sides.team.events() == [
        "ticket:submit", "ticket:message", "ticket:message", "center:edit_company", "ticket:approve",
    ]  # fmt: skip
    [edited] = [entry for entry in sides.team.entries() if entry[0] == "center:edit_company"]
    assert json.loads(edited[2]) == {"company_name": "Linden & Co"}
    assert json.loads(edited[3]) == {"asked_by": "Olga", "company_name": "Linden & Co GmbH"}
    through = sides.team.rows("SELECT user_name, through FROM activity WHERE event = 'ticket:approve'")
    assert through == [("Dora", "desk")]


def test_an_approval_is_refused_once_the_data_have_changed(sides: Tickets) -> None:
    ticket = sides.ask()
    sides.write(update(CENTER).values(company_name="Otherwise"))
    [change] = sides.desk(review.read_ticket, case_id=sides.case_of(ticket)).ticket.changes
    assert (change.before, change.overtaken_by, change.after) == ("Linden & Co", "Otherwise", "Linden & Co GmbH")
    with pytest.raises(Conflict, match="Changed since this was asked: Company name"):
        sides.approve(ticket)
    assert (sides.company()["company_name"], sides.view(ticket).state) == ("Otherwise", TicketState.SUBMITTED)
    assert sides.reject(ticket, "Please ask anew")


def test_a_deleted_center_needs_no_decision(sides: Tickets) -> None:
    ticket = sides.ask()
    sides.write(update(CENTER).values(ends_at=LONG_AGO))
    for act in (approve, reject, answer):
        with pytest.raises(Conflict, match="is deleted"):
            act(sides, ticket)


def test_of_two_reviewers_the_second_agrees(sides: Tickets) -> None:
    sides.world.runtime.settings.desk_two_reviewers = True
    emil, ticket = sides.reviewer("Emil"), sides.ask()
    assert not sides.approve(ticket)
    assert sides.view(ticket).state == TicketState.SUBMITTED
    assert not sides.reject(ticket, by=emil)
    assert sides.reject(ticket, "Other words", by=sides.dora)
    assert (sides.view(ticket).state, sides.view(ticket).answer) == (TicketState.REJECTED, "Other words")
    assert sides.company()["company_name"] == "Linden & Co"


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1_001])
def test_a_rejection_says_why(sides: Tickets, reason: str) -> None:
    ticket = sides.ask()
    with pytest.raises(InvalidInput) as refused:
        sides.reject(ticket, reason)
    assert (refused.value.field, sides.view(ticket).state) == ("reason", TicketState.SUBMITTED)


def test_who_has_not_claimed_it_does_not_decide(sides: Tickets) -> None:
    emil, ticket = sides.reviewer("Emil"), sides.ask()
    with pytest.raises(Conflict, match="Claim it first"):
        sides.desk(review.approve_ticket, case_id=sides.case_of(ticket))
    sides.claimed(ticket, by=emil)
    with pytest.raises(Conflict, match="Emil reviews this case"):
        sides.desk(review.approve_ticket, case_id=sides.case_of(ticket))
