"""What a field that takes one ad account offers: what the person may see, the nearest first, a handful."""

import pytest

from bizhub.domain.errors import NotFound
from bizhub.domain.policy import AdAccountLevel
from bizhub.services import palette, switching
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import MadeUser, World


def offered(runtime: Runtime, user: MadeUser, center: str, query: str = "") -> list[str]:
    with begin(runtime, user.caller(center), write=False) as work:
        answer = palette.suggest_ad_accounts(work, query=query)
    assert answer.query == query.strip()
    return [row.name for row in answer.rows]


def test_before_typing_the_recent_ones_come_first(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    ids = [world.ad_account(center, olga, f"Shop {number}") for number in range(9)]
    for account in (ids[8], ids[7]):
        with begin(runtime, olga.caller(center), write=True) as work:
            switching.remember_switch(work, ad_account_id=account)
    assert offered(runtime, olga, center) == ["Shop 7", "Shop 8", "Shop 0", "Shop 1", "Shop 2", "Shop 3"]


@pytest.mark.parametrize("query", ["shop japan", " japn ", "#4410"])
def test_what_is_typed_finds_by_name_and_id_with_typos(
    runtime: Runtime, world: World, olga: MadeUser, center: str, query: str
) -> None:
    world.ad_account(center, olga, "Shop Japan", external_id="73014410")
    world.ad_account(center, olga, "Brand global", external_id="99")
    assert offered(runtime, olga, center, query) == ["Shop Japan"]


def test_a_handful_at_most(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    for number in range(9):
        world.ad_account(center, olga, f"Shop {number}")
    assert len(offered(runtime, olga, center, "shop")) == 6


def test_only_what_the_person_may_see(
    runtime: Runtime, world: World, olga: MadeUser, max_: MadeUser, center: str
) -> None:
    world.ad_account(center, olga, "Shop France")
    held = world.ad_account(center, olga, "Shop DE")
    world.grant(center, held, max_, AdAccountLevel.ANALYST)
    assert offered(runtime, max_, center) == offered(runtime, max_, center, "shop") == ["Shop DE"]
    assert offered(runtime, max_, center, "france") == []


def test_nothing_of_another_center(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    otto = world.user("Otto")
    world.ad_account(world.center(otto), otto, "Shop")
    assert offered(runtime, olga, center, "shop") == []
    with pytest.raises(NotFound):
        offered(runtime, otto, center, "shop")
