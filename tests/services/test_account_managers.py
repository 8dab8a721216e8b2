"""Account managers: a center's tickets reach them, and the queue once nobody looks after the center."""

import pytest
from sqlalchemy import update

from bizhub.domain.errors import InvalidInput, NotFound
from bizhub.domain.notifications import Kind
from bizhub.services import account_managers, ticket_review
from bizhub.services.access import CENTER
from bizhub.services.desk_gate import DESK_PERSON
from bizhub.services.runtime import Runtime
from tests.factories import LONG_AGO, MadeUser, World
from tests.services.team import Team
from tests.services.ticket_stage import Tickets, reviewer


@pytest.fixture
def stage(runtime: Runtime, world: World, olga: MadeUser, center: str) -> Tickets:
    return Tickets(world, Team(runtime, center), olga, reviewer(world, "Dora"))


@pytest.fixture
def emil(stage: Tickets) -> MadeUser:
    return stage.reviewer("Emil")


def appoint(stage: Tickets, who: MadeUser | None) -> None:
    user_id = who.id if who else ""
    stage.desk(account_managers.set_account_manager, center_id=stage.team.center, user_id=user_id)


def told(stage: Tickets, who: MadeUser) -> list[str]:
    rows = stage.team.rows("SELECT kind FROM notification WHERE user_id = :who ORDER BY id", who=int(who.id))
    return [row[0] for row in rows]


def test_tickets_reach_the_account_manager_and_not_the_queue(stage: Tickets, emil: MadeUser) -> None:
    appoint(stage, emil)
    ticket = stage.ask()
    assert stage.case(ticket).for_user_id == int(emil.id)
    assert (stage.view(ticket).reaches, stage.view(ticket).place) == ("Emil", None)
    assert (told(stage, emil), told(stage, stage.dora)) == ([Kind.CENTER_TO_MANAGE, Kind.TICKET_ASKED], [])
    assert told(stage, stage.olga) == [Kind.ACCOUNT_MANAGER]


def test_without_one_they_go_to_the_queue(stage: Tickets, emil: MadeUser) -> None:
    ticket = stage.ask()
    assert (stage.case(ticket).for_user_id, stage.view(ticket).place) == (None, 1)
    assert (told(stage, emil), told(stage, stage.dora)) == ([Kind.TICKET_ASKED], [Kind.TICKET_ASKED])


def test_a_ticket_that_waits_follows_the_center(stage: Tickets, emil: MadeUser) -> None:
    ticket = stage.ask()
    for manager, number in ((emil, int(emil.id)), (stage.dora, int(stage.dora.id)), (None, None)):
        appoint(stage, manager)
        assert stage.case(ticket).for_user_id == number
    assert stage.team.events() == ["ticket:submit", *["center:account_manager"] * 3]


def test_the_same_manager_again_changes_nothing(stage: Tickets, emil: MadeUser) -> None:
    appoint(stage, emil)
    appoint(stage, emil)
    assert stage.team.events() == ["center:account_manager"]


def test_who_leaves_the_desk_gives_the_tickets_to_the_queue(stage: Tickets, emil: MadeUser) -> None:
    appoint(stage, emil)
    ticket = stage.ask()
    assert stage.desk(account_managers.release_centers, user_id=int(emil.id)) == 1
    assert (stage.case(ticket).for_user_id, stage.view(ticket).place) == (None, 1)
    assert stage.team.events()[-1] == "center:account_manager"
    assert stage.desk(account_managers.release_centers, user_id=int(emil.id)) == 0


def test_a_manager_without_a_seat_is_none(stage: Tickets, emil: MadeUser) -> None:
    appoint(stage, emil)
    stage.write(update(DESK_PERSON).where(DESK_PERSON.c.user_id == int(emil.id)).values(ended_at=LONG_AGO))
    ticket = stage.ask()
    assert stage.case(ticket).for_user_id is None
    shown = stage.desk(ticket_review.read_ticket, case_id=stage.case_of(ticket))
    assert (shown.manager_id, [row.name for row in shown.reviewers]) == ("", ["Dora"])


def test_only_people_of_the_desk_look_after_centers(stage: Tickets, max_: MadeUser) -> None:
    with pytest.raises(InvalidInput) as refused:
        appoint(stage, max_)
    assert refused.value.field == "manager"


@pytest.mark.parametrize("center_id", ["1", "x", ""])
def test_an_unknown_center_is_not_found(stage: Tickets, center_id: str) -> None:
    with pytest.raises(NotFound):
        stage.desk(account_managers.set_account_manager, center_id=center_id, user_id="")


@pytest.mark.parametrize("values", [{"is_personal": True}, {"ends_at": LONG_AGO}])
def test_a_center_without_tickets_has_no_manager(stage: Tickets, values: dict[str, object]) -> None:
    stage.write(update(CENTER).values(values))
    with pytest.raises(NotFound):
        appoint(stage, stage.dora)


def test_nobody_else_chooses_one(stage: Tickets) -> None:
    with pytest.raises(NotFound):
        stage.center(account_managers.set_account_manager, center_id=stage.team.center, user_id="")
    with pytest.raises(NotFound):
        stage.center(account_managers.list_reviewers)
