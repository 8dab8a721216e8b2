"""The doors of signing up, in and out, and of new passwords."""

from typing import Annotated
from urllib.parse import urlencode

from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bizhub.domain.own_pages import LONGEST_ADDRESS, own_page
from bizhub.domain.sessions import NewSession, WaitingSignIn
from bizhub.domain.viewing import Viewing
from bizhub.http.forms import Form, Visit, form_door, go_to, in_thread, visit_of
from bizhub.http.session_cookie import (
    drop_request,
    drop_session,
    keep_request,
    keep_session,
    keep_token,
    keep_waiting,
)
from bizhub.services import account_deletion, codes, password_change, reset, sessions, sign_in, sign_up
from bizhub.services.work import begin

_SIGN_IN_PAGE = "/sign-in"
_CONFIRM_PAGE = "/confirm"
_RESET_PAGE = "/reset"
SECOND_STEP_PAGE = "/second-step"
_FIRST_PAGE = "/overview"
_FIRST_PAGE_WITHOUT_CENTER = "/welcome"
_PASSWORD_CHANGED_PAGE = "/profile?password=changed"
_ACCOUNT_DELETED_PAGE = "/sign-in?account=deleted"


class SignUpForm(Form):
    """A name, an address and a password."""

    name: str
    address: str
    password: str


class CodeForm(Form):
    """The code that was sent."""

    code: str


class SignInForm(Form):
    """An address, its password, the page to go on to, and what stands in the link of a lost device."""

    address: str
    password: str
    next: Annotated[str, Field(max_length=LONGEST_ADDRESS)] = ""
    lost: str = ""


class AddressForm(Form):
    """The address to send a code to."""

    address: str


class NewPasswordForm(Form):
    """The code that was sent and the password that shall hold from now on."""

    code: str
    password: str


class PasswordChangeForm(Form):
    """The password that holds and the one that shall."""

    current: str
    password: str


class DeleteAccountForm(Form):
    """One's password, and a code where 2-step verification is on."""

    password: str
    code: str = ""


class EmptyForm(Form):
    """Nothing but the wish."""


def _sign_up(visit: Visit, form: SignUpForm) -> Response:
    request = sign_up.sign_up(visit.runtime, visit.caller, name=form.name, address=form.address, password=form.password)
    answer = go_to(_CONFIRM_PAGE)
    keep_request(answer, visit.settings, request)
    return answer


def _confirm(visit: Visit, form: CodeForm) -> Response:
    session = sign_up.confirm(
        visit.runtime, visit.caller, request=visit.pending_request, code=form.code, device_mark=visit.device_mark
    )
    answer = signed_in(visit, session)
    drop_request(answer, visit.settings)
    return answer


def _send_again(visit: Visit, _form: EmptyForm) -> Response:
    with begin(visit.runtime, visit.caller, write=True) as work:
        codes.send_again(work, request=visit.pending_request)
    return go_to("")


def _sign_in(visit: Visit, form: SignInForm) -> Response:
    session = sign_in.sign_in(
        visit.runtime,
        visit.caller,
        address=form.address,
        password=form.password,
        device_mark=visit.device_mark,
        lost_device_link=form.lost,
    )
    return signed_in(visit, session, own_page(form.next))


def _ask_for_reset(visit: Visit, form: AddressForm) -> Response:
    request = reset.ask_for_reset(visit.runtime, visit.caller, address=form.address, device_mark=visit.device_mark)
    answer = go_to(_RESET_PAGE)
    keep_request(answer, visit.settings, request)
    return answer


def _choose_password(visit: Visit, form: NewPasswordForm) -> Response:
    session = reset.choose_password(
        visit.runtime,
        visit.caller,
        request=visit.pending_request,
        code=form.code,
        password=form.password,
        device_mark=visit.device_mark,
    )
    answer = signed_in(visit, session)
    drop_request(answer, visit.settings)
    return answer


def _begin_again(visit: Visit, _form: EmptyForm) -> Response:
    """Forget what this browser waits for, to begin with another address."""
    answer = go_to(_RESET_PAGE)
    drop_request(answer, visit.settings)
    return answer


def _change_password(visit: Visit, form: PasswordChangeForm) -> Response:
    token = password_change.change_password(visit.runtime, visit.caller, current=form.current, password=form.password)
    answer = go_to(_PASSWORD_CHANGED_PAGE)
    keep_token(answer, visit.settings, token)
    return answer


def _delete_account(visit: Visit, form: DeleteAccountForm) -> Response:
    account_deletion.delete_account(visit.runtime, visit.caller, password=form.password, code=form.code)
    answer = go_to(_ACCOUNT_DELETED_PAGE)
    drop_session(answer, visit.settings)
    return answer


async def _sign_out(request: Request) -> Response:
    """A plain form of a page posts here, so that signing out works whatever became of the page."""
    visit = visit_of(request)

    def leave() -> Response:
        with begin(visit.runtime, visit.caller, write=True, viewing=Viewing.ENDS) as work:
            sessions.sign_out(work)
        answer = RedirectResponse(_SIGN_IN_PAGE, 303)
        drop_session(answer, visit.settings)
        return answer

    return await in_thread(leave)


def signed_in(visit: Visit, session: NewSession | WaitingSignIn, wanted_page: str = "") -> Response:
    """Go on signed in, or to the second step."""
    if isinstance(session, WaitingSignIn):
        answer = go_to(f"{SECOND_STEP_PAGE}?{urlencode({'next': wanted_page})}" if wanted_page else SECOND_STEP_PAGE)
        keep_waiting(answer, visit.settings, session)
        return answer
    answer = go_to(wanted_page or (_FIRST_PAGE if session.has_center else _FIRST_PAGE_WITHOUT_CENTER))
    keep_session(answer, visit.settings, session)
    return answer


routes = [
    form_door("/auth/sign-up", SignUpForm, _sign_up),
    form_door("/auth/confirm", CodeForm, _confirm),
    form_door("/auth/send-again", EmptyForm, _send_again),
    form_door("/auth/sign-in", SignInForm, _sign_in),
    form_door("/auth/reset", AddressForm, _ask_for_reset),
    form_door("/auth/new-password", NewPasswordForm, _choose_password),
    form_door("/auth/begin-again", EmptyForm, _begin_again),
    form_door("/auth/change-password", PasswordChangeForm, _change_password),
    form_door("/auth/delete-account", DeleteAccountForm, _delete_account),
    Route("/auth/sign-out", _sign_out, methods=["POST"]),
]
