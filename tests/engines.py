"""Engines of the tests: what SQLAlchemy has compiled for one of them, the next one has at hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.util import LRUCache

from bizhub.adapters import database

_STATEMENTS = 2_000


@contextmanager
def remembering() -> Iterator[None]:
    """Let all engines of a kind of database share a dialect and its compiled statements, as in a server that stays up.

    Each test has a BizHub of its own, and a fresh engine would compile every statement again: a fifth of the work.
    """
    first: dict[str, Engine] = {}

    def make(url: str | URL, **options: Any) -> Engine:
        engine = create_engine(url, **options)
        shared = first.setdefault(engine.dialect.name, engine)
        if shared is engine:
            engine._compiled_cache = LRUCache(_STATEMENTS)
        # Both caches, the engine's and that of each mapped class, tell dialects apart by their identity.
        engine.dialect = engine.pool._dialect = shared.dialect
        engine._compiled_cache = shared._compiled_cache
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "create_engine", make)
        yield
