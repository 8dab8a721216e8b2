"""A member of the stage's center whose 2-step verification is on, and a sign-in of theirs that waits."""

from pyotp.totp import TOTP

from bizhub.domain.sessions import WaitingSignIn
from bizhub.services import sign_in, two_step
from bizhub.services.work import begin
from tests.factories import World
from tests.permissions.use_cases import Our
from tests.sign_in_steps import PASSWORD, STRANGER

ADDRESS = "guarded@example.org"


def guarded(world: World, center: str, password_hash: str) -> dict[Our, str]:
    """Make them; whoever has one of the recovery codes and the browser could finish the sign-in."""
    person = world.user("Guarded", email=ADDRESS, password_hash=password_hash)
    world.member(center, person)
    with begin(world.runtime, person.caller(), write=True) as work:
        secret = two_step.begin_setup(work).secret.replace(" ", "")
        codes = two_step.confirm_setup(work, code=TOTP(secret).now()).recovery_codes
    waiting = sign_in.sign_in(world.runtime, STRANGER, address=ADDRESS, password=PASSWORD)
    assert isinstance(waiting, WaitingSignIn)
    return {Our.GUARDED: person.id, Our.SECOND_STEP: waiting.request, Our.RECOVERY_CODE: codes[0]}
