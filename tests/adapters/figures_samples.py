"""Made-up facts with sums known in Python, and the report files that carry them."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bizhub.adapters.insights_store import InsightsStore
from bizhub.domain.figures import Period
from tests.data.reports import as_text

FIRST = date(2026, 3, 1)
HEADINGS = [
    "By Day",
    "Campaign name",
    "Ad group name",
    "Ad name",
    "Cost",
    "Impressions",
    "Clicks",
    "Conversions",
    "Reach",
]


@dataclass(frozen=True, slots=True)
class Fact:
    """One delivered row; cost in cents."""

    account_id: int
    day: date
    campaign: str
    ad_group: str
    ad: str
    cents: int
    impressions: int
    clicks: int
    conversions: int
    reach: int

    def cells(self) -> list[str]:
        """The row as an export writes it."""
        numbers = (self.impressions, self.clicks, self.conversions, self.reach)
        cost = f"{self.cents // 100}.{self.cents % 100:02d}"
        return [self.day.isoformat(), self.campaign, self.ad_group, self.ad, cost, *map(str, numbers)]


def make_facts(account_id: int, *, days: int = 10, seed: int = 0) -> list[Fact]:
    """Two campaigns with two ad groups of two ads each, on every day."""
    chance = random.Random(f"{account_id}.{seed}")
    return [
        Fact(
            account_id,
            FIRST + timedelta(days=day),
            f"Campaign {campaign}",
            f"Group {group}",
            f"Ad {ad}",
            *(chance.randrange(most) for most in (100_000, 10_000, 500, 20, 5_000)),
        )
        for day in range(days)
        for campaign in range(2)
        for group in range(2)
        for ad in range(2)
    ]


def write_facts(path: Path, facts: Iterable[Fact]) -> Path:
    """A report with these rows."""
    path.write_text(as_text([HEADINGS, *(fact.cells() for fact in facts)]), encoding="utf-8")
    return path


def store_facts(store: InsightsStore, folder: Path, facts: list[Fact], *, batch: str = "1") -> Period:
    """Import the facts of one account the way the service does."""
    path = write_facts(folder / f"{batch}.csv", facts)
    (found,) = store.stage(batch, path, file_name="report.csv").accounts
    store.swap(batch, found.source, facts[0].account_id, found.period)
    store.drop(batch)
    return found.period


def sums_of(facts: Iterable[Fact]) -> dict[str, int]:
    """Cost in micros and the counts."""
    rows = list(facts)
    return {
        "spend": sum(fact.cents for fact in rows) * 10_000,
        "impressions": sum(fact.impressions for fact in rows),
        "clicks": sum(fact.clicks for fact in rows),
        "conversion": sum(fact.conversions for fact in rows),
    }
