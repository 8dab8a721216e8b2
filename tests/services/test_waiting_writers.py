"""A writer that had to wait is judged by what holds when its turn comes, not by what held when it knocked."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from bizhub.adapters import clock
from bizhub.domain.audit import AuditEvent, Through
from bizhub.domain.errors import BizHubError, NotFound, PermissionDenied, SignedOut
from bizhub.domain.ids import new_id
from bizhub.domain.policy import AdAccountLevel, CenterRole, Permission
from bizhub.services import invitation_answers, onboarding, user_disabling
from bizhub.services.runtime import Runtime
from bizhub.services.work import Work, begin, begin_job
from tests.factories import MadeUser, World
from tests.services.test_onboarding import LINDEN
from tests.sign_in_steps import MovableClock

A_MOMENT_S = 0.3
Open = Callable[[], AbstractContextManager[Work]]


def as_waiting(
    act: Callable[[], object], first: AbstractContextManager[Work], meanwhile: Callable[[Work], object]
) -> object:
    """What comes out of `act`, which waits for the transaction `first`, in whose time something happens."""
    with ThreadPoolExecutor(1) as pool:
        with first as work:
            waiting = pool.submit(act)
            time.sleep(A_MOMENT_S)
            meanwhile(work)
        return waiting.result()


def edit(opened: Open, ad_account: str) -> BizHubError | None:
    """Write as an operator of the ad account; the refusal, or None."""
    try:
        with opened() as work:
            work.require(Permission.AD_ACCOUNT_LABEL, ad_account=ad_account)
            work.audit(AuditEvent.AD_ACCOUNT_LABEL, object_type="ad_account", object_id=ad_account)
    except BizHubError as refusal:
        return refusal
    return None


@pytest.fixture
def people(world: World) -> tuple[MadeUser, MadeUser, str]:
    """Olga, Max and Olga's center."""
    olga, max_ = world.user("Olga"), world.user("Max")
    return olga, max_, world.center(olga)


def of_max(runtime: Runtime, max_: MadeUser, center: str, *, is_job: bool) -> Open:
    if is_job:
        return partial(begin_job, runtime, user_id=max_.id, center_id=center, through=Through.IMPORT, write=True)
    return partial(begin, runtime, max_.caller(center), write=True)


@pytest.mark.parametrize("is_job", [False, True], ids=["page", "job"])
def test_a_writer_who_waits_and_still_may_goes_on(
    runtime: Runtime, world: World, people: tuple[MadeUser, MadeUser, str], moved_clock: MovableClock, is_job: bool
) -> None:
    olga, max_, center = people
    world.member(center, max_)
    account = world.ad_account(center, olga)
    world.grant(center, account, max_, AdAccountLevel.OPERATOR)
    act = partial(edit, of_max(runtime, max_, center, is_job=is_job), account)
    first = begin(runtime, olga.caller(center), write=True)
    assert as_waiting(act, first, lambda _: moved_clock.move(minutes=1)) is None
    with runtime.database.transaction(write=False) as connection:
        at = connection.execute(text("SELECT at FROM activity WHERE center_id <> 0")).scalar_one()
    assert at == moved_clock.moment.timestamp() * 1_000_000, "the entry bears the time of its turn"


@pytest.mark.parametrize("is_job", [False, True], ids=["page", "job"])
@pytest.mark.parametrize(("ends", "refusal"), [("membership", NotFound), ("grant", PermissionDenied)])
def test_a_right_that_ends_while_a_writer_waits_has_ended(
    runtime: Runtime, world: World, people: tuple[MadeUser, MadeUser, str], moved_clock: MovableClock,
    ends: str, refusal: type[BizHubError], is_job: bool,
) -> None:  # fmt: skip
    olga, max_, center = people
    soon: dict[str, Any] = {"valid_until": moved_clock.moment + timedelta(hours=1)}
    world.member(center, max_, **(soon if ends == "membership" else {}))
    account = world.ad_account(center, olga)
    world.grant(center, account, max_, AdAccountLevel.OPERATOR, **(soon if ends == "grant" else {}))
    act = partial(edit, of_max(runtime, max_, center, is_job=is_job), account)
    first = begin(runtime, olga.caller(center), write=True)
    assert type(as_waiting(act, first, lambda _: moved_clock.move(hours=2))) is refusal


@pytest.mark.parametrize("table", ["membership SET ended_at", "access_grant SET revoked_at"])
def test_a_right_that_somebody_takes_away_meanwhile_is_gone(
    runtime: Runtime, world: World, people: tuple[MadeUser, MadeUser, str], moved_clock: MovableClock, table: str
) -> None:
    olga, max_, center = people
    world.member(center, max_)
    account = world.ad_account(center, olga)
    world.grant(center, account, max_, AdAccountLevel.OPERATOR)
    act = partial(edit, of_max(runtime, max_, center, is_job=False), account)
    first = begin(runtime, olga.caller(center), write=True)

    def take_away(work: Work) -> None:
        end = text(f"UPDATE {table} = valid_from WHERE user_id = :max")
        work.connection.execute(end, {"max": int(max_.id)})

    assert isinstance(as_waiting(act, first, take_away), BizHubError)


def test_a_session_that_ends_while_its_person_waits_is_over(
    runtime: Runtime, world: World, moved_clock: MovableClock
) -> None:
    max_, other = world.user("Max"), world.user("Olga")

    def sign_off() -> BizHubError | None:
        try:
            with begin(runtime, max_.caller(), write=True) as work:
                work.signed_in()
        except BizHubError as refusal:
            return refusal
        return None

    first = begin(runtime, other.caller(), write=True)
    assert isinstance(as_waiting(sign_off, first, lambda _: moved_clock.move(days=3_650)), SignedOut)


@pytest.mark.parametrize("use_case", ["create a center", "accept an invitation"])
def test_whose_sign_in_ends_meanwhile_is_in_no_new_center(
    runtime: Runtime, world: World, people: tuple[MadeUser, MadeUser, str], use_case: str
) -> None:
    """Max knocks at a center of nobody: where writers wait center by center, this is another queue."""
    olga, max_, center = people
    expires_at = clock.now() + timedelta(days=1)
    offered = world.invitation(center, olga, max_.email, role=CenterRole.ADMIN, expires_at=expires_at)
    acts: dict[str, Callable[[Work], object]] = {
        "create a center": partial(onboarding.create_center, asked=LINDEN),
        "accept an invitation": partial(invitation_answers.accept_invitation, invitation_id=offered),
    }

    def join() -> object:
        with begin(runtime, max_.caller(str(new_id())), write=True) as work:
            return acts[use_case](work)

    ends = begin_job(runtime, user_id=None, center_id=None, through=Through.OPERATOR, write=True)
    with ThreadPoolExecutor(1) as pool:
        with ends as work:
            user_disabling.disable_user(work, address=max_.email, reason="left")
            waiting = pool.submit(join)
            time.sleep(A_MOMENT_S)
        with pytest.raises(SignedOut):
            waiting.result()
    with runtime.database.transaction(write=False) as connection:
        count = text("SELECT count(*) FROM membership WHERE user_id = :max")
        assert connection.execute(count, {"max": int(max_.id)}).scalar_one() == 0
