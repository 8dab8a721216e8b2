"""Which column of a report file means what: interface labels and API names, in any order (reference 4.2, 4.3)."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bizhub.domain.errors import InvalidInput
from bizhub.domain.figures import Grain
from bizhub.domain.metrics import PART_BY_NAME, RATIOS, STORED
from bizhub.domain.names import some_of

DAY = "day"
MOST_COLUMNS = 500
"""More than any export has; a file with 150,000 would keep every other one waiting for minutes."""
_LONGEST_SHOWN = 80
LONGEST_KEY = 512
"""Characters of the name or ID of a campaign, an ad group or an ad."""
DIMENSIONS: Mapping[str, tuple[str, ...]] = {
    DAY: ("By Day", "stat_time_day", "Day", "Date"),
    "account_id": ("Account ID", "advertiser_id", "Ad account ID"),
    "account_name": ("Account name", "advertiser_name", "Ad account name", "Account", "Advertiser"),
    "campaign_id": ("Campaign ID",),
    "campaign_name": ("Campaign name", "Campaign"),
    "ad_group_id": ("Ad group ID", "adgroup_id"),
    "ad_group_name": ("Ad group name", "adgroup_name", "Ad group"),
    "ad_id": ("Ad ID",),
    "ad_name": ("Ad name", "Ad"),
    "currency": ("Currency", "Currency code"),
}
"""Columns that say what a row is about, and every heading known for each."""

_RATIO_HEADINGS: tuple[str, ...] = (
    *(name for ratio in RATIOS for name in (ratio.name, ratio.label)),
    "CTR",
    "CPC",
    "CPC (all)",
    "CVR (click)",
    "CVR (clicks)",
    "CPA",
    "Cost per conversion (CPA)",
    "real_time_cost_per_conversion",
    "real_time_conversion_rate",
    "real_time_cost_per_result",
    "average_video_play",
    "Average play time per video view",
    "average_video_play_per_user",
    "Average play time per user",
    "ROAS",
    "Complete payment ROAS",
    "onsite_shopping_roas",
    "Purchase ROAS (shop)",
)

_ROWS = r"(?:results?|rows?|records?|items?|accounts?|campaigns?|ad groups?|ads?)"
TOTAL = r"(?:grand )?totals?:?"
"""What stands before a row that sums up the others, in any case; a campaign may be called so too."""
TOTAL_OF = rf"(?:grand )?totals?(?: of [0-9][0-9.,]*(?: {_ROWS})?|:? \(?[0-9][0-9.,]* {_ROWS}\)?)"
"""What only such a row says: `Total of 54 results`."""
_YEAR, _MONTH, _DAY = "20[0-9]{2}", "(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12][0-9]|3[01])"
_DAY_IN_NAME = (
    rf"(?<![0-9])(?:{_YEAR}(?P<a>[-_.]?){_MONTH}(?P=a){_DAY}(?:[0-9]{{4}}|[0-9]{{6}})?"  # with or without its time
    rf"|{_DAY}(?P<b>[-_.]?){_MONTH}(?P=b){_YEAR})(?![0-9])"
)
_MONTH_IN_NAME = (
    rf"(?<![0-9])(?:{_YEAR}[-_.]?{_MONTH}|{_MONTH}[-_.]?{_YEAR}|{_YEAR})(?![0-9])"
    r"|(?<![A-Za-z])(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![A-Za-z])"
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read: its place (from 0), its heading as written, and the dimension or part it holds."""

    index: int
    heading: str
    field: str


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is laid out; `derived` and `unknown` are headings that are not read."""

    columns: tuple[Column, ...]
    derived: tuple[str, ...]
    unknown: tuple[str, ...]
    width: int
    grain: Grain

    @property
    def dimensions(self) -> tuple[Column, ...]:
        """Columns that say what a row is about, in the file's order."""
        return tuple(column for column in self.columns if column.field in DIMENSIONS)

    @property
    def parts(self) -> tuple[Column, ...]:
        """Columns with figures that are stored, in the file's order."""
        return tuple(column for column in self.columns if column.field in PART_BY_NAME)

    def column(self, field: str) -> Column | None:
        """The column that holds a dimension or part, if the file has it."""
        return next((column for column in self.columns if column.field == field), None)


def recognise(headings: Sequence[str]) -> Layout:
    """The layout of a file with these headings. Raises InvalidInput where it cannot be read without guessing."""
    refuse_too_wide(len(headings))
    columns, derived, unknown = [], [], []
    for index, heading in enumerate(headings):
        field = FIELD_BY_HEADING.get(_plain(heading))
        if field is not None:
            columns.append(Column(index, shown_heading(heading), field))
        elif _plain(heading) in _DERIVED:
            derived.append(shown_heading(heading))
        elif _plain(heading):
            unknown.append(shown_heading(heading))
    _require_readable(columns)
    grain = _grain({column.field for column in columns})
    return Layout(tuple(columns), tuple(derived), tuple(unknown), len(headings), grain)


def refuse_too_wide(columns: int) -> None:
    """Raise for a file of more columns than are read."""
    if columns > MOST_COLUMNS:
        raise InvalidInput(
            f"The file has more than {MOST_COLUMNS} columns. Choose fewer columns in the export and try again.",
            field="file",
        )


def shown_heading(heading: str) -> str:
    """A heading on one line, not longer than a screen is wide."""
    shown = " ".join(heading.replace("\ufeff", "").split())
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[: _LONGEST_SHOWN - 1]}…"


def count_known(headings: Sequence[str]) -> int:
    """How many headings are known; the way to tell a heading row, and its separator."""
    return sum(_plain(heading) in FIELD_BY_HEADING or _plain(heading) in _DERIVED for heading in headings)


def label_of(field: str) -> str:
    """What people call a dimension or part."""
    return DIMENSIONS[field][0] if field in DIMENSIONS else PART_BY_NAME[field].label


def is_total_label(cell: str) -> bool:
    """Whether a cell announces a row that sums up others."""
    return re.fullmatch(f"{TOTAL}|{TOTAL_OF}", cell.strip(), re.IGNORECASE) is not None


def account_in_file_name(file_name: str) -> str | None:
    """The digits in a file's name that can only be an account ID; None where several could be, or none.

    Days (2023-08-01, 20230801, 01.08.2023), months, years and the (1) of a second download are no IDs; the longest run
    of digits is. Beside a month or a year, one or two digits may belong to it (1-31 August, Q3 2023) and are no ID.
    """
    stem = re.sub(r"\([0-9]{1,3}\)", " ", re.sub(r"\.[A-Za-z]+$", "", file_name))
    rest, months = re.subn(_MONTH_IN_NAME, " ", re.sub(_DAY_IN_NAME, " ", stem), flags=re.IGNORECASE)
    runs = sorted(set(re.findall(r"[0-9]{3,}" if months else r"[0-9]+", rest)), key=len, reverse=True)
    if not runs or (len(runs) > 1 and len(runs[0]) == len(runs[1])):
        return None
    return str(runs[0])


def _require_readable(columns: Sequence[Column]) -> None:
    if not columns:
        raise InvalidInput("This does not look like an Ads Manager export: none of its columns is known.", field="file")
    by_field: dict[str, list[str]] = {}
    for column in columns:
        by_field.setdefault(column.field, []).append(column.heading)
    for field, headings in by_field.items():
        if len(headings) > 1:
            count = "Two" if len(headings) == 2 else str(len(headings))
            named = some_of([f"“{heading}”" for heading in headings])
            raise InvalidInput(f"{count} columns mean {label_of(field)}: {named}. Keep one of them.", field="file")
    if DAY not in by_field:
        raise InvalidInput(
            "The file has no day column. Switch on the “By Day” breakdown in the export and try again.", field="file"
        )
    if "spend" not in by_field:
        raise InvalidInput("The file has no “Cost” column. Add it to the export's columns and try again.", field="file")


def _grain(fields: set[str]) -> Grain:
    for grain, names in (
        (Grain.AD, {"ad_id", "ad_name"}),
        (Grain.AD_GROUP, {"ad_group_id", "ad_group_name"}),
        (Grain.CAMPAIGN, {"campaign_id", "campaign_name"}),
    ):
        if fields & names:
            return grain
    return Grain.ACCOUNT


def _plain(heading: str) -> str:
    """Case, blanks and underscores do not matter: `Ad group name` is `ad_group_name`."""
    return re.sub(r"[\s_\ufeff]+", "", unicodedata.normalize("NFKC", heading)).casefold()


FIELD_BY_HEADING: Mapping[str, str] = {
    **{_plain(heading): field for field, headings in DIMENSIONS.items() for heading in headings},
    **{_plain(heading): part.name for part in STORED for heading in (part.name, part.label, *part.aliases)},
}
_DERIVED = frozenset(_plain(heading) for heading in _RATIO_HEADINGS)
