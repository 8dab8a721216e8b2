"""SQL on known days: a row for each run of days that imports have told about an account.

Between two runs of an account lies a day that no import told about. What is true of the account as a whole stands in
each of its rows, so that questions about it read one table.
"""

import json
from collections.abc import Iterable, Sequence

from bizhub.adapters.insights_sql import HERE, IDS, Query, id_list
from bizhub.domain.figures import Period

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS known (account_id BIGINT NOT NULL, first_day DATE NOT NULL, last_day DATE NOT NULL, "
    "data_as_of TIMESTAMP NOT NULL, batch_id VARCHAR NOT NULL)"
)
COVERAGE = "SELECT first_day, last_day, data_as_of, batch_id FROM known WHERE account_id = ? ORDER BY first_day"
RUNS = f"SELECT account_id, first_day, last_day FROM known WHERE account_id IN {IDS}"
FORGET = f"DELETE FROM known WHERE account_id IN {IDS}"
RENEW = f"UPDATE known SET data_as_of = ? WHERE account_id IN {IDS}"

KNOWS_ENDS_ONLY = f"SELECT 1 FROM duckdb_tables() WHERE {HERE} AND schema_name = 'main' AND table_name = 'coverage'"
"""Whether a database is so old that it has the first and the last day of each account and not what lies between."""
FORGET_ENDS = "DROP TABLE coverage"
DAYS_WITH_FIGURES = (
    "SELECT account_id, min(day), max(day) FROM (SELECT account_id, day, "
    "day - CAST(row_number() OVER (PARTITION BY account_id ORDER BY day) AS INTEGER) AS run FROM daily) "
    "GROUP BY account_id, run"
)
"""(account, first day, last day) of days that follow each other, each with figures."""
_RUNS = (
    'SELECT unnest(from_json(?, \'[{"account_id":"BIGINT","first_day":"DATE","last_day":"DATE"}]\'), recursive := true)'
)


def learn(runs: Iterable[tuple[int, Period]], moment: object, batch_id: str) -> Query:
    """Store the runs of accounts that have none."""
    return Query(f"INSERT INTO known SELECT *, ?, ? FROM ({_RUNS})", [moment, batch_id, _listed(runs)])


def learn_from_ends(runs: Iterable[tuple[int, Period]]) -> Query:
    """Store runs of all accounts that have figures in a database that has had none yet."""
    told = "SELECT r.*, c.data_as_of, c.batch_id"
    return Query(f"INSERT INTO known {told} FROM ({_RUNS}) r JOIN coverage c USING (account_id)", [_listed(runs)])


def freshness(account_ids: Sequence[int]) -> Query:
    """(accounts with figures, first day, last day, accounts with these), a row for each run."""
    if len(account_ids) == 1:  # nothing to join: half the time, and every answer about one account asks this first
        return Query("SELECT 1, first_day, last_day, 1 FROM known WHERE account_id = ?", [account_ids[0]])
    return Query(
        f"WITH asked AS (SELECT * FROM known WHERE account_id IN {IDS}) "
        "SELECT (SELECT count(DISTINCT account_id) FROM asked), first_day, last_day, count(*) "
        "FROM asked GROUP BY first_day, last_day",
        [id_list(account_ids)],
    )


def covering(account_ids: Sequence[int], period: Period) -> Query:
    """The accounts that know all days of a period."""
    where = f"first_day <= ? AND last_day >= ? AND account_id IN {IDS}"
    return Query(f"SELECT account_id FROM known WHERE {where}", [period.first, period.last, id_list(account_ids)])


def _listed(runs: Iterable[tuple[int, Period]]) -> str:
    return json.dumps(
        [{"account_id": account_id, "first_day": str(run.first), "last_day": str(run.last)} for account_id, run in runs]
    )
