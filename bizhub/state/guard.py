"""The guard in front of every handler: nothing runs that is not explicitly let through.

Reflex looks an event up among all methods of all states, whoever sends it from whichever page, converts arguments
where it can and keeps state under a token that the browser chose. Authorisation itself happens in the use cases.
"""

import dataclasses
from collections.abc import Callable
from typing import Any

import reflex as rx
import structlog
from reflex import State
from reflex.app import App
from reflex.event import Event
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, OnLoadInternalState, StateUpdate
from reflex.utils.format import format_event_handler
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.event.context import EventContext
from reflex_base.registry import RegistrationContext

from bizhub.state.arguments import Refused, checked_arguments, is_text
from bizhub.state.binding import UNBOUND, Binding
from bizhub.state.notices import leave_for, told
from bizhub.state.open_sessions import OpenSessions, open_sessions
from bizhub.state.pace import Pace
from bizhub.state.remote import mark_of
from bizhub.state.seats import Seats, seats
from bizhub.state.session import SessionState
from bizhub.state.visitor import Visitor, current_visitor

EVENTS_PER_SECOND, BURST = 40, 120
"""For all tabs of a session together; each socket has a limit of its own besides."""

STRANGERS_PER_SECOND, STRANGERS_BURST = 300, 1_500
"""For everybody without a session behind one address, which may be a whole company's."""

TAB_VIEW = f"{SessionState.get_full_name()}.tab_view{FIELD_MARKER}"
"""The variable that a browser keeps for its tab."""

_LONGEST_TAB_VIEW = 100
_NOTHING_KEPT = "bizhub_nothing"
_log = structlog.get_logger(__name__)


def _named(state: type[BaseState], *names: str) -> frozenset[str]:
    return frozenset(format_event_handler(state.event_handlers[name]) for name in names)


_HYDRATE = format_event_handler(State.event_handlers["hydrate"])
"""Takes no arguments, unlike its sister that loads the page too."""

HYDRATING = _named(State, "hydrate", "hydrate_and_load")
ON_LOAD = _named(OnLoadInternalState, "on_load_internal")
CHAINED_ONLY = _named(State, "set_is_hydrated") | _named(OnLoadInternalState, "set_is_hydrated")
"""Reflex's own handlers that pages need; every other one of its handlers is refused."""


class Guard(Middleware):
    """Middleware of the app; one object for all events of the process."""

    def __init__(
        self,
        *,
        sessions: OpenSessions = open_sessions,
        pace: Pace | None = None,
        strangers: Pace | None = None,
        occupied: Seats = seats,
    ) -> None:
        """Guard with the memory of this process, or with a test's."""
        self._sessions = sessions
        self._pace = pace or Pace(EVENTS_PER_SECOND, BURST)
        self._strangers = strangers or Pace(STRANGERS_PER_SECOND, STRANGERS_BURST)
        self._refusals = Pace(1, 20)
        self._seats = occupied

    async def preprocess(self, app: App, state: BaseState, event: Event) -> StateUpdate | None:
        """None lets the event go on to its handler; a StateUpdate is its whole answer."""
        context = EventContext.get()
        visitor = current_visitor()
        try:
            if context.parent_txid is not None:
                return await self._chained(state, event, visitor)
            if not context.router_data:
                return await self._pushed(state, event, context)
            if not self._is_within_pace(visitor):
                raise Refused("too many events")
            if event.name in HYDRATING:
                _check_hydration(event)
                return await self._hydrating(state, event, visitor, context.token)
            return await self._sent(state, event, visitor, context.token)
        except Refused as reason:
            if self._refusals.take(visitor.address):
                _log.warning("Refused an event", handler=event.name, reason=str(reason), address=visitor.address)
            return StateUpdate()

    def _is_within_pace(self, visitor: Visitor) -> bool:
        # A cookie costs nothing to make up: only a session that was seen open has an allowance of its own.
        if self._sessions.was_open(visitor.digest):
            return self._pace.take(visitor.digest)
        return self._strangers.take(visitor.address)

    async def _hydrating(self, state: BaseState, event: Event, visitor: Visitor, token: str) -> None:
        """A page is about to get the whole state: empty it unless it was filled for this very open session.

        And under rights none of which has ended since: what they showed is not to be shown once more.
        """
        binding = await state.get_state(Binding)
        ended_rights = await self._sessions.count_ended_rights(visitor)
        is_open = ended_rights is not None
        if not is_open or (binding.session, binding.ended_rights) != (visitor.digest, ended_rights):
            state._get_root_state().reset()  # noqa: SLF001
            binding.session, binding.ended_rights = visitor.digest, ended_rights
            self._seats.leave(token)
        if not is_open:
            event.payload.pop("vars", None)
        self._seats.note(token, visitor.digest, visitor.page)

    async def _sent(self, state: BaseState, event: Event, visitor: Visitor, token: str) -> StateUpdate | None:
        """An event from a socket."""
        if event.name in ON_LOAD:
            if event.payload:
                raise Refused("arguments")
        else:
            arguments = checked_arguments(_marked(event), event.payload)
            event.payload.clear()
            event.payload.update(arguments)
        binding = await state.get_state(Binding)
        if binding.session == UNBOUND and await self._sessions.is_open(visitor):
            return _draw_again(event)
        if binding.session == UNBOUND:
            binding.session = visitor.digest  # a fresh tree holds nothing yet
        if binding.session != visitor.digest:
            return _to_sign_in(visitor)
        self._seats.note(token, visitor.digest, visitor.page)
        return await self._with_session(event, visitor)

    async def _chained(self, state: BaseState, event: Event, visitor: Visitor) -> StateUpdate | None:
        """An event that a handler or a page load asked for; the path that triggered it may be the client's choice."""
        if event.name in CHAINED_ONLY or event.name in ON_LOAD:
            return None
        _marked(event)
        binding = await state.get_state(Binding)
        if binding.session not in (UNBOUND, visitor.digest):
            raise Refused("the tab changed hands")
        binding.session = visitor.digest
        return await self._with_session(event, visitor)

    async def _pushed(self, state: BaseState, event: Event, context: EventContext) -> StateUpdate | None:
        """An event of the server itself (see push): it has no connection of its own, so the tab's last one counts."""
        _marked(event)
        binding = await state.get_state(Binding)
        if binding.session == UNBOUND:
            return _draw_again(event)
        EventContext.set(dataclasses.replace(context, router_data=state.router_data))
        visitor = current_visitor()
        if binding.session != visitor.digest:
            raise Refused("nobody known sits there")
        return await self._with_session(event, visitor)

    async def _with_session(self, event: Event, visitor: Visitor) -> StateUpdate | None:
        """Without an open session only public handlers run; everything else leads to the sign-in page."""
        if event.name in ON_LOAD or is_public(event.name) or await self._sessions.is_open(visitor):
            return None
        return _to_sign_in(visitor)


def is_for_browsers(name: str) -> bool:
    """Whether a handler, by its full name, is one that a browser may call at all."""
    return name in HYDRATING or name in ON_LOAD or mark_of(_handler(name)) is not None


def is_public(name: str) -> bool:
    """Whether a handler, by its full name, may be called without a session."""
    mark = mark_of(_handler(name))
    return mark is not None and mark.public


def _marked(event: Event) -> Callable[..., Any]:
    handler = _handler(event.name)
    if mark_of(handler) is None:
        raise Refused("not for browsers")
    return handler


def _handler(name: str) -> Callable[..., Any]:
    return RegistrationContext.get().event_handlers[name].handler.fn


def _check_hydration(event: Event) -> None:
    """Reflex would take any variable kept in the browser here; BizHub keeps one there, what the tab shows."""
    if event.name == _HYDRATE and event.payload:
        raise Refused("arguments")
    kept = event.payload.get("vars") or {}
    if not isinstance(kept, dict) or not set(kept) <= {TAB_VIEW}:
        raise Refused("variables kept in the browser")
    if not all(
        isinstance(value, str) and len(value) <= _LONGEST_TAB_VIEW and is_text(value) for value in kept.values()
    ):
        raise Refused("what the tab shows")
    hashes = event.payload.get("hashes") or []
    known = set(event.payload) <= {"vars", "hashes"}
    if not known or not isinstance(hashes, list) or not all(isinstance(part, str) for part in hashes):
        raise Refused("arguments")


def _draw_again(event: Event) -> StateUpdate:
    """The state of an idle tab was dropped: its page starts again, and says what it showed (see TAB_VIEW).

    Reflex has the browser do that whenever something is removed from its storage. What the person asked for stays
    undone, because it was about rows and fields that the server no longer knows.
    """
    again = [rx.remove_session_storage(_NOTHING_KEPT)]
    if event.name not in ON_LOAD and event.router_data:
        again.append(told("This page had been idle for long and was loaded again. Please repeat your last step."))
    return StateUpdate(events=Event.from_event_type(again))


def _to_sign_in(visitor: Visitor) -> StateUpdate:
    return StateUpdate(events=Event.from_event_type([leave_for(visitor.sign_in_url)]))
