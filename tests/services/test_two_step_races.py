"""New recovery codes in one tab while 2-step verification is turned off at another door: they wait, and both end."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from bizhub.domain.errors import BizHubError, Conflict
from bizhub.domain.policy import CenterRole
from bizhub.domain.sessions import NewSession
from bizhub.services import lost_device, two_step
from bizhub.services.runtime import Runtime
from bizhub.services.work import Work, begin
from tests.factories import World
from tests.services.team import Team
from tests.services.test_lost_device import link_to, sign_in_with, vouch
from tests.services.two_step_people import Guarded, guarded_user
from tests.sign_in_steps import PASSWORD, MovableClock, count

A_MOMENT_S = 0.5


@pytest.fixture
def team(world: World, moved_clock: MovableClock) -> Team:
    return Team(world.runtime, world.center(world.user("Gunter")))


@pytest.fixture
def gerda(world: World, team: Team, moved_clock: MovableClock) -> Guarded:
    """A member of the team; her tab looks at its center, so it waits in another queue than the doors of signing in."""
    gerda = guarded_user(world, moved_clock)
    world.member(team.center, gerda.user)
    return gerda


@pytest.fixture
def link(runtime: Runtime, world: World, team: Team, gerda: Guarded) -> str:
    """The link of somebody whose lost device was vouched for."""
    olga = world.user("Olga", password_hash=runtime.passwords.hash(PASSWORD))
    world.member(team.center, olga, CenterRole.ADMIN)
    vouch(team, olga, gerda.user)
    return link_to(runtime, gerda.user.email)


def tried(act: Callable[[], object]) -> object:
    """What came of it; only refusals that are meant for people count as an answer."""
    try:
        return act()
    except BizHubError as refusal:
        return refusal


@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_renewing_codes_and_a_lost_device_do_not_block_each_other(
    runtime: Runtime, team: Team, gerda: Guarded, link: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = gerda.code() if kind == "app" else gerda.recovery_codes[0]
    is_redeeming, is_checked = Event(), Event()
    make, redeem = two_step._new_codes, lost_device.redeem

    def make_slowly(work: Work) -> tuple[str, ...]:
        is_checked.set()
        time.sleep(A_MOMENT_S)
        return make(work)

    def redeem_meanwhile(*given: Any) -> None:
        is_redeeming.set()
        is_checked.wait(A_MOMENT_S)
        redeem(*given)

    def renew() -> Any:
        with begin(runtime, gerda.user.caller(team.center), write=True) as work:
            return two_step.renew_codes(work, code=code)

    monkeypatch.setattr(two_step, "_new_codes", make_slowly)
    monkeypatch.setattr(lost_device, "redeem", redeem_meanwhile)
    with ThreadPoolExecutor(2) as pool:
        turning_off = pool.submit(tried, lambda: sign_in_with(gerda, link))
        assert is_redeeming.wait(10)
        renewing = pool.submit(tried, renew)
        renewed, signed_in = renewing.result(), turning_off.result()
    assert isinstance(renewed, two_step.Checked | Conflict)
    assert isinstance(signed_in, NewSession)
    assert (count(runtime, "two_step"), count(runtime, "recovery_code")) == (0, 0)
