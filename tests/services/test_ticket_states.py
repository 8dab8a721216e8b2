"""Where a ticket can go, from where and by whom: written by hand."""

from collections.abc import Callable
from typing import Any

import pytest

from bizhub.domain.errors import Conflict, NotFound
from bizhub.domain.tickets import TicketState
from bizhub.services import ticket_review as review
from tests.factories import MadeUser
from tests.services.ticket_stage import Tickets, answer, approve, reject, withdraw, write

Act = Callable[[Tickets, str], Any]


WAY_TO: dict[str, Act] = {
    "SUBMITTED": lambda _sides, _ticket: None, "APPROVED": approve, "REJECTED": reject, "WITHDRAWN": withdraw,
}  # fmt: skip
TRANSITIONS = [
    # from, action, to; None: refused, and nothing changes
    ("SUBMITTED", withdraw, "WITHDRAWN"),
    ("SUBMITTED", write, "SUBMITTED"),
    ("SUBMITTED", approve, "APPROVED"),
    ("SUBMITTED", reject, "REJECTED"),
    ("SUBMITTED", answer, "SUBMITTED"),
    ("APPROVED", withdraw, None),
    ("APPROVED", write, None),
    ("APPROVED", approve, None),
    ("APPROVED", reject, None),
    ("APPROVED", answer, None),
    ("REJECTED", withdraw, None),
    ("REJECTED", write, None),
    ("REJECTED", approve, None),
    ("REJECTED", reject, None),
    ("REJECTED", answer, None),
    ("WITHDRAWN", withdraw, None),
    ("WITHDRAWN", write, None),
    ("WITHDRAWN", approve, None),
    ("WITHDRAWN", reject, None),
    ("WITHDRAWN", answer, None),
]


@pytest.mark.parametrize(("state", "act", "to"), [row for row in TRANSITIONS if row[2] is not None])
def test_what_may_follow_follows(sides: Tickets, state: str, act: Act, to: str) -> None:
    ticket = sides.ask()
    WAY_TO[state](sides, ticket)
    act(sides, ticket)
    assert sides.view(ticket).state == to


@pytest.mark.parametrize(("state", "act"), [row[:2] for row in TRANSITIONS if row[2] is None])
def test_everything_else_is_told_and_changes_nothing(sides: Tickets, state: str, act: Act) -> None:
    ticket = sides.ask()
    WAY_TO[state](sides, ticket)
    before = (sides.view(ticket), sides.company(), sides.team.entries())
    with pytest.raises(Conflict):
        act(sides, ticket)
    assert (sides.view(ticket), sides.company(), sides.team.entries()) == before


ADMIN_ONLY: list[Act] = [withdraw, write]
DESK_ONLY: list[Act] = [approve, reject, answer]


@pytest.mark.parametrize("act", ADMIN_ONLY)
def test_the_desk_acts_in_no_center(sides: Tickets, act: Act) -> None:
    ticket = sides.ask()
    with pytest.raises(NotFound):
        act(Tickets(sides.world, sides.team, sides.dora, sides.olga), ticket)
    assert sides.view(ticket).state == TicketState.SUBMITTED


@pytest.mark.parametrize("act", DESK_ONLY)
@pytest.mark.parametrize("role", ["admin", "member", "stranger"])
def test_nobody_else_decides(sides: Tickets, max_: MadeUser, role: str, act: Act) -> None:
    ticket = sides.ask()
    people = {"admin": sides.olga, "member": max_, "stranger": sides.world.user("Eve")}
    with pytest.raises(NotFound):
        act(Tickets(sides.world, sides.team, sides.olga, people[role]), ticket)
    assert sides.view(ticket).state == TicketState.SUBMITTED


@pytest.mark.parametrize("act", DESK_ONLY)
def test_a_case_of_another_kind_is_no_ticket(sides: Tickets, act: Act) -> None:
    ticket = sides.ask()
    sides.team.rows_changed("UPDATE review_case SET kind = 'ad_account'")
    sides.team.rows_changed("UPDATE review_case SET claimed_by = :who, touched_at = :at", who=int(sides.dora.id),
                            at="2026-01-01")  # fmt: skip
    case = sides.team.rows("SELECT id FROM review_case")[0][0]
    assert sides.desk(review.read_ticket, case_id=str(case)) is None
    with pytest.raises((NotFound, Conflict)):
        sides.desk(review.approve_ticket, case_id=str(case))
    assert sides.view(ticket).state == TicketState.SUBMITTED
