"""What an asset group gives: one row of access_grant for each of its members and ad accounts, brought up to date.

So that effective access is read in one place (decision 16), whatever way it came.
"""

from datetime import datetime
from itertools import product
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, select, update

from bizhub.domain.asset_groups import MOST_PAIRS
from bizhub.domain.errors import InvalidInput
from bizhub.domain.ids import new_ids
from bizhub.domain.levels import Pair, Via
from bizhub.models.team import AssetGroup, AssetGroupAdAccount, AssetGroupMember
from bizhub.services import levels
from bizhub.services.access import GRANT, not_over_at
from bizhub.services.work import Work

GROUP = cast(Table, AssetGroup.__table__)  # type: ignore[attr-defined]
GROUP_MEMBER = cast(Table, AssetGroupMember.__table__)  # type: ignore[attr-defined]
GROUP_ACCOUNT = cast(Table, AssetGroupAdAccount.__table__)  # type: ignore[attr-defined]

_GROUP = select(GROUP.c.center_id, GROUP.c.level, GROUP.c.ended_at).where(GROUP.c.id == bindparam("group"))
_PEOPLE = select(GROUP_MEMBER.c.user_id, GROUP_MEMBER.c.valid_until, GROUP_MEMBER.c.added_by).where(
    GROUP_MEMBER.c.asset_group_id == bindparam("group"), GROUP_MEMBER.c.ended_at.is_(None)
)
_ACCOUNTS = select(GROUP_ACCOUNT.c.ad_account_id).where(
    GROUP_ACCOUNT.c.asset_group_id == bindparam("group"), GROUP_ACCOUNT.c.ended_at.is_(None)
)
_STANDING = select(GRANT.c.id, GRANT.c.ad_account_id, GRANT.c.user_id, GRANT.c.level, GRANT.c.valid_until).where(
    GRANT.c.asset_group_id == bindparam("group"), not_over_at(bindparam("moment"))
)
_REVOKE = update(GRANT).where(GRANT.c.id == bindparam("grant"))

_Given = tuple[int, int, str, datetime | None]
"""Ad account, person, level, end."""


def follow(work: Work, group_id: int) -> None:
    """Let the levels follow a change of a group in the same transaction; what stays as it was is not touched.

    Raises InvalidInput for a group that would give too much.
    """
    values: dict[str, Any] = {"group": group_id, "moment": work.now}
    group = work.connection.execute(_GROUP, values).one()
    people = work.connection.execute(_PEOPLE, values).all() if group.ended_at is None else []
    accounts = work.connection.execute(_ACCOUNTS, values).scalars().all() if people else []
    if len(people) * len(accounts) > MOST_PAIRS:
        raise InvalidInput(
            f"A group has at most {MOST_PAIRS:,} pairs of a member and an ad account; this would be "
            f"{len(people) * len(accounts):,}."
        )
    wanted: dict[_Given, int] = {
        (account, person.user_id, group.level, person.valid_until): person.added_by
        for account, person in product(accounts, people)
        if person.valid_until is None or person.valid_until > work.now
    }
    standing: dict[_Given, int] = {tuple(row[1:]): row.id for row in work.connection.execute(_STANDING, values)}
    over = [{"grant": number, "revoked_at": work.now} for given, number in standing.items() if given not in wanted]
    if over:
        work.connection.execute(_REVOKE, over)
    new = [(given, giver) for given, giver in wanted.items() if given not in standing]
    shared = {"center_id": group.center_id, "valid_from": work.now, "via": Via.GROUP.value, "asset_group_id": group_id}
    names = ("ad_account_id", "user_id", "level", "valid_until")
    began = new_ids(len(new))
    rows = [
        {"id": own, **dict(zip(names, given, strict=True)), "granted_by": giver, "reason": "", **shared}
        for own, (given, giver) in zip(began, new, strict=True)
    ]
    if rows:
        work.connection.execute(insert(GRANT), rows)
    moved = [given for given in standing if given not in wanted] + [given for given, _ in new]
    levels.tell(
        work,
        [Pair(given[0], given[1]) for given in moved],
        began=began,
        ended=[number for given, number in standing.items() if given not in wanted],
    )
