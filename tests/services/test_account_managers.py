"""Account managers: a center's tickets reach them, and the queue once nobody looks after the center."""

import pytest
from sqlalchemy import update

from bizhub.domain.audit import Through
from bizhub.domain.errors import InvalidInput, NotFound
from bizhub.domain.notifications import Kind
from bizhub.services import account_managers, desk_people, ticket_review
from bizhub.services.access import CENTER
from bizhub.services.desk_gate import DESK_PERSON
from bizhub.services.work import begin_job
from tests.factories import LONG_AGO, MadeUser
from tests.services.ticket_stage import Tickets


@pytest.fixture
def emil(sides: Tickets) -> MadeUser:
    return sides.reviewer("Emil")


def appoint(sides: Tickets, who: MadeUser | None) -> None:
    user_id = who.id if who else ""
    sides.desk(account_managers.set_account_manager, center_id=sides.team.center, user_id=user_id)


def test_tickets_reach_the_account_manager_and_not_the_queue(sides: Tickets, emil: MadeUser) -> None:
    appoint(sides, emil)
    ticket = sides.ask()
    assert sides.case(ticket).for_user_id == int(emil.id)
    assert (sides.view(ticket).reaches, sides.view(ticket).place) == ("Emil", None)
    assert (sides.told(emil), sides.told(sides.dora)) == ([Kind.CENTER_TO_MANAGE, Kind.TICKET_ASKED], [])
    assert sides.told(sides.olga) == [Kind.ACCOUNT_MANAGER]


def test_without_one_they_go_to_the_queue(sides: Tickets, emil: MadeUser) -> None:
    ticket = sides.ask()
    assert (sides.case(ticket).for_user_id, sides.view(ticket).place) == (None, 1)
    assert (sides.told(emil), sides.told(sides.dora)) == ([Kind.TICKET_ASKED], [Kind.TICKET_ASKED])


def test_a_ticket_that_waits_follows_the_center(sides: Tickets, emil: MadeUser) -> None:
    ticket = sides.ask()
    for manager, number in ((emil, int(emil.id)), (sides.dora, int(sides.dora.id)), (None, None)):
        appoint(sides, manager)
        assert sides.case(ticket).for_user_id == number
    assert sides.team.events() == ["ticket:submit", *["center:account_manager"] * 3]


def test_the_same_manager_again_changes_nothing(sides: Tickets, emil: MadeUser) -> None:
    appoint(sides, emil)
    appoint(sides, emil)
    assert sides.team.events() == ["center:account_manager"]


def test_who_leaves_the_desk_gives_the_tickets_to_the_queue(sides: Tickets, emil: MadeUser) -> None:
    appoint(sides, emil)
    ticket = sides.ask()
    assert sides.desk(account_managers.release_centers, user_id=int(emil.id)) == 1
    assert (sides.case(ticket).for_user_id, sides.view(ticket).place) == (None, 1)
    assert sides.team.events()[-1] == "center:account_manager"
    assert sides.desk(account_managers.release_centers, user_id=int(emil.id)) == 0


def test_a_manager_without_a_seat_is_none(sides: Tickets, emil: MadeUser) -> None:
    appoint(sides, emil)
    sides.write(update(DESK_PERSON).where(DESK_PERSON.c.user_id == int(emil.id)).values(ended_at=LONG_AGO))
    ticket = sides.ask()
    assert sides.case(ticket).for_user_id is None
    shown = sides.desk(ticket_review.read_ticket, case_id=sides.case_of(ticket))
    assert (shown.manager_id, [row.name for row in shown.reviewers]) == ("", ["Dora"])


def test_only_people_of_the_desk_look_after_centers(sides: Tickets, max_: MadeUser) -> None:
    with pytest.raises(InvalidInput) as refused:
        appoint(sides, max_)
    assert refused.value.field == "manager"


@pytest.mark.parametrize("center_id", ["1", "x", ""])
def test_an_unknown_center_is_not_found(sides: Tickets, center_id: str) -> None:
    with pytest.raises(NotFound):
        sides.desk(account_managers.set_account_manager, center_id=center_id, user_id="")


@pytest.mark.parametrize("values", [{"is_personal": True}, {"ends_at": LONG_AGO}])
def test_a_center_without_tickets_has_no_manager(sides: Tickets, values: dict[str, object]) -> None:
    sides.write(update(CENTER).values(values))
    with pytest.raises(NotFound):
        appoint(sides, sides.dora)


def test_nobody_else_chooses_one(sides: Tickets) -> None:
    with pytest.raises(NotFound):
        sides.center(account_managers.set_account_manager, center_id=sides.team.center, user_id="")
    with pytest.raises(NotFound):
        sides.center(account_managers.list_reviewers)


def test_taking_the_manager_away_from_the_desk_gives_the_tickets_to_the_queue(sides: Tickets, emil: MadeUser) -> None:
    appoint(sides, emil)
    ticket = sides.ask()
    removing = {"user_id": None, "center_id": None, "through": Through.OPERATOR, "write": True}
    with begin_job(sides.world.runtime, **removing) as work:
        desk_people.remove_from_desk(work, address=emil.email)
    assert (sides.case(ticket).for_user_id, sides.view(ticket).reaches, sides.view(ticket).place) == (None, "", 1)
    assert sides.team.rows("SELECT account_manager_id FROM center") == [(None,)]
    assert sides.told(sides.olga) == [Kind.ACCOUNT_MANAGER] * 2
