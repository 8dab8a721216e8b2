"""Turning one's own 2-step verification off: it takes the password and a code."""

from bizhub.services import own_password, two_step
from bizhub.services.lost_device import cancel
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, begin


def turn_off(runtime: Runtime, caller: Caller, *, password: str, code: str) -> None:
    """Turn it off; raises InvalidInput at the field that is wrong, TooManyTries."""
    proved = own_password.prove(runtime, caller, password)
    with begin(runtime, caller, write=True) as work:
        own_password.require_same(work, proved)
        person = work.signed_in()
        checked = two_step.check(work, person, code)
        if checked.refusal is None:
            two_step.remove(work, person)
            cancel(work, int(person.id))
            return
    raise checked.refusal
