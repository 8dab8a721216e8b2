"""Reaching open pages from anywhere in the process: a worker thread, a job, another person's event.

    push.to_session(digest, SessionState.load)                    # all tabs of a session
    push.to_user(user_id, SessionState.load)                      # all tabs of a person
    push.to_center(center_id, ActivityState.refresh, path="/activity")

The handler runs in each tab as if that tab had asked, with that tab's session and rights, so pushing to the wrong
tab shows nobody anything. Services do not know this module: they send signals (services/signals.py).
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import Context
from functools import partial

import structlog
from reflex import State
from reflex.app import App
from reflex.event import Event, EventHandler
from reflex.istate.manager.token import BaseStateToken
from reflex.state import StateUpdate
from reflex.utils.format import format_event_handler

from bizhub.services import signals
from bizhub.services.signals import (
    CenterChanged,
    DeskChanged,
    ImportMoved,
    Notified,
    SessionEnded,
    Signal,
    UserChanged,
    ViewChanged,
)
from bizhub.state.notices import leave_for
from bizhub.state.open_sessions import open_sessions
from bizhub.state.seats import Seat, seats
from bizhub.state.visitor import SIGN_IN_PATH

_log = structlog.get_logger(__name__)
_LEAVE = Event.from_event_type([leave_for(SIGN_IN_PATH)])

Wanted = Callable[[Seat], bool]


class _Post:
    """The way onto the event loop of this worker."""

    def __init__(self, app: App, loop: asyncio.AbstractEventLoop) -> None:
        self._app = app
        self._loop = loop
        self._tasks: set[asyncio.Task[None]] = set()

    def call(self, wanted: Wanted, handler: EventHandler) -> None:
        """Run a handler in every connected tab that fits; from any thread."""
        name = format_event_handler(handler)
        self._soon(partial(self._enqueue, wanted, name))

    def end_session(self, digest: str) -> None:
        """Empty every tab of a session and send it to the sign-in page; from any thread."""
        self._soon(partial(self._end_session, digest))

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _soon(self, work: Callable[[], object]) -> None:
        # An empty context, or what is pushed would count as chained to the event that happens to push it.
        self._loop.call_soon_threadsafe(self._begin, work, context=Context())

    def _begin(self, work: Callable[[], object]) -> None:
        task = self._loop.create_task(work())  # type: ignore[arg-type]
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("A push failed", exc_info=error)

    async def _enqueue(self, wanted: Wanted, name: str) -> None:
        namespace = self._app.event_namespace
        connected = namespace.token_to_sid if namespace is not None else {}
        for token in seats.connected(wanted, connected):
            await self._app.event_processor.enqueue(token, Event(name=name))

    async def _end_session(self, digest: str) -> None:
        open_sessions.forget(digest)
        namespace = self._app.event_namespace
        connected = namespace.token_to_sid if namespace is not None else {}
        for token in seats.tokens(lambda seat: seat.digest == digest):
            if namespace is not None and token in connected:
                await namespace.emit_update(StateUpdate(events=_LEAVE), token)
            async with self._app.state_manager.modify_state(BaseStateToken(ident=token, cls=State)) as state:
                state.reset()
                state._clean()  # noqa: SLF001  # the page is left anyway; nothing of it is sent
            seats.leave(token)


_OF_A_PERSON = {ImportMoved: "import", Notified: "notification", UserChanged: "user"}
_post: _Post | None = None
_subjects: dict[str, list[tuple[EventHandler, str]]] = {}


@asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:
    """Deliver pushes in this worker; part of the app's lifespan."""
    global _post
    _post = _Post(app, asyncio.get_running_loop())
    stop = signals.listen(_hear)
    try:
        yield
    finally:
        stop()
        post, _post = _post, None
        await post.close()


def refresh_on(subject: str, handler: EventHandler, *, path: str = "") -> None:
    """Run a page's handler in its open tabs whenever a center's `subject` changes; called once, at import."""
    _subjects.setdefault(subject, []).append((handler, path))


def to_session(digest: str, handler: EventHandler, *, path: str = "") -> None:
    """Run a handler in the open tabs of a session; `path` limits it to tabs on that page."""
    _call(lambda seat: seat.digest == digest and _is_on(seat, path), handler)


def to_user(user_id: str, handler: EventHandler, *, path: str = "") -> None:
    """Run a handler in the open tabs of a person."""
    _call(lambda seat: user_id in (seat.user_id, seat.viewer_id) and _is_on(seat, path), handler)


def to_center(center_id: str, handler: EventHandler, *, path: str = "") -> None:
    """Run a handler in the open tabs that look at a center."""
    _call(lambda seat: seat.center_id == center_id and _is_on(seat, path), handler)


def end_session(digest: str) -> None:
    """Take an ended session off the screens; its next event would be refused anyway."""
    if _post is not None:
        _post.end_session(digest)


def _call(wanted: Wanted, handler: EventHandler) -> None:
    if _post is not None:
        _post.call(wanted, handler)


def _sits_on(path: str, seat: Seat) -> bool:
    return _is_on(seat, path)


def _is_on(seat: Seat, path: str) -> bool:
    return not path or seat.path == path or seat.path.startswith(f"{path}/")


def _hear(signal: Signal) -> None:
    match signal:
        case SessionEnded(digest):
            end_session(digest)
        case ViewChanged(digest):
            for handler, path in _subjects.get("view", ()):
                to_session(digest, handler, path=path)
        case CenterChanged(center_id, subject):
            for handler, path in _subjects.get(subject, ()):
                to_center(center_id, handler, path=path)
        case DeskChanged():
            for handler, path in _subjects.get("desk", ()):
                _call(partial(_sits_on, path), handler)
        case ImportMoved(user_id) | Notified(user_id) | UserChanged(user_id):
            for handler, path in _subjects.get(_OF_A_PERSON[type(signal)], ()):
                to_user(user_id, handler, path=path)
