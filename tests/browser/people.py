"""People and centers in the live server's data folder, and their sessions in a browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import cast

from playwright.sync_api import Page

from bizhub.adapters.database import Database
from bizhub.services.runtime import Runtime
from bizhub.settings import Settings
from tests.factories import MadeUser, World
from tests.live import LiveServer


@contextmanager
def world_of(server: LiveServer) -> Iterator[World]:
    """Makes rows in the database of a running server."""
    database = Database(Settings(data_dir=server.data_dir))
    yield World(cast(Runtime, SimpleNamespace(database=database)))
    database.close()


def sign_in(page: Page, server: LiveServer, user: MadeUser, center_id: str = "") -> None:
    """Give a page's browser the session of a user; the sign-in form has its own tests."""
    page.context.add_cookies([{"name": "bizhub", "value": user.token, "url": server.base_url}])
