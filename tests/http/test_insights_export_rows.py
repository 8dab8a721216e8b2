"""Every row of an exported table, computed here from the cells of the imported files."""

import csv
import io
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from currency_converter import CurrencyConverter
from python_calamine import load_workbook

from bizhub.services.runtime import Runtime
from tests.data import reports
from tests.factories import World
from tests.http.browser import Browser, OpenBrowser

EXPORT = "/insights/export"
RATES = CurrencyConverter(decimal=True)
AUGUST = {"from": "2023-08-01", "to": "2023-08-31"}
SUMMED = ("Cost", "Impressions", "Clicks (destination)", "Conversions")
CENT = Decimal("0.000001")
LEVELS = ("Campaign name", "Ad group name", "Ad name")
HEADINGS = ("Campaign", "Ad group", "Ad")

Row = dict[str, str]


@pytest.fixture
def accounts() -> dict[str, str]:
    """BizHub's ID of each ad account, by the platform's ID."""
    return {}


@pytest.fixture
def center(runtime: Runtime, world: World, accounts: dict[str, str]) -> tuple[str, str]:
    """A center with the three shared files in it, and its admin's cookie."""
    olga = world.user("Olga")
    made = world.center(olga)
    for external_id, (currency, *_) in reports.REAL.items():
        account = world.ad_account(made, olga, f"Shop {external_id}", external_id=external_id, currency=currency)
        found = runtime.insights.stage(external_id, reports.real_path(external_id), file_name=f"{external_id}.csv")
        accounts[external_id] = account
        runtime.insights.swap(external_id, found.accounts[0].source, int(account), found.accounts[0].period)
    return made, olga.token


@pytest.fixture
def browser(open_browser: OpenBrowser, center: tuple[str, str]) -> Browser:
    opened = open_browser()
    opened.cookies.set("bizhub", center[1])
    return opened


@pytest.fixture
def taken(browser: Browser, center: tuple[str, str]) -> Callable[..., list[Row]]:
    """The rows of the CSV of a view."""

    def take(**view: str) -> list[Row]:
        answer = browser.post(EXPORT, params={"center": center[0], "format": "csv", **AUGUST, **view})
        assert answer.status_code == 200, answer.text
        return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    return take


def source_rows() -> list[Row]:
    """Every row of the three files, with the account it belongs to."""
    rows: list[Row] = []
    for external_id in reports.REAL:
        with reports.real_path(external_id).open(encoding="utf-8", newline="") as file:
            rows += [{**row, "Ad account": f"Shop {external_id}"} for row in csv.DictReader(file)]
    return rows


def expected(keys: tuple[str, ...]) -> dict[tuple[str, ...], tuple[Decimal, ...]]:
    """Cost, impressions, clicks, conversions by key and currency."""
    sums: dict[tuple[str, ...], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * len(SUMMED))
    for row in source_rows():
        key = (*(row[name] for name in keys), row["Currency"])
        sums[key] = [total + Decimal(row[name]) for total, name in zip(sums[key], SUMMED, strict=True)]
    return {key: tuple(values) for key, values in sums.items()}


def found(rows: list[Row], keys: tuple[str, ...]) -> dict[tuple[str, ...], tuple[Decimal, ...]]:
    return {
        (*(row[name] for name in keys), row["Currency"]): tuple(Decimal(row[name]) for name in SUMMED) for row in rows
    }


@pytest.mark.parametrize(
    ("by", "keys", "headings"),
    [
        ("account", ("Ad account",), ("Ad account",)),
        ("campaign", ("Ad account", *LEVELS[:1]), ("Ad account", *HEADINGS[:1])),
        ("ad_group", ("Ad account", *LEVELS[:2]), ("Ad account", *HEADINGS[:2])),
        ("ad", ("Ad account", *LEVELS), ("Ad account", *HEADINGS)),
        ("day", ("By Day",), ("Day",)),
    ],
)
def test_every_row_of_the_table_is_there_once(
    taken: Callable[..., list[Row]], by: str, keys: tuple[str, ...], headings: tuple[str, ...]
) -> None:
    rows = taken(by=by)
    wanted = expected(keys)
    assert len(rows) == len(wanted)
    assert found(rows, headings) == wanted


def test_ratios_come_from_the_summed_parts(taken: Callable[..., list[Row]]) -> None:
    sums = expected(("Ad account",))
    for row in taken(by="account", columns="cpc,cpm,ctr,cost_per_conversion"):
        cost, impressions, clicks, conversions = sums[(row["Ad account"], row["Currency"])]
        assert Decimal(row["CPC (destination)"]) == pytest.approx(cost / clicks, abs=CENT)
        assert Decimal(row["CPM"]) == pytest.approx(cost * 1000 / impressions, abs=CENT)
        assert Decimal(row["CTR (destination) (%)"]) == pytest.approx(clicks * 100 / impressions, abs=CENT)
        assert Decimal(row["Cost per conversion"]) == pytest.approx(cost / conversions, abs=CENT)


def test_an_account_is_told_by_both_of_its_ids(taken: Callable[..., list[Row]], accounts: dict[str, str]) -> None:
    rows = taken(by="campaign")
    assert {(row["Ad account ID"], row["BizHub ID"]) for row in rows} == set(accounts.items())


def test_each_row_says_what_it_is_about(taken: Callable[..., list[Row]]) -> None:
    rows = taken(by="campaign")
    assert {(row["Period from"], row["Period to"]) for row in rows} == {("2023-08-01", "2023-08-31")}
    assert all(row["Data as of (UTC)"][:2] == "20" for row in rows)
    assert {row["Figures of"] for row in rows} == {"Linden & Co"}


def test_what_was_never_delivered_is_an_empty_cell(taken: Callable[..., list[Row]]) -> None:
    rows = taken(by="account", columns="spend,likes,cost_per_result")
    assert {(row["Paid likes"], row["Cost per result"]) for row in rows} == {("", "")}


def test_rates_are_told_where_the_page_converts(taken: Callable[..., list[Row]]) -> None:
    assert "Rates" not in taken(by="account")[0]
    rows = taken(by="account", **{"in": "EUR"})
    assert {row["Rates"] for row in rows} == {
        "Money is converted to EUR with each day's ECB euro foreign exchange reference rate, the last of 2023-08-31."
    }


def test_converted_rows_use_the_rate_of_each_day(taken: Callable[..., list[Row]]) -> None:
    sums: dict[str, Any] = defaultdict(Decimal)
    for row in source_rows():
        day = date.fromisoformat(row["By Day"])
        ecb_day = day - timedelta(days=max(0, day.weekday() - 4))  # no rates on weekends
        sums[row["Ad account"]] += RATES.convert(Decimal(row["Cost"]), row["Currency"], "EUR", date=ecb_day)
    rows = taken(by="account", **{"in": "EUR"})
    assert {row["Currency"] for row in rows} == {"EUR"}
    assert {row["Ad account"]: Decimal(row["Cost"]) for row in rows} == {
        name: pytest.approx(cost, abs=Decimal("0.001")) for name, cost in sums.items()
    }
    assert [row["Ad account"] for row in rows] == sorted(sums, key=sums.__getitem__, reverse=True)


def test_a_workbook_holds_the_same_rows_as_numbers(browser: Browser, center: tuple[str, str], tmp_path: Path) -> None:
    params = {"center": center[0], "format": "xlsx", "by": "day", **AUGUST}
    (tmp_path / "days.xlsx").write_bytes(browser.post(EXPORT, params=params).content)
    sheet = load_workbook(str(tmp_path / "days.xlsx")).get_sheet_by_name("Figures")
    headings, *rows = (list[Any](row) for row in sheet.to_python())
    numbers = [dict(zip(headings, row, strict=True)) for row in rows]
    assert all(isinstance(row[name], (int, float)) for row in numbers for name in SUMMED)
    values = {
        (row["Day"].isoformat(), row["Currency"]): tuple(Decimal(str(row[name])) for name in SUMMED) for row in numbers
    }
    assert values == expected(("By Day",))


def test_ratios_are_rounded_to_six_places(taken: Callable[..., list[Row]]) -> None:
    rows = taken(by="campaign", columns="clicks,impressions,ctr")
    ratios = [
        (Decimal(row["Clicks (destination)"]) * 100 / Decimal(row["Impressions"]), row["CTR (destination) (%)"])
        for row in rows
    ]
    assert [Decimal(written) for _, written in ratios] == [exact.quantize(CENT) for exact, _ in ratios]
    assert max(len(written.partition(".")[2]) for _, written in ratios) == len("123456")
