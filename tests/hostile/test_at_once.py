"""Several people, or one in several tabs, press the same button of a served BizHub in the same moment."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bizhub.domain.policy import AdAccountLevel, CenterRole
from tests.factories import MadeUser, World
from tests.hostile.at_once import browser, entries, press, read, tabs
from tests.hostile.conftest import Served

TABS = 6


@dataclass
class Ends:
    """A center of two admins, in which everything of Tom ends soon."""

    world: World
    center: str
    admins: list[MadeUser]
    tom: MadeUser
    shop: str
    group: str


@pytest.fixture
def ends(made: World) -> Ends:
    olga, bo, tom = made.user("Olga"), made.user("Bo"), made.user("Tom")
    center = made.center(olga)
    made.member(center, bo, CenterRole.ADMIN)
    soon: dict[str, Any] = {"valid_until": datetime.now(UTC) + timedelta(days=6)}
    made.member(center, tom, **soon)
    shop = made.ad_account(center, olga)
    made.grant(center, shop, tom, AdAccountLevel.ANALYST, **soon)
    group = made.asset_group(center, tom, "Spring", AdAccountLevel.ANALYST, [shop])
    with made.runtime.database.transaction(write=True) as connection:
        connection.execute(
            text("UPDATE asset_group_member SET valid_until = :soon WHERE asset_group_id = :group"),
            {"soon": _stored(made, soon["valid_until"]), "group": int(group)},
        )
    return Ends(made, center, [olga, bo], tom, shop, group)


def _stored(world: World, moment: datetime) -> object:
    found = read(world, "SELECT valid_until FROM membership WHERE valid_until IS NOT NULL LIMIT 1")[0][0]
    return int(moment.timestamp() * 1_000_000) if isinstance(found, int) else moment


EXTENDED = {
    "level": ("level.LevelState.extend", "access_grant", "ad_account:grant"),
    "place": ("ends_soon.EndsSoonState.extend_place", "asset_group_member", "asset_group:members"),
    "membership": ("ends_soon.EndsSoonState.extend_membership", "membership", "member:edit"),
}


@pytest.mark.parametrize("kind", EXTENDED)
async def test_who_extends_at_once_extends_once(at: Served, ends: Ends, kind: str) -> None:
    handler, _table, event = EXTENDED[kind]
    payload = {
        "level": {"user_id": ends.tom.id, "ad_account_id": ends.shop},
        "place": {"group_id": ends.group, "user_id": ends.tom.id},
        "membership": {"user_id": ends.tom.id},
    }[kind]
    path = "/team/ends-soon"
    async with tabs(at, ends.admins * (TABS // 2), path) as opened:
        await press(opened, handler, payload, path)
    assert entries(ends.world, ends.center, event) == 1


@dataclass
class Bulk:
    """A center of two admins, and a previewed change of one of them: Analyst for three people on forty accounts."""

    world: World
    center: str
    admins: list[MadeUser]
    run: str
    pairs: int

    @property
    def path(self) -> str:
        return f"/team/bulk?run={self.run}"

    def state(self, run: str = "") -> str:
        return str(read(self.world, "SELECT state FROM bulk_run WHERE id = :run", run=int(run or self.run))[0][0])

    def held(self) -> list[int]:
        """How many levels each pair of a person and an ad account has now."""
        statement = (
            "SELECT count(*) FROM access_grant WHERE center_id = :center AND revoked_at IS NULL "
            "GROUP BY user_id, ad_account_id"
        )
        return [row[0] for row in read(self.world, statement, center=int(self.center))]

    async def ended(self, *runs: str) -> None:
        async with asyncio.timeout(30):
            while {self.state(run) for run in runs or (self.run,)} & {"RUNNING", "CANCELLING"}:  # noqa: ASYNC110
                await asyncio.sleep(0.05)


@pytest.fixture
async def bulk(at: Served, made: World) -> Bulk:
    olga, bo = made.user("Olga"), made.user("Bo")
    center = made.center(olga)
    made.member(center, bo, CenterRole.ADMIN)
    people = [made.user(f"P{number}") for number in range(3)]
    for person in people:
        made.member(center, person)
    accounts = [made.ad_account(center, olga, f"Shop {number}") for number in range(40)]
    form = {
        "people": " ".join(person.id for person in people), "ad_accounts": " ".join(accounts), "level": "ANALYST",
        "until": "", "reason": "",
    }  # fmt: skip
    async with browser(at, olga) as olgas:
        answer = await olgas.post("/team/bulk/preview", params={"center": center}, json=form)
    return Bulk(made, center, [olga, bo], answer.json()["next"].partition("run=")[2], 3 * 40)


@pytest.mark.soak
async def test_a_bulk_change_that_is_started_in_many_tabs_runs_once(at: Served, bulk: Bulk) -> None:
    async with tabs(at, [bulk.admins[0]] * TABS, bulk.path) as opened:
        await press(opened, "bulk_run.BulkRunState.start", {}, bulk.path)
        await bulk.ended()
    assert bulk.state() == "DONE"
    assert entries(bulk.world, bulk.center, "bulk:start") == 1
    assert entries(bulk.world, bulk.center, "ad_account:grant") == bulk.pairs
    assert bulk.held() == [1] * bulk.pairs


@pytest.mark.soak
async def test_a_bulk_change_that_two_admins_stop_is_stopped_once(at: Served, bulk: Bulk) -> None:
    async with tabs(at, [*bulk.admins] * (TABS // 2), bulk.path) as opened:
        await press(opened[:1], "bulk_run.BulkRunState.start", {}, bulk.path)
        await press(opened, "bulk_run.BulkRunState.cancel", {}, bulk.path)
        await bulk.ended()
    changed = entries(bulk.world, bulk.center, "ad_account:grant")
    assert entries(bulk.world, bulk.center, "bulk:cancel") == (1 if bulk.state() == "CANCELLED" else 0)
    assert bulk.held() == [1] * changed


async def test_a_bulk_change_that_two_admins_undo_is_undone_once(at: Served, bulk: Bulk) -> None:
    async with tabs(at, bulk.admins[:1], bulk.path) as opened:
        await press(opened, "bulk_run.BulkRunState.start", {}, bulk.path)
    await bulk.ended()
    async with tabs(at, [*bulk.admins] * 2, bulk.path) as opened:
        await press(opened, "bulk_run.BulkRunState.undo", {}, bulk.path)
    statement = "SELECT id, user_id FROM bulk_run WHERE undo_of = :run ORDER BY id"
    undoing = read(bulk.world, statement, run=int(bulk.run))
    assert len(undoing) == 4

    async def start(run: int, user: int) -> None:
        person = next(admin for admin in bulk.admins if int(admin.id) == user)
        path = f"/team/bulk?run={run}"
        async with tabs(at, [person], path) as opened:
            await press(opened, "bulk_run.BulkRunState.start", {}, path)

    await asyncio.gather(*(start(*row) for row in undoing))
    await bulk.ended(*(str(row[0]) for row in undoing))
    assert bulk.held() == []
    assert entries(bulk.world, bulk.center, "ad_account:grant") == 2 * bulk.pairs
    changed = "SELECT count(*) FROM bulk_row WHERE state = 'CHANGED' AND run_id = :run"
    assert sorted(read(bulk.world, changed, run=row[0])[0][0] for row in undoing) == [0, 0, 0, bulk.pairs]
