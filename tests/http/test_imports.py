"""The door for report files."""

import pytest

from bizhub.http.imports import UPLOAD_PATH
from bizhub.services import imports
from bizhub.services.runtime import Runtime
from tests.factories import World
from tests.http.browser import OpenBrowser


@pytest.mark.parametrize("limit", ["MOST_WAITING_OF_PERSON", "WAITING_SIZES_OF_PERSON"], ids=["number", "size"])
def test_a_file_for_which_there_is_no_room_is_refused_before_it_is_stored(
    open_browser: OpenBrowser, runtime: Runtime, world: World, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(imports, limit, 0)
    olga, browser = world.user("Olga"), open_browser()
    browser.cookies.set("bizhub", olga.token)
    answer = browser.post(UPLOAD_PATH, params={"center": world.center(olga)}, content=b"By Day,Cost\n")
    assert answer.status_code == 422
    assert answer.json()["message"].endswith("Import or cancel some of them first.")
    assert not (runtime.settings.data_dir / "uploads").exists()
