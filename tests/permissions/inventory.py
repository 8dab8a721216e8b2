"""What there is to call, found by walking the application."""

import functools
import importlib
import inspect
import pkgutil
import typing
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from reflex_base.registry import RegisteredEventHandler, RegistrationContext
from starlette.routing import BaseRoute, Mount, Route

import bizhub.http
import bizhub.services
import bizhub.state
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, Work
from bizhub.state.remote import mark_of

_MACHINERY = {"acting", "last_seen", "work"}
"""Modules of bizhub.services that run use cases and hold none."""


def modules(package: Any) -> dict[str, Any]:
    """Every module of a package by its last name, imported."""
    return {
        found.name: importlib.import_module(f"{package.__name__}.{found.name}")
        for found in pkgutil.iter_modules(package.__path__)
    }


@functools.cache
def use_cases() -> dict[str, Callable[..., Any]]:
    """Every public function of the services that works in somebody's name."""
    return {
        f"{name}.{function.__name__}": function
        for name, module in modules(bizhub.services).items()
        for _, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and name not in _MACHINERY and _is_use_case(function)
    }


def _is_use_case(function: Callable[..., Any]) -> bool:
    if function.__name__.startswith("_"):
        return False
    hints = typing.get_type_hints(function)
    kinds = [hints.get(parameter) for parameter in list(inspect.signature(function).parameters)[:2]]
    return kinds[:1] == [Work] or kinds == [Runtime, Caller]


def handlers() -> dict[str, RegisteredEventHandler]:
    """Every handler of BizHub's own states by module.State.handler; `setvar`, which each state has, apart."""
    registered = RegistrationContext.get().event_handlers
    return {name: registered[full] for name, full in full_names().items()}


def full_names() -> dict[str, str]:
    """The names by which a browser calls the handlers, by module.State.handler."""
    modules(bizhub.state)
    found = {}
    for name, registered in RegistrationContext.get().event_handlers.items():
        state = registered.states[0]
        if state.__module__.startswith("bizhub.") and not name.endswith(".setvar"):
            module = state.__module__.removeprefix("bizhub.state.")
            found[f"{module}.{state.__name__}.{name.rpartition('.')[2]}"] = name
    return found


def public_handlers() -> set[str]:
    """Those that say themselves that nobody has to be signed in."""
    marks = {name: mark_of(registered.handler.fn) for name, registered in handlers().items()}
    return {name for name, mark in marks.items() if mark is not None and mark.public}


def routes(given: Sequence[BaseRoute]) -> set[str]:
    """METHOD and path of routes, those below mounts included."""
    return set(_walk(given, ""))


def _walk(given: Sequence[BaseRoute], prefix: str) -> Iterator[str]:
    for route in given:
        if isinstance(route, Route):
            yield from (f"{method} {prefix}{route.path}" for method in (route.methods or {"ANY"}) - {"HEAD"})
        elif isinstance(route, Mount) and route.routes:
            yield from _walk(route.routes, prefix + route.path)
        else:
            yield f"MOUNT {prefix}{getattr(route, 'path', '?')}"
