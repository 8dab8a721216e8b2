"""What the import page shows of each file, written for its reader."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bizhub.domain.imports import FileState, FoundBy, ImportPlan, PlannedAccount, WentInto
from bizhub.domain.metrics import PARTS, Unit
from bizhub.domain.names import some_of
from bizhub.domain.report import BadCell
from bizhub.services import formats
from bizhub.services.import_list import ACCOUNTS_SHOWN

_GRAINS = {"ACCOUNT": "account", "CAMPAIGN": "campaign", "AD_GROUP": "ad group", "AD": "ad"}

_SAID = (
    (FileState.REFUSED, "cannot be imported", "cannot be imported"),
    (FileState.FAILED, "failed", "failed"),
    (FileState.PREVIEW, "waits for you", "wait for you"),
    (FileState.READING, "is being read", "are being read"),
    (FileState.RUNNING, "is being imported", "are being imported"),
    (FileState.CANCELLING, "is being cancelled", "are being cancelled"),
    (FileState.DONE, "is imported", "are imported"),
    (FileState.CANCELLED, "was cancelled", "were cancelled"),
)
"""What the list says of files in this state: of one, and of several."""

_ID_HINT = "The number the advertising platform gave it. An existing ID updates that account."
_ID_HINTS = {FoundBy.FILE_NAME: "Found by the digits in the file's name. Another ID leads to another account."}

_SEEN = "A file with exactly these figures was imported into {} before."


@dataclass
class SumLine:
    """One sum of a preview, written for the reader; `before` is empty for figures that are new."""

    label: str
    value: str
    before: str


@dataclass
class AccountCard:
    """One ad account of a file, as the preview shows it."""

    source: str
    title: str
    about: str
    external_id: str
    name: str
    time_zone: str
    currency: str
    verb: str
    period: str
    rows: str
    sums: list[SumLine] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problem: str = ""
    creates: bool = False
    asks_external_id: bool = False
    external_id_hint: str = ""
    external_id_error: str = ""
    asks_currency: bool = False


@dataclass
class ProblemLine:
    """One bad cell, as the list of problems shows it."""

    line: str
    column: str
    value: str
    expected: str


@dataclass
class FileCard:
    """One file on the page."""

    id: str
    name: str
    state: str
    progress: int = 0
    words: str = ""
    accounts: list[AccountCard] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[ProblemLine] = field(default_factory=list)
    problem_words: str = ""
    error: str = ""
    obstacle: str = ""
    overlap: str = ""
    seen_words: str = ""
    is_ready: bool = False
    done_words: str = ""
    insights_path: str = ""
    place_words: str = ""
    previous: int = -1
    next: int = -1


def summary_of(counts: Counter[FileState], locale: str) -> str:
    """How many files stand where, for somebody who sees one page of them; empty for a single file."""
    if sum(counts.values()) < 2:
        return ""
    said = [(counts[state], one if counts[state] == 1 else several) for state, one, several in _SAID if counts[state]]
    files = counted_files(sum(counts.values()), locale)
    if len(said) == 1:
        return f"{files} {said[0][1]}."
    return f"{files}: {', '.join(f'{formats.number(count, locale)} {words}' for count, words in said)}."


def counted_files(count: int, locale: str) -> str:
    """ "1 file", "2 files"."""
    return "1 file" if count == 1 else f"{formats.number(count, locale)} files"


def file_card(plan: ImportPlan, percent: int, locale: str) -> FileCard:
    """The card of one file; `percent` is how far its present step is."""
    return FileCard(
        id=plan.file_id,
        name=plan.file_name,
        state=plan.state.value,
        progress=percent,
        words=_rows(plan.file_rows, locale) if plan.file_rows else "",
        accounts=[_account_card(account, plan, locale) for account in plan.accounts],
        notes=_file_notes(plan, locale),
        problems=[_problem_line(problem) for problem in plan.problems],
        problem_words=_problem_words(plan, locale),
        error=plan.error,
        obstacle=plan.obstacle,
        overlap=plan.overlap.sentence if plan.overlap else "",
        seen_words=_SEEN.format(plan.imported_into) if plan.imported_into else "",
        is_ready=plan.is_ready,
        done_words=f"{_imported(plan.went_into, locale)}. The figures are in place.",
        insights_path=_insights_path(plan.went_into),
        **_place(plan, locale),
    )


def _imported(into: WentInto, locale: str) -> str:
    if into.count > 1:
        return f"Imported into {formats.number(into.count, locale)} ad accounts"
    return f"Imported into {into.name}" if into.name else "Imported"


def _insights_path(into: WentInto) -> str:
    return f"/insights?account={into.ad_account_id}" if into.ad_account_id else "/insights"


def _place(plan: ImportPlan, locale: str) -> dict[str, Any]:
    """Which of a file's ad accounts are shown, and where the others are; -1 for nowhere."""
    if plan.account_count <= ACCOUNTS_SHOWN or plan.state is not FileState.PREVIEW:
        return {}
    first, after = plan.first, plan.first + len(plan.accounts)
    shown = [formats.number(number, locale) for number in (first + 1, after, plan.account_count)]
    return {
        "place_words": f"{shown[0]}–{shown[1]} of {shown[2]} ad accounts",
        "previous": first - ACCOUNTS_SHOWN if first else -1,
        "next": after if after < plan.account_count else -1,
    }


def _file_notes(plan: ImportPlan, locale: str) -> list[str]:
    notes = []
    if plan.unknown_columns:
        named = some_of(plan.unknown_columns, most=20)
        notes.append(f"Columns that BizHub does not know and leaves out: {named}.")
    if plan.total_rows:
        rows = "1 total row is" if plan.total_rows == 1 else f"{formats.number(plan.total_rows, locale)} total rows are"
        notes.append(f"{rows} skipped.")
    return notes


def _account_card(account: PlannedAccount, plan: ImportPlan, locale: str) -> AccountCard:
    return AccountCard(
        source=account.source,
        title=account.name,
        about=_about(account),
        external_id=account.external_id,
        name=account.name,
        time_zone=account.time_zone,
        currency=account.currency,
        verb="New ad account" if account.creates else "Update",
        period=formats.period(account.first_day, account.last_day, locale),
        rows=_rows(account.rows, locale),
        sums=_sum_lines(account, locale),
        notes=_account_notes(account, plan, locale),
        problem="" if account.problem_at else account.problem,
        external_id_error=account.problem if account.problem_at == "external_id" else "",
        creates=account.creates,
        # Also where it is known: a file that leads to the wrong ad account must have a way to the right one.
        asks_external_id=not account.source or "external_id" in account.asks,
        external_id_hint=_ID_HINTS.get(account.found_by, _ID_HINT),
        asks_currency=account.creates and account.is_currency_chosen,
    )


def _about(account: PlannedAccount) -> str:
    """ID, currency and time zone, as far as they are known."""
    number = f"ID {account.external_id}" if account.external_id else ""
    return " · ".join(filter(None, (number, account.currency, account.time_zone)))


def _account_notes(account: PlannedAccount, plan: ImportPlan, locale: str) -> list[str]:
    if plan.state is not FileState.PREVIEW or account.creates:
        return []
    if account.changes_nothing:
        return ["These figures are already here. Importing them again changes nothing."]
    notes = []
    if account.rows_before:
        notes.append(f"Replaces what is stored for this period; {_days(account.changed_days, locale)}.")
    if account.is_coarser:
        stored, new = _GRAINS[account.stored_grain], _GRAINS[account.new_grain]
        notes.append(f"The stored figures go down to the {stored}, this file only to the {new}: the detail is lost.")
    return notes


def _rows(count: int, locale: str) -> str:
    return "1 row" if count == 1 else f"{formats.number(count, locale)} rows"


def _days(count: int, locale: str) -> str:
    return "1 day changes" if count == 1 else f"{formats.number(count, locale)} days change"


def _sum_lines(account: PlannedAccount, locale: str) -> list[SumLine]:
    lines = []
    for part in PARTS[:4]:
        if part.name in account.sums:
            before = account.sums_before.get(part.name) if account.rows_before else None
            now = _figure(account.sums[part.name], part.unit, account.currency, locale)
            was = "" if before is None else _figure(before, part.unit, account.currency, locale)
            lines.append(SumLine(part.label, now, was))
    return lines


def _figure(value: int, unit: Unit, currency: str, locale: str) -> str:
    if unit is not Unit.MONEY:
        return formats.number(value, locale)
    if currency:
        return formats.money(value, currency, locale)
    return formats.number(Decimal(value) / formats.MICROS, locale, 2)


def _problem_line(problem: BadCell) -> ProblemLine:
    return ProblemLine(str(problem.line), problem.column, problem.value, problem.expected)


def _problem_words(plan: ImportPlan, locale: str) -> str:
    if not plan.problem_count:
        return ""
    shown = len(plan.problems)
    count = formats.number(plan.problem_count, locale)
    more = f" The first {shown} are listed." if plan.problem_count > shown else ""
    cells = "1 cell" if plan.problem_count == 1 else f"{count} cells"
    return f"{cells} could not be read, so nothing was imported.{more}"
