"""What BizHub remembers for a person, by name."""

import json
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, insert, select

from bizhub.models.user import UserPreference
from bizhub.services.access import USER
from bizhub.services.work import Work

PREFERENCE = cast(Table, UserPreference.__table__)  # type: ignore[attr-defined]

_VALUE = select(PREFERENCE.c.value).where(
    PREFERENCE.c.user_id == bindparam("user"), PREFERENCE.c.name == bindparam("name")
)


def read_preference(work: Work, name: str) -> Any:
    """The remembered value (JSON), or None."""
    stored = work.connection.execute(_VALUE, {"user": work.user_id, "name": name}).scalar()
    return None if stored is None else json.loads(stored)


def write_preference(work: Work, name: str, value: Any) -> None:
    """Remember a value (JSON) in place of the one before."""
    # PostgreSQL lets two tabs of one person insert at once; they queue on the person's row.
    work.connection.execute(select(USER.c.id).where(USER.c.id == work.user_id).with_for_update())
    mine = (PREFERENCE.c.user_id == work.user_id, PREFERENCE.c.name == name)
    work.connection.execute(delete(PREFERENCE).where(*mine))
    row = {"user_id": work.user_id, "name": name, "value": json.dumps(value), "updated_at": work.now}
    work.connection.execute(insert(PREFERENCE).values(**row))
