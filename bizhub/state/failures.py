"""What a person sees when something fails: a sentence, an error beside a field, or the sign-in page."""

import secrets
from contextvars import ContextVar
from typing import Any

import structlog
from reflex.event import EventSpec
from reflex.istate.proxy import StateProxy
from reflex_base.event.context import EventContext

from bizhub.domain.errors import BizHubError, CenterBarred, InvalidInput, NoCenter, Overtaken, SignedOut
from bizhub.domain.policy import Bar
from bizhub.state.background import TabChangedHands
from bizhub.state.notices import failed, go_to, leave_for, told
from bizhub.state.visitor import current_visitor

TWO_STEP_PATH = "/profile/two-step"
"""The page that says why, and where 2-step verification is turned on."""

_has_changed: ContextVar[bool] = ContextVar("has_changed", default=False)
_NOT_LOADED = "This page was loaded again in between, so that was not done. Please repeat it."
_REFERENCE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def note_change(*, has_changed: bool) -> None:
    """Remember whether this event has changed something that stays, whatever fails after it."""
    _has_changed.set(has_changed)


def answer(error: Exception, state: Any = None) -> list[EventSpec]:
    """The events that tell a person about a failure; a wrong field of a form state is shown beside it instead."""
    if isinstance(error, InvalidInput) and error.field and _keeps_errors(state):
        state.errors = {error.field: error.message}
        return []
    if isinstance(error, Overtaken) and _keeps_errors(state):
        state.errors = error.sentences
        return []
    if isinstance(error, SignedOut):
        return [leave_for(current_visitor().sign_in_url)]
    if isinstance(error, CenterBarred):
        return [] if EventContext.get().parent_txid else [past_the_bar(error.bar)]
    if isinstance(error, NoCenter):
        # What a page loads has SessionState.load in front, which leads whoever is in no center to making one.
        return [] if EventContext.get().parent_txid else [told(_NOT_LOADED)]
    if isinstance(error, BizHubError):
        return [failed(error.message)]
    if isinstance(error, TabChangedHands):
        return []
    reference = "".join(secrets.choice(_REFERENCE_LETTERS) for _ in range(8))
    structlog.get_logger(__name__).error("A handler failed", reference=reference, exc_info=error)
    halfway = "Something went wrong halfway. What was done before stays; reload the page to see it."
    words = halfway if _has_changed.get() else "Something went wrong, and nothing was changed."
    return [failed(f"{words} Reference: {reference}")]


def past_the_bar(bar: Bar) -> EventSpec:
    """Where somebody goes whom a center's rules about signing in keep out; what is typed stays in their browser."""
    return go_to(TWO_STEP_PATH) if bar is Bar.TWO_STEP else leave_for(current_visitor().sign_in_again_url)


def backend_exception_handler(exception: Exception) -> list[EventSpec]:
    """Answer what Reflex itself could not handle; given to rx.App."""
    return answer(exception)


def _keeps_errors(state: Any) -> bool:
    return state is not None and not isinstance(state, StateProxy) and "errors" in type(state).base_vars
