"""What a page of insights shows, as its address says it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from bizhub.domain.days import known_day
from bizhub.domain.figures import Dimension, Drill, Order
from bizhub.domain.insights import Question
from bizhub.domain.metrics import METRICS, TABLE
from bizhub.domain.report_layout import LONGEST_KEY

NAME, DAY = "name", "day"
CHART_METRICS = ("spend", "impressions", "clicks", "conversion")
MOST_COLUMNS = 20
_OF_ONE_TABLE = frozenset({"by", "campaign", "ad_group", "search", "page"})


@dataclass(frozen=True, slots=True)
class InsightsView:
    """Filters, table and chart of the page; every field has the value that an address without it means."""

    own_only: bool = False
    first: date | None = None
    last: date | None = None
    convert_to: str = ""
    metric: str = "spend"
    chart_currency: str = ""
    by: Dimension | None = None
    campaign: str = ""
    ad_group: str = ""
    search: str = ""
    columns: tuple[str, ...] = TABLE
    sort: str = "spend"
    descending: bool = True
    page: int = 1

    def question(self, ad_account_id: str) -> Question:
        """What is asked of one ad account, or of all with an empty ID."""
        return Question(ad_account_id, self.own_only, self.first, self.last, self.convert_to)

    def dimension(self, ad_account_id: str) -> Dimension:
        """What the table has a row for: the choice where it fits, else accounts over all and campaigns in one."""
        if self.by is not None and not (self.by is Dimension.ACCOUNT and ad_account_id):
            return self.by
        return Dimension.CAMPAIGN if ad_account_id else Dimension.ACCOUNT

    @property
    def drill(self) -> Drill:
        """What the table was narrowed to."""
        return Drill(campaign=self.campaign or None, ad_group=self.ad_group or None, search=self.search)

    @property
    def order(self) -> Order:
        """How the table is sorted."""
        return Order(self.sort, self.descending)

    def sorted_by(self, key: str) -> "InsightsView":
        """Sorted by another column, or by the same the other way round."""
        if key == self.sort:
            return replace(self, descending=not self.descending, page=1)
        return replace(self, sort=key, descending=key != NAME, page=1) if _is_sort(key) else self

    def as_query(self) -> dict[str, str]:
        """The parameters of the address; what is usual is left out."""
        said = {
            "view": "own" if self.own_only else "",
            "from": self.first.isoformat() if self.first else "",
            "to": self.last.isoformat() if self.last else "",
            "in": self.convert_to,
            "metric": "" if self.metric == "spend" else self.metric,
            "chart": self.chart_currency,
            "by": self.by.value if self.by else "",
            "campaign": self.campaign,
            "ad_group": self.ad_group,
            "search": self.search,
            "columns": "" if self.columns == TABLE else ",".join(self.columns),
            "sort": "" if (self.sort, self.descending) == ("spend", True) else self._sort_text(),
            "page": "" if self.page == 1 else str(self.page),
        }
        return {name: text for name, text in said.items() if text}

    def elsewhere(self) -> dict[str, str]:
        """The parameters that hold for another table as well: all but which rows this one has."""
        return {name: text for name, text in self.as_query().items() if name not in _OF_ONE_TABLE}

    def _sort_text(self) -> str:
        return f"-{self.sort}" if self.descending else self.sort


def view_from_query(query: Mapping[str, str]) -> InsightsView:
    """The view an address asks for; what makes no sense is as if it were not there."""
    said = {name: str(value) for name, value in query.items()}
    sort = said.get("sort", "-spend")
    key = sort.removeprefix("-")
    columns = tuple(name for name in said.get("columns", "").split(",") if name in METRICS)[:MOST_COLUMNS]
    return InsightsView(
        own_only=said.get("view") == "own",
        first=known_day(said.get("from", "")),
        last=known_day(said.get("to", "")),
        convert_to=_code(said.get("in", "")),
        metric=said["metric"] if said.get("metric") in CHART_METRICS else "spend",
        chart_currency=_code(said.get("chart", "")),
        by=_dimension(said.get("by", "")),
        campaign=said.get("campaign", "")[:LONGEST_KEY],
        ad_group=said.get("ad_group", "")[:LONGEST_KEY],
        search="" if said.get("by") == Dimension.DAY else said.get("search", "").strip()[:LONGEST_KEY],
        columns=columns or TABLE,
        sort=key if _is_sort(key) else "spend",
        descending=sort.startswith("-") or not _is_sort(key),
        page=_page(said.get("page", "")),
    )


def _is_sort(key: str) -> bool:
    return key in METRICS or key in {NAME, DAY}


def _code(text: str) -> str:
    return text if len(text) == 3 and text.isascii() and text.isalpha() and text.isupper() else ""


def _dimension(text: str) -> Dimension | None:
    return Dimension(text) if text in set(Dimension) else None


def _page(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) <= 6 else 1
