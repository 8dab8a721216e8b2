"""SQL on when an import last told about a day: rows of days that follow each other, none of them in two rows.

Known days are joined to runs whatever brought them; these are not, since one part of a run may be older than another.
"""

from collections.abc import Sequence

from bizhub.adapters.insights_sql import IDS, Query, id_list
from bizhub.adapters.insights_staged import LEADS
from bizhub.domain.figures import Period

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS told (account_id BIGINT NOT NULL, first_day DATE NOT NULL, last_day DATE NOT NULL, "
    "data_as_of TIMESTAMP NOT NULL)"
)
LEARN_FROM_KNOWN = (
    "INSERT INTO told SELECT account_id, first_day, last_day, data_as_of FROM known "
    "WHERE NOT EXISTS (SELECT 1 FROM told)"
)
"""For a database that is older than this table."""
LEARN_OF_ACCOUNTS = (
    f"INSERT INTO told SELECT account_id, first_day, last_day, data_as_of FROM known WHERE account_id IN {IDS}"
)
_SHARED = f"FROM told JOIN {LEADS} AS lead ON told.account_id = lead.account_id"

CUT_OUT = (
    "INSERT INTO told SELECT told.account_id, told.first_day, lead.first_day - 1, told.data_as_of "
    f"{_SHARED} WHERE told.first_day < lead.first_day AND told.last_day >= lead.first_day",
    "INSERT INTO told SELECT told.account_id, lead.last_day + 1, told.last_day, told.data_as_of "
    f"{_SHARED} WHERE told.first_day <= lead.last_day AND told.last_day > lead.last_day",
    f"DELETE FROM told USING {LEADS} AS lead WHERE told.account_id = lead.account_id "
    "AND told.first_day <= lead.last_day AND told.last_day >= lead.first_day",
)
"""Cuts out of what was told what is told again. Takes where the sources lead, each to another account."""
TELL = f"INSERT INTO told SELECT account_id, first_day, last_day, ? FROM {LEADS}"


def oldest(account_ids: Sequence[int], period: Period) -> Query:
    """The oldest moment at which a day of a period was last told about."""
    where = f"first_day <= ? AND last_day >= ? AND account_id IN {IDS}"
    return Query(f"SELECT min(data_as_of) FROM told WHERE {where}", [period.last, period.first, id_list(account_ids)])
