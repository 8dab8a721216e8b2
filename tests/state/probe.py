"""A state of the tests with one handler of each kind; it counts what got in."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, NotRequired

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.errors import Conflict, InvalidInput, NotFound, SignedOut
from bizhub.services.work import Work
from bizhub.state.base import BizHubState, FormState
from bizhub.state.notices import done
from bizhub.state.remote import remote

CANARY = "cnry-what-the-owner-sees"

entered: list[tuple[str, Any]] = []
"""Every handler that ran, with its arguments."""


class Color(StrEnum):
    RED = "red"
    BLUE = "blue"


class Profile(TypedDict):
    name: Annotated[str, Field(max_length=20)]
    news: bool
    tags: NotRequired[list[str]]


def whoami(work: Work) -> str:
    return work.signed_in().name


def rename(work: Work, *, name: str) -> str:
    if not name:
        raise InvalidInput("Please give a name.", field="name")
    return work.signed_in().name + name


def fail(work: Work, *, kind: str) -> None:
    raise {
        "not_found": NotFound(),
        "conflict": Conflict("Somebody was faster. <reflex.Var>123</reflex.Var>"),
        "signed_out": SignedOut(),
        "unknown": RuntimeError("cnry-internal-detail"),
    }[kind]


class ProbeState(FormState, rx.State):
    """Private data of its owner, and handlers."""

    secret: str = ""
    note: str = ""
    count: int = 0
    names: list[str] = []
    _hidden: str = ""

    @remote
    async def fill(self) -> None:
        entered.append(("fill", None))
        self.secret = self._hidden = CANARY

    @remote
    def typed(
        self,
        n: int,
        word: str = "",
        flag: bool = False,
        when: date | None = None,
        color: Color = Color.RED,
        kind: Literal["a", "b"] = "a",
        ids: list[str] = [],  # noqa: B006
        ratio: float = 0.0,
        short: Annotated[str, Field(max_length=5)] = "",
        long: Annotated[str, Field(max_length=5000)] = "",
    ) -> None:
        entered.append(("typed", (n, word, flag, when, color, kind, ids, ratio, short, len(long))))
        self.count = n

    @remote
    async def submit(self, form_data: Profile) -> None:
        entered.append(("submit", form_data))

    @remote(public=True)
    def greet(self, name: str) -> None:
        entered.append(("greet", name))
        self.note = f"Hello {name}"

    @remote
    async def ask(self) -> None:
        self.note = await self._ask(whoami)

    @remote
    async def save(self, name: str) -> EventSpec:
        self.note = await self._act(rename, name=name)
        return done("Saved.")

    @remote
    async def save_and_break_down(self, name: str) -> None:
        await self._act(rename, name=name)
        await self._act(fail, kind="unknown")

    @remote
    async def break_down(self, kind: str) -> None:
        self.note = "begun"
        await self._act(fail, kind=kind)

    @remote
    async def call_another(self) -> None:
        await self.break_down("conflict")
        self.note = "went on"

    @remote
    async def steps(self) -> AsyncIterator[Any]:
        self.note = "first"
        yield
        await self._act(fail, kind="not_found")

    @remote(background=True)
    async def slowly(self) -> None:
        entered.append(("slowly", None))
        name = await self._ask(whoami)
        await gate()
        async with self:
            self.secret = f"{CANARY} of {name}"

    @remote(background=True)
    async def fill_later(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        async with self:
            self.secret = CANARY

    @remote
    async def chain(self) -> EventSpec:
        return ProbeState.fill()

    @remote
    async def chain_unmarked(self) -> EventSpec:
        return ProbeState.grant_admin("me")  # pyright: ignore[reportCallIssue]

    def grant_admin(self, who: str) -> None:
        entered.append(("grant_admin", who))
        self.secret = CANARY

    @rx.event
    def only_rx_event(self) -> None:
        entered.append(("only_rx_event", None))

    def set_secret(self, value: str) -> None:
        entered.append(("set_secret", value))
        self.secret = value


class MixedIn(BizHubState, mixin=True):
    """Handlers may come from mixins."""

    touched: int = 0

    @remote
    async def touch(self, times: int) -> None:
        entered.append(("touch", times))
        self.touched = times


class ProbeWithMixin(MixedIn, rx.State):
    """Gets its handler from a mixin."""


gates: list[Any] = []


async def gate() -> None:
    """Where a background handler waits until a test lets it through; open when there are no gates."""
    for event in gates:
        await event.wait()
