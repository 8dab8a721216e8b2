"""What comes in from a socket and what goes out to it, where the guard cannot see.

In: Reflex queues an event whose handler does not exist, keeps its future for ever and logs all of it; an event of the
wrong shape raises inside the socket. Both are dropped here.

Out: Reflex sends to whichever connection holds the tab's token at that moment. Whoever learned the token and connects
while the owner is away would get what the owner's unfinished handlers still send.

Gone: Reflex keeps a tab's state for an hour after it is closed, so that anybody could fill the memory.
"""

import asyncio
from collections import OrderedDict
from typing import Any

import structlog
from reflex import State
from reflex.app import App, EventNamespace
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken
from reflex.state import StateUpdate, UpdateVarsInternalState
from reflex.utils.format import format_event_handler
from reflex_base.registry import RegistrationContext

from bizhub.domain.own_pages import LONGEST_ADDRESS
from bizhub.services import runtime
from bizhub.state.arguments import is_text
from bizhub.state.guard import is_for_browsers
from bizhub.state.open_sessions import open_sessions
from bizhub.state.pace import Pace
from bizhub.state.seats import Seats, seats
from bizhub.state.visitor import Visitor, visitor_of

_LONGEST_PATH = 2 * LONGEST_ADDRESS
"""The sign-in page names the page to go on to, encoded once more."""
_MOST_PARAMETERS = 50
_FORGOTTEN_AFTER_S = 2.0
_MOST_SESSIONS = 20_000
_MOST_AWAY = 50
"""How many closed tabs of one session Reflex keeps; the state of another is made anew when it comes back."""

_ECHO = format_event_handler(UpdateVarsInternalState.event_handlers["update_vars_internal"])
"""Reflex's pages send what their tab keeps with every link; only what comes with a connection counts (see Guard)."""

_log = structlog.get_logger(__name__)


def install(app: App, occupied: Seats = seats) -> None:
    """Stand between the app and its socket; called once, before the server starts."""
    if app.event_namespace is None:
        raise RuntimeError("The app has no socket")
    SocketGuard(app, app.event_namespace, occupied)


class SocketGuard:
    """Takes the place of three methods of Reflex's socket."""

    def __init__(self, app: App, namespace: EventNamespace, occupied: Seats) -> None:
        """Keep the methods as they are, and put the checked ones in their place."""
        self._app = app
        self._namespace = namespace
        self._seats = occupied
        self._drops_logged = Pace(1, 20)
        self._away: OrderedDict[str, OrderedDict[str, None]] = OrderedDict()
        self._emit_update = namespace.emit_update
        self._on_event = namespace.on_event
        self._on_disconnect = namespace.on_disconnect
        for checked in (self.emit_update, self.on_event, self.on_disconnect):
            setattr(namespace, checked.__name__, checked)

    async def emit_update(self, update: StateUpdate, token: str) -> None:
        """Send an update to a tab, unless another session is connected there."""
        if self.connected_digest(token) in (None, self._seats.digest(token)):
            await self._emit_update(update=update, token=token)
        else:
            _log.warning("Dropped an update: the tab is in other hands")

    async def on_event(self, sid: str, data: Any) -> None:
        """Take an event, unless no page of BizHub could have sent it."""
        if is_well_formed(data):
            await self._on_event(sid, data)
            return
        if isinstance(data, dict) and data.get("name") == _ECHO:
            return
        address = self._visitor(sid).address
        if self._drops_logged.take(address):
            _log.warning("Dropped an event: not of this application", address=address)

    def on_disconnect(self, sid: str) -> Any:
        """Soon forget the tab of somebody who is not signed in: its next page load would empty it anyway.

        Of a session the last closed tabs are kept.
        """
        token = self._namespace.sid_to_token.get(sid)
        if token is not None and self._is_strangers(token):
            asyncio.get_running_loop().call_later(_FORGOTTEN_AFTER_S, self._forget_stranger, token)
        elif token is not None:
            self._note_away(token)
        return self._on_disconnect(sid)

    def connected_digest(self, token: str) -> str | None:
        """Digest of the session whose connection holds a tab; None when nobody is connected."""
        sid = self._namespace.token_to_sid.get(token)
        return None if sid is None else self._visitor(sid).digest

    def _visitor(self, sid: str) -> Visitor:
        facts = self._namespace._static_router_data.get(sid, {})  # noqa: SLF001
        return visitor_of(facts, runtime.current().settings.cookie_name)

    def _is_strangers(self, token: str) -> bool:
        # Reflex makes a state for whoever connects, with or without a cookie, a true one or not.
        return not open_sessions.was_open(self._seats.digest(token))

    def _note_away(self, token: str) -> None:
        digest = self._seats.digest(token) or ""
        away = self._away.setdefault(digest, OrderedDict())
        self._away.move_to_end(digest)
        away[token] = None
        away.move_to_end(token)
        while len(away) > _MOST_AWAY:
            self._forget(away.popitem(last=False)[0])
        while len(self._away) > _MOST_SESSIONS:
            self._away.popitem(last=False)

    def _forget_stranger(self, token: str) -> None:
        if self._is_strangers(token):
            self._forget(token)

    def _forget(self, token: str) -> None:
        if token in self._namespace.token_to_sid:
            return
        self._seats.leave(token)
        manager = self._app.state_manager
        if isinstance(manager, StateManagerMemory):
            key = BaseStateToken(ident=token, cls=State)
            lock = manager._states_locks.get(key.lock_key)  # noqa: SLF001
            if lock is None or not lock.locked():
                manager._purge_token(key)  # noqa: SLF001


def is_well_formed(data: object) -> bool:
    """Whether a message has the shape of an event and names a handler that browsers may call."""
    if not isinstance(data, dict) or not isinstance(data.get("name"), str):
        return False
    if not isinstance(data.get("payload", {}), dict) or not _is_route(data.get("router_data", {})):
        return False
    return is_known(data["name"])


def is_known(name: str) -> bool:
    """Whether a handler of that name exists and may be called by browsers."""
    return name in RegistrationContext.get().event_handlers and is_for_browsers(name)


def _is_route(route: object) -> bool:
    if not isinstance(route, dict):
        return False
    query = route.get("query", {})
    return (
        all(_is_path(route.get(key, "/")) for key in ("pathname", "asPath"))
        and isinstance(query, dict)
        and len(query) <= _MOST_PARAMETERS
        and all(_is_parameter(value) for value in query.values())
    )


def _is_path(value: object) -> bool:
    """Reflex puts it behind the origin and fails where both together are no address."""
    return _is_short_text(value) and str(value).startswith("/")


def _is_parameter(value: object) -> bool:
    return _is_short_text(value) or (isinstance(value, list) and all(_is_short_text(part) for part in value))


def _is_short_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_PATH and is_text(value)
