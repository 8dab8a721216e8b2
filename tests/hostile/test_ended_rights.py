"""A tab whose rights have ended comes back over the socket: no frame holds what it showed before."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Table, update

from bizhub.domain.policy import AdAccountLevel
from bizhub.services.access import GRANT, MEMBERSHIP
from tests.factories import MadeUser, World
from tests.hostile.conftest import Served
from tests.hostile.driver import HYDRATE, HYDRATE_AND_LOAD
from tests.hostile.wire import Wire, connected

NAME, NUMBER = "cnry-ended-shop", "cnry-ended-number"
PAGES = [("/accounts", NAME), ("/accounts/{account}", NUMBER), ("/insights?account={account}", NUMBER)]
"""Where an ad account is shown, and what of it; a refusal may name the account, so the name is no canary there."""

End = Callable[..., None]


@pytest.fixture
def max_(world: World) -> MadeUser:
    return world.user("Max")


@pytest.fixture
def account(world: World, max_: MadeUser) -> str:
    """An ad account that Max may see in somebody else's center."""
    olga = world.user("Olga")
    center = world.center(olga, "Linden")
    world.member(center, max_)
    account = world.ad_account(center, olga, NAME, external_id=NUMBER)
    world.grant(center, account, max_, AdAccountLevel.ANALYST)
    return account


@pytest.fixture
def end(world: World, max_: MadeUser) -> End:
    """End the rights of Max in one table; the server is not told."""

    def run(rows: Table, **values: Any) -> None:
        with world.runtime.database.transaction(write=True) as connection:
            connection.execute(update(rows).where(rows.c.user_id == int(max_.id)).values(**values))

    return run


@pytest.mark.parametrize("hydration", [HYDRATE, HYDRATE_AND_LOAD])
@pytest.mark.parametrize(("page", "canary"), PAGES, ids=["list", "account", "insights"])
@pytest.mark.parametrize(
    ("rows", "column"), [(MEMBERSHIP, "ended_at"), (GRANT, "revoked_at")], ids=["membership", "level"]
)
async def test_a_reconnect_shows_nothing_of_what_has_ended(
    served: Served,
    max_: MadeUser,
    account: str,
    end: End,
    rows: Table,
    column: str,
    page: str,
    canary: str,
    hydration: str,
) -> None:
    path, token, cookie = page.format(account=account), f"ended-{account}", f"bizhub={max_.token}"
    async with connected(served.base_url, token=token, cookie=cookie) as tab:
        await loaded(tab, path)
        assert canary in tab.text
    end(rows, **{column: datetime.now(UTC)})
    async with connected(served.base_url, token=token, cookie=cookie) as again:
        await again.answer(hydration, path=path)
        assert canary not in again.text


async def test_a_reconnect_shows_what_is_still_theirs(served: Served, max_: MadeUser, account: str) -> None:
    token, cookie = f"held-{account}", f"bizhub={max_.token}"
    async with connected(served.base_url, token=token, cookie=cookie) as tab:
        await loaded(tab, "/accounts")
    async with connected(served.base_url, token=token, cookie=cookie) as again:
        await again.answer(HYDRATE, path="/accounts")
        assert NAME in again.text


async def loaded(tab: Wire, path: str) -> None:
    """Open a page and wait until all of its handlers have run: the last one says that the page is hydrated."""
    await tab.event(HYDRATE_AND_LOAD, path=path)
    await tab.until(lambda: '"is_hydrated_rx_state_":true' in tab.text.replace(" ", ""))
    await tab.quiet()
