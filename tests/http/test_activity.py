"""The door through which the activity is taken away."""

import csv
import io
import json

import pytest

from bizhub.domain.audit import AuditEvent
from bizhub.services import activity
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import MadeUser, World
from tests.http.browser import Browser, OpenBrowser

EXPORT = "/activity/export"


@pytest.fixture
def olga(world: World) -> MadeUser:
    return world.user("Olga")


@pytest.fixture
def center(runtime: Runtime, world: World, olga: MadeUser) -> str:
    """A center with three entries of its admin, one of them with a formula for a name."""
    made = world.center(olga)
    for name in ("One", "=HYPERLINK(1)", "Three"):
        with begin(runtime, olga.caller(made), write=True) as work:
            work.audit(AuditEvent.LABEL_CREATE, object_type="label", object_id="1", object_name=name)
    return made


@pytest.fixture
def client(open_browser: OpenBrowser, olga: MadeUser) -> Browser:
    """Olga's browser."""
    return signed_in(open_browser, olga)


def signed_in(open_browser: OpenBrowser, user: MadeUser) -> Browser:
    browser = open_browser()
    browser.cookies.set("bizhub", user.token)
    return browser


def test_csv_holds_every_entry_newest_first(client: Browser, center: str) -> None:
    answer = client.post(EXPORT, params={"center": center, "format": "csv"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="bizhub-activity-')
    assert answer.headers["cache-control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["object_name"] for row in rows] == ["Three", "'=HYPERLINK(1)", "One"]
    assert rows[0]["sentence"] == "Olga created the label Three"


def test_json_holds_every_entry_in_steps(client: Browser, center: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activity, "EXPORT_ROWS", 2)
    answer = client.post(EXPORT, params={"center": center, "format": "json"})
    assert answer.headers["content-type"] == "application/json"
    assert [item["object_name"] for item in json.loads(answer.content)] == ["Three", "=HYPERLINK(1)", "One"]


def test_filters_of_the_page_hold_for_the_file(client: Browser, center: str) -> None:
    answer = client.post(EXPORT, params={"center": center, "format": "json", "search": "three", "from": "2020-01-01"})
    assert [item["object_name"] for item in json.loads(answer.content)] == ["Three"]


def test_taking_the_activity_away_is_recorded(client: Browser, center: str, runtime: Runtime) -> None:
    client.post(EXPORT, params={"center": center, "format": "csv", "kind": "label"})
    with runtime.database.transaction(write=False) as connection:
        query = "SELECT event, address, after FROM activity WHERE center_id <> 0 ORDER BY sequence DESC"
        entry = connection.exec_driver_sql(query).first()
    assert entry is not None
    assert tuple(entry) == ("activity:export", "203.0.113.7", '{"format":"csv","kind":"label"}')


def test_a_standard_member_takes_their_own_entries_only(open_browser: OpenBrowser, world: World, center: str) -> None:
    member = world.user("Max")
    world.member(center, member)
    answer = signed_in(open_browser, member).post(EXPORT, params={"center": center, "format": "json"})
    assert json.loads(answer.content) == []


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"format": "xlsx"}, 422),
        ({"format": ""}, 422),
        ({"center": "7298441093355120099"}, 404),
        ({"center": "x"}, 404),
    ],
)
def test_what_cannot_be_sent_is_refused(client: Browser, center: str, changes: dict[str, str], status: int) -> None:
    answer = client.post(EXPORT, params={"center": center, "format": "csv", **changes})
    assert answer.status_code == status


def test_a_stranger_is_sent_to_sign_in(open_browser: OpenBrowser, center: str) -> None:
    answer = open_browser().post(EXPORT, params={"center": center, "format": "csv"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/activity")


def test_a_foreign_page_cannot_make_it_happen(client: Browser, center: str, runtime: Runtime) -> None:
    client.headers["origin"] = "https://evil.example"
    assert client.post(EXPORT, params={"center": center, "format": "csv"}).status_code == 403


def test_following_a_link_exports_nothing(client: Browser, center: str) -> None:
    answer = client.request("GET", EXPORT, params={"center": center, "format": "csv"})
    assert answer.status_code == 405
