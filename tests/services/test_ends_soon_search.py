"""A search of what ends soon, in the largest center."""

from datetime import date
from typing import Any

from sqlalchemy import insert

from bizhub.domain.ids import new_ids
from bizhub.services import ad_account_people, ends_soon
from bizhub.services.access import MEMBERSHIP, USER
from bizhub.services.runtime import Runtime
from tests.factories import LONG_AGO, MadeUser, World
from tests.services.team import Team
from tests.sign_in_steps import MovableClock

ALL_OF_THEM = 4_000


def test_words_that_are_in_every_name_are_searched(
    runtime: Runtime, world: World, center: str, olga: MadeUser, moved_clock: MovableClock
) -> None:
    team = Team(runtime, center)
    team.keep_sessions()
    numbers, places = list(new_ids(ALL_OF_THEM)), new_ids(ALL_OF_THEM)
    with runtime.database.transaction(write=True) as connection:
        connection.execute(insert(USER), [person(number) for number in numbers])
        connection.execute(insert(MEMBERSHIP), list(map(membership, places, numbers, [int(center)] * ALL_OF_THEM)))
    shop, last = world.ad_account(center, olga), str(numbers[-1])
    team.act(
        olga, ad_account_people.set_level, ad_account_id=shop, user_id=last, level="ANALYST", until=date(2026, 11, 30),
        seen={},
    )  # fmt: skip
    found = {words: team.act(olga, ends_soon.list_ends_soon, search=words) for words in ("a b c d e f", "a shop", "z")}
    assert {words: [row.person for row in page.rows] for words, page in found.items()} == {
        "a b c d e f": [f"abcdef {last}"], "a shop": [f"abcdef {last}"], "z": [],
    }  # fmt: skip


def person(number: int) -> dict[str, Any]:
    return {
        "id": number, "name": f"abcdef {number}", "email": f"{number}@example.org", "password_hash": "!", "locale": "",
        "password_changed_at": LONG_AGO, "created_at": LONG_AGO,
    }  # fmt: skip


def membership(place: int, user: int, center: int) -> dict[str, Any]:
    return {
        "id": place, "center_id": center, "user_id": user, "role": "STANDARD", "valid_from": LONG_AGO, "added_by": user,
    }  # fmt: skip
