"""What was found in a report file before any of it is taken over."""

from collections.abc import Mapping
from dataclasses import dataclass

from bizhub.domain.errors import BizHubError
from bizhub.domain.figures import Figures, Grain, Period
from bizhub.domain.money import NumberStyle
from bizhub.domain.report_layout import Layout

MAX_PROBLEMS = 100
"""How many bad cells are listed; all are counted."""


class ImportCancelled(BizHubError):
    """The person stopped the reading; nothing was stored."""

    def __init__(self) -> None:
        """Say that nothing happened."""
        super().__init__("The import was cancelled. Nothing was stored.")


@dataclass(frozen=True, slots=True)
class BadCell:
    """One cell that cannot be read: line and heading as the person sees them, what stands there, what was expected."""

    line: int
    column: str
    value: str
    expected: str


@dataclass(frozen=True, slots=True)
class ReportAccount:
    """The part of a file that belongs to one account.

    `source` is how the staged rows name it: the account ID column, else the name column, else "".
    """

    source: str
    external_id: str | None
    name: str | None
    currency: str | None
    period: Period
    rows: int
    figures: Figures


@dataclass(frozen=True, slots=True)
class Report:
    """A file that was read: either its accounts are staged, or `problems` says why nothing is."""

    file_name: str
    layout: Layout
    number_style: NumberStyle
    accounts: tuple[ReportAccount, ...]
    file_rows: int
    total_rows: int
    rows: int
    problems: tuple[BadCell, ...] = ()
    problem_count: int = 0

    @property
    def is_readable(self) -> bool:
        """Whether every cell could be read, so that the rows are staged."""
        return self.problem_count == 0

    @property
    def grain(self) -> Grain:
        """How fine the file's figures are."""
        return self.layout.grain

    @property
    def sums(self) -> Mapping[str, Figures]:
        """Sums per currency; "" where the file names none."""
        totals: dict[str, dict[str, int | None]] = {}
        for account in self.accounts:
            into = totals.setdefault(account.currency or "", {})
            for name, value in account.figures.sums.items():
                into[name] = value if into.get(name) is None else into[name] + (value or 0)  # type: ignore[operator]
        return {currency: Figures(sums) for currency, sums in totals.items()}
