"""Asking the desk for other company data: said at the fields, one ticket at a time, so many in a day."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from bizhub.domain.errors import Conflict, InvalidInput, Overtaken, PermissionDenied, TooManyTries
from bizhub.domain.tickets import TicketState
from bizhub.services import tickets
from tests.factories import MadeUser
from tests.services.ticket_stage import WISH, Tickets
from tests.sign_in_steps import MovableClock

Act = Callable[[Tickets, str], Any]


def test_a_ticket_says_what_is_asked_of_what(sides: Tickets) -> None:
    asked = {"company_name": " Linden  & Co GmbH ", "region": "FR", "currency": "EUR", "website": "linden.example"}
    found = sides.view(sides.ask(asked, reason=" We moved\u200b \r\n\r\n to Paris. "))
    assert [(change.label, change.before, change.after) for change in found.changes] == [
        ("Company name", "Linden & Co", "Linden & Co GmbH"),
        ("Website", "none", "https://linden.example"),
        ("Country", "Germany", "France"),
    ]
    assert (found.state, found.reason, found.asked_by) == (TicketState.SUBMITTED, "We moved\n\nto Paris.", "Olga")
    assert (found.place, found.reaches, found.answered_by) == (1, "", "")
    assert sides.company()["company_name"] == "Linden & Co"


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
def test_what_cannot_be_asked_for_is_said_at_its_field(sides: Tickets, asked: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        sides.center(tickets.ask_change, asked=asked, seen={}, reason="Because")
    assert refused.value.field == field
    assert sides.center(tickets.list_tickets).total == 0


@pytest.mark.parametrize("reason", ["", " \n ", "\u200b\u202e", "x" * 1_001])
def test_a_reason_is_given_and_not_endless(sides: Tickets, reason: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        sides.ask(reason=reason)
    assert refused.value.field == "reason"


def test_a_page_that_is_old_asks_for_nothing_that_nobody_meant(sides: Tickets) -> None:
    seen = sides.company()
    assert sides.approve(sides.ask({"website": "new.example"}))
    ticket = sides.ask({**seen, "region": "FR"}, seen=seen)
    assert [change.field for change in sides.view(ticket).changes] == ["region"]
    with pytest.raises(Overtaken):
        sides.ask({**seen, "website": "other.example"}, seen=seen)


def test_one_ticket_waits_at_a_time(sides: Tickets) -> None:
    first = sides.ask()
    with pytest.raises(Conflict, match="waits for the desk already"):
        sides.ask({"region": "FR"})
    assert sides.center(tickets.view_company).open_ticket_id == first
    sides.center(tickets.withdraw_ticket, ticket_id=first)
    assert sides.ask({"region": "FR"}) != first


def test_tickets_of_a_center_are_limited_in_a_day(sides: Tickets, moved_clock: MovableClock) -> None:
    for _ in range(10):
        sides.center(tickets.withdraw_ticket, ticket_id=sides.ask())
    with pytest.raises(TooManyTries):
        sides.ask()
    moved_clock.move(hours=24, seconds=1)
    assert sides.ask()


def test_a_standard_member_and_the_owner_of_own_accounts_have_no_tickets(sides: Tickets, max_: MadeUser) -> None:
    ticket = sides.ask()
    for attempt in (
        partial(tickets.ask_change, asked=WISH, seen={}, reason="x"),
        tickets.list_tickets,
        tickets.view_company,
        partial(tickets.view_ticket, ticket_id=ticket),
        partial(tickets.write_message, ticket_id=ticket, text="x"),
        partial(tickets.withdraw_ticket, ticket_id=ticket),
    ):
        with pytest.raises(PermissionDenied):
            sides.center(attempt, max_)


def test_the_list_has_pages(sides: Tickets, moved_clock: MovableClock) -> None:
    asked = []
    for _ in range(21):
        moved_clock.move(hours=3)
        asked.append(sides.ask())
        sides.center(tickets.withdraw_ticket, ticket_id=asked[-1])
    page = sides.center(tickets.list_tickets)
    assert (page.total, [row.id for row in page.rows]) == (21, asked[:0:-1])
    assert [row.id for row in sides.center(tickets.list_tickets, page=2).rows] == asked[:1]
    assert page.rows[0].labels == ("Company name",)
