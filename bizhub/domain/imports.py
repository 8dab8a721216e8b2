"""An import from its file to its figures: states, the preview, and what a person may choose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bizhub.domain.figures import Period
from bizhub.domain.report import BadCell


class FileState(StrEnum):
    """Where an import stands."""

    READING = "READING"
    PREVIEW = "PREVIEW"
    REFUSED = "REFUSED"
    RUNNING = "RUNNING"
    CANCELLING = "CANCELLING"
    """Cancelled while it ran: what was begun is finished, nothing more is begun."""
    DONE = "DONE"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class BatchState(StrEnum):
    """Where the figures of one ad account of a file stand: promised in the record, then in place."""

    PROMISED = "PROMISED"
    DONE = "DONE"


class FoundBy(StrEnum):
    """What says which ad account a part of a file belongs to."""

    CHOICE = "CHOICE"
    ID_COLUMN = "ID_COLUMN"
    NAME_COLUMN = "NAME_COLUMN"
    FILE_NAME = "FILE_NAME"
    NOTHING = "NOTHING"


GOING_IN = frozenset({FileState.RUNNING, FileState.CANCELLING})
ENDED = frozenset({FileState.REFUSED, FileState.DONE, FileState.FAILED, FileState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person says about one account of a file; empty means "as found"."""

    external_id: str = ""
    name: str = ""
    time_zone: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class PlannedAccount:
    """One account of a file and what importing it would do. Money in micros of `currency`.

    `ad_account_id` is empty for an account that would be created. `problem` says why it cannot be imported as it is,
    and `asks` names the fields a person must fill in first.
    """

    source: str
    external_id: str
    name: str
    ad_account_id: str
    currency: str
    time_zone: str
    first_day: date
    last_day: date
    rows: int
    sums: Mapping[str, int]
    rows_before: int
    sums_before: Mapping[str, int]
    changed_days: int
    changes_nothing: bool
    is_coarser: bool
    stored_grain: str
    new_grain: str
    found_by: FoundBy
    is_currency_chosen: bool = False
    """Whether the file leaves the currency to the person."""
    asks: tuple[str, ...] = ()
    problem: str = ""
    problem_at: str = ""
    """What the person chose that is wrong, if it is said there."""

    @property
    def target(self) -> str:
        """Where the figures go: the ID of the stored account, else the external ID of the new one."""
        return self.ad_account_id or self.external_id

    @property
    def period(self) -> Period:
        """The days that are replaced."""
        return Period(self.first_day, self.last_day)

    @property
    def creates(self) -> bool:
        """Whether the account does not exist yet."""
        return not self.ad_account_id

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.asks and not self.problem


@dataclass(frozen=True, slots=True)
class Overlap:
    """Another file on its way is about the same days of one of a file's accounts; `source` names that account."""

    source: str
    account_name: str
    file_name: str
    goes_in: bool

    @property
    def sentence(self) -> str:
        """What is said of it."""
        same = f"{self.file_name} is about the same days of {self.account_name}"
        if self.goes_in:
            return f"{same} and is being imported. Wait until it is done."
        return f"{same}. Import one of them first, or cancel it."


@dataclass(frozen=True, slots=True)
class WentInto:
    """How many ad accounts a file went into; the only one is named to who may see it."""

    count: int = 0
    ad_account_id: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """A file that was read, and what running it would do; nothing is changed yet.

    `accounts` may be some of `account_count`, from the place `first` on; `rows` are those of all. `obstacle` says why
    the file as a whole cannot be imported as it is; an `overlap` keeps it only from being imported with all others.
    `imported_into` names another ad account that has exactly this file already.
    """

    file_id: str
    file_name: str
    state: FileState
    accounts: tuple[PlannedAccount, ...] = ()
    account_count: int = 0
    first: int = 0
    rows: int = 0
    unknown_columns: tuple[str, ...] = ()
    derived_columns: tuple[str, ...] = ()
    file_rows: int = 0
    total_rows: int = 0
    problems: tuple[BadCell, ...] = ()
    problem_count: int = 0
    error: str = ""
    obstacle: str = ""
    overlap: Overlap | None = None
    went_into: WentInto = WentInto()
    imported_into: str = ""

    @property
    def is_ready(self) -> bool:
        """Whether nothing is known that stands in the way."""
        return (
            self.state is FileState.PREVIEW and not self.obstacle and all(account.is_ready for account in self.accounts)
        )


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a file cannot be imported as it is, and at which of its accounts that is."""

    place: int
    sentence: str
