"""One use case, tried in somebody's name: what comes of it, and nothing of it stays."""

import inspect
from collections.abc import Callable
from typing import Any

from bizhub.domain.errors import BizHubError, NotFound, PermissionDenied, SignedOut
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, begin
from tests.permissions import inventory

REFUSALS = (SignedOut, PermissionDenied, NotFound)


class Undo(Exception):
    """Ends each try without a trace."""


def attempt(runtime: Runtime, caller: Caller, name: str, arguments: dict[str, Any]) -> Exception | None:
    """What the caller gets from one use case; None if it was done."""
    use_case = inventory.use_cases()[name]
    try:
        if next(iter(inspect.signature(use_case).parameters)) == "runtime":
            use_case(runtime, caller, **arguments)
            return None
        _and_undo(runtime, caller, use_case, arguments)
    except Undo:
        return None
    except (BizHubError, OSError) as error:
        return error
    raise AssertionError("unreachable")


def _and_undo(runtime: Runtime, caller: Caller, use_case: Callable[..., Any], arguments: dict[str, Any]) -> None:
    with begin(runtime, caller, write=True) as work:
        use_case(work, **arguments)
        raise Undo
