"""A sign-in ends in the moment in which its person signs in, joins a center or gets longer: one of both holds."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest

from bizhub.adapters import clock
from bizhub.domain.audit import Through
from bizhub.domain.errors import BizHubError
from bizhub.domain.ids import new_id
from bizhub.domain.policy import CenterRole
from bizhub.domain.sessions import NewSession
from bizhub.services import (
    account_deletion,
    chain_check,
    end_reminders,
    invitation_answers,
    members,
    onboarding,
    reset,
    session_view,
    sign_in,
    user_disabling,
)
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, begin, begin_job
from tests.factories import MadeUser, World
from tests.services.team import Team
from tests.services.test_onboarding import LINDEN
from tests.services.two_step_people import Guarded, guard
from tests.sign_in_steps import PASSWORD, STRANGER, MovableClock, code_to

ROUNDS = [
    pytest.param(5, id="5 rounds"),
    pytest.param(200, id="200 rounds", marks=[pytest.mark.soak, pytest.mark.timeout(1800)]),
]
Act = Callable[[], object]


def together(*acts: Act) -> list[object]:
    """What comes out of each, or its refusal; anything else is an error."""
    barrier = Barrier(len(acts))

    def one(act: Act) -> object:
        barrier.wait()
        try:
            return act()
        except BizHubError as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def write(runtime: Runtime, caller: Caller, use_case: Callable[..., Any], **arguments: Any) -> Any:
    with begin(runtime, caller, write=True) as work:
        return use_case(work, **arguments)


@dataclass(frozen=True)
class Stage:
    """Olga's center, and people who know their password."""

    team: Team
    world: World
    olga: MadeUser
    password_hash: str

    def person(self, number: int, **membership: Any) -> MadeUser:
        """Somebody new in the center; what was counted of those before is forgotten."""
        self.team.rows_changed("DELETE FROM counted_try")
        who = self.world.user(f"Ada {number}", password_hash=self.password_hash)
        self.world.member(self.team.center, who, **membership)
        return who

    def ends(self, how: str, who: MadeUser, code: str = "") -> Act:
        """Their sign-in ends in one of two ways."""
        if how == "delete":
            caller = who.caller(self.team.center)
            return partial(account_deletion.delete_account, self.team.runtime, caller, password=PASSWORD, code=code)
        return self.operator(user_disabling.disable_user, address=who.email, reason="left")

    def operator(self, use_case: Callable[..., Any], **arguments: Any) -> Act:
        """What the operator does."""

        def act() -> object:
            runtime, through = self.team.runtime, Through.OPERATOR
            with begin_job(runtime, user_id=None, center_id=None, through=through, write=True) as work:
                return use_case(work, **arguments)

        return act

    def is_signed_in(self, session: object) -> bool:
        """Whether what came of signing in opens anything."""
        token = session.token if isinstance(session, NewSession) else ""
        with begin(self.team.runtime, replace(STRANGER, session_token=token), write=False) as work:
            return session_view.is_signed_in(work)

    def holds(self) -> None:
        """Every record verifies, every center has an enabled admin who stays, and who is gone has nothing open."""
        with self.team.runtime.database.transaction(write=False) as connection:
            for one in chain_check.center_ids(self.team.runtime, connection):
                assert chain_check.check(self.team.runtime, connection, one).problem_count == 0
        assert [self.team.rows(query) for query in (_WITHOUT_ADMIN, _MEMBERS_DELETED, _SESSIONS_DISABLED)] == [[]] * 3


_WITHOUT_ADMIN = (
    "SELECT c.id FROM center c WHERE NOT EXISTS (SELECT 1 FROM membership m JOIN app_user u ON u.id = m.user_id "
    "WHERE m.center_id = c.id AND m.role = 'ADMIN' AND m.ended_at IS NULL AND m.valid_until IS NULL "
    "AND u.disabled_at IS NULL)"
)
_MEMBERS_DELETED = (
    "SELECT m.id FROM membership m JOIN app_user u ON u.id = m.user_id "
    "WHERE m.ended_at IS NULL AND u.name = 'Deleted user'"
)
_SESSIONS_DISABLED = (
    "SELECT s.id FROM user_session s JOIN app_user u ON u.id = s.user_id "
    "WHERE s.ended_at IS NULL AND u.disabled_at IS NOT NULL"
)


@pytest.fixture
def stage(runtime: Runtime, world: World, olga: MadeUser, center: str) -> Stage:
    return Stage(Team(runtime, center), world, olga, runtime.passwords.hash(PASSWORD))


def accepts(stage: Stage, who: MadeUser, knocks_at: str) -> Act:
    """They become the second admin of another center."""
    offered = stage.world.invitation(
        stage.world.center(stage.olga, "Other"), stage.olga, who.email, role=CenterRole.ADMIN,
        expires_at=clock.now() + timedelta(days=1),
    )  # fmt: skip
    act = invitation_answers.accept_invitation
    return partial(write, stage.team.runtime, who.caller(knocks_at), act, invitation_id=offered)


def creates(stage: Stage, who: MadeUser, knocks_at: str) -> Act:
    return partial(write, stage.team.runtime, who.caller(knocks_at), onboarding.create_center, asked=LINDEN)


def is_promoted(stage: Stage, who: MadeUser, _knocks_at: str) -> Act:
    act = members.change_role
    return partial(stage.team.act, stage.olga, act, user_id=who.id, seen={}, role="ADMIN", finance_role="")


@pytest.mark.parametrize("rounds", ROUNDS)
@pytest.mark.parametrize("how", ["disable", "delete"])
@pytest.mark.parametrize("joins", [accepts, creates, is_promoted])
def test_nobody_is_admin_whose_sign_in_has_ended(
    stage: Stage, joins: Callable[..., Act], how: str, rounds: int
) -> None:
    for number in range(rounds):
        who = stage.person(number)
        knocks_at = (stage.team.center, str(new_id()), "")[number % 3]  # three queues
        together(stage.ends(how, who), joins(stage, who, knocks_at))
    stage.holds()


@pytest.mark.parametrize("rounds", ROUNDS)
@pytest.mark.parametrize("how", ["disable", "delete"])
def test_nobody_is_signed_in_whose_sign_in_has_ended(stage: Stage, how: str, rounds: int) -> None:
    for number in range(rounds):
        who = stage.person(number)
        enters = partial(sign_in.sign_in, stage.team.runtime, STRANGER, address=who.email, password=PASSWORD)
        ended, session = together(stage.ends(how, who), enters)
        assert not isinstance(ended, BizHubError)
        assert not stage.is_signed_in(session)
    stage.holds()


def chooses_password(stage: Stage, who: MadeUser) -> Act:
    runtime = stage.team.runtime
    request = reset.ask_for_reset(runtime, STRANGER, address=who.email)
    sent = {"request": request, "code": code_to(runtime, who.email), "password": "nine purple ladders"}
    return partial(reset.choose_password, runtime, STRANGER, **sent)


def ends_guarded(stage: Stage, how: str, guarded: Guarded) -> Act:
    if how == "reset":
        return chooses_password(stage, guarded.user)
    return stage.ends(how, guarded.user, guarded.recovery_codes[0])


@pytest.mark.parametrize("rounds", ROUNDS)
@pytest.mark.parametrize("how", ["disable", "delete", "reset"])
def test_no_second_step_outlives_the_end(stage: Stage, moved_clock: MovableClock, how: str, rounds: int) -> None:
    for number in range(rounds):
        guarded = guard(stage.world, moved_clock, stage.person(number))
        request = guarded.password()
        moved_clock.move(seconds=1)
        ends = ends_guarded(stage, how, guarded)
        ended, session = together(ends, partial(guarded.finish, request, guarded.code()))
        assert not isinstance(ended, BizHubError)
        assert not stage.is_signed_in(session)
    stage.holds()


@pytest.mark.parametrize("rounds", ROUNDS)
def test_who_is_deleted_is_not_enabled(stage: Stage, rounds: int) -> None:
    for number in range(rounds):
        who = stage.person(number)
        enable = stage.operator(user_disabling.enable_user, address=who.email)
        together(stage.ends("delete", who), stage.ends("disable", who), enable)
    deleted = "SELECT count(*) FROM app_user WHERE name = 'Deleted user' AND disabled_at IS NULL"
    assert stage.team.rows(deleted) == [(0,)]
    stage.holds()


@pytest.mark.parametrize("rounds", ROUNDS)
def test_who_is_taken_out_is_not_extended(stage: Stage, rounds: int) -> None:
    act = partial(stage.team.act, stage.olga)
    for number in range(rounds):
        who = stage.person(number, valid_until=clock.now() + timedelta(days=3))
        together(
            partial(act, members.extend_member, user_id=who.id),
            partial(act, members.remove_member, user_id=who.id),
            partial(end_reminders.remind_due, stage.team.runtime, clock.now()),
        )
    left = "SELECT count(*) FROM membership WHERE ended_at IS NULL AND valid_until IS NOT NULL"
    assert stage.team.rows(left) == [(0,)]
    stage.holds()
