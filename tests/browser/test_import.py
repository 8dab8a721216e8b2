"""The import page in each state that a file goes through."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import insert

from bizhub.domain.ids import new_id
from bizhub.domain.imports import FileState
from bizhub.services.import_files import FILE
from tests.browser.accessibility import violations
from tests.browser.conftest import Look
from tests.browser.people import sign_in, world_of
from tests.browser.watch import Watch
from tests.factories import MadeUser
from tests.live import LiveServer


@pytest.fixture
def olga(server: LiveServer) -> MadeUser:
    """An admin with a center of her own."""
    with world_of(server) as world:
        olga = world.user("Olga")
        world.center(olga)
    return olga


def test_a_page_that_waits_for_the_server_shows_what_will_stand_there(
    page: Page, server: LiveServer, olga: MadeUser, watch: Watch
) -> None:
    sign_in(page, server, olga)
    page.route_web_socket(re.compile("/_event"), lambda _socket: None)  # nobody answers
    page.goto("/import")
    waiting = page.get_by_role("main").locator("[aria-busy=true]")
    expect(waiting.locator(".bh-drop .bh-skeleton")).to_have_count(3)
    expect(waiting.locator(".bh-card .bh-skeleton")).to_have_count(4)
    expect(page.locator("input[type=file]")).to_have_count(0)
    assert violations(page) == []


STAYS = "Cancelled. 100 of 1,500 ad accounts of this file were imported, and what was imported stays."
ENDED = {
    FileState.CANCELLED: STAYS,
    FileState.FAILED: "You need the center role Admin for this.",
    FileState.REFUSED: "This is not a CSV or Excel file. Export the report as CSV or XLSX.",
}


def ended_imports(server: LiveServer) -> MadeUser:
    """An admin whose imports have ended in every way but the best."""
    now = datetime.now(UTC)
    shared = {"sha256": "0" * 64, "size": 1, "plan": "{}", "created_at": now, "finished_at": now}
    with world_of(server) as world:
        maria = world.user("Maria")
        whose = {"center_id": int(world.center(maria)), "user_id": int(maria.id)}
        rows = [
            {"id": new_id(), "file_name": f"{state.lower()}.csv", "state": state.value, "error": error}
            for state, error in ENDED.items()
        ]
        with world.runtime.database.transaction(write=True) as connection:
            connection.execute(insert(FILE), [{**row, **shared, **whose} for row in rows])
    return maria


def test_what_has_ended_says_how_and_is_cleared_together(
    page: Page, server: LiveServer, look: Look, watch: Watch
) -> None:
    sign_in(page, server, ended_imports(server))
    page.goto("/import")
    for sentence in ENDED.values():
        expect(page.get_by_text(sentence)).to_be_visible()
    look(page, "import-ended")
    assert violations(page) == []
    page.get_by_role("button", name="Clear what has ended").click()
    expect(page.get_by_text("No imports yet.")).to_be_visible()
    expect(page.get_by_role("button", name="Clear what has ended")).to_have_count(0)
