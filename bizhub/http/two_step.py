"""The doors of 2-step verification: the second step of signing in, turning it off, vouching for a lost device."""

from typing import Annotated

from pydantic import Field
from starlette.responses import Response

from bizhub.domain.own_pages import LONGEST_ADDRESS, own_page
from bizhub.http.forms import Form, Visit, form_door, go_to
from bizhub.http.session_cookie import drop_waiting
from bizhub.http.sign_in import signed_in
from bizhub.services import lost_device, second_step, two_step_off

_PAGE = "/profile/two-step"


class SecondStepForm(Form):
    """A code of the app or a recovery code, and the page to go on to."""

    code: str
    next: Annotated[str, Field(max_length=LONGEST_ADDRESS)] = ""


class TurnOffForm(Form):
    """One's password and a code."""

    password: str
    code: str


class VouchForm(Form):
    """For whom, and one's own password."""

    member: str
    password: str


def _finish(visit: Visit, form: SecondStepForm) -> Response:
    session = second_step.finish(
        visit.runtime, visit.caller, request=visit.waiting_sign_in, code=form.code, device_mark=visit.device_mark
    )
    answer = signed_in(visit, session, own_page(form.next))
    drop_waiting(answer, visit.settings)
    return answer


def _turn_off(visit: Visit, form: TurnOffForm) -> Response:
    two_step_off.turn_off(visit.runtime, visit.caller, password=form.password, code=form.code)
    return go_to(f"{_PAGE}?turned=off")


def _vouch(visit: Visit, form: VouchForm) -> Response:
    lost_device.vouch(visit.runtime, visit.caller, user_id=form.member, password=form.password)
    return go_to("")


routes = [
    form_door("/auth/second-step", SecondStepForm, _finish),
    form_door("/auth/two-step-off", TurnOffForm, _turn_off),
    form_door("/auth/vouch", VouchForm, _vouch, of_center=True),
]
