"""Two who decide on a ticket while its center takes it back: one of them wins, the others are told."""

import threading
from collections.abc import Callable
from functools import partial

import pytest

from bizhub.domain.errors import Conflict
from bizhub.services import ticket_review, tickets
from tests.services.ticket_stage import Tickets

ROUNDS = pytest.mark.parametrize(
    "rounds",
    [
        pytest.param(50, id="50 rounds"),
        pytest.param(1_000, id="1,000 rounds", marks=[pytest.mark.soak, pytest.mark.timeout(1800)]),
    ],
)


def one_of(*actions: Callable[[], object]) -> list[int]:
    """The places of those that were not refused, all begun at once."""
    won: list[int] = []
    start = threading.Barrier(len(actions))

    def run(place: int, action: Callable[[], object]) -> None:
        start.wait()
        try:
            action()
        except Conflict:
            return
        won.append(place)

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return won


@ROUNDS
def test_of_two_decisions_and_a_withdrawal_one_stands(sides: Tickets, rounds: int) -> None:
    outcomes = ("APPROVED", "REJECTED", "WITHDRAWN")
    for number in range(rounds):
        sides.team.rows_changed("DELETE FROM counted_try")
        ticket = sides.ask({"company_name": f"Linden {number}"})
        case = sides.claimed(ticket)
        before = len(sides.team.rows("SELECT id FROM center_version"))
        won = one_of(
            partial(sides.desk, ticket_review.approve_ticket, case_id=case),
            partial(sides.desk, ticket_review.reject_ticket, case_id=case, reason="No"),
            partial(sides.center, tickets.withdraw_ticket, ticket_id=ticket),
        )
        assert [outcomes[place] for place in won] == [sides.view(ticket).state]
        versions = len(sides.team.rows("SELECT id FROM center_version")) - before
        assert versions == (won == [0])


def test_of_two_tickets_at_once_one_waits(sides: Tickets) -> None:
    asking = [partial(sides.ask, {"company_name": f"Linden {number}"}) for number in range(4)]
    assert len(one_of(*asking)) == 1
    assert sides.center(tickets.list_tickets).total == 1
