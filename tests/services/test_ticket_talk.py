"""The conversation on a ticket, and what both sides are told."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import insert

from bizhub.domain.errors import InvalidInput, NotFound, TooManyTries
from bizhub.domain.ids import new_id
from bizhub.domain.notifications import Kind
from bizhub.domain.policy import CenterRole
from bizhub.domain.tickets import MOST_MESSAGES
from bizhub.services import ticket_review as review
from bizhub.services import tickets
from bizhub.services.ticket_rows import MESSAGE
from tests.factories import LONG_AGO, World
from tests.services.team import Team
from tests.services.ticket_stage import Tickets, answer, withdraw, write
from tests.sign_in_steps import MovableClock, messages_to

Act = Callable[[Tickets, str], Any]


def test_both_sides_talk_on_a_ticket(sides: Tickets, moved_clock: MovableClock) -> None:
    ticket = sides.ask()
    write(sides, ticket)
    moved_clock.move(minutes=1)
    answer(sides, ticket)
    sides.approve(ticket)
    expected = [("Olga", False, "Hello"), ("Dora", True, "Which register?")]
    shown = sides.desk(review.read_ticket, case_id=sides.case_of(ticket))
    for found in (sides.view(ticket), shown.ticket):
        assert [(message.who, message.from_desk, message.text) for message in found.messages] == expected
    assert shown.center_name == "Linden & Co"


def test_the_same_words_twice_in_a_row_are_one_message(sides: Tickets) -> None:
    ticket = sides.ask()
    for text in ("Hello", "Hello ", "Hello?", "Hello"):
        sides.center(tickets.write_message, ticket_id=ticket, text=text)
    assert [message.text for message in sides.view(ticket).messages] == ["Hello", "Hello?", "Hello"]


@pytest.mark.parametrize("text", ["", " \n", "x" * 2_001])
def test_a_message_says_something_and_is_not_endless(sides: Tickets, text: str) -> None:
    ticket = sides.ask()
    with pytest.raises(InvalidInput) as refused:
        sides.center(tickets.write_message, ticket_id=ticket, text=text)
    assert refused.value.field == "text"


def test_messages_of_a_person_are_limited_in_an_hour(sides: Tickets) -> None:
    ticket = sides.ask()
    for number in range(60):
        sides.center(tickets.write_message, ticket_id=ticket, text=f"Message {number}")
    with pytest.raises(TooManyTries):
        sides.center(tickets.write_message, ticket_id=ticket, text="One more")


def test_a_conversation_ends_somewhere_and_can_be_decided(sides: Tickets) -> None:
    ticket = sides.ask()
    said = {"ticket_id": int(ticket), "user_id": int(sides.olga.id), "from_desk": False, "at": LONG_AGO}
    sides.write(insert(MESSAGE).values([{"id": new_id(), "text": str(n), **said} for n in range(MOST_MESSAGES)]))
    with pytest.raises(InvalidInput, match="200 messages already"):
        sides.center(tickets.write_message, ticket_id=ticket, text="One more")
    assert sides.approve(ticket)


def test_both_sides_are_told_of_each_step(sides: Tickets) -> None:
    bo = sides.world.user("Bo")
    sides.world.member(sides.team.center, bo, CenterRole.ADMIN)
    first = sides.ask()
    assert (sides.told(sides.dora), sides.told(bo), sides.told(sides.olga)) == ([Kind.TICKET_ASKED],) * 2 + ([],)
    write(sides, first)
    assert sides.told(sides.dora) == [Kind.TICKET_ASKED, Kind.TICKET_WRITTEN]
    answer(sides, first)
    sides.reject(first)
    assert sides.told(sides.olga) == [Kind.TICKET_WRITTEN, Kind.TICKET_REJECTED]
    assert sides.told(bo) == [Kind.TICKET_ASKED, Kind.TICKET_WRITTEN, Kind.TICKET_REJECTED]
    second = sides.ask()
    withdraw(sides, second)
    assert sides.told(sides.dora)[2:] == [Kind.TICKET_ASKED, Kind.TICKET_WITHDRAWN]
    sides.approve(sides.ask())
    assert sides.told(sides.olga)[2:] == [Kind.TICKET_APPROVED]


def test_what_is_told_of_the_desk_is_short_and_says_where(sides: Tickets) -> None:
    ticket = sides.ask()
    sides.reject(ticket, "Long " * 150)
    [message] = messages_to(sides.world.runtime, sides.olga.email)
    assert "The ticket of Linden & Co is rejected: “Long Long" in message
    assert 150 < message.count("Long") * 5 < 260
    assert f"/tickets/{ticket}?center={sides.team.center}" in message


def test_only_those_of_the_desk_who_have_to_do_with_it_are_told(sides: Tickets) -> None:
    emil = sides.reviewer("Emil")
    ticket = sides.ask()
    assert sides.told(emil) == [Kind.TICKET_ASKED]
    answer(sides, ticket)
    write(sides, ticket)
    assert (sides.told(emil), sides.told(sides.dora)) == (
        [Kind.TICKET_ASKED], [Kind.TICKET_ASKED, Kind.TICKET_WRITTEN],
    )  # fmt: skip


def test_unknown_and_foreign_tickets_are_not_found(sides: Tickets, world: World) -> None:
    ticket = sides.ask()
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
            sides.desk(review.read_ticket, case_id=number)
