"""Who sent an HTTP request, and use cases run for them off the event loop."""

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from bizhub.domain.viewing import viewing_of
from bizhub.http.address import client_address
from bizhub.services import runtime
from bizhub.services.work import Caller, Work, begin

_LONGEST_DEVICE = 300

_P = ParamSpec("_P")
_T = TypeVar("_T")


def caller_of(request: Request) -> Caller:
    """The visitor behind a request; `?center=` names the center they look at."""
    settings = runtime.current().settings
    return Caller(
        session_token=request.cookies.get(settings.cookie_name),
        center_id=request.query_params.get("center"),
        address=client_address(request.scope, settings.trusted_proxy_hops),
        device=request.headers.get("user-agent", "")[:_LONGEST_DEVICE],
    )


async def act(request: Request, use_case: Callable[Concatenate[Work, _P], _T], **arguments: Any) -> _T:
    """Run a use case that changes something, for the visitor behind a request."""
    return await run_in_threadpool(_in_transaction, caller_of(request), use_case, arguments, write=True)


async def ask(request: Request, use_case: Callable[Concatenate[Work, _P], _T], **arguments: Any) -> _T:
    """Run a use case that only reads, for the visitor behind a request."""
    return await run_in_threadpool(_in_transaction, caller_of(request), use_case, arguments, write=False)


def _in_transaction(caller: Caller, use_case: Callable[..., _T], arguments: dict[str, Any], *, write: bool) -> _T:
    with begin(runtime.current(), caller, write=write, viewing=viewing_of(use_case)) as work:
        return use_case(work, **arguments)
