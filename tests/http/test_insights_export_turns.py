"""How figures leave: in turns, recorded before, small enough for their format, and with a sign that they come."""

import asyncio
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text

from bizhub.http import insights as door
from bizhub.services import insights_export
from bizhub.services.runtime import Runtime
from tests.data import reports
from tests.factories import MadeUser, World
from tests.http.browser import Browser, OpenBrowser

EXPORT = "/insights/export"
AUGUST = {"from": "2023-08-01", "to": "2023-08-31", "by": "day"}
Take = Callable[..., tuple[int, bytes]]


@pytest.fixture
def olga(world: World) -> MadeUser:
    return world.user("Olga")


@pytest.fixture
def center(runtime: Runtime, world: World, olga: MadeUser) -> str:
    """A center with figures of thirty days."""
    made = world.center(olga)
    account = world.ad_account(made, olga, "Shop DE", external_id="936")
    found = runtime.insights.stage("936", reports.real_path("936"), file_name="936.csv").accounts[0]
    runtime.insights.swap("936", found.source, int(account), found.period)
    return made


@pytest.fixture
def browser(open_browser: OpenBrowser, olga: MadeUser) -> Browser:
    opened = open_browser()
    opened.cookies.set("bizhub", olga.token)
    return opened


@pytest.fixture
def take(browser: Browser, center: str) -> Take:
    """Takes the table of the days away; status and content of the answer."""

    def take_away(format: str = "csv", **more: str) -> tuple[int, bytes]:  # noqa: A002
        answer = browser.post(EXPORT, params={"center": center, "format": format, **AUGUST, **more})
        return answer.status_code, answer.content

    return take_away


def recorded(runtime: Runtime) -> int:
    with runtime.database.transaction(write=False) as connection:
        return connection.execute(text("SELECT count(*) FROM activity WHERE event = 'export:run'")).scalar_one()


def test_a_table_too_large_for_a_workbook_may_be_taken_as_csv(
    take: Take, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(insights_export, "MOST_XLSX_ROWS", 3)
    status, content = take("xlsx")
    assert (status, recorded(runtime)) == (422, 0)
    assert b"more than 3 rows. That is too many for an Excel file: take it as CSV" in content
    assert take("csv")[0] == 200


def test_a_table_just_small_enough_is_a_workbook(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(insights_export, "MOST_XLSX_ROWS", 30)
    status, content = take("xlsx")
    assert (status, content[:2]) == (200, b"PK")


def test_whoever_waits_for_long_is_told_so_and_nothing_is_recorded(
    take: Take, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "_turns", asyncio.Semaphore(0))
    monkeypatch.setattr(door, "LONGEST_WAIT_S", 0.05)
    status, content = take()
    assert (status, recorded(runtime)) == (503, 0)
    assert b"Other people are taking figures away right now. Please try again in a moment." in content


@pytest.mark.parametrize(
    ("refused", "status"),
    [({"account": "1"}, 404), ({"columns": "spend", "from": "2001-01-01"}, 422), ({}, 200)],
    ids=["not found", "too many days", "taken"],
)
def test_every_turn_is_given_back(
    take: Take, monkeypatch: pytest.MonkeyPatch, refused: dict[str, str], status: int
) -> None:
    monkeypatch.setattr(door, "_turns", asyncio.Semaphore(1))
    monkeypatch.setattr(door, "LONGEST_WAIT_S", 0.5)
    assert take(**refused)[0] == status
    assert take()[0] == 200


def test_a_file_that_cannot_be_made_gives_its_turn_back(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> Iterator[bytes]:
        yield b"the first part"
        raise ValueError("broken")

    monkeypatch.setattr(door, "_turns", asyncio.Semaphore(1))
    with monkeypatch.context() as while_broken:
        while_broken.setattr(insights_export, "file_parts", broken)
        with pytest.raises(ValueError, match="broken"):
            take()
    assert take()[0] == 200


def test_the_entry_stands_before_the_first_part_is_made(
    take: Take, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looking(*_: object, **__: object) -> Iterator[bytes]:
        yield str(recorded(runtime)).encode()

    monkeypatch.setattr(insights_export, "file_parts", looking)
    assert take() == (200, b"1")


def test_without_an_entry_nothing_leaves(take: Take, runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("no entry, no change")

    monkeypatch.setattr(insights_export, "record_export", broken)
    with pytest.raises(ValueError, match="no entry"):
        take()
    assert recorded(runtime) == 0


@pytest.mark.parametrize("path", [EXPORT, "/activity/export"])
@pytest.mark.parametrize(
    ("sign", "cookie"),
    [("k3x9", "bizhub_begun=k3x9; Path=/; Max-Age=60; SameSite=Strict"), ("", None), ("a;b", None), ("a\r\nb", None)],
    ids=["sign", "none", "two cookies", "two headers"],
)
def test_a_file_says_that_it_comes(browser: Browser, center: str, path: str, sign: str, cookie: str | None) -> None:
    answer = browser.post(path, params={"center": center, "format": "csv", **AUGUST, "begun": sign})
    assert (answer.status_code, answer.headers.get("set-cookie")) == (200, cookie)


def test_a_refusal_does_not_say_that_a_file_comes(browser: Browser, center: str) -> None:
    answer = browser.post(EXPORT, params={"center": center, "format": "exe", "begun": "k3x9"})
    assert "set-cookie" not in answer.headers
