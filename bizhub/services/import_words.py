"""The preview of an import as lines of text, for the command line."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from bizhub.domain.imports import ImportPlan, PlannedAccount
from bizhub.domain.metrics import PARTS, Unit
from bizhub.domain.names import some_of
from bizhub.domain.report import BadCell
from bizhub.services import formats

_LOCALE = "en"
_ASKED = {
    "external_id": "Which ad account do these figures belong to? Say --account ID.",
    "currency": "Which currency are these figures in? Say --currency CODE.",
}


def lines_of(plan: ImportPlan) -> list[str]:
    """What importing a file would do, account by account, or why it cannot be imported."""
    return [plan.file_name, *(f"  {line}" for line in _file_lines(plan))]


def _file_lines(plan: ImportPlan) -> Iterator[str]:
    if plan.error:
        yield plan.error
    if plan.problem_count:
        yield from _problem_lines(plan)
        return
    for account in plan.accounts:
        yield from _account_lines(account)
    if plan.obstacle:
        yield f"Cannot be imported: {plan.obstacle}"
    if plan.overlap:
        same = f"{plan.overlap.file_name} is about the same days of {plan.overlap.account_name}"
        yield f"{same}: whichever is imported later replaces the other."
    if plan.unknown_columns:
        yield f"Columns that BizHub does not know and leaves out: {some_of(plan.unknown_columns, most=20)}."
    if plan.total_rows:
        yield f"Total rows that are skipped: {plan.total_rows:,}."


def _problem_lines(plan: ImportPlan) -> Iterator[str]:
    cells = "1 cell" if plan.problem_count == 1 else f"{plan.problem_count:,} cells"
    yield f"{cells} cannot be read, so nothing of this file is imported:"
    yield from (f"  {_problem(problem)}" for problem in plan.problems)
    if plan.problem_count > len(plan.problems):
        yield f"  … and {plan.problem_count - len(plan.problems):,} more."


def _problem(problem: BadCell) -> str:
    return f"Line {problem.line}, {problem.column}: “{problem.value}”, expected {problem.expected}"


def _account_lines(account: PlannedAccount) -> Iterator[str]:
    verb = "New ad account" if account.creates else "Update ad account"
    named = " ".join(filter(None, [account.external_id, f"“{account.name}”"]))
    yield f"{verb} {named} ({', '.join(filter(None, [account.currency, account.time_zone]))})"
    sums = _sums(account.sums, account.currency)
    yield f"  {account.first_day} to {account.last_day}, {_counted(account.rows)}: {sums}"
    if account.changes_nothing:
        yield "  These figures are already here: nothing changes."
    elif account.rows_before:
        days = "1 day changes" if account.changed_days == 1 else f"{account.changed_days:,} days change"
        before = _sums(account.sums_before, account.currency)
        yield f"  Replaces {_counted(account.rows_before)} ({before}); {days}."
    if account.is_coarser:
        stored, new = (grain.lower().replace("_", " ") for grain in (account.stored_grain, account.new_grain))
        yield f"  The stored figures go down to the {stored}, these only to the {new}: the detail is lost."
    yield from (f"  {_ASKED[field]}" for field in account.asks)
    if account.problem:
        yield f"  Cannot be imported: {account.problem}"


def _counted(rows: int) -> str:
    return "1 row" if rows == 1 else f"{rows:,} rows"


def _sums(sums: Mapping[str, int], currency: str) -> str:
    """The figures every screen shows."""
    shown = [part for part in PARTS[:4] if part.name in sums]
    return ", ".join(f"{part.label} {_figure(sums[part.name], part.unit, currency)}" for part in shown)


def _figure(value: int, unit: Unit, currency: str) -> str:
    if unit is not Unit.MONEY:
        return f"{value:,}"
    if currency:
        return formats.money(value, currency, _LOCALE)
    return formats.number(Decimal(value) / formats.MICROS, _LOCALE, 2)
