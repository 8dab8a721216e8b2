"""SQL on the staged rows of an import and on what they replace, for any number of ad accounts at once.

Where each source of a file leads is a list made by `listed`; it is the only parameter of most statements, once for each
time that they say so.
"""

import json
import re
from collections.abc import Collection, Iterable, Sequence

from bizhub.adapters.insights_sql import HERE, KEYS, LABELS, daily_columns, fact_columns, sum_of
from bizhub.domain.figures import Grain, Replacement

_STAGED_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
LEADS = (
    "(SELECT unnest(from_json(?, "
    '\'[{"source":"VARCHAR","account_id":"BIGINT","first_day":"DATE","last_day":"DATE"}]\'), recursive := true))'
)

DELIVERED = f"SELECT column_name FROM duckdb_columns() WHERE {HERE} AND schema_name = 'staging' AND table_name = ?"
BATCHES = f"SELECT table_name FROM duckdb_tables() WHERE {HERE} AND schema_name = 'staging' ORDER BY 1"
_GRAIN = (
    "count(*), coalesce(bool_or(ad <> ''), false), coalesce(bool_or(ad_group <> ''), false), "
    "coalesce(bool_or(campaign <> ''), false)"
)
GRAIN_IN_PERIOD = f"SELECT {_GRAIN} FROM facts WHERE account_id = ? AND day BETWEEN ? AND ?"


def staging_table(batch_id: str) -> str:
    """The table with the staged rows of a batch. Raises ValueError for an ID that is no plain word."""
    if not _STAGED_NAME.fullmatch(batch_id):
        raise ValueError(batch_id)
    return f'staging."{batch_id}"'


def listed(replacements: Iterable[Replacement]) -> str:
    """The parameter that says where the sources lead."""
    return json.dumps(
        [
            {
                "source": one.source,
                "account_id": one.account_id,
                "first_day": str(one.period.first),
                "last_day": str(one.period.last),
            }
            for one in replacements
        ]
    )


def delete_periods(table: str) -> str:
    """Remove what is replaced from facts or daily sums. Takes where the sources lead."""
    here = f"{table}.account_id = lead.account_id AND {table}.day BETWEEN lead.first_day AND lead.last_day"
    return f"DELETE FROM {table} USING {LEADS} AS lead WHERE {here}"


def periods(table: str) -> str:
    """(source, first day, last day) of staged rows. Takes a JSON list of sources."""
    asked = "(SELECT unnest(from_json(?, '[\"VARCHAR\"]')))"
    return f"SELECT source, min(day), max(day) FROM {table} WHERE source IN {asked} GROUP BY source"


def staged_rows(table: str, columns: Sequence[str], parts: Sequence[str]) -> str:
    """Staged rows with their source in the columns of the facts; what the file did not deliver is NULL.

    Takes where the sources lead.
    """
    labels = [name if name in columns else f"'' AS {name}" for name in LABELS]
    sums = [name if name in columns else f"NULL::BIGINT AS {name}" for name in parts]
    selected = ", ".join(["source", "account_id", "day", *KEYS, *labels, *sums])
    return f"SELECT {selected} FROM {table} JOIN {LEADS} USING (source) WHERE day BETWEEN first_day AND last_day"


def stored_rows(stored: Collection[str], parts: Sequence[str]) -> str:
    """The facts that would be replaced, with the source that would do so; sums without a column are NULL.

    Takes where the sources lead.
    """
    sums = [name if name in stored else f"NULL::BIGINT AS {name}" for name in parts]
    selected = ", ".join(["source", *fact_columns(sums)])
    return f"SELECT {selected} FROM facts JOIN {LEADS} USING (account_id) WHERE day BETWEEN first_day AND last_day"


def daily_of(rows: str, parts: Sequence[str]) -> str:
    """Roll fact rows up to days. Reach is kept where a day has one row, since it cannot be added up."""
    sums = [f"CAST({sum_of(name)} AS BIGINT) AS {name}" for name in parts]
    return (
        f"SELECT account_id, day, {', '.join(sums)}, count(*) AS fact_rows "
        f"FROM ({rows}) GROUP BY account_id, day ORDER BY account_id, day"
    )


def insert_facts(rows: str, parts: Sequence[str], order: str) -> str:
    """Insert fact rows by the names of their columns."""
    columns = ", ".join(fact_columns(parts))
    return f"INSERT INTO facts ({columns}) SELECT {columns} FROM ({rows}){order}"


def insert_daily(rows: str, parts: Sequence[str]) -> str:
    """Insert the daily sums of fact rows."""
    columns = ", ".join(daily_columns(parts))
    return f"INSERT INTO daily ({columns}) SELECT {columns} FROM ({daily_of(rows, parts)})"


def grain_from(row: Sequence[object]) -> Grain | None:
    """The grain that the first columns of GRAIN_IN_PERIOD or `sums_of` tell; None where nothing is stored."""
    count, *has = row
    finest = (Grain.AD, Grain.AD_GROUP, Grain.CAMPAIGN)
    if not count:
        return None
    return next((grain for grain, found in zip(finest, has, strict=True) if found), Grain.ACCOUNT)


def blocks_of(table: str, block_rows: int) -> str:
    """Select how many blocks of rows a source has, the days each spans added up, and the days all span."""
    spans = f"SELECT min(day) AS a, max(day) AS z FROM {table} WHERE source = ? GROUP BY rowid // {block_rows}"
    return f"SELECT count(*), sum(z - a + 1), max(z) - min(a) + 1 FROM ({spans})"


def rows_by_account(rows: str) -> str:
    """(account, number of fact rows)."""
    return f"SELECT account_id, count(*) FROM ({rows}) GROUP BY account_id"


def sums_of(rows: str, parts: Sequence[str]) -> str:
    """(source, four columns about the grain, of which the first is the number of rows, sums…) of fact rows."""
    sums = "".join(f", sum({name})" for name in parts)
    return f"SELECT source, {_GRAIN}{sums} FROM ({rows}) GROUP BY source"


def changed_days(stored: str, staged: str, parts: Sequence[str]) -> str:
    """(source, day) of each day on which any row differs. Takes where the sources lead, twice."""
    return (
        "SELECT coalesce(a.source, b.source), coalesce(a.day, b.day) "
        f"FROM ({_fingerprints(stored, parts)}) a FULL JOIN ({_fingerprints(staged, parts)}) b "
        "ON a.source = b.source AND a.day = b.day "
        "WHERE a.n IS DISTINCT FROM b.n OR a.print IS DISTINCT FROM b.print"
    )


def _fingerprints(rows: str, parts: Sequence[str]) -> str:
    """Per source and day, a number that differs when any row of the day does."""
    columns = ", ".join(fact_columns(parts)[2:])
    return f"SELECT source, day, count(*) AS n, sum(hash({columns})) AS print FROM ({rows}) GROUP BY source, day"
