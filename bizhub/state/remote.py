"""`@remote`: the one way to make a method of a state callable from a browser.

Reflex registers every public method and leaves no trace of `rx.event`, so the guard lets through only what carries
the mark made here. The decorator also turns failures into answers, so a handler never needs `try`: an `InvalidInput`
appears beside its field on states that keep `errors` (see FormState), everything else becomes a sentence.
"""

import functools
import inspect
from collections.abc import AsyncIterator, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, overload

import reflex as rx

from bizhub.state import background as background_tasks
from bizhub.state import failures
from bizhub.state.arguments import arguments_model

Handler = Callable[..., Any]

_MARK = "__bizhub_remote__"
_is_within_handler: ContextVar[bool] = ContextVar("is_within_handler", default=False)


@dataclass(frozen=True, slots=True)
class Mark:
    """What the guard knows of a handler; a public one needs no session."""

    public: bool


@overload
def remote(handler: Handler) -> Any: ...
@overload
def remote(
    *, public: bool = False, background: bool = False, supersedes: bool = False, **event_actions: Any
) -> Callable[[Handler], Any]: ...
def remote(
    handler: Handler | None = None,
    *,
    public: bool = False,
    background: bool = False,
    supersedes: bool = False,
    **event_actions: Any,
) -> Any:
    """Mark a handler for the guard and make it an event; `event_actions` are those of `rx.event` (throttle, …).

    `public=True` lets people without a session call it. `background=True` runs it outside the tab's queue.
    `supersedes=True` lets a newer call cancel an unfinished older one.
    """

    def decorate(function: Handler) -> Any:
        arguments_model(function)  # loose annotations are refused when the application is imported
        answering = _answering(background_tasks.bound(function) if background else function)
        setattr(answering, _MARK, Mark(public))
        register: Any = rx.event
        return register(answering, background=background, supersedes=supersedes, **event_actions)

    return decorate if handler is None else decorate(handler)


def mark_of(function: Handler) -> Mark | None:
    """The mark of a registered handler, if it is one of ours."""
    mark = getattr(function, _MARK, None)
    return mark if isinstance(mark, Mark) else None


def _answering(function: Handler) -> Handler:
    """The handler with its failures answered; it stays sync, async or an async generator."""
    if inspect.isasyncgenfunction(function):
        return _answering_steps(function)
    if inspect.iscoroutinefunction(function):
        return _answering_wait(function)
    if inspect.isgeneratorfunction(function):
        raise TypeError(f"{function.__qualname__}: a handler with steps is an async generator")
    return _answering_call(function)


def _answering_steps(function: Handler) -> Handler:
    @functools.wraps(function)
    async def handler(self: Any, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        is_outermost = not _is_within_handler.get()
        _is_within_handler.set(True)  # the context is this event's own; nothing runs in it afterwards
        if is_outermost:
            failures.note_change(has_changed=False)
        try:
            async for step in function(self, *args, **kwargs):
                yield step
        except Exception as error:
            if not is_outermost:
                raise
            yield failures.answer(error, self)

    return handler


def _answering_wait(function: Handler) -> Handler:
    @functools.wraps(function)
    async def handler(self: Any, *args: Any, **kwargs: Any) -> Any:
        if _is_within_handler.get():
            return await function(self, *args, **kwargs)  # the handler that called this one answers
        entered = _is_within_handler.set(True)
        failures.note_change(has_changed=False)
        try:
            return await function(self, *args, **kwargs)
        except Exception as error:  # noqa: BLE001  # whatever it is, the person gets an answer
            return failures.answer(error, self)
        finally:
            _is_within_handler.reset(entered)

    return handler


def _answering_call(function: Handler) -> Handler:
    @functools.wraps(function)
    def handler(self: Any, *args: Any, **kwargs: Any) -> Any:
        if _is_within_handler.get():
            return function(self, *args, **kwargs)
        entered = _is_within_handler.set(True)
        try:
            return function(self, *args, **kwargs)
        except Exception as error:  # noqa: BLE001
            return failures.answer(error, self)
        finally:
            _is_within_handler.reset(entered)

    return handler
