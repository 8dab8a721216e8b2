"""Plausible figures for the demo and the bench, made inside DuckDB: the same seed gives the same figures."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bizhub.adapters import clock
from bizhub.adapters import insights_sql as sql
from bizhub.adapters.insights_store import InsightsStore
from bizhub.adapters.insights_told import LEARN_OF_ACCOUNTS
from bizhub.adapters.watch import UNWATCHED, Watch
from bizhub.domain.figures import Period

CHUNK_ROWS = 1_000_000
BATCH = "demo"
_MADE = ("spend", "impressions", "clicks", "conversion", "engagements", "video_play_actions")
_CAMPAIGNS = (
    "Prospecting",
    "Retargeting",
    "Spring sale",
    "New arrivals",
    "App installs",
    "Brand",
    "Lookalikes",
    "Summer",
)
_GROUPS = ("Women 18-24", "Women 25-34", "Men 18-24", "Men 25-34", "Broad")
_ADS = ("Video A", "Video B", "Carousel", "Creator", "Spark ad", "Slideshow", "Static")


def _share(*what: str) -> str:
    """A number from 0 to 1 that depends on nothing but the seed and these columns."""
    return f"(hash({', '.join(['$seed', *what])}) % 1000000) / 1000000.0"


def _pick(names: Sequence[str], number: str) -> str:
    listed = ", ".join(f"'{name}'" for name in names)
    return f"[{listed}][1 + (({number}) % {len(names)})::INTEGER]"


_ROWS = f"""
WITH account AS (
    SELECT (a->>0)::BIGINT AS account_id, (a->>1)::DOUBLE AS scale, (a->>2)::INTEGER AS decimals
    FROM (SELECT unnest(from_json($accounts, '["JSON"]')) AS a)
), campaign AS (
    SELECT *, {_pick(_CAMPAIGNS, "k")} || CASE WHEN k < {len(_CAMPAIGNS)} THEN '' ELSE ' ' || k END AS campaign,
        {_pick(_GROUPS, "hash($seed, account_id, k, 5)")} AS ad_group,
        {_pick(_ADS, "hash($seed, account_id, k, 6)")} AS ad,
        250 * pow(60, {_share("account_id", "k", "1")}) AS size, 1.5 + 7 * {_share("account_id", "k", "2")} AS cpm,
        0.004 + 0.014 * {_share("account_id", "k", "3")} AS ctr, 0.01 + 0.05 * {_share("account_id", "k", "4")} AS cvr
    FROM account, range($campaigns) numbers(k)
), calendar AS (
    SELECT $first::DATE + d::INTEGER AS day, d,
        1 + 0.2 * sin(2 * pi() * d / 7) + 0.15 * sin(2 * pi() * d / 365) AS season
    FROM range($days) numbers(d)
), delivered AS (
    SELECT *, round(size * season * (0.7 + 0.6 * {_share("account_id", "k", "d")}))::BIGINT AS impressions,
        {_share("account_id", "k", "d", "7")} AS luck
    FROM campaign, calendar
), clicked AS (
    SELECT *, round(impressions * ctr * (0.8 + 0.4 * luck))::BIGINT AS clicks FROM delivered
)
SELECT account_id, day, campaign, ad_group, ad, '' AS campaign_name, '' AS ad_group_name, '' AS ad_name,
    (round(impressions * cpm * scale / 1000, decimals) * 1000000)::BIGINT AS spend, impressions, clicks,
    round(clicks * cvr * (0.6 + 0.8 * luck))::BIGINT AS conversion, round(clicks * 1.3)::BIGINT AS engagements,
    round(impressions * 0.6)::BIGINT AS video_play_actions
FROM clicked ORDER BY account_id, day, k
"""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account to fill. `units_per_dollar` scales money to its currency; `decimals` rounds it."""

    account_id: int
    units_per_dollar: float = 1.0
    decimals: int = 2


def fill_with_demo_figures(
    store: InsightsStore,
    accounts: Sequence[DemoAccount],
    period: Period,
    *,
    campaigns: int = 5,
    seed: int = 1,
    watch: Watch = UNWATCHED,
) -> int:
    """Give each account a row for each day and campaign; returns how many rows. What it had is replaced.

    Chunks are written whole, in the order of the account IDs, so that the facts come to lie sorted.
    """
    store.widen(_MADE)
    ordered = sorted(accounts, key=lambda account: account.account_id)
    step = max(1, CHUNK_ROWS // (period.days * campaigns))
    for start in range(0, len(ordered), step):
        watch.reached(start / len(ordered))
        _fill(store, ordered[start : start + step], period, campaigns, seed)
    watch.reached(1.0)
    return len(ordered) * period.days * campaigns


def _fill(store: InsightsStore, accounts: Sequence[DemoAccount], period: Period, campaigns: int, seed: int) -> None:
    values = {
        "seed": seed,
        "accounts": json.dumps(
            [[account.account_id, account.units_per_dollar, account.decimals] for account in accounts]
        ),
        "first": period.first,
        "days": period.days,
        "campaigns": campaigns,
    }
    ids = sql.id_list([account.account_id for account in accounts])
    with store.writing() as cursor:
        for table in (*sql.TABLES, "known", "told"):
            cursor.execute(f"DELETE FROM {table} WHERE account_id IN {sql.IDS}", [ids])
        cursor.execute(f"CREATE OR REPLACE TEMP TABLE demo AS {_ROWS}", values)
        cursor.execute("INSERT INTO facts BY NAME FROM demo")
        sums = ", ".join(f"CAST(sum({name}) AS BIGINT) AS {name}" for name in _MADE)
        cursor.execute(
            f"INSERT INTO daily BY NAME SELECT account_id, day, {sums}, count(*) AS fact_rows FROM demo "
            "GROUP BY account_id, day ORDER BY account_id, day"
        )
        cursor.execute(
            "INSERT INTO known SELECT account_id, min(day), max(day), ?, ? FROM demo GROUP BY 1",
            [clock.now().replace(tzinfo=None), BATCH],
        )
        cursor.execute(LEARN_OF_ACCOUNTS, [ids])
