"""What comes in from a socket and what goes out to it, where the guard cannot see.

In: Reflex queues an event whose handler does not exist, keeps its future for ever and logs all of it; an event of the
wrong shape raises inside the socket. Both are dropped here.

Out: Reflex sends to whichever connection holds the tab's token at that moment. Whoever learned the token and connects
while the owner is away would get what the owner's unfinished handlers still send.
"""

from typing import Any

import structlog
from reflex.app import App, EventNamespace
from reflex.state import StateUpdate
from reflex_base.registry import RegistrationContext

from bizhub.services import runtime
from bizhub.state.guard import is_for_browsers
from bizhub.state.pace import Pace
from bizhub.state.seats import Seats, seats
from bizhub.state.visitor import visitor_of

_LONGEST_PATH = 2_000
_MOST_PARAMETERS = 50

_log = structlog.get_logger(__name__)


def install(app: App, occupied: Seats = seats) -> None:
    """Check every event that comes in and every update that goes out; called once, before the server starts."""
    namespace = app.event_namespace
    if namespace is None:
        raise RuntimeError("The app has no socket")
    send, take = namespace.emit_update, namespace.on_event
    drops_logged = Pace(1, 20)

    async def emit_update(update: StateUpdate, token: str) -> None:
        """Send an update to a tab, unless another session is connected there."""
        if connected_digest(namespace, token) in (None, occupied.digest(token)):
            await send(update=update, token=token)
        else:
            _log.warning("Dropped an update: the tab is in other hands")

    async def on_event(sid: str, data: Any) -> None:
        """Take an event, unless no page of BizHub could have sent it."""
        if is_well_formed(data):
            await take(sid, data)
        elif drops_logged.take(sid):
            _log.warning("Dropped an event: not of this application", sid=sid)

    for name, checked in (("emit_update", emit_update), ("on_event", on_event)):
        setattr(namespace, name, checked)


def connected_digest(namespace: EventNamespace, token: str) -> str | None:
    """Digest of the session whose connection holds a tab; None when nobody is connected."""
    sid = namespace.token_to_sid.get(token)
    if sid is None:
        return None
    facts = namespace._static_router_data.get(sid, {})  # noqa: SLF001
    return visitor_of(facts, runtime.current().settings.cookie_name).digest


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
        all(_is_short_text(route.get(key, "")) for key in ("pathname", "asPath"))
        and isinstance(query, dict)
        and len(query) <= _MOST_PARAMETERS
        and all(_is_parameter(value) for value in query.values())
    )


def _is_parameter(value: object) -> bool:
    return _is_short_text(value) or (isinstance(value, list) and all(_is_short_text(part) for part in value))


def _is_short_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_PATH
