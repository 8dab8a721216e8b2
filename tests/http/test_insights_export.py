"""The door through which figures are taken away."""

import csv
import io
from collections import defaultdict
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import load_workbook
from sqlalchemy import text

from bizhub.domain.policy import AdAccountLevel
from bizhub.services import insights_export
from bizhub.services.runtime import Runtime
from tests.factories import MadeUser, World
from tests.http.browser import Browser, OpenBrowser

EXPORT = "/insights/export"
FILE = Path(__file__).resolve().parents[2] / "bizhub" / "demo_data" / "ads_manager_export_936.csv"
AUGUST = {"from": "2023-08-01", "to": "2023-08-31"}


@pytest.fixture
def olga(world: World) -> MadeUser:
    return world.user("Olga")


@pytest.fixture
def center(world: World, olga: MadeUser) -> str:
    return world.center(olga)


@pytest.fixture
def shop(runtime: Runtime, world: World, olga: MadeUser, center: str) -> str:
    """An ad account with the figures of a shared file, and a name that a spreadsheet would run."""
    account = world.ad_account(center, olga, "=Shop DE", external_id="936")
    report = runtime.insights.stage("batch", FILE, file_name=FILE.name)
    found = report.accounts[0]
    as_of = datetime(2023, 9, 1, 8, tzinfo=UTC)
    runtime.insights.swap("batch", found.source, int(account), found.period, data_as_of=as_of)
    return account


@pytest.fixture
def client(open_browser: OpenBrowser, olga: MadeUser) -> Browser:
    return signed_in(open_browser, olga)


def signed_in(open_browser: OpenBrowser, user: MadeUser) -> Browser:
    browser = open_browser()
    browser.cookies.set("bizhub", user.token)
    return browser


def costs_by_campaign() -> dict[str, Decimal]:
    costs: dict[str, Decimal] = defaultdict(Decimal)
    with FILE.open(newline="") as file:
        for row in csv.DictReader(file):
            costs[row["Campaign name"]] += Decimal(row["Cost"])
    return dict(costs)


def test_csv_holds_every_row_of_the_table(client: Browser, center: str, shop: str) -> None:
    answer = client.post(EXPORT, params={"center": center, "account": shop, "format": "csv", **AUGUST})
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith('attachment; filename="bizhub-figures-')
    assert answer.headers["cache-control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["Campaign"]: Decimal(row["Cost"]) for row in rows} == costs_by_campaign()
    assert {(row["Ad account"], row["Currency"]) for row in rows} == {("'=Shop DE", "EUR")}


def test_xlsx_holds_numbers_as_numbers_and_says_how_fresh_they_are(
    client: Browser, center: str, shop: str, tmp_path: Path
) -> None:
    answer = client.post(EXPORT, params={"center": center, "account": shop, "format": "xlsx", **AUGUST})
    path = tmp_path / "figures.xlsx"
    path.write_bytes(answer.content)
    book = load_workbook(str(path))
    headings, *rows = map(list, book.get_sheet_by_name("Figures").to_python())
    cost = headings.index("Cost")
    assert sum(Decimal(str(row[cost])) for row in rows) == sum(costs_by_campaign().values(), Decimal(0))
    about = {str(row[0]): str(row[1]) for row in book.get_sheet_by_name("About").to_python()}
    assert about["Data as of (UTC)"].startswith("2023-09-01 08:00")
    assert (about["Period from"], about["Period to"]) == ("2023-08-01", "2023-08-31")


@pytest.mark.parametrize(
    ("last", "missing"),
    [
        ("2023-08-30", None),
        ("2023-08-31", "No figures for 2023-08-31."),
        ("2023-09-30", "No figures for 2023-08-31 to 2023-09-30."),
    ],
)
def test_a_file_says_which_of_its_days_are_missing(
    client: Browser, center: str, shop: str, last: str, missing: str | None
) -> None:
    params = {"center": center, "account": shop, "format": "csv", "from": "2023-08-01", "to": last}
    rows = list(csv.DictReader(io.StringIO(client.post(EXPORT, params=params).content.decode("utf-8-sig"))))
    assert {row.get("Missing") for row in rows} == {missing}


def test_a_file_says_how_many_ad_accounts_lack_days(
    client: Browser, runtime: Runtime, world: World, olga: MadeUser, center: str, shop: str, tmp_path: Path
) -> None:
    path = tmp_path / "one.csv"
    path.write_text("By Day,Cost\n2023-08-01,1.00\n")
    (found,) = runtime.insights.stage("one", path, file_name="one.csv").accounts
    other = world.ad_account(center, olga, "Other", external_id="1")
    runtime.insights.swap("one", found.source, int(other), found.period)
    answer = client.post(EXPORT, params={"center": center, "format": "csv", "from": "2023-08-01", "to": "2023-08-30"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["Missing"] for row in rows} == {"Figures for some of these days are missing in 1 of 2 ad accounts."}


def test_what_the_page_narrowed_down_is_what_is_taken_away(client: Browser, center: str, shop: str) -> None:
    chosen = {"by": "ad_group", "campaign": "Interest 16", "columns": "clicks", "sort": "-clicks"}
    answer = client.post(EXPORT, params={"center": center, "account": shop, "format": "csv", **AUGUST, **chosen})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    with FILE.open(newline="") as file:
        groups = {row["Ad group name"] for row in csv.DictReader(file) if row["Campaign name"] == "Interest 16"}
    assert {row["Ad group"] for row in rows} == groups
    clicks = [int(row["Clicks (destination)"]) for row in rows]
    assert clicks == sorted(clicks, reverse=True)


@pytest.mark.parametrize(("sort", "names"), [("name", ["Éclair", "Tango"]), ("-name", ["Tango", "Éclair"])])
def test_ad_accounts_leave_in_the_order_of_their_names_and_only_those_found(
    client: Browser, runtime: Runtime, world: World, olga: MadeUser, center: str, shop: str, sort: str, names: list[str]
) -> None:
    for number, name in (("7", "Tango"), ("8", "Éclair")):
        account = world.ad_account(center, olga, name, external_id=f"90{number}")
        path = runtime.settings.data_dir / f"{number}.csv"
        path.write_text("By Day,Cost\n2023-08-10,5\n")
        (found,) = runtime.insights.stage(number, path, file_name=path.name).accounts
        runtime.insights.swap(number, found.source, int(account), found.period)
    chosen = {"center": center, "format": "csv", **AUGUST, "by": "account", "sort": sort}
    answer = client.post(EXPORT, params={**chosen, "search": "A"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["Ad account"] for row in rows] == names


def test_taking_figures_away_is_recorded(client: Browser, runtime: Runtime, center: str, shop: str) -> None:
    client.post(EXPORT, params={"center": center, "account": shop, "format": "csv", **AUGUST})
    with runtime.database.transaction(write=False) as connection:
        entry = connection.execute(text("SELECT event, object_id, user_name FROM activity WHERE center_id <> 0")).one()
    assert tuple(entry) == ("export:run", shop, "Olga")


def test_more_rows_than_a_file_may_have_are_refused(
    client: Browser, center: str, shop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(insights_export, "MOST_ROWS", 3)
    answer = client.post(EXPORT, params={"center": center, "account": shop, "format": "csv", **AUGUST})
    assert answer.status_code == 422
    assert answer.json()["message"].startswith("This table has more than 3 rows.")


def test_a_member_takes_away_only_what_they_hold(
    open_browser: OpenBrowser, world: World, olga: MadeUser, center: str, shop: str
) -> None:
    max_ = world.user("Max")
    world.member(center, max_)
    other = world.ad_account(center, olga, "Other", external_id="1")
    world.grant(center, other, max_, AdAccountLevel.ANALYST)
    browser = signed_in(open_browser, max_)
    params = {"center": center, "format": "csv", **AUGUST}
    assert browser.post(EXPORT, params={**params, "account": shop}).status_code == 403
    lines = browser.post(EXPORT, params=params).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1


def test_figures_of_another_center_are_not_found(
    open_browser: OpenBrowser, world: World, center: str, shop: str
) -> None:
    stranger = world.user("Otto")
    browser = signed_in(open_browser, stranger)
    answer = browser.post(EXPORT, params={"center": center, "account": shop, "format": "csv"})
    missing = browser.post(EXPORT, params={"center": "7" * 19, "account": shop, "format": "csv"})
    assert (answer.status_code, answer.content) == (missing.status_code, missing.content)
    assert answer.status_code == 404


def test_a_format_that_is_none_is_refused(client: Browser, center: str) -> None:
    assert client.post(EXPORT, params={"center": center, "format": "exe"}).status_code == 422


@pytest.mark.parametrize(
    ("name", "in_name"),
    [
        ("=Shop DE", "-shop-de"),
        ('Möbel & Söhne/..\\"x\r\n', "-mobel-sohne-x"),
        ("店舗", ""),
        ("a" * 100, "-" + "a" * 60),
    ],
)
def test_the_name_of_the_file_says_whose_figures_of_which_days_it_holds(
    client: Browser, runtime: Runtime, center: str, shop: str, name: str, in_name: str
) -> None:
    with runtime.database.transaction(write=True) as connection:
        connection.execute(text("UPDATE ad_account SET name = :name"), {"name": name})
    answer = client.post(EXPORT, params={"center": center, "account": shop, "format": "csv", **AUGUST})
    wanted = f'attachment; filename="bizhub-figures{in_name}-2023-08-01-to-2023-08-31.csv"'
    assert answer.headers["content-disposition"] == wanted
