"""The queues of the desk: order, filters, who has what, and the figures."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, text, update

from bizhub.domain.audit import Through
from bizhub.domain.desk import CaseKind, KindFigures, Outcome, ReviewerFigures, Show
from bizhub.domain.errors import Conflict, NotFound
from bizhub.domain.ids import new_id
from bizhub.services import desk, desk_people
from bizhub.services.review_cases import CASE
from bizhub.services.work import begin, begin_job
from tests.factories import MadeUser, World
from tests.services.test_review_cases import LONG_AGO, at_desk, reviewer, write
from tests.sign_in_steps import MovableClock


class Stage:
    """Two centers, their cases and two reviewers."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.olga = world.user("Olga")
        self.centers = {name: world.center(self.olga, name) for name in ("Linden", "Birke_1")}
        self.rita, self.rolf = reviewer(world, "Rita"), reviewer(world, "Rolf")

    def case(
        self, title: str, minutes: int, kind: CaseKind = CaseKind.TICKET, center: str = "Linden", **more: Any
    ) -> str:
        """A case that was opened so many minutes after long ago."""
        number = new_id()
        values = {
            "id": number, "center_id": int(self.centers[center]), "kind": kind, "subject_id": number, "title": title,
            "opened_at": LONG_AGO + timedelta(minutes=minutes), "opened_by": int(self.olga.id), **more,
        }  # fmt: skip
        write(self.world, insert(CASE).values(values))
        return str(number)

    def do(self, user: MadeUser, use_case: Any, **arguments: Any) -> Any:
        with begin(self.world.runtime, user.caller(), write=True) as work:
            return use_case(work, **arguments)

    def titles(self, user: MadeUser, **chosen: Any) -> list[str]:
        queue = self.do(user, desk.list_cases, **{"kind": None, "show": Show.ALL, **chosen})
        return [case.title for case in queue.cases]


@pytest.fixture
def stage(world: World, moved_clock: MovableClock) -> Stage:
    return Stage(world)


def test_what_waits_longest_comes_first_and_filters_say_which(stage: Stage, moved_clock: MovableClock) -> None:
    stage.case("later", 20, CaseKind.AD_ACCOUNT, "Birke_1")
    stage.case("first", 10)
    stage.case("closed", 5, closed_at=LONG_AGO, closed_by=int(stage.rita.id), outcome="APPROVED")
    mine = stage.case("mine", 30)
    stage.do(stage.rita, desk.claim_case, case_id=mine)
    assert stage.titles(stage.rita) == ["first", "later", "mine"]
    assert stage.titles(stage.rita, kind=CaseKind.AD_ACCOUNT) == ["later"]
    assert stage.titles(stage.rita, show=Show.FREE) == ["first", "later"]
    assert stage.titles(stage.rita, show=Show.MINE) == ["mine"]
    assert stage.titles(stage.rolf, show=Show.MINE) == []
    assert stage.titles(stage.rita, text=" BIRKE_ ") == ["later"]
    assert stage.titles(stage.rita, text="b%e") == []
    assert stage.titles(stage.rita, text="FIR") == ["first"]
    moved_clock.moment = LONG_AGO + timedelta(days=2, minutes=15)
    assert stage.titles(stage.rita, waiting_days=2) == ["first"]


def test_parts_of_a_long_queue_follow_each_other_without_a_gap(stage: Stage) -> None:
    made = [stage.case(f"{number:03}", number // 3) for number in range(120)]
    first = stage.do(stage.rita, desk.list_cases, kind=None, show=Show.ALL)
    second = stage.do(stage.rita, desk.list_cases, kind=None, show=Show.ALL, after=first.after)
    third = stage.do(stage.rita, desk.list_cases, kind=None, show=Show.ALL, after=second.after)
    assert [case.id for part in (first, second, third) for case in part.cases] == made
    assert [len(part.cases) for part in (first, second, third)] == [50, 50, 20]
    assert (third.after, stage.do(stage.rita, desk.list_cases, kind=None, show=Show.ALL, after="x").cases[0].id) == (
        "", made[0],
    )  # fmt: skip


def test_a_case_is_one_reviewers_until_half_an_hour_is_idle(stage: Stage, moved_clock: MovableClock) -> None:
    case = stage.case("one", 1)
    stage.do(stage.rita, desk.claim_case, case_id=case)
    found = stage.do(stage.rolf, desk.read_case, case_id=case)
    assert (found.reviewer, found.is_mine, found.may_claim, found.outcome) == ("Rita", False, False, None)
    with pytest.raises(Conflict, match="Rita reviews this case"):
        stage.do(stage.rolf, desk.claim_case, case_id=case)
    with pytest.raises(Conflict, match="Rita reviews this case"):
        stage.do(stage.rolf, desk.release_case, case_id=case)
    moved_clock.moment += timedelta(minutes=29)
    stage.do(stage.rita, desk.claim_case, case_id=case)  # still there: it lasts on
    moved_clock.moment += timedelta(minutes=29)
    assert stage.do(stage.rita, desk.read_case, case_id=case).is_mine
    moved_clock.moment += timedelta(minutes=2)
    found = stage.do(stage.rolf, desk.read_case, case_id=case)
    assert (found.reviewer, found.may_claim, found.free_at) == ("", True, None)
    stage.do(stage.rolf, desk.claim_case, case_id=case)
    with pytest.raises(Conflict, match="Rolf reviews this case"):
        stage.do(stage.rita, desk.claim_case, case_id=case)
    stage.do(stage.rolf, desk.release_case, case_id=case)
    stage.do(stage.rita, desk.claim_case, case_id=case)
    with stage.world.runtime.database.transaction(write=False) as connection:
        rows = connection.execute(
            text("SELECT event, user_name, through FROM activity WHERE object_type = 'case' ORDER BY sequence")
        ).all()
    assert [tuple(row) for row in rows] == [
        ("case:claim", "Rita", "desk"), ("case:claim", "Rolf", "desk"), ("case:release", "Rolf", "desk"),
        ("case:claim", "Rita", "desk"),
    ]  # fmt: skip


def test_who_decided_first_does_not_decide_again(stage: Stage) -> None:
    case = stage.case("two", 1, first_by=int(stage.rita.id), first_at=LONG_AGO, first_decision="{}")
    with pytest.raises(Conflict, match="You have decided on this case already"):
        stage.do(stage.rita, desk.claim_case, case_id=case)
    assert not stage.do(stage.rita, desk.read_case, case_id=case).may_claim
    assert stage.titles(stage.rita, show=Show.FREE) == []
    assert stage.titles(stage.rolf, show=Show.FREE) == ["two"]
    found = stage.do(stage.rolf, desk.read_case, case_id=case)
    assert (found.first_reviewer, found.may_claim) == ("Rita", True)


def test_the_next_case_is_the_oldest_free_one(stage: Stage) -> None:
    one, two = stage.case("one", 1), stage.case("two", 2, CaseKind.AD_ACCOUNT)
    assert stage.do(stage.rita, desk.next_case, after="", kind=None) == one
    assert stage.do(stage.rita, desk.next_case, after=one, kind=None) == two
    assert stage.do(stage.rita, desk.next_case, after=one, kind=CaseKind.TICKET) == ""
    stage.do(stage.rolf, desk.claim_case, case_id=two)
    assert stage.do(stage.rita, desk.next_case, after=one, kind=None) == ""


def test_a_closed_case_says_who_decided_and_takes_no_reviewer(stage: Stage) -> None:
    gone = {"closed_at": LONG_AGO, "closed_by": int(stage.rolf.id), "outcome": "REJECTED"}
    case = stage.case("gone", 1, **gone, claimed_by=int(stage.rolf.id), touched_at=LONG_AGO, claimed_at=LONG_AGO)
    found = stage.do(stage.rita, desk.read_case, case_id=case)
    assert (found.outcome, found.closed_by, found.closed_at) == (Outcome.REJECTED, "Rolf", LONG_AGO)
    assert (found.reviewer, found.may_claim) == ("", False)
    with pytest.raises(Conflict, match="Rolf has decided on this case already"):
        stage.do(stage.rita, desk.claim_case, case_id=case)
    for unknown in ("1", "", "x", "-1"):
        with pytest.raises(NotFound):
            stage.do(stage.rita, desk.read_case, case_id=unknown)
        with pytest.raises(NotFound):
            stage.do(stage.rita, desk.claim_case, case_id=unknown)


def test_the_figures_are_those_of_the_last_month(stage: Stage, moved_clock: MovableClock) -> None:
    moved_clock.moment = LONG_AGO + timedelta(days=100)
    rita, rolf = int(stage.rita.id), int(stage.rolf.id)
    for who, ago, waited in ((rita, 1, 1), (rita, 8, 3), (rolf, 6, 10), (rolf, 31, 90)):
        closed = moved_clock.moment - timedelta(days=ago)
        row = stage.case("x", 0, closed_at=closed, closed_by=who, outcome="APPROVED")
        write(stage.world, update(CASE).where(CASE.c.id == int(row)).values(opened_at=closed - timedelta(hours=waited)))
    stage.case("back", 0, closed_at=moved_clock.moment - timedelta(days=1), closed_by=rolf, outcome="WITHDRAWN")
    held = stage.case("open", 5)
    stage.case("open too", 6)
    stage.do(stage.rolf, desk.claim_case, case_id=held)
    figures = stage.do(stage.rita, desk.read_figures)
    nothing = [KindFigures(kind, 0, None, 0, None) for kind in (CaseKind.VERIFICATION, CaseKind.AD_ACCOUNT)]
    tickets = KindFigures(CaseKind.TICKET, 2, LONG_AGO + timedelta(minutes=5), 3, timedelta(hours=3))
    assert list(figures.kinds) == [*nothing, tickets]
    assert figures.reviewers == (ReviewerFigures("Rita", 1, 2, 0), ReviewerFigures("Rolf", 1, 1, 1))


def test_of_very_many_decided_cases_the_last_ones_say_how_long_people_wait(
    stage: Stage, moved_clock: MovableClock
) -> None:
    moved_clock.moment = LONG_AGO + timedelta(days=100)
    rows = []
    for place, hours in enumerate([1] * 500 + [9] * 700):
        number, closed = new_id(), moved_clock.moment - timedelta(minutes=place)
        rows.append({
            "id": number, "center_id": int(stage.centers["Linden"]), "kind": CaseKind.TICKET, "subject_id": number,
            "title": "x", "opened_at": closed - timedelta(hours=hours), "opened_by": int(stage.olga.id),
            "closed_at": closed, "closed_by": int(stage.rita.id), "outcome": "APPROVED",
        })  # fmt: skip
    for start in range(0, len(rows), 100):
        write(stage.world, insert(CASE).values(rows[start : start + 100]))
    figures = stage.do(stage.rita, desk.read_figures)
    assert figures.kinds[-1] == KindFigures(CaseKind.TICKET, 0, None, 1_200, timedelta(hours=1))
    assert figures.reviewers == (ReviewerFigures("Rita", 1_200, 1_200, 0),)


def test_who_leaves_the_desk_leaves_their_cases(stage: Stage) -> None:
    held, handed = stage.case("held", 1), stage.case("handed", 2, for_user_id=int(stage.rolf.id))
    stage.do(stage.rolf, desk.claim_case, case_id=held)
    write(
        stage.world,
        update(desk_people.USER).where(desk_people.USER.c.id == int(stage.rolf.id)).values(email="rolf@example.org"),
    )
    with begin_job(stage.world.runtime, user_id=None, center_id=None, through=Through.OPERATOR, write=True) as work:
        assert desk_people.remove_from_desk(work, address="rolf@example.org") == {"name": "Rolf", "cases": 1}
    with pytest.raises(NotFound):
        stage.do(stage.rolf, desk.list_cases, kind=None, show=Show.ALL)
    assert stage.do(stage.rita, desk.read_case, case_id=held).may_claim
    queue = stage.do(stage.rita, desk.list_cases, kind=None, show=Show.ALL)
    assert [(case.id, case.reviewer, case.is_for_me) for case in queue.cases] == [
        (held, "", False),
        (handed, "", False),
    ]


@pytest.mark.parametrize("rounds", [50, pytest.param(1_000, marks=[pytest.mark.soak, pytest.mark.timeout(1200)])])
def test_of_two_who_claim_at_once_one_has_it(stage: Stage, rounds: int) -> None:
    for number in range(rounds):
        case = stage.case("race", number)
        told: list[str] = []
        together = threading.Barrier(2)

        def claim(user: MadeUser, case: str = case, told: list[str] = told, together: Any = together) -> None:
            together.wait()
            try:
                at_desk(stage.world, user, lambda work: desk.claim_case(work, case_id=case))
            except Conflict as refused:
                told.append(refused.message)
            else:
                told.append(user.name)

        threads = [threading.Thread(target=claim, args=(user,)) for user in (stage.rita, stage.rolf)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        (winner,) = [one for one in told if one in ("Rita", "Rolf")]
        assert sorted(told) == sorted([winner, f"{winner} reviews this case. Choose another one."])
