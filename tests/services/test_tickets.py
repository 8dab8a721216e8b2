"""Tickets: asked for at the fields, talked about, decided once, and each version of the company data kept."""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import insert, update

from bizhub.domain.centers import NewCenter
from bizhub.domain.errors import Conflict, InvalidInput, NotFound, Overtaken, PermissionDenied, TooManyTries
from bizhub.domain.ids import new_id
from bizhub.domain.notifications import Kind
from bizhub.domain.policy import CenterRole
from bizhub.domain.tickets import MOST_MESSAGES, TicketState
from bizhub.services import ad_accounts, centers, onboarding, tickets
from bizhub.services import ticket_review as review
from bizhub.services.access import CENTER
from bizhub.services.runtime import Runtime
from bizhub.services.ticket_rows import MESSAGE
from bizhub.services.work import begin
from tests.factories import LONG_AGO, MadeUser, World
from tests.services.team import Team
from tests.services.ticket_stage import WISH, Tickets, reviewer
from tests.sign_in_steps import MovableClock, messages_to

Act = Callable[[Tickets, str], Any]


@pytest.fixture
def stage(runtime: Runtime, world: World, olga: MadeUser, center: str) -> Tickets:
    return Tickets(world, Team(runtime, center), olga, reviewer(world, "Dora"))


@pytest.fixture
def bo(stage: Tickets, world: World) -> MadeUser:
    """A second admin of the center, who is told what Olga does."""
    bo = world.user("Bo")
    world.member(stage.team.center, bo, CenterRole.ADMIN)
    return bo


def company(stage: Tickets) -> dict[str, str]:
    return dict(stage.center(tickets.view_company).values)


def told(stage: Tickets, who: MadeUser) -> list[str]:
    rows = stage.team.rows("SELECT kind FROM notification WHERE user_id = :who ORDER BY id", who=int(who.id))
    return [row[0] for row in rows]


# What an admin asks for


def test_a_ticket_says_what_is_asked_of_what(stage: Tickets) -> None:
    asked = {"company_name": " Linden  & Co GmbH ", "region": "FR", "currency": "EUR", "website": "linden.example"}
    found = stage.view(stage.ask(asked, reason=" We moved\u200b \r\n\r\n to Paris. "))
    assert [(change.label, change.before, change.after) for change in found.changes] == [
        ("Company name", "Linden & Co", "Linden & Co GmbH"),
        ("Website", "none", "https://linden.example"),
        ("Country", "Germany", "France"),
    ]
    assert (found.state, found.reason, found.asked_by) == (TicketState.SUBMITTED, "We moved\n\nto Paris.", "Olga")
    assert (found.place, found.reaches, found.answered_by) == (1, "", "")
    assert company(stage)["company_name"] == "Linden & Co"


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"company_name": ""}, "company_name"),
        ({"company_name": "x" * 101}, "company_name"),
        ({"website": "not a site"}, "website"),
        ({"region": "XX"}, "region"),
        ({"currency": "DOLLARS"}, "currency"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"name": "Linden"}, "name"),
        ({"company_name": " Linden & Co "}, "changes"),
        ({}, "changes"),
    ],
)
def test_what_cannot_be_asked_for_is_said_at_its_field(stage: Tickets, asked: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        stage.center(tickets.ask_change, asked=asked, seen={}, reason="Because")
    assert refused.value.field == field
    assert stage.center(tickets.list_tickets).total == 0


@pytest.mark.parametrize("reason", ["", " \n ", "\u200b\u202e", "x" * 1_001])
def test_a_reason_is_given_and_not_endless(stage: Tickets, reason: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        stage.ask(reason=reason)
    assert refused.value.field == "reason"


def test_a_page_that_is_old_asks_for_nothing_that_nobody_meant(stage: Tickets) -> None:
    seen = company(stage)
    assert stage.approve(stage.ask({"website": "new.example"}))
    ticket = stage.ask({**seen, "region": "FR"}, seen=seen)
    assert [change.field for change in stage.view(ticket).changes] == ["region"]
    with pytest.raises(Overtaken):
        stage.ask({**seen, "website": "other.example"}, seen=seen)


def test_one_ticket_waits_at_a_time(stage: Tickets) -> None:
    first = stage.ask()
    with pytest.raises(Conflict, match="waits for the desk already"):
        stage.ask({"region": "FR"})
    assert stage.center(tickets.view_company).open_ticket_id == first
    stage.center(tickets.withdraw_ticket, ticket_id=first)
    assert stage.ask({"region": "FR"}) != first


def test_tickets_of_a_center_are_limited_in_a_day(stage: Tickets, moved_clock: MovableClock) -> None:
    for _ in range(10):
        stage.center(tickets.withdraw_ticket, ticket_id=stage.ask())
    with pytest.raises(TooManyTries):
        stage.ask()
    moved_clock.move(hours=24, seconds=1)
    assert stage.ask()


def test_a_standard_member_and_the_owner_of_own_accounts_have_no_tickets(stage: Tickets, max_: MadeUser) -> None:
    ticket = stage.ask()
    for attempt in (
        partial(tickets.ask_change, asked=WISH, seen={}, reason="x"),
        tickets.list_tickets,
        tickets.view_company,
        partial(tickets.view_ticket, ticket_id=ticket),
        partial(tickets.write_message, ticket_id=ticket, text="x"),
        partial(tickets.withdraw_ticket, ticket_id=ticket),
    ):
        with pytest.raises(PermissionDenied):
            stage.center(attempt, max_)


def test_the_list_has_pages(stage: Tickets, moved_clock: MovableClock) -> None:
    asked = []
    for _ in range(21):
        moved_clock.move(hours=3)
        asked.append(stage.ask())
        stage.center(tickets.withdraw_ticket, ticket_id=asked[-1])
    page = stage.center(tickets.list_tickets)
    assert (page.total, [row.id for row in page.rows]) == (21, asked[:0:-1])
    assert [row.id for row in stage.center(tickets.list_tickets, page=2).rows] == asked[:1]
    assert page.rows[0].labels == ("Company name",)


# Where it can go, from where, by whom: written by hand

WITHDRAW: Act = lambda stage, ticket: stage.center(tickets.withdraw_ticket, ticket_id=ticket)  # noqa: E731
WRITE: Act = lambda stage, ticket: stage.center(tickets.write_message, ticket_id=ticket, text="Hello")  # noqa: E731
APPROVE: Act = lambda stage, ticket: stage.desk(  # noqa: E731
    review.approve_ticket, case_id=stage.claimed(ticket)
)
REJECT: Act = lambda stage, ticket: stage.reject(ticket)  # noqa: E731
ANSWER: Act = lambda stage, ticket: stage.desk(  # noqa: E731
    review.write_from_desk, case_id=stage.claimed(ticket), text="Which register?"
)
WAY_TO: dict[str, Act] = {
    "SUBMITTED": lambda _stage, _ticket: None, "APPROVED": APPROVE, "REJECTED": REJECT, "WITHDRAWN": WITHDRAW,
}  # fmt: skip
TRANSITIONS = [
    # from, action, to; None: refused, and nothing changes
    ("SUBMITTED", WITHDRAW, "WITHDRAWN"),
    ("SUBMITTED", WRITE, "SUBMITTED"),
    ("SUBMITTED", APPROVE, "APPROVED"),
    ("SUBMITTED", REJECT, "REJECTED"),
    ("SUBMITTED", ANSWER, "SUBMITTED"),
    ("APPROVED", WITHDRAW, None),
    ("APPROVED", WRITE, None),
    ("APPROVED", APPROVE, None),
    ("APPROVED", REJECT, None),
    ("APPROVED", ANSWER, None),
    ("REJECTED", WITHDRAW, None),
    ("REJECTED", WRITE, None),
    ("REJECTED", APPROVE, None),
    ("REJECTED", REJECT, None),
    ("REJECTED", ANSWER, None),
    ("WITHDRAWN", WITHDRAW, None),
    ("WITHDRAWN", WRITE, None),
    ("WITHDRAWN", APPROVE, None),
    ("WITHDRAWN", REJECT, None),
    ("WITHDRAWN", ANSWER, None),
]


@pytest.mark.parametrize(("state", "act", "to"), [row for row in TRANSITIONS if row[2] is not None])
def test_what_may_follow_follows(stage: Tickets, state: str, act: Act, to: str) -> None:
    ticket = stage.ask()
    WAY_TO[state](stage, ticket)
    act(stage, ticket)
    assert stage.view(ticket).state == to


@pytest.mark.parametrize(("state", "act"), [row[:2] for row in TRANSITIONS if row[2] is None])
def test_everything_else_is_told_and_changes_nothing(stage: Tickets, state: str, act: Act) -> None:
    ticket = stage.ask()
    WAY_TO[state](stage, ticket)
    before = (stage.view(ticket), company(stage), stage.team.entries())
    with pytest.raises(Conflict):
        act(stage, ticket)
    assert (stage.view(ticket), company(stage), stage.team.entries()) == before


ADMIN_ONLY: list[Act] = [WITHDRAW, WRITE]
DESK_ONLY: list[Act] = [APPROVE, REJECT, ANSWER]


@pytest.mark.parametrize("act", ADMIN_ONLY)
def test_the_desk_acts_in_no_center(stage: Tickets, act: Act) -> None:
    ticket = stage.ask()
    with pytest.raises(NotFound):
        act(Tickets(stage.world, stage.team, stage.dora, stage.olga), ticket)
    assert stage.view(ticket).state == TicketState.SUBMITTED


@pytest.mark.parametrize("act", DESK_ONLY)
@pytest.mark.parametrize("role", ["admin", "member", "stranger"])
def test_nobody_else_decides(stage: Tickets, max_: MadeUser, role: str, act: Act) -> None:
    ticket = stage.ask()
    people = {"admin": stage.olga, "member": max_, "stranger": stage.world.user("Eve")}
    with pytest.raises(NotFound):
        act(Tickets(stage.world, stage.team, stage.olga, people[role]), ticket)
    assert stage.view(ticket).state == TicketState.SUBMITTED


@pytest.mark.parametrize("act", DESK_ONLY)
def test_a_case_of_another_kind_is_no_ticket(stage: Tickets, act: Act) -> None:
    ticket = stage.ask()
    stage.team.rows_changed("UPDATE review_case SET kind = 'ad_account'")
    stage.team.rows_changed("UPDATE review_case SET claimed_by = :who, touched_at = :at", who=int(stage.dora.id),
                            at="2026-01-01")  # fmt: skip
    case = stage.team.rows("SELECT id FROM review_case")[0][0]
    assert stage.desk(review.read_ticket, case_id=str(case)) is None
    with pytest.raises((NotFound, Conflict)):
        stage.desk(review.approve_ticket, case_id=str(case))
    assert stage.view(ticket).state == TicketState.SUBMITTED


# What an approval makes


def test_an_approval_is_a_new_version_with_its_days_and_people(
    runtime: Runtime, world: World, olga: MadeUser, moved_clock: MovableClock
) -> None:
    new = NewCenter("Linden", "DE", "EUR", "Europe/Berlin", "RETAIL", "Olga", contact_email="o@example.org")
    first = moved_clock.now()
    with begin(runtime, olga.caller(), write=True) as work:
        center = onboarding.create_center(work, asked=new)
    stage = Tickets(world, Team(runtime, center), olga, reviewer(world, "Dora"))
    moved_clock.move(days=3)
    second = first + timedelta(days=3)
    assert stage.approve(stage.ask({"company_name": "Linden SARL", "region": "FR"}))
    versions = stage.center(centers.view_center_details).versions
    assert [
        (version.company_name, version.region, version.valid_from, version.valid_until, version.asked_by,
         version.changed_by) for version in versions
    ] == [
        ("Linden SARL", "France", second, None, "Olga", "Dora"),
        ("Linden", "Germany", first, second, "", "Olga"),
    ]  # fmt: skip
    assert stage.center(centers.view_center_details).name == "Linden"


def test_another_currency_and_time_zone_change_no_ad_account(stage: Tickets, world: World) -> None:
    account = world.ad_account(stage.team.center, stage.olga, currency="EUR", time_zone="Europe/Berlin")
    assert stage.approve(stage.ask({"currency": "USD", "time_zone": "America/New_York"}))
    found = stage.center(partial(ad_accounts.get_ad_account, ad_account_id=account))
    assert (found.row.currency, found.time_zone) == ("EUR", "Europe/Berlin")
    assert (company(stage)["currency"], company(stage)["time_zone"]) == ("USD", "America/New_York")


def test_everything_is_in_the_activity_of_the_center(stage: Tickets) -> None:
    ticket = stage.ask()
    WRITE(stage, ticket)
    ANSWER(stage, ticket)
    stage.approve(ticket)
    assert stage.team.events() == [
        "ticket:submit", "ticket:message", "ticket:message", "center:edit_company", "ticket:approve",
    ]  # fmt: skip
    [edited] = [entry for entry in stage.team.entries() if entry[0] == "center:edit_company"]
    assert json.loads(edited[2]) == {"company_name": "Linden & Co"}
    assert json.loads(edited[3]) == {"asked_by": "Olga", "company_name": "Linden & Co GmbH"}
    through = stage.team.rows("SELECT user_name, through FROM activity WHERE event = 'ticket:approve'")
    assert through == [("Dora", "desk")]


def test_an_approval_is_refused_once_the_data_have_changed(stage: Tickets) -> None:
    ticket = stage.ask()
    stage.write(update(CENTER).values(company_name="Otherwise"))
    [change] = stage.desk(review.read_ticket, case_id=stage.case_of(ticket)).ticket.changes
    assert (change.before, change.overtaken_by, change.after) == ("Linden & Co", "Otherwise", "Linden & Co GmbH")
    with pytest.raises(Conflict, match="Changed since this was asked: Company name"):
        stage.approve(ticket)
    assert (company(stage)["company_name"], stage.view(ticket).state) == ("Otherwise", TicketState.SUBMITTED)
    assert stage.reject(ticket, "Please ask anew")


def test_a_deleted_center_needs_no_decision(stage: Tickets) -> None:
    ticket = stage.ask()
    stage.write(update(CENTER).values(ends_at=LONG_AGO))
    for act in DESK_ONLY:
        with pytest.raises(Conflict, match="is deleted"):
            act(stage, ticket)


def test_of_two_reviewers_the_second_agrees(stage: Tickets) -> None:
    stage.world.runtime.settings.desk_two_reviewers = True
    emil, ticket = stage.reviewer("Emil"), stage.ask()
    assert not stage.approve(ticket)
    assert stage.view(ticket).state == TicketState.SUBMITTED
    assert not stage.reject(ticket, by=emil)
    assert stage.reject(ticket, "Other words", by=stage.dora)
    assert (stage.view(ticket).state, stage.view(ticket).answer) == (TicketState.REJECTED, "Other words")
    assert company(stage)["company_name"] == "Linden & Co"


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1_001])
def test_a_rejection_says_why(stage: Tickets, reason: str) -> None:
    ticket = stage.ask()
    with pytest.raises(InvalidInput) as refused:
        stage.reject(ticket, reason)
    assert (refused.value.field, stage.view(ticket).state) == ("reason", TicketState.SUBMITTED)


def test_who_has_not_claimed_it_does_not_decide(stage: Tickets) -> None:
    emil, ticket = stage.reviewer("Emil"), stage.ask()
    with pytest.raises(Conflict, match="Claim it first"):
        stage.desk(review.approve_ticket, case_id=stage.case_of(ticket))
    stage.claimed(ticket, by=emil)
    with pytest.raises(Conflict, match="Emil reviews this case"):
        stage.desk(review.approve_ticket, case_id=stage.case_of(ticket))


# The conversation


def test_both_sides_talk_on_a_ticket(stage: Tickets, moved_clock: MovableClock) -> None:
    ticket = stage.ask()
    WRITE(stage, ticket)
    moved_clock.move(minutes=1)
    ANSWER(stage, ticket)
    stage.approve(ticket)
    expected = [("Olga", False, "Hello"), ("Dora", True, "Which register?")]
    shown = stage.desk(review.read_ticket, case_id=stage.case_of(ticket))
    for found in (stage.view(ticket), shown.ticket):
        assert [(message.who, message.from_desk, message.text) for message in found.messages] == expected
    assert shown.center_name == "Linden & Co"


def test_the_same_words_twice_in_a_row_are_one_message(stage: Tickets) -> None:
    ticket = stage.ask()
    for text in ("Hello", "Hello ", "Hello?", "Hello"):
        stage.center(tickets.write_message, ticket_id=ticket, text=text)
    assert [message.text for message in stage.view(ticket).messages] == ["Hello", "Hello?", "Hello"]


@pytest.mark.parametrize("text", ["", " \n", "x" * 2_001])
def test_a_message_says_something_and_is_not_endless(stage: Tickets, text: str) -> None:
    ticket = stage.ask()
    with pytest.raises(InvalidInput) as refused:
        stage.center(tickets.write_message, ticket_id=ticket, text=text)
    assert refused.value.field == "text"


def test_messages_of_a_person_are_limited_in_an_hour(stage: Tickets) -> None:
    ticket = stage.ask()
    for number in range(60):
        stage.center(tickets.write_message, ticket_id=ticket, text=f"Message {number}")
    with pytest.raises(TooManyTries):
        stage.center(tickets.write_message, ticket_id=ticket, text="One more")


def test_a_conversation_ends_somewhere_and_can_be_decided(stage: Tickets) -> None:
    ticket = stage.ask()
    said = {"ticket_id": int(ticket), "user_id": int(stage.olga.id), "from_desk": False, "at": LONG_AGO}
    stage.write(insert(MESSAGE).values([{"id": new_id(), "text": str(n), **said} for n in range(MOST_MESSAGES)]))
    with pytest.raises(InvalidInput, match="200 messages already"):
        stage.center(tickets.write_message, ticket_id=ticket, text="One more")
    assert stage.approve(ticket)


# Who is told


def test_both_sides_are_told_of_each_step(stage: Tickets, bo: MadeUser) -> None:
    first = stage.ask()
    assert (told(stage, stage.dora), told(stage, bo), told(stage, stage.olga)) == ([Kind.TICKET_ASKED],) * 2 + ([],)
    WRITE(stage, first)
    assert told(stage, stage.dora) == [Kind.TICKET_ASKED, Kind.TICKET_WRITTEN]
    ANSWER(stage, first)
    stage.reject(first)
    assert told(stage, stage.olga) == [Kind.TICKET_WRITTEN, Kind.TICKET_REJECTED]
    assert told(stage, bo) == [Kind.TICKET_ASKED, Kind.TICKET_WRITTEN, Kind.TICKET_REJECTED]
    second = stage.ask()
    WITHDRAW(stage, second)
    assert told(stage, stage.dora)[2:] == [Kind.TICKET_ASKED, Kind.TICKET_WITHDRAWN]
    stage.approve(stage.ask())
    assert told(stage, stage.olga)[2:] == [Kind.TICKET_APPROVED]


def test_what_is_told_of_the_desk_is_short_and_says_where(stage: Tickets) -> None:
    ticket = stage.ask()
    stage.reject(ticket, "Long " * 150)
    [message] = messages_to(stage.world.runtime, stage.olga.email)
    assert "The ticket of Linden & Co is rejected: “Long Long" in message
    assert 150 < message.count("Long") * 5 < 260
    assert f"/tickets/{ticket}?center={stage.team.center}" in message


def test_only_those_of_the_desk_who_have_to_do_with_it_are_told(stage: Tickets) -> None:
    emil = stage.reviewer("Emil")
    ticket = stage.ask()
    assert told(stage, emil) == [Kind.TICKET_ASKED]
    ANSWER(stage, ticket)
    WRITE(stage, ticket)
    assert (told(stage, emil), told(stage, stage.dora)) == (
        [Kind.TICKET_ASKED], [Kind.TICKET_ASKED, Kind.TICKET_WRITTEN],
    )  # fmt: skip


def test_unknown_and_foreign_tickets_are_not_found(stage: Tickets, world: World) -> None:
    ticket = stage.ask()
    eve = world.user("Eve")
    theirs = Team(world.runtime, world.center(eve, "Theirs"))
    for number in (ticket, "1", "x", ""):
        for attempt in (
            partial(tickets.view_ticket, ticket_id=number),
            partial(tickets.write_message, ticket_id=number, text="x"),
            partial(tickets.withdraw_ticket, ticket_id=number),
        ):
            with pytest.raises(NotFound, match=r"^Not found\.$"):
                theirs.act(eve, attempt)
    for number in ("1", "x", ""):
        with pytest.raises(NotFound, match=r"^Not found\.$"):
            stage.desk(review.read_ticket, case_id=number)
