"""Rules on what may happen in which room."""

import ast
import sys
from collections.abc import Iterator

from tests.rules.sources import Function, Source, dotted_name

_CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "datetime.datetime.now"}
_TIMELESS = {"domain", "models", "services", "state", "http"}
_MAKES_IDS = "bizhub/domain/ids.py"
_COMMITTING = {"commit", "rollback", "begin_nested"}
_TEST_ESCAPES = {"skip", "skipif", "xfail", "importorskip"}


def the_domain_stands_alone(source: Source) -> Iterator[str]:
    """Rules of the domain import the standard library and each other."""
    if source.room == "domain":
        for line, module in _imports(source):
            if module.split(".")[0] not in sys.stdlib_module_names and not module.startswith("bizhub.domain"):
                yield f"{line}: {module}"


def services_never_commit(source: Source) -> Iterator[str]:
    """The transaction of a use case ends in services/work.py."""
    if source.room == "services" and source.path != "bizhub/services/work.py":
        for call in source.calls:
            if isinstance(call.func, ast.Attribute) and call.func.attr in _COMMITTING:
                yield f"{call.lineno}: {call.func.attr}()"


def time_comes_from_the_clock(source: Source) -> Iterator[str]:
    """What is decided by time asks adapters/clock.py, so that tests can move it."""
    if source.room in _TIMELESS and source.path != _MAKES_IDS:
        for call in source.calls:
            if dotted_name(call.func) in _CLOCKS:
                yield f"{call.lineno}: {dotted_name(call.func)}()"


def tests_are_functions(source: Source) -> Iterator[str]:
    """No test classes."""
    if source.path.startswith("tests/"):
        for found in source.classes:
            if found.name.startswith("Test"):
                yield f"{found.lineno}: {found.name}"


def tests_do_not_branch(source: Source) -> Iterator[str]:
    """A test has one way through it: `if` hides a case that parameters would show."""
    for function in _tests(source):
        for node in ast.walk(function):
            if isinstance(node, ast.If | ast.Match):
                yield f"{node.lineno}: {function.name} branches"


def tests_are_not_skipped(source: Source) -> Iterator[str]:
    """No test is skipped or expected to fail."""
    if source.path.startswith("tests/"):
        for node in source.nodes:
            dotted = dotted_name(node) or ""
            if dotted.startswith("pytest.") and dotted.rsplit(".", 1)[-1] in _TEST_ESCAPES:
                yield f"{getattr(node, 'lineno', 0)}: {dotted}"


def _tests(source: Source) -> Iterator[Function]:
    if source.path.startswith("tests/"):
        yield from (function for function in source.functions if function.name.startswith("test_"))


def _imports(source: Source) -> Iterator[tuple[int, str]]:
    for node in source.nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or ""
