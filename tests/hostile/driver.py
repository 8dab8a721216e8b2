"""Reflex's event processor without a server: events in, what the browser would get out."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from reflex.app_mixins.middleware import MiddlewareMixin
from reflex.event import Event, EventHandler
from reflex.istate.manager.memory import StateManagerMemory
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, State, StateUpdate
from reflex.utils.format import format_event_handler, json_dumps
from reflex_base.event.context import EventContext
from reflex_base.event.processor import BaseStateEventProcessor
from reflex_base.registry import RegistrationContext

import bizhub.app  # noqa: F401  # page loads ask the application for their handlers
from bizhub.state import worker_pool
from bizhub.state.failures import backend_exception_handler
from bizhub.state.guard import Guard
from bizhub.state.open_sessions import OpenSessions, open_sessions
from bizhub.state.pace import Pace

HYDRATE = format_event_handler(State.event_handlers["hydrate"])
HYDRATE_AND_LOAD = format_event_handler(State.event_handlers["hydrate_and_load"])

_S = TypeVar("_S", bound=BaseState)

_numbers = itertools.count(1)


@dataclass
class Answer:
    """Everything that left for one tab because of one event."""

    deltas: list[Mapping[str, Mapping[str, Any]]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    async def take_delta(self, token: str, delta: Mapping[str, Mapping[str, Any]]) -> None:
        """Changed variables, as Reflex hands them over."""
        self.deltas.append(delta)

    async def take_events(self, token: str, *events: Event) -> None:
        """Events for the browser itself."""
        self.events.extend(events)

    @property
    def text(self) -> str:
        """All of it as it would travel; canaries are searched in here."""
        return json_dumps([self.deltas, [[event.name, event.payload] for event in self.events]])

    def value(self, name: str, of: type[State] | None = None) -> Any:
        """The last value sent for a variable, by its short name; `of` names the state where several share the name."""
        found = list(self._sent(name, of))
        states = {state for state, _ in found}
        assert len(states) <= 1, f"{name} is a variable of {sorted(states)}: say of which"
        return found[-1][1] if found else None

    def values(self, name: str) -> list[Any]:
        """Every value sent for a variable of this short name, of whichever state."""
        return [value for _, value in self._sent(name)]

    def _sent(self, name: str, of: type[State] | None = None) -> Iterator[tuple[str, Any]]:
        for delta in self.deltas:
            for state, variables in delta.items():
                if f"{name}_rx_state_" in variables and (of is None or state == of.get_full_name()):
                    yield state, variables[f"{name}_rx_state_"]

    @property
    def functions(self) -> list[str]:
        """Scripts the browser was told to run: toasts and full navigations."""
        return [str(event.payload.get("function", "")) for event in self.events if event.name == "_call_function"]

    @property
    def left_for(self) -> str:
        """The page the browser was sent to by a full navigation; empty for none."""
        for function in self.functions:
            if '["location"]' in function and '["assign"](' in function:
                return function.split('["assign"]("')[1].split('"')[0]
        return ""


@dataclass
class Tab:
    """One browser tab: a client token, a connection with its cookie, and a page."""

    driver: "Driver"
    cookie: str = ""
    token: str = field(default_factory=lambda: f"tab-{next(_numbers)}")
    path: str = "/"
    address: str = "198.51.100.7"
    sid: str = field(default_factory=lambda: f"sid-{next(_numbers)}")

    @property
    def router_data(self) -> dict[str, Any]:
        """What Reflex's socket would attach to each event of this connection."""
        return {
            "pathname": self.path.split("?")[0],
            "asPath": self.path,
            "query": {},
            "sid": self.sid,
            "token": self.token,
            "ip": self.address,
            "headers": {
                "cookie": self.cookie, "user-agent": "driver", "origin": "http://localhost:8000",
                "host": "localhost:8000",
            },
        }  # fmt: skip

    def reconnected(self, *, cookie: str, path: str = "/") -> "Tab":
        """The same tab on a new connection, after a full navigation."""
        return Tab(self.driver, cookie=cookie, token=self.token, path=path)

    async def send(self, handler: EventHandler | str, /, **payload: Any) -> Answer:
        """Send an event and wait for it and everything it starts; a browser with a session hydrates its page first."""
        if self.cookie and self.token not in self.driver.state_manager.states:
            await self.hydrate()
        return await self.send_as(self.router_data, handler, **payload)

    async def send_as(self, router_data: dict[str, Any], handler: EventHandler | str, /, **payload: Any) -> Answer:
        """Send an event with router data of the test's making."""
        name = handler if isinstance(handler, str) else format_event_handler(handler)
        return await self.driver.process(self.token, Event(name=name, payload=payload, router_data=router_data))

    async def state(self, state: type[_S]) -> _S:
        """One state of this tab's tree, to look at."""
        return await self.driver.state_manager.states[self.token].get_state(state)

    def forget(self) -> None:
        """What Reflex does with the state of a tab that was idle for an hour."""
        self.driver.state_manager.states.pop(self.token)
        self.driver.state_manager.states[self.token] = State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]

    def connect(self) -> "Tab":
        """Open this tab's socket, so that the server can reach it unasked."""
        self.driver.event_namespace.token_to_sid[self.token] = self.sid
        return self

    @property
    def received(self) -> Answer:
        """What the server sent unasked."""
        return self.driver.event_namespace.sent.setdefault(self.token, Answer())

    async def hydrate(self) -> Answer:
        """What a page does first."""
        return await self.send_as(self.router_data, HYDRATE)


@dataclass
class Socket:
    """Stands in for Reflex's socket: which tabs are connected, and what the server sent them unasked."""

    token_to_sid: dict[str, str] = field(default_factory=dict)
    sent: dict[str, Answer] = field(default_factory=dict)
    _static_router_data: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def sid_to_token(self) -> dict[str, str]:
        """The other way round."""
        return {sid: token for token, sid in self.token_to_sid.items()}

    async def on_event(self, sid: str, data: Any) -> None:
        """The driver brings events itself."""

    def on_disconnect(self, sid: str) -> None:
        """A tab closes its socket."""
        self.token_to_sid.pop(self.sid_to_token[sid])

    async def emit_update(self, update: StateUpdate, token: str) -> None:
        """Take what would go to a browser."""
        answer = self.sent.setdefault(token, Answer())
        answer.deltas.extend([update.delta] * bool(update.delta))
        answer.events.extend(update.events)


class Driver(MiddlewareMixin):
    """A running event processor with the guard in front, as the app has it."""

    def __init__(self, guard: Guard) -> None:
        super().__init__()
        self.add_middleware(guard)
        self.state_manager = StateManagerMemory()
        self.event_namespace = Socket()
        self.event_processor = BaseStateEventProcessor(
            middleware=self, backend_exception_handler=backend_exception_handler
        )

    def tab(self, cookie: str = "", **facts: Any) -> Tab:
        """A new tab with a session token in its cookie, or without one."""
        return Tab(self, cookie=f"theme=dark; bizhub={cookie}" if cookie else "", **facts)

    async def process(self, token: str, event: Event) -> Answer:
        """Run one event as if it came from outside; waits for chained ones."""
        answer = Answer()
        if event.name not in RegistrationContext.get().event_handlers:
            return answer  # Reflex would wait for ever; the socket guard drops these
        context = EventContext(
            token=token,
            state_manager=self.state_manager,
            enqueue_impl=self.event_processor.enqueue_many,
            emit_delta_impl=answer.take_delta,
            emit_event_impl=answer.take_events,
            router_data=event.router_data,
        )
        future = await self.event_processor.enqueue(token, event, ev_ctx=context)
        with contextlib.suppress(Exception):  # what a handler raises is answered by the exception handler
            await future.wait_all()
        if recovering := self.event_processor._tasks.get(context.txid):
            await asyncio.wait([recovering])
        return answer


def handler_names(package: str) -> list[str]:
    """Full names of the event handlers whose states are defined below a package."""
    registered = RegistrationContext.get().event_handlers
    return sorted(name for name, found in registered.items() if found.states[0].__module__.startswith(package))


@contextlib.asynccontextmanager
async def running(
    *, sessions: OpenSessions | None = None, per_second: float = 10_000, burst: int = 100_000
) -> AsyncIterator[Driver]:
    """A driver with a memory of sessions and a pace of its own."""
    paces = [Pace(per_second, burst) for _ in range(2)]
    driver = Driver(Guard(sessions=sessions or open_sessions, pace=paces[0], strangers=paces[1]))
    worker_pool.start(2)
    try:
        async with driver.event_processor.configure(
            state_manager=driver.state_manager,
            event_namespace=driver.event_namespace,  # pyright: ignore[reportArgumentType]
        ):
            yield driver
    finally:
        worker_pool.stop()
        await driver.state_manager.close()


def count_entries(driver: Driver, name: str) -> list[str]:
    """A list that grows when the handler of that name is about to run, past the guard."""
    entries: list[str] = []

    class Last(Middleware):
        async def preprocess(self, app: Any, state: BaseState, event: Event) -> None:
            entries.extend([name] * (event.name == name))

    driver.add_middleware(Last())
    return entries
