"""Taking figures away: the table that is shown, whole, with its numbers as numbers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from bizhub.adapters import table_files
from bizhub.domain.audit import AuditEvent
from bizhub.domain.figures import BreakdownRow, Dimension
from bizhub.domain.folding import fold
from bizhub.domain.insights import AccountName, WholeTable
from bizhub.domain.insights_view import InsightsView
from bizhub.domain.metrics import METRICS, MICROS, Metric, Unit, Value
from bizhub.domain.names import some_of
from bizhub.domain.rates import RATE_SOURCE
from bizhub.services import insights
from bizhub.services.work import Work

MOST_ROWS = 100_000
MOST_XLSX_ROWS = 10_000
"""Such a file is sent when it is finished, not before: so many rows of 20 columns take four seconds of a core."""

_NARROW = "Choose fewer days or narrow it down."
_NARROW_XLSX = f"That is too many for an Excel file: take it as CSV, which may have {MOST_ROWS:,}."

Cell = str | int | Decimal | date | None

_LEVELS = (Dimension.CAMPAIGN, Dimension.AD_GROUP, Dimension.AD)
_LEVEL_HEADINGS = ("Campaign", "Ad group", "Ad")
_PLACES = Decimal("0.000001")
_LONGEST_IN_NAME = 60
_TO_THE_MINUTE = len("2026-01-01 00:00")


@dataclass(frozen=True, slots=True)
class TakenTable:
    """Every row of the table of a view, and what to say about it; `names` are those of the ad accounts."""

    view: InsightsView
    ad_account_id: str
    table: WholeTable
    names: Mapping[int, AccountName]
    shown: str
    rates: str

    @property
    def by(self) -> Dimension:
        """What it has a row for."""
        return self.view.dimension(self.ad_account_id)


def read_whole_table(work: Work, *, view: InsightsView, ad_account_id: str, format: str) -> TakenTable:  # noqa: A002
    """Everything the table of a view holds. Takes seconds for a large one, so it is apart from what is written.

    Raises InvalidInput for more rows than a file of this format may have.
    """
    table = insights.all_figures(
        work,
        question=view.question(ad_account_id),
        by=view.dimension(ad_account_id),
        drill=view.drill,
        metrics=view.columns,
        order=view.order,
        most=MOST_XLSX_ROWS if format == "xlsx" else MOST_ROWS,
        advice=_NARROW_XLSX if format == "xlsx" else _NARROW,
    )
    numbers = {row.account_id for row in table.rows if row.account_id is not None}
    names = insights.names_of(work, {*numbers, *([int(ad_account_id)] if ad_account_id else [])})
    shown = names[int(ad_account_id)].name if ad_account_id else work.in_center().name
    return TakenTable(view, ad_account_id, table, names, shown, _rates(view, table))


def record_export(work: Work, *, taken: TakenTable, format: str) -> None:  # noqa: A002
    """Put into the record that a table is taken away, by somebody who may still see it."""
    insights.scope_of(work, taken.view.question(taken.ad_account_id))
    period = taken.table.period
    work.audit(
        AuditEvent.EXPORT_RUN,
        object_type="ad_account" if taken.ad_account_id else "center",
        object_id=taken.ad_account_id or str(work.center_id),
        object_name=taken.shown,
        after={
            "format": format,
            "by": taken.by.value,
            "period": f"{period.first.isoformat()} to {period.last.isoformat()}",
            "rows": len(taken.table.rows),
        },
    )


def name_of(taken: TakenTable) -> str:
    """What the file is called, without its extension, in characters that every system takes.

    "bizhub-figures-shop-de-2026-05-01-to-2026-05-31"; a name in other letters is left out.
    """
    period = taken.table.period
    shown = re.sub("[^a-z0-9]+", "-", fold(taken.shown)).strip("-")[:_LONGEST_IN_NAME]
    days = f"{period.first.isoformat()}-to-{period.last.isoformat()}"
    return "-".join(filter(None, ("bizhub-figures", shown, days)))


def file_parts(taken: TakenTable, *, format: str, scratch: Path) -> Iterator[bytes]:  # noqa: A002
    """A table as a file, part by part: money in units of the row's currency, percentages as 1.5 for 1.5 %.

    The first part of a CSV is there at once, that of an XLSX when the file is finished.
    """
    headings = _headings(taken.by, taken.view.columns)
    rows = (_cells(row, taken) for row in taken.table.rows)
    notes = _notes(taken)
    if format == "csv":
        # A machine reads it: what is true of all rows stands in each of them.
        same = tuple(words for _, words in notes)
        labels = (label for label, _ in notes)
        return table_files.csv_parts((*headings, *labels), ((*row, *same) for row in rows))
    return table_files.xlsx_parts(headings, rows, notes, title="Figures", scratch=scratch)


def _notes(taken: TakenTable) -> tuple[tuple[str, str], ...]:
    as_of = taken.table.data_as_of
    period = taken.table.period
    notes = (
        ("Figures of", taken.shown),
        ("Period from", period.first.isoformat()),
        ("Period to", period.last.isoformat()),
        ("Data as of (UTC)", as_of.isoformat(sep=" ", timespec="minutes")[:_TO_THE_MINUTE] if as_of else ""),
    )
    told = (("Missing", _missing(taken.table)), ("Rates", taken.rates))
    return (*notes, *((label, words) for label, words in told if words))


def _missing(table: WholeTable) -> str:
    """Which days nothing is known about; empty where every ad account with figures has them for all days."""
    missing = [
        " to ".join(sorted({str(one.first), str(one.last)})) for one in table.freshness.known.missing(table.period)
    ]
    if missing:
        return f"No figures for {some_of(missing)}."
    lacking = table.freshness.lacking(table.period)
    if lacking:
        of_all = f"{lacking:,} of {table.freshness.accounts:,} ad accounts"
        return f"Figures for some of these days are missing in {of_all}."
    return ""


def _rates(view: InsightsView, table: WholeTable) -> str:
    """By which rates money was converted, and which rows had none; empty where nothing was to be converted."""
    if not view.convert_to:
        return ""
    words = []
    if table.rate_day is not None:
        source = f"{RATE_SOURCE}, the last of {table.rate_day.isoformat()}"
        words.append(f"Money is converted to {view.convert_to} with each day's {source}.")
    left_out = sorted({row.currency for row in table.rows} - {view.convert_to})
    if left_out:
        words.append(f"Rows in {', '.join(left_out)} had no rate and are in their own currency.")
    return " ".join(words)


def _headings(by: Dimension, metrics: Sequence[str]) -> tuple[str, ...]:
    return (*_key_headings(by), "Currency", *(_heading(METRICS[name]) for name in metrics))


def _key_headings(by: Dimension) -> tuple[str, ...]:
    if by is Dimension.DAY:
        return ("Day",)
    depth = _LEVELS.index(by) + 1 if by in _LEVELS else 0
    return ("Ad account", "Ad account ID", "BizHub ID", *_LEVEL_HEADINGS[:depth])


def _heading(metric: Metric) -> str:
    return f"{metric.label} (%)" if metric.unit is Unit.PERCENT else metric.label


def _cells(row: BreakdownRow, taken: TakenTable) -> tuple[Cell, ...]:
    figures = (_number(METRICS[name], row.figures.value(name)) for name in taken.view.columns)
    if taken.by is Dimension.DAY:
        return (row.day, row.currency, *figures)
    depth = _LEVELS.index(taken.by) + 1 if taken.by in _LEVELS else 0
    levels = (row.campaign_name, row.ad_group_name, row.ad_name)[:depth]
    account = taken.names[row.account_id or 0]
    return (account.name, account.external_id, str(row.account_id), *levels, row.currency, *figures)


def _number(metric: Metric, value: Value) -> Cell:
    if metric.unit is Unit.MONEY and value is not None:
        value = Decimal(value) / MICROS
    return value.quantize(_PLACES).normalize() if isinstance(value, Decimal) else value
