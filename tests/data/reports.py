"""The three real reports, and the same figures written in every way an export may be written."""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from pathlib import Path

import xlsxwriter

FOLDER = Path(__file__).parents[2] / "bizhub" / "demo_data"

# data/README.md of the specification, by hand: rows, cost in micros, impressions, clicks, conversions.
REAL = {
    "916": ("USD", 54, 149_710_000, 482_925, 113, 58),
    "936": ("EUR", 464, 2_893_370_000, 8_128_187, 1_984, 537),
    "1178": ("JPY", 625, 8_349_317_000_000, 204_823_716, 36_068, 2_669),
}

Rows = list[list[str]]
API_NAMES = {
    "By Day": "stat_time_day",
    "Campaign name": "campaign_name",
    "Ad group name": "adgroup_name",
    "Ad name": "ad_name",
    "Currency": "currency",
    "Cost": "spend",
    "CPC (destination)": "cpc",
    "CPM": "cpm",
    "Impressions": "impressions",
    "Clicks (destination)": "clicks",
    "CTR (destination)": "ctr",
    "Conversions": "conversion",
    "Cost per conversion": "cost_per_conversion",
}
COST, IMPRESSIONS = 5, 8


def real_path(account: str) -> Path:
    """The report of an account as it was exported."""
    return FOLDER / f"ads_manager_export_{account}.csv"


def real_rows(account: str) -> Rows:
    """Headings and rows as text."""
    with real_path(account).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def sums(rows: Rows) -> tuple[int, int, int, int, int]:
    """Rows, cost in micros, impressions, clicks, conversions, added up with decimals."""
    headings = rows[0]
    places = [headings.index(name) for name in ("Cost", "Impressions", "Clicks (destination)", "Conversions")]
    cost, *counts = (sum((Decimal(row[place]) for row in rows[1:]), Decimal(0)) for place in places)
    impressions, clicks, conversions = (int(count) for count in counts)
    return len(rows) - 1, int(cost * 1_000_000), impressions, clicks, conversions


def as_text(
    rows: Iterable[Sequence[str]], *, separator: str = ",", line_end: str = "\n", quote_all: bool = False
) -> str:
    """The rows as CSV."""
    target = io.StringIO()
    quoting = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    csv.writer(target, delimiter=separator, lineterminator=line_end, quoting=quoting).writerows(rows)
    return target.getvalue()


def map_cells(rows: Rows, columns: Sequence[int], change: Callable[[str], str]) -> Rows:
    """The rows with some columns rewritten; headings stay."""
    return [rows[0], *([change(c) if i in columns else c for i, c in enumerate(row)] for row in rows[1:])]


def reordered(rows: Rows) -> Rows:
    """Columns from last to first."""
    return [row[::-1] for row in rows]


def with_headings(rows: Rows, change: Callable[[str], str]) -> Rows:
    """Other headings over the same rows."""
    return [[change(heading) for heading in rows[0]], *rows[1:]]


def with_columns(rows: Rows, more: dict[str, str]) -> Rows:
    """Further columns, each with the same text in every row."""
    return [[*rows[0], *more], *([*row, *more.values()] for row in rows[1:])]


def with_total(rows: Rows, labels: dict[str, str], *, rest: str = "-", at_end: bool = True) -> Rows:
    """A row that sums up the others; `labels` by heading, `rest` in the cells that do not apply."""
    _, cost, impressions, clicks, conversions = sums(rows)
    known = {
        "Currency": rows[1][rows[0].index("Currency")],
        "Cost": str(Decimal(cost) / 1_000_000),
        "Impressions": str(impressions),
        "Clicks (destination)": str(clicks),
        "Conversions": str(conversions),
    }
    total = [labels.get(heading, known.get(heading, rest)) for heading in rows[0]]
    return [*rows, total] if at_end else [rows[0], total, *rows[1:]]


def english(number: str) -> str:
    """1234.5 as 1,234.5."""
    return number if number == "-" else f"{Decimal(number):,}"


def german(number: str) -> str:
    """1234.5 as 1.234,5."""
    return english(number).translate(str.maketrans(",.", ".,"))


def swiss(number: str) -> str:
    """1234.5 as 1'234.5."""
    return english(number).replace(",", "'")


def french(number: str) -> str:
    """1234.5 as 1 234,5 with narrow blanks that do not break."""
    return english(number).replace(",", "\u202f").replace(".", ",")


def halves(rows: Rows) -> Rows:
    """Every row split into two of the same key whose sums are the same."""
    split: Rows = [rows[0]]
    for row in rows[1:]:
        first, second = list(row), list(row)
        for place in (COST, IMPRESSIONS, 9, 11):
            whole = Decimal(row[place])
            part = (whole / 3).quantize(Decimal("0.01") if place == COST else Decimal(1))
            first[place], second[place] = str(part), str(whole - part)
        split += [first, second]
    return split


def write_xlsx(path: Path, rows: Sequence[Sequence[object]], *, title: bool = False) -> Path:
    """A workbook whose days are dates and whose numbers are numbers; with `title` a line stands above the headings."""
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("Notes")
    sheet = book.add_worksheet("Report")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    start = 1 if title else 0
    if title:
        sheet.write_string(0, 0, "Campaign report")
    for number, row in enumerate(rows, start):
        for column, value in enumerate(row):
            if isinstance(value, dt.date):
                sheet.write_datetime(number, column, dt.datetime.combine(value, dt.time()), day)
            else:
                sheet.write(number, column, value)
    book.close()
    return path


def typed(rows: Rows) -> list[list[object]]:
    """The rows with dates and numbers instead of text, `-` as it is."""
    return [[*rows[0]], *([_typed(index, cell) for index, cell in enumerate(row)] for row in rows[1:])]


def _typed(index: int, cell: str) -> object:
    if index == 0:
        return dt.date.fromisoformat(cell)
    if index in {COST, 6, 7, IMPRESSIONS, 9, 11, 12} and cell != "-":
        return float(cell)
    return cell
