"""Rules on sizes and names: each yields what breaks it, as `line: what`."""

import ast
from collections.abc import Iterator

from tests.rules.sources import Function, Source

_FILE_LINES = 300
_FUNCTION_LINES = 40
_PAGE_FUNCTION_LINES = 60
_STATE_CLASS_LINES = 200
_EMPTY_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}


def files_are_short(source: Source) -> Iterator[str]:
    """A file has at most 300 lines; a migration lists its columns."""
    if not _is_migration(source) and source.lines > _FILE_LINES:
        yield f"1: {source.lines} lines"


def functions_are_short(source: Source) -> Iterator[str]:
    """A function has at most 40 lines, one that lays out a page 60; its decorators do not count."""
    most = _PAGE_FUNCTION_LINES if source.room == "pages" else _FUNCTION_LINES
    for function in () if _is_migration(source) else source.functions:
        if _length(function) > most:
            yield f"{function.lineno}: {function.name} has {_length(function)} lines"


def state_classes_are_short(source: Source) -> Iterator[str]:
    """A class in bizhub/state has at most 200 lines."""
    if source.room == "state":
        for found in source.classes:
            if _length(found) > _STATE_CLASS_LINES:
                yield f"{found.lineno}: {found.name} has {_length(found)} lines"


def names_say_something(source: Source) -> Iterator[str]:
    """No module called `utils` or `helpers`, no function called `handle_x` or `do_x`."""
    stem = source.path.rsplit("/", 1)[-1].removesuffix(".py")
    if stem in _EMPTY_NAMES:
        yield f"1: {stem} says nothing"
    for function in source.functions:
        if source.room and function.name.lstrip("_").startswith(("handle_", "do_")) and not _is_override(function):
            yield f"{function.lineno}: {function.name} says nothing"


def _is_migration(source: Source) -> bool:
    return source.path.startswith("bizhub/migrations/versions/")


def _is_override(function: Function) -> bool:
    """`handle_starttag` and the like are names that a library calls."""
    return function.name in {"handle_starttag", "handle_endtag", "handle_data"}


def _length(node: Function | ast.ClassDef) -> int:
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1
