"""Two people change the team in the same moment: one of them wins, and the center keeps an admin."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Table, delete, insert, select, text, update

from bizhub.domain.audit import Through
from bizhub.domain.errors import Conflict, NotFound, PermissionDenied, SignedOut
from bizhub.domain.ids import new_id
from bizhub.domain.policy import CenterRole
from bizhub.domain.team import Wish
from bizhub.services import (
    account_deletion,
    approval_answers,
    invitation_answers,
    invitations,
    last_admin,
    members,
    user_disabling,
)
from bizhub.services.access import USER
from bizhub.services.runtime import Runtime
from bizhub.services.sign_in_state import SESSION
from bizhub.services.work import begin, begin_job
from tests.factories import MadeUser, World
from tests.services.team import Team
from tests.sign_in_steps import PASSWORD, messages_to

ROUNDS = [
    pytest.param(50, id="50 rounds"),
    pytest.param(1_000, id="1,000 rounds", marks=[pytest.mark.soak, pytest.mark.timeout(1800)]),
]
ADMIN = {"role": "ADMIN", "finance_role": ""}
WON, LOST = "won", "lost"
# Whoever comes second is told: there would be no admin, the other is none any more, or they themselves are not.
TOLD = (Conflict, PermissionDenied, NotFound, SignedOut)


@dataclass(frozen=True)
class Pair:
    """A center with two admins, and nobody else; `kept` are their rows, for those whose sign-in ends."""

    team: Team
    ada: MadeUser
    bo: MadeUser
    kept: Mapping[Table, Sequence[Any]]

    def meet(self, *acts: Callable[[], object]) -> list[str]:
        """Who wins and who is told, when all act at once; anything else is an error."""
        barrier = Barrier(len(acts))
        with ThreadPoolExecutor(len(acts)) as pool:
            return sorted(pool.map(lambda act: _outcome(act, barrier), acts))

    def again(self) -> None:
        """Both are admins, as before."""
        with self.team.runtime.database.transaction(write=True) as connection:
            connection.execute(text("DELETE FROM membership"))
            for person in self.kept[USER]:
                connection.execute(delete(SESSION).where(SESSION.c.user_id == person["id"]))
                connection.execute(update(USER).where(USER.c.id == person["id"]).values(person))
            connection.execute(insert(SESSION), self.kept[SESSION])
            for user in (self.ada, self.bo):
                row = {"id": new_id(), "center": int(self.team.center), "user": int(user.id)}
                connection.execute(_MEMBER, row)

    @property
    def admins(self) -> int:
        """How many admins count."""
        with begin(self.team.runtime, self.ada.caller(), write=False) as work:
            return len(last_admin.lasting_admins(work, int(self.team.center)))


_MEMBER = text(
    "INSERT INTO membership (id, center_id, user_id, role, valid_from, added_by) "
    "VALUES (:id, :center, :user, 'ADMIN', '2020-01-01 00:00:00+00:00', :user)"
)


def _outcome(act: Callable[[], object], barrier: Barrier) -> str:
    barrier.wait()
    try:
        act()
    except TOLD:
        return LOST
    return WON


@pytest.fixture
def pair(runtime: Runtime, world: World) -> Pair:
    hashed = runtime.passwords.hash(PASSWORD)
    ada, bo = world.user("Ada", password_hash=hashed), world.user("Bo", password_hash=hashed)
    center = world.center(ada)
    with runtime.database.transaction(write=False) as connection:
        kept = {table: [dict(row) for row in connection.execute(select(table)).mappings()] for table in (USER, SESSION)}
    pair = Pair(Team(runtime, center), ada, bo, kept)
    pair.again()
    return pair


def demote(team: Team, by: MadeUser, whom: MadeUser) -> Callable[[], Any]:
    values = {"user_id": whom.id, "seen": ADMIN, "role": "STANDARD", "finance_role": ""}
    return partial(team.act, by, members.change_role, **values)


def remove(team: Team, by: MadeUser, whom: MadeUser) -> Callable[[], Any]:
    return partial(team.act, by, members.remove_member, user_id=whom.id)


def leave(team: Team, who: MadeUser) -> Callable[[], Any]:
    return partial(team.act, who, members.leave_center)


def disable(team: Team, whom: MadeUser) -> Callable[[], Any]:
    def act() -> None:
        with begin_job(team.runtime, user_id=None, center_id=None, through=Through.OPERATOR, write=True) as work:
            user_disabling.disable_user(work, address=whom.email, reason="left")

    return act


def erase(team: Team, who: MadeUser) -> Callable[[], Any]:
    caller = who.caller(team.center)
    return partial(account_deletion.delete_account, team.runtime, caller, password=PASSWORD, code="")


MEETINGS: dict[str, Callable[[Pair], tuple[Callable[[], Any], ...]]] = {
    "demote each other": lambda pair: (
        demote(pair.team, pair.ada, pair.bo), demote(pair.team, pair.bo, pair.ada)
    ),
    "demote and leave": lambda pair: (demote(pair.team, pair.ada, pair.bo), leave(pair.team, pair.ada)),
    "remove each other": lambda pair: (remove(pair.team, pair.ada, pair.bo), remove(pair.team, pair.bo, pair.ada)),
    "both leave": lambda pair: (leave(pair.team, pair.ada), leave(pair.team, pair.bo)),
    "disable both": lambda pair: (disable(pair.team, pair.ada), disable(pair.team, pair.bo)),
    "disable and demote": lambda pair: (disable(pair.team, pair.ada), demote(pair.team, pair.ada, pair.bo)),
    "disable and delete account": lambda pair: (disable(pair.team, pair.ada), erase(pair.team, pair.bo)),
    "delete account and leave": lambda pair: (erase(pair.team, pair.ada), leave(pair.team, pair.bo)),
    "delete account and demote": lambda pair: (erase(pair.team, pair.ada), demote(pair.team, pair.ada, pair.bo)),
    "both delete account": lambda pair: (erase(pair.team, pair.ada), erase(pair.team, pair.bo)),
}  # fmt: skip


@pytest.mark.parametrize("rounds", ROUNDS)
@pytest.mark.parametrize("meeting", MEETINGS)
def test_one_of_two_admins_stays(pair: Pair, meeting: str, rounds: int) -> None:
    outcomes, admins = [], []
    for _round in range(rounds):
        pair.again()
        outcomes.append(tuple(pair.meet(*MEETINGS[meeting](pair))))
        admins.append(pair.admins)
    assert (set(outcomes), set(admins)) == ({(LOST, WON)}, {1})
    assert len(pair.team.events()) == rounds


@pytest.mark.parametrize("rounds", ROUNDS)
def test_of_several_centers_each_keeps_an_admin(pair: Pair, world: World, rounds: int) -> None:
    """Ada goes from both of her centers, and in the same moment Bo from one and Cy from the other."""
    cy = world.user("Cy")
    other = Team(pair.team.runtime, world.center(cy, "Other"))
    outcomes, admins = set(), set()
    for number in range(rounds):
        pair.again()
        for who in (cy, pair.ada):
            world.member(other.center, who, CenterRole.ADMIN)
        goes = (disable(pair.team, pair.ada), erase(pair.team, pair.ada))[number % 2]
        outcomes.add(tuple(pair.meet(goes, leave(pair.team, pair.bo), leave(other, cy))))
        with begin(pair.team.runtime, cy.caller(), write=False) as work:
            admins |= {len(last_admin.lasting_admins(work, int(each.center))) for each in (pair.team, other)}
    assert outcomes <= {(LOST, LOST, WON), (LOST, WON, WON)}
    assert min(admins) == 1


@dataclass(frozen=True)
class Trio:
    """Ada and Bo, and Cy, who is an admin with an end date: may answer, and does not count as one who stays."""

    pair: Pair
    world: World
    cy: MadeUser
    whom: MadeUser

    def asked(self) -> str:
        """Everybody is an admin again, and Ada has asked to take that from somebody."""
        self.pair.again()
        center, until = self.pair.team.center, datetime(2099, 1, 1, tzinfo=UTC)
        self.world.member(center, self.cy, CenterRole.ADMIN, valid_until=until)
        if self.whom is not self.pair.bo:
            self.world.member(center, self.whom, CenterRole.ADMIN)
        arguments = {"user_id": self.whom.id, "seen": {**ADMIN, "until": ""}, "role": "STANDARD"}
        return self.world.approval(center, self.pair.ada, "member:edit", arguments, self.whom)

    def approve(self, by: MadeUser, number: str) -> Callable[[], None]:
        """What cannot be carried out has lost."""

        def act() -> None:
            answered = self.pair.team.act(by, approval_answers.approve, approval_id=number)
            if answered.problem:
                raise Conflict(answered.problem)

        return act


def both_approve(trio: Trio, number: str) -> list[Callable[[], Any]]:
    return [trio.approve(trio.cy, number), trio.approve(trio.pair.bo, number)]


def approve_and_withdraw(trio: Trio, number: str) -> list[Callable[[], Any]]:
    withdraw = partial(trio.pair.team.act, trio.pair.ada, approval_answers.withdraw, approval_id=number)
    return [trio.approve(trio.cy, number), withdraw]


def approve_and_demote(trio: Trio, number: str) -> list[Callable[[], Any]]:
    """Cy lets Ada take the role from Bo, while Bo takes it from Ada: the rule is off by now."""
    return [trio.approve(trio.cy, number), demote(trio.pair.team, trio.pair.bo, trio.pair.ada)]


ANSWERS = [(both_approve, "Di"), (approve_and_withdraw, "Di"), (approve_and_demote, "Bo")]


@pytest.mark.parametrize("rounds", ROUNDS)
@pytest.mark.parametrize(("answer", "name"), ANSWERS)
def test_what_waits_is_decided_once(
    pair: Pair, world: World, answer: Callable[..., list[Callable[[], Any]]], name: str, rounds: int
) -> None:
    trio = Trio(pair, world, world.user("Cy"), {"Bo": pair.bo}.get(name) or world.user(name))
    outcomes, admins = [], []
    for _round in range(rounds):
        outcomes.append(tuple(pair.meet(*answer(trio, trio.asked()))))
        admins.append(pair.admins)
    assert set(outcomes) == {(LOST, WON)}
    assert min(admins) >= 1
    events = pair.team.events()
    assert events.count("member:edit") + events.count("approval:withdraw") == rounds


@pytest.mark.parametrize("rounds", ROUNDS)
def test_an_invitation_is_accepted_once(pair: Pair, world: World, rounds: int) -> None:
    outcomes = []
    for number in range(rounds):
        cy = world.user("Cy", email=f"cy{number}@example.org")
        offer = _offer(pair, cy)
        outcomes.append(tuple(pair.meet(*(partial(_accept, pair.team.runtime, cy, offer) for _tab in range(2)))))
    assert set(outcomes) == {(LOST, WON)}
    assert pair.team.events().count("member:add") == rounds
    assert pair.team.rows("SELECT count(*) FROM membership WHERE ended_at IS NULL") == [(2 + rounds,)]


def _offer(pair: Pair, cy: MadeUser) -> str:
    with begin(pair.team.runtime, pair.ada.caller(pair.team.center), write=True) as work:
        work.connection.execute(text("DELETE FROM counted_try"))
        invitations.invite(work, addresses=cy.email, wish=Wish(role="ADMIN" if _is_first(cy) else "STANDARD"))
    link = messages_to(pair.team.runtime, cy.email)[-1].partition("key=")[2].split()[0]
    with begin(pair.team.runtime, cy.caller(), write=False) as work:
        return invitation_answers.view_invitation(work, link=link).id


def _is_first(cy: MadeUser) -> bool:
    return cy.email == "cy0@example.org"


def _accept(runtime: Runtime, cy: MadeUser, offer: str) -> None:
    with begin(runtime, cy.caller(), write=True) as work:
        invitation_answers.accept_invitation(work, invitation_id=offer)
