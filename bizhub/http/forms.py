"""Doors for forms: a JSON body from an own script in, where to go next or what is wrong with which field out.

Answers: `{"next": "/path"}`, or `{"errors": {"field": "sentence"}}` where the field "" stands for the whole form.
Passwords come in here and not over the websocket, so no state, event or log of Reflex ever holds one.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import TypeVar

import anyio
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bizhub.domain.errors import BizHubError, InvalidInput, TooManyTries
from bizhub.http.limits import OWN_SCRIPT_HEADER
from bizhub.http.session_cookie import device_mark_of, pending_request_of, waiting_sign_in_of
from bizhub.http.statuses import status_of
from bizhub.http.visitors import caller_of
from bizhub.services import runtime
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller
from bizhub.settings import Settings

_AT_ONCE = 64
"""More than may wait for a hash, so that what is too much is refused there and does not pile up here."""

_OUTDATED = "This page does not fit this BizHub any more. Reload it and try again."


class Form(BaseModel):
    """What a form may send: exactly its fields, as text of bounded length."""

    model_config = ConfigDict(strict=True, extra="forbid", str_max_length=1_000, hide_input_in_errors=True)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request at a door: the running BizHub, who knocks, and what their browser carries."""

    runtime: Runtime
    caller: Caller
    device_mark: str
    pending_request: str
    waiting_sign_in: str

    @property
    def settings(self) -> Settings:
        """The settings of the running BizHub."""
        return self.runtime.settings


_Form = TypeVar("_Form", bound=Form)


def form_door(
    path: str, form: type[_Form], answer: Callable[[Visit, _Form], Response], *, of_center: bool = False
) -> Route:
    """A POST route; `answer` runs in a thread, and what it raises becomes an answer too. `of_center`: see visit_of."""

    async def door(request: Request) -> Response:
        if OWN_SCRIPT_HEADER not in request.headers:
            return JSONResponse({"errors": {"": _OUTDATED}}, 403)
        try:
            sent = form.model_validate_json(await request.body())
        except ClientDisconnect:
            return Response(status_code=400)  # nobody hears it, but without it every such visit fills the log
        except ValidationError:
            return JSONResponse({"errors": {"": _OUTDATED}}, 400)
        try:
            return await in_thread(partial(answer, visit_of(request, of_center=of_center), sent))
        except BizHubError as refusal:
            return _refused(refusal)

    return Route(path, door, methods=["POST"])


async def in_thread(answer: Callable[[], Response]) -> Response:
    """Run blocking work in a thread of these doors' own, so that a rush on them leaves the others alone."""
    return await anyio.to_thread.run_sync(answer, limiter=_threads())


def go_to(path: str) -> JSONResponse:
    """The form is done; the page goes on to an own path."""
    return JSONResponse({"next": path})


def visit_of(request: Request, *, of_center: bool = False) -> Visit:
    """Who knocks, and what their browser carries; the center that `?center=` names only where a door is `of_center`.

    Everywhere else the one queue of no center is waited in, which is that of all that ends a sign-in: nobody who
    names a center gets past it.
    """
    running, caller = runtime.current(), caller_of(request)
    return Visit(
        runtime=running,
        caller=caller if of_center else replace(caller, center_id=None),
        device_mark=device_mark_of(request, running.settings),
        pending_request=pending_request_of(request, running.settings),
        waiting_sign_in=waiting_sign_in_of(request, running.settings),
    )


@lru_cache(maxsize=1)
def _threads() -> anyio.CapacityLimiter:
    return anyio.CapacityLimiter(_AT_ONCE)


def _refused(refusal: BizHubError) -> JSONResponse:
    field = refusal.field if isinstance(refusal, InvalidInput) else ""
    headers = {"Retry-After": str(refusal.retry_after_s)} if isinstance(refusal, TooManyTries) else {}
    return JSONResponse({"errors": {field: refusal.message}}, status_of(refusal), headers)
