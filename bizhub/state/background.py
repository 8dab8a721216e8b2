"""Background handlers: few at a time for each session, and never in a tab that has changed hands."""

import functools
import inspect
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from reflex.event import Event
from reflex.istate.proxy import StateProxy
from reflex.state import BaseState

from bizhub.domain.errors import Busy
from bizhub.domain.limits import TASKS_PER_SESSION
from bizhub.state.binding import Binding
from bizhub.state.visitor import current_visitor

_running: Counter[str] = Counter()


class TabChangedHands(Exception):
    """The tab was emptied, for another session or other rights; what this task found is not for it."""


class BoundProxy(StateProxy):
    """Reflex's proxy for background handlers, checked for session and rights each time the state is entered.

    The state outlives a sign-out in the same tab, so a task of the person before could write into it; and what a task
    read under a right that has ended would come back to a tab that was emptied because of that.
    """

    def __init__(
        self, state_instance: BaseState, event: Event | None = None, parent_state_proxy: StateProxy | None = None
    ) -> None:
        """Remember the session of the event that started the task."""
        super().__init__(state_instance, event, parent_state_proxy)
        self._self_digest = current_visitor().digest
        self._self_owner: tuple[str, int | None] | None = None

    async def __aenter__(self) -> Any:
        """Take the state; raises TabChangedHands."""
        await super().__aenter__()
        if self._self_parent_state_proxy is None:
            binding = await self.__wrapped__.get_state(Binding)
            self._self_owner = self._self_owner or (self._self_digest, binding.ended_rights)
            if (binding.session, binding.ended_rights) != self._self_owner:
                await self.__aexit__(None, None, None)
                raise TabChangedHands
        return self


def bound(function: Callable[..., Any]) -> Callable[..., Any]:
    """A background handler with its place among the session's tasks and its checked proxy."""
    if inspect.isasyncgenfunction(function):

        @functools.wraps(function)
        async def steps(self: Any, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
            with _place():
                async for step in function(_bound_proxy(self), *args, **kwargs):
                    yield step

        return steps

    @functools.wraps(function)
    async def task(self: Any, *args: Any, **kwargs: Any) -> Any:
        with _place():
            return await function(_bound_proxy(self), *args, **kwargs)

    return task


def _bound_proxy(proxy: StateProxy) -> BoundProxy:
    return BoundProxy(proxy.__wrapped__, proxy._self_event)  # noqa: SLF001


@contextmanager
def _place() -> Iterator[None]:
    key = current_visitor().key
    if _running[key] >= TASKS_PER_SESSION:
        raise Busy("Please wait until what you started before has finished.")
    _running[key] += 1
    try:
        yield
    finally:
        _running[key] -= 1
        if not _running[key]:
            del _running[key]
