"""A process that changes the team of a center without end, for tests that kill it."""

import os
import random
from collections.abc import Sequence
from typing import Any

from bizhub.domain.levels import Pair
from bizhub.services import ad_account_people, asset_group_list, asset_groups, levels, members
from bizhub.services import runtime as runtimes
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, begin
from bizhub.settings import Settings


def change_for_ever(
    settings: Settings, admin: Caller, people: Sequence[str], accounts: Sequence[str], group: str, acknowledged: int
) -> None:
    """One change after the other; each that is acknowledged is a byte into a pipe."""
    runtime = runtimes.start(settings)
    os.write(acknowledged, b"+")
    while True:
        _change(runtime, admin, random.choice(people), random.choice(accounts), group)
        os.write(acknowledged, b".")


def _change(runtime: Runtime, admin: Caller, person: str, account: str, group: str) -> None:
    """Something that is other than it was, so that it has its entry."""
    with begin(runtime, admin, write=True) as work:
        now = asset_group_list.view_group(work, group_id=group)
        match random.randrange(4):
            case 0:
                role = str(members.current(work, person).role)
                seen = {"role": role, "finance_role": ""}
                other = "STANDARD" if role == "ADMIN" else "ADMIN"
                members.change_role(work, user_id=person, role=other, finance_role="", seen=seen)
            case 1:
                is_in = person in {member.user_id for member in now.members}
                arguments: Any = {"remove" if is_in else "add": [person]}
                asset_groups.change_members(work, group_id=group, **arguments)
            case 2:
                is_in = account in {found.id for found in now.ad_accounts}
                asset_groups.change_ad_accounts(work, group_id=group, **{"remove" if is_in else "add": [account]})
            case _:
                held = levels.held_directly(work, Pair(int(account), int(person)))
                level = held.level.value if held else ""
                ad_account_people.set_level(
                    work, ad_account_id=account, user_id=person, seen={"level": level, "until": ""},
                    level=random.choice(sorted({"", "ANALYST", "OPERATOR", "ADMIN"} - {level})),
                )  # fmt: skip
