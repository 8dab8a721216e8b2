"""Nothing can be called that is not in the tables, and the tables name nothing that is gone."""

import ast
from pathlib import Path

import pytest

from bizhub.http.app import http_app
from bizhub.services.public import is_public
from bizhub.state.remote import mark_of
from tests.permissions import inventory
from tests.permissions.handler_tries import TRIES
from tests.permissions.handlers import HANDLERS
from tests.permissions.route_tries import ROUTE_TRIES
from tests.permissions.routes import REFLEX_ROUTES, ROUTES
from tests.permissions.use_cases import USE_CASES
from tests.permissions.who import ALLOWED, CAST, Who

ROOT = Path(__file__).parents[2]
DOORS = ("state", "http", "pages", "components")
"""The rooms through which people come in; commands are the operator's."""


def test_every_use_case_is_in_the_table() -> None:
    assert inventory.use_cases().keys() == USE_CASES.keys(), "put it into tests/permissions/use_cases.py"


def test_every_handler_is_in_the_table() -> None:
    assert inventory.handlers().keys() == HANDLERS.keys(), "put it into tests/permissions/handlers.py"


def test_every_route_is_in_the_table() -> None:
    assert inventory.routes(http_app().routes) == ROUTES.keys(), "put it into tests/permissions/routes.py"


def test_the_cast_tries_every_handler() -> None:
    tried = {row.handler for row in TRIES if row.who is None}
    assert tried == HANDLERS.keys(), "put it into tests/permissions/handler_tries.py"


def test_the_cast_tries_every_route() -> None:
    tried = {row.route for row in ROUTE_TRIES if row.who is None}
    assert tried == ROUTES.keys(), "put it into tests/permissions/route_tries.py"


def test_reflex_serves_nothing_else() -> None:
    from bizhub.app import app

    assert app._api is not None
    assert inventory.routes(app._api.routes) == REFLEX_ROUTES.keys()


def test_every_handler_is_marked() -> None:
    unmarked = [name for name, found in inventory.handlers().items() if mark_of(found.handler.fn) is None]
    assert unmarked == [], "a public method of a state is a remote endpoint: use @remote, or begin its name with _"


def test_the_handlers_for_anybody_are_those_of_the_table() -> None:
    assert inventory.public_handlers() == {name for name, who in HANDLERS.items() if who is Who.ANYBODY}


@pytest.mark.parametrize("name", sorted(USE_CASES))
def test_public_use_cases_are_for_anybody(name: str) -> None:
    assert not is_public(inventory.use_cases()[name]) or USE_CASES[name].who is Who.ANYBODY


def test_parts_of_use_cases_are_not_called_from_the_doors() -> None:
    parts = {name for name, row in USE_CASES.items() if row.who is Who.PART}
    called = {
        f"{file.relative_to(ROOT)}: {used}"
        for door in DOORS
        for file in (ROOT / "bizhub" / door).rglob("*.py")
        for used in _used(file) & parts
    }
    assert called == set()


def _used(file: Path) -> set[str]:
    """module.function for everything a file takes out of a module by name."""
    tree = ast.parse(file.read_text())
    by_attribute = {
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    by_import = {
        f"{node.module.rpartition('.')[2]}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
    return by_attribute | by_import


def test_the_cast_is_complete() -> None:
    assert ALLOWED.keys() == set(Who) - {Who.PART}
    assert frozenset(CAST) == ALLOWED[Who.ANYBODY]
    assert all(allowed <= ALLOWED[Who.SIGNED_IN] for who, allowed in ALLOWED.items() if who is not Who.ANYBODY)
