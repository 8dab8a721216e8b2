"""The doors of bulk changes: IDs by the thousand come in, and the result goes out as a file."""

import csv
import io

import httpx
import pytest

from bizhub.domain.bulk import MOST_PAIRS
from bizhub.http import bulk as doors
from bizhub.services import bulk_jobs
from bizhub.services.runtime import Runtime
from tests.factories import MadeUser, World
from tests.http.browser import Browser, OpenBrowser

FORM = {"people": "", "ad_accounts": "", "level": "OPERATOR", "until": "", "only_raise": "", "reason": ""}


class Door:
    """Olga's browser at the doors of bulk changes."""

    def __init__(self, browser: Browser, center: str) -> None:
        self.browser, self.center = browser, center

    def preview(self, **changes: str) -> httpx.Response:
        params = {"center": self.center}
        return self.browser.request("POST", doors.PREVIEW_PATH, params=params, json={**FORM, **changes})

    def export(self, run: str) -> httpx.Response:
        return self.browser.request("POST", doors.EXPORT_PATH, params={"center": self.center, "run": run})


@pytest.fixture
def olga(world: World) -> MadeUser:
    return world.user("Olga")


@pytest.fixture
def door(open_browser: OpenBrowser, runtime: Runtime, world: World, olga: MadeUser) -> Door:
    runtime.jobs.enqueue = lambda _name, **_: ""  # type: ignore[method-assign]
    browser = open_browser()
    browser.cookies.update({"bizhub": olga.token})
    return Door(browser, world.center(olga))


def test_ten_thousand_ids_come_in_and_what_is_wrong_is_said_at_the_field(door: Door, olga: MadeUser) -> None:
    many = "\n".join(str(10**18 + number) for number in range(MOST_PAIRS))
    answer = door.preview(people=olga.id, ad_accounts=many)
    assert answer.json()["errors"].keys() == {"ad_accounts"}
    assert answer.json()["errors"]["ad_accounts"].startswith(
        "10,000 ad accounts are not known here: 1000000000000000000,"
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"until": "soon"}, "until"), ({"level": ""}, "level"), ({"level": "?"}, "level"), ({"people": "x"}, "people")],
)
def test_a_wrong_field_is_named(door: Door, changes: dict[str, str], field: str) -> None:
    assert door.preview(**changes).json()["errors"].keys() == {field}


def test_a_page_of_another_site_or_version_is_refused(door: Door) -> None:
    assert door.preview(more="x").status_code == 400
    assert door.preview(people="x" * 400_001).status_code == 400


def test_the_result_is_a_file_whose_cells_are_harmless(
    door: Door, runtime: Runtime, world: World, olga: MadeUser
) -> None:
    account = world.ad_account(door.center, olga, "=cmd()")
    evil = world.user("+1;=2", email="evil@example.org")
    world.member(door.center, evil)
    to = door.preview(chosen_people=evil.id, ad_accounts=account).json()["next"]
    run = to.removeprefix("/team/bulk?run=")
    with runtime.database.transaction(write=True) as connection:
        connection.exec_driver_sql("UPDATE bulk_run SET state = 'RUNNING', started_at = created_at")
    bulk_jobs.run_started(runtime, int(run), progress=lambda _done, _of: None)
    answer = door.export(run)
    assert answer.headers["content-disposition"].startswith('attachment; filename="bizhub-bulk-change-')
    head, row = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    told = dict(zip(head, row, strict=True))
    assert (told["person"], told["ad_account"], told["after"]) == ("'+1;'=2", "'=cmd()", "Operator")
    assert (told["before"], told["result"], told["reason"]) == ("", "changed", "")
