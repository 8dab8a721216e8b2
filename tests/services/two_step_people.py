"""Somebody whose 2-step verification is on, with their app in the test's hands."""

from dataclasses import dataclass
from typing import Any

from pyotp.totp import TOTP

from bizhub.domain.sessions import NewSession, WaitingSignIn
from bizhub.services import second_step, sign_in, two_step
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import MadeUser, World
from tests.sign_in_steps import PASSWORD, STRANGER, MovableClock


@dataclass
class Guarded:
    """A person, the secret in their app, their recovery codes, and the clock of both."""

    runtime: Runtime
    user: MadeUser
    secret: str
    recovery_codes: tuple[str, ...]
    clock: MovableClock

    def code(self, *, steps: int = 0) -> str:
        """What the app shows now, or so many steps of 30 seconds from now."""
        return TOTP(self.secret).at(self.clock.now(), counter_offset=steps)

    def password(self, **changes: str) -> str:
        """The right password was typed: what the browser waits with."""
        waiting = sign_in.sign_in(self.runtime, STRANGER, address=self.user.email, password=PASSWORD, **changes)
        assert isinstance(waiting, WaitingSignIn)
        return waiting.request

    def finish(self, request: str, code: str) -> NewSession:
        """The second step."""
        return second_step.finish(self.runtime, STRANGER, request=request, code=code)


def guard(world: World, clock: MovableClock, user: MadeUser) -> Guarded:
    """Turn 2-step verification on for somebody; a minute later its first code is history."""
    with begin(world.runtime, user.caller(), write=True) as work:
        secret = two_step.begin_setup(work).secret.replace(" ", "")
    found = Guarded(world.runtime, user, secret, (), clock)
    with begin(world.runtime, user.caller(), write=True) as work:
        checked = two_step.confirm_setup(work, code=found.code())
    assert checked.refusal is None
    found.recovery_codes = checked.recovery_codes
    clock.move(minutes=1)
    return found


def guarded_user(world: World, clock: MovableClock, name: str = "Gerda", **changes: Any) -> Guarded:
    """Somebody new with the usual password."""
    return guard(world, clock, world.user(name, password_hash=world.runtime.passwords.hash(PASSWORD), **changes))
