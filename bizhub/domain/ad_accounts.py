"""Ad accounts as screens show them: rows, pages, filters, and the words of their statuses."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bizhub.domain.figures import KnownDays
from bizhub.domain.labels import LabelRow
from bizhub.domain.policy import AdAccountLevel, Permission, is_at_least, levels_with

PAGE_SIZE = 50
LARGEST_PAGE = 100

LONGEST_NAME = 100
LONGEST_NOTE = 2_000
LONGEST_INDUSTRY = 60
NO_LEVEL = "NONE"
"""Filter value: accounts on which the person holds no level."""

OWN_CENTER = "OWNER_BC"
"""Filter value: accounts that this center owns."""

_LAST_PAGE = 1_000_000


class AdAccountStatus(StrEnum):
    """Where an ad account stands."""

    PENDING_CONFIRM = "STATUS_PENDING_CONFIRM"
    ENABLE = "STATUS_ENABLE"
    PENDING_CONFIRM_MODIFY = "STATUS_PENDING_CONFIRM_MODIFY"
    CONFIRM_FAIL = "STATUS_CONFIRM_FAIL"
    LIMIT = "STATUS_LIMIT"
    DISABLE = "STATUS_DISABLE"


STATUS_WORDS: Mapping[AdAccountStatus, str] = {
    AdAccountStatus.ENABLE: "Active",
    AdAccountStatus.PENDING_CONFIRM: "In review",
    AdAccountStatus.PENDING_CONFIRM_MODIFY: "In review again",
    AdAccountStatus.CONFIRM_FAIL: "Refused",
    AdAccountStatus.LIMIT: "Suspended",
    AdAccountStatus.DISABLE: "Disabled",
}

LEVEL_WORDS: Mapping[AdAccountLevel, str] = {
    AdAccountLevel.ADMIN: "Admin",
    AdAccountLevel.OPERATOR: "Operator",
    AdAccountLevel.ANALYST: "Analyst",
}


class AdAccountSort(StrEnum):
    """What a list of ad accounts may be sorted by."""

    NAME = "name"
    STATUS = "status"
    CURRENCY = "currency"
    CREATED = "created"


@dataclass(frozen=True, slots=True)
class AdAccountFilter:
    """Which ad accounts, in which order, which page (from 1); empty fields do not filter."""

    search: str = ""
    status: str = ""
    owner: str = ""
    label: str = ""
    currency: str = ""
    level: str = ""
    sort: AdAccountSort = AdAccountSort.NAME
    descending: bool = False
    page: int = 1
    page_size: int = PAGE_SIZE

    @property
    def offset(self) -> int:
        """How many rows stand before the page."""
        return (self.page - 1) * self.page_size

    @property
    def narrows(self) -> bool:
        """Whether it leaves any account out."""
        return any((self.search, self.status, self.owner, self.label, self.currency, self.level))

    def sorted_by(self, key: str) -> "AdAccountFilter":
        """The same accounts by another column, or the other way round; from the first page."""
        sort = _member(AdAccountSort, key, self.sort)
        return replace(self, sort=sort, descending=sort is self.sort and not self.descending, page=1)

    def as_query(self) -> dict[str, str]:
        """What stands in the page's address; only what differs from an unfiltered first page."""
        words = {
            "q": self.search,
            "status": self.status,
            "owner": self.owner,
            "label": self.label,
            "currency": self.currency,
            "level": self.level,
            "sort": "" if self.sort is AdAccountSort.NAME else self.sort.value,
            "order": "desc" if self.descending else "",
            "page": str(self.page) if self.page > 1 else "",
            "size": str(self.page_size) if self.page_size != PAGE_SIZE else "",
        }
        return {name: value for name, value in words.items() if value}


def filter_from_query(query: Mapping[str, str]) -> AdAccountFilter:
    """The filter that a page's address says; what makes no sense is left out."""
    return AdAccountFilter(
        search=query.get("q", "").strip()[:LONGEST_NAME],
        status=_value(AdAccountStatus, query.get("status", "")),
        owner=OWN_CENTER if query.get("owner") == OWN_CENTER else "",
        label=query.get("label", "")[:20],
        currency=query.get("currency", "")[:3].upper(),
        level=NO_LEVEL if query.get("level") == NO_LEVEL else _value(AdAccountLevel, query.get("level", "")),
        sort=_member(AdAccountSort, query.get("sort", ""), AdAccountSort.NAME),
        descending=query.get("order") == "desc",
        page=_whole(query.get("page", ""), 1, _LAST_PAGE, 1),
        page_size=_whole(query.get("size", ""), 1, LARGEST_PAGE, PAGE_SIZE),
    )


@dataclass(frozen=True, slots=True)
class AdAccountRow:
    """An ad account in a list; `level` is what the reader holds on it, `pin_key` the key of their pin (0: none)."""

    id: str
    external_id: str
    name: str
    currency: str
    time_zone: str
    status: str
    imported: bool
    created_at: datetime
    level: AdAccountLevel | None
    labels: tuple[LabelRow, ...]
    pin_key: int

    @property
    def may_label(self) -> bool:
        """Whether the reader's level is enough to change its labels."""
        return is_at_least(self.level, levels_with(Permission.AD_ACCOUNT_LABEL)[0])


@dataclass(frozen=True, slots=True)
class AdAccountPage:
    """One page of a list and how many ad accounts there are in all."""

    rows: tuple[AdAccountRow, ...]
    total: int
    chosen: AdAccountFilter


@dataclass(frozen=True, slots=True)
class AdAccountFilterChoices:
    """What the list can be filtered by."""

    currencies: tuple[str, ...]
    labels: tuple[LabelRow, ...]


@dataclass(frozen=True, slots=True)
class DataCoverage:
    """The days an ad account has figures for, and when they were last imported."""

    known: KnownDays
    as_of: datetime


@dataclass(frozen=True, slots=True)
class AdAccountDetail:
    """Everything the page of one ad account shows."""

    row: AdAccountRow
    industry: str
    note: str
    owner_name: str
    created_by: str
    coverage: DataCoverage | None
    may_import: bool
    may_label: bool
    may_edit: bool
    may_take_level: bool


def _value(choices: type[StrEnum], text: str) -> str:
    return text if text in list(choices) else ""


def _member(choices: Any, text: str, default: Any) -> Any:
    return choices(text) if text in list(choices) else default


def _whole(text: str, least: int, most: int, default: int) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        return default
    return min(max(int(text), least), most)
