"""The four cookies of signing in. All are HttpOnly, SameSite=Lax and for the whole site; Secure on https."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from bizhub.domain.sessions import NewSession, WaitingSignIn
from bizhub.domain.two_step import SECOND_STEP_LASTS
from bizhub.settings import Settings

_DEVICE_KEPT = timedelta(days=400)  # the longest a browser keeps any cookie
_REQUEST_KEPT = timedelta(hours=1)
_LONGEST = 100


def keep_session(response: Response, settings: Settings, session: NewSession) -> None:
    """Sign this browser in, and mark it as one its owner uses."""
    keep_token(response, settings, session.token)
    _keep(response, settings, _device_name(settings), session.device_mark, _DEVICE_KEPT)


def keep_token(response: Response, settings: Settings, token: str) -> None:
    """The session's token, for as long as the session lasts."""
    _keep(response, settings, settings.cookie_name, token, timedelta(days=settings.session_days))


def drop_session(response: Response, settings: Settings) -> None:
    """Sign this browser out; its mark stays."""
    _keep(response, settings, settings.cookie_name, "", timedelta(0))


def keep_request(response: Response, settings: Settings, request: str) -> None:
    """What the browser waits for a code for; the code itself is only in the message."""
    _keep(response, settings, settings.request_cookie_name, request, _REQUEST_KEPT)


def drop_request(response: Response, settings: Settings) -> None:
    """Nothing is waiting for a code any more."""
    _keep(response, settings, settings.request_cookie_name, "", timedelta(0))


def keep_waiting(response: Response, settings: Settings, waiting: WaitingSignIn) -> None:
    """The sign-in of this browser that waits for its second step; it is good for nothing else."""
    _keep(response, settings, settings.second_step_cookie_name, waiting.request, SECOND_STEP_LASTS)


def drop_waiting(response: Response, settings: Settings) -> None:
    """No sign-in waits for a second step any more."""
    _keep(response, settings, settings.second_step_cookie_name, "", timedelta(0))


def device_mark_of(request: Request, settings: Settings) -> str:
    """The browser's lasting mark; empty without one."""
    return request.cookies.get(_device_name(settings), "")[:_LONGEST]


def pending_request_of(request: Request, settings: Settings) -> str:
    """What the browser waits for; empty for nothing."""
    return request.cookies.get(settings.request_cookie_name, "")[:_LONGEST]


def waiting_sign_in_of(request: Request, settings: Settings) -> str:
    """The sign-in that waits for its second step; empty for none."""
    return request.cookies.get(settings.second_step_cookie_name, "")[:_LONGEST]


def _device_name(settings: Settings) -> str:
    return f"{settings.cookie_name}_device"


def _keep(response: Response, settings: Settings, name: str, value: str, kept: timedelta) -> None:
    response.set_cookie(
        name,
        value,
        max_age=int(kept.total_seconds()),
        path="/",
        secure=settings.is_https,
        httponly=True,
        samesite="lax",
    )
