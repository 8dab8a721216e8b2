"""Effective access, stated a second time over plain dicts, agrees with the queries at any moment."""

import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert

from bizhub.domain.ids import new_id
from bizhub.services import access
from bizhub.services.runtime import Runtime
from tests.factories import World

START = datetime(2026, 5, 1, tzinfo=UTC)
HOURS = st.integers(0, 4)
LOW_TO_HIGH = ("ANALYST", "OPERATOR", "ADMIN")

Cast = dict[str, list[int]]

GRANTS = st.lists(
    st.fixed_dictionaries(
        {
            "user": st.integers(0, 1),
            "center": st.integers(0, 1),
            "account": st.integers(0, 2),
            "level": st.sampled_from(LOW_TO_HIGH),
            "since": HOURS,
            "until": st.none() | HOURS,
            "revoked": st.none() | HOURS,
        }
    ),
    max_size=8,
)
OWNER = (0, 0, 1)
"""The center of each ad account."""


class Undone(Exception):
    """Takes the grants of one example back."""


def is_valid(grant: dict[str, Any], hour: float) -> bool:
    ends = [grant[name] for name in ("until", "revoked") if grant[name] is not None]
    return grant["since"] <= hour and all(hour < end for end in ends)


def level_of(grants: Sequence[dict[str, Any]], user: int, center: int, account: int, hour: float) -> str | None:
    """The highest level that any valid grant gives in a center, on an account of that center."""
    held = [
        grant["level"]
        for grant in grants
        if (grant["user"], grant["center"], grant["account"]) == (user, center, account) and is_valid(grant, hour)
    ]
    return max(held, key=LOW_TO_HIGH.index, default=None)


@pytest.fixture
def people(world: World) -> Cast:
    """Two people, two centers, two ad accounts of the first and one of the second."""
    olga, max_ = world.user("Olga"), world.user("Max")
    centers = [world.center(olga, "Linden"), world.center(olga, "Birch")]
    accounts = [world.ad_account(centers[owner], olga, f"Shop {number}") for number, owner in enumerate(OWNER)]
    return {
        "user": [int(olga.id), int(max_.id)],
        "center": [int(center) for center in centers],
        "account": [int(account) for account in accounts],
    }


def moment(hour: float | None) -> datetime | None:
    return None if hour is None else START + timedelta(hours=hour)


def store(connection: Connection, people: Cast, grants: Sequence[dict[str, Any]]) -> None:
    for grant in grants:
        connection.execute(
            insert(access.GRANT).values(
                id=new_id(), user_id=people["user"][grant["user"]], center_id=people["center"][grant["center"]],
                ad_account_id=people["account"][grant["account"]], level=grant["level"], via="direct", reason="",
                valid_from=moment(grant["since"]), valid_until=moment(grant["until"]),
                revoked_at=moment(grant["revoked"]),
            )
        )  # fmt: skip


def asked(connection: Connection, people: Cast, hour: float) -> dict[tuple[int, int, int], str | None]:
    """The level of everybody on every account of every center, as the queries know it."""
    at = START + timedelta(hours=hour)
    answers: dict[tuple[int, int, int], str | None] = {}
    for user, user_id in enumerate(people["user"]):
        for center, center_id in enumerate(people["center"]):
            for account, number in enumerate(people["account"]):
                found = access.find_ad_account(
                    connection, user_id=user_id, center_id=center_id, ad_account_id=number, moment=at
                )
                assert (found is not None) is (OWNER[account] == center)
                answers[user, center, account] = found.level if found else None
    return answers


def listed(connection: Connection, people: Cast, hour: float) -> dict[tuple[int, int], set[int]]:
    """The accounts on which everybody holds a level in every center."""
    at = START + timedelta(hours=hour)
    seen: dict[tuple[int, int], set[int]] = {}
    for user, user_id in enumerate(people["user"]):
        for center, center_id in enumerate(people["center"]):
            query = access.held_ad_accounts(user_id=user_id, center_id=center_id, moment=at)
            rows: Any = connection.execute(query).scalars().all()
            seen[user, center] = set(rows)
    return seen


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(grants=GRANTS, hour=st.sampled_from([0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5]))
def test_the_queries_agree_with_the_reference(
    runtime: Runtime, people: Cast, grants: list[dict[str, Any]], hour: float
) -> None:
    everywhere = [(user, center, account) for user in (0, 1) for center in (0, 1) for account in (0, 1, 2)]
    expected = {place: level_of(grants, *place, hour) if OWNER[place[2]] == place[1] else None for place in everywhere}
    held = {
        (user, center): {
            number for place, number in enumerate(people["account"]) if level_of(grants, user, center, place, hour)
        }
        for user in (0, 1)
        for center in (0, 1)
    }
    with contextlib.suppress(Undone), runtime.database.transaction(write=True) as connection:
        store(connection, people, grants)
        assert asked(connection, people, hour) == expected
        assert listed(connection, people, hour) == held
        raise Undone


def rank(grants: Sequence[dict[str, Any]], place: tuple[int, int, int], hour: float) -> int:
    level = level_of(grants, *place, hour)
    return 0 if level is None else 1 + LOW_TO_HIGH.index(level)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(grants=GRANTS, hours=st.tuples(st.integers(0, 8), st.integers(0, 8)))
def test_whoever_has_lost_something_has_more_ended_rights(
    runtime: Runtime, people: Cast, grants: list[dict[str, Any]], hours: tuple[int, int]
) -> None:
    before, after = (half / 2 for half in sorted(hours))
    everywhere = [(user, center, account) for user in (0, 1) for center in (0, 1) for account in (0, 1, 2)]
    lost = [
        user
        for user in (0, 1)
        if any(rank(grants, place, after) < rank(grants, place, before) for place in everywhere if place[0] == user)
    ]
    with contextlib.suppress(Undone), runtime.database.transaction(write=True) as connection:
        store(connection, people, grants)
        more = [
            access.count_ended_rights(connection, number, START + timedelta(hours=after))
            - access.count_ended_rights(connection, number, START + timedelta(hours=before))
            for number in people["user"]
        ]
        assert min(more) >= 0
        assert [user for user in lost if more[user] == 0] == []
        raise Undone
