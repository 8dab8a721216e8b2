"""Taking figures away: the table that is shown, whole, with its numbers as numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from bizhub.adapters import table_files
from bizhub.domain.audit import AuditEvent
from bizhub.domain.figures import BreakdownRow, Dimension
from bizhub.domain.insights_view import InsightsView
from bizhub.domain.metrics import METRICS, MICROS, Metric, Unit, Value
from bizhub.services import insights
from bizhub.services.work import Work

MOST_ROWS = 100_000

Cell = str | int | Decimal | date | None

_LEVELS = (Dimension.CAMPAIGN, Dimension.AD_GROUP, Dimension.AD)
_LEVEL_HEADINGS = ("Campaign", "Ad group", "Ad")
_CENT_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class ExportedTable:
    """A table to be written: money in units of the row's currency, percentages as 1.5 for 1.5 %."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[tuple[str, str], ...]


def export_figures(work: Work, *, view: InsightsView, ad_account_id: str, format: str) -> ExportedTable:  # noqa: A002
    """Everything the table of a view holds; that it was taken away is recorded."""
    by = view.dimension(ad_account_id)
    table = insights.all_figures(
        work,
        question=view.question(ad_account_id),
        by=by,
        drill=view.drill,
        metrics=view.columns,
        order=view.order,
        most=MOST_ROWS,
    )
    names = insights.names_of(work, list({row.account_id for row in table.rows if row.account_id is not None}))
    of_one = insights.names_of(work, [int(ad_account_id)]) if ad_account_id else {}
    shown = next(iter(of_one.values()), work.in_center().name)
    as_of = table.freshness.oldest_data_as_of
    period = f"{table.period.first.isoformat()} to {table.period.last.isoformat()}"
    work.audit(
        AuditEvent.EXPORT_RUN,
        object_type="ad_account" if ad_account_id else "center",
        object_id=ad_account_id or str(work.center_id),
        object_name=shown,
        after={"format": format, "by": by.value, "period": period, "rows": len(table.rows)},
    )
    return ExportedTable(
        headings=_headings(by, view.columns),
        rows=tuple(_cells(row, by, view.columns, names or of_one) for row in table.rows),
        notes=(
            ("Figures of", shown),
            ("Period", period),
            ("Data as of (UTC)", as_of.isoformat(sep=" ", timespec="minutes") if as_of else ""),
            ("Exported (UTC)", work.now.isoformat(sep=" ", timespec="minutes")),
        ),
    )


def write_table(table: ExportedTable, path: Path, *, format: str) -> None:  # noqa: A002
    """Write an exported table to a file."""
    if format == "csv":
        table_files.write_csv(path, table.headings, table.rows)
    else:
        table_files.write_xlsx(path, table.headings, table.rows, table.notes, title="Figures")


def _headings(by: Dimension, metrics: Sequence[str]) -> tuple[str, ...]:
    return (*_key_headings(by), "Currency", *(_heading(METRICS[name]) for name in metrics))


def _key_headings(by: Dimension) -> tuple[str, ...]:
    if by is Dimension.DAY:
        return ("Day",)
    depth = _LEVELS.index(by) + 1 if by in _LEVELS else 0
    return ("Ad account", "Ad account ID", *_LEVEL_HEADINGS[:depth])


def _heading(metric: Metric) -> str:
    return f"{metric.label} (%)" if metric.unit is Unit.PERCENT else metric.label


def _cells(row: BreakdownRow, by: Dimension, metrics: Sequence[str], names: Mapping[int, str]) -> tuple[Cell, ...]:
    figures = (_number(METRICS[name], row.figures.value(name)) for name in metrics)
    if by is Dimension.DAY:
        return (row.day, row.currency, *figures)
    depth = _LEVELS.index(by) + 1 if by in _LEVELS else 0
    levels = (row.campaign_name, row.ad_group_name, row.ad_name)[:depth]
    return (names.get(row.account_id or 0, ""), str(row.account_id), *levels, row.currency, *figures)


def _number(metric: Metric, value: Value) -> Cell:
    if value is None or metric.unit is not Unit.MONEY:
        return value
    return (Decimal(value) / MICROS).quantize(_CENT_PLACES).normalize()
