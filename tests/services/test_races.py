"""The same change asked for several times at once: every request is answered, and one of each change remains."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select

from bizhub.domain.audit import AuditEvent
from bizhub.domain.errors import InvalidInput
from bizhub.domain.labels import LabelPlan
from bizhub.domain.policy import AdAccountLevel
from bizhub.services import labels, preferences, session_view, switching
from bizhub.services.ad_account_list import ACCOUNT_LABEL, LABEL
from bizhub.services.record import HEAD
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, Work, begin
from tests.factories import MadeUser, World

AT_ONCE = 4
ROUNDS = [
    pytest.param(8, id="8 rounds"),
    pytest.param(400, id="400 rounds", marks=[pytest.mark.soak, pytest.mark.timeout(1800)]),
]
Act = Callable[[], object]


def outcome(act: Act, barrier: Barrier) -> object:
    barrier.wait()
    try:
        return act()
    except Exception as error:  # noqa: BLE001  # whatever it is, the test looks at it
        return error


def together(acts: Sequence[Act]) -> list[object]:
    """What comes out of each, or its error."""
    barrier = Barrier(len(acts))
    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(lambda act: outcome(act, barrier), acts))


def write(runtime: Runtime, caller: Caller, use_case: Callable[..., Any], **arguments: Any) -> Any:
    with begin(runtime, caller, write=True) as work:
        return use_case(work, **arguments)


def count(runtime: Runtime, table: Any, *conditions: Any) -> int:
    with runtime.database.transaction(write=False) as connection:
        return connection.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one()


@pytest.fixture
def ada(world: World) -> MadeUser:
    return world.user("Ada")


@pytest.fixture
def center(world: World, ada: MadeUser) -> str:
    return world.center(ada)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_two_centers_chosen_in_two_tabs(
    runtime: Runtime, world: World, ada: MadeUser, center: str, rounds: int
) -> None:
    other = world.center(ada, "Other")
    tabs = [(center, other), (other, center)] * 2
    for _round in range(rounds):
        acts = [
            partial(write, runtime, ada.caller(old), session_view.remember_center, center_id=new) for old, new in tabs
        ]
        assert together(acts) == [None] * len(tabs)
    own = preferences.PREFERENCE.c.user_id == int(ada.id)
    assert count(runtime, preferences.PREFERENCE, own, preferences.PREFERENCE.c.name == "center") == 1


@pytest.mark.parametrize("rounds", ROUNDS)
def test_one_ad_account_chosen_in_many_tabs(
    runtime: Runtime, world: World, ada: MadeUser, center: str, rounds: int
) -> None:
    for _round in range(rounds):
        account = world.ad_account(center, ada)
        act = partial(write, runtime, ada.caller(center), switching.remember_switch, ad_account_id=account)
        assert together([act] * AT_ONCE) == [None] * AT_ONCE
        assert count(runtime, switching.RECENT, switching.RECENT.c.ad_account_id == int(account)) == 1


@pytest.mark.parametrize("rounds", ROUNDS)
def test_one_label_made_by_many(runtime: Runtime, ada: MadeUser, center: str, rounds: int) -> None:
    for place in range(rounds):
        name = f"Label {place}"
        act = partial(write, runtime, ada.caller(center), labels.create_label, name=name, color="gray")
        answers = together([act] * AT_ONCE)
        made = [answer for answer in answers if isinstance(answer, str)]
        refused = [answer for answer in answers if isinstance(answer, InvalidInput)]
        assert (len(made), len(refused)) == (1, AT_ONCE - 1)
        assert count(runtime, LABEL, LABEL.c.name == name) == 1
        write(runtime, ada.caller(center), labels.delete_label, label_id=made[0])


@pytest.mark.parametrize("rounds", ROUNDS)
def test_one_label_put_on_one_ad_account_by_many(
    runtime: Runtime, world: World, ada: MadeUser, center: str, rounds: int
) -> None:
    label = write(runtime, ada.caller(center), labels.create_label, name="Shoes", color="gray")
    for _round in range(rounds):
        account = world.ad_account(center, ada)
        world.grant(center, account, ada, AdAccountLevel.ADMIN)
        act = partial(write, runtime, ada.caller(center), labels.change_labels, ad_account_ids=[account], add=[label])
        plans = [plan for plan in together([act] * AT_ONCE) if isinstance(plan, LabelPlan)]
        assert (len(plans), [plan.changed for plan in plans if plan.changed]) == (AT_ONCE, [(account,)])
        assert count(runtime, ACCOUNT_LABEL, ACCOUNT_LABEL.c.ad_account_id == int(account)) == 1


def note(work: Work) -> None:
    work.audit(AuditEvent.CENTER_EDIT, object_type="center", object_id=str(work.center_id))


@pytest.mark.parametrize("try_", range(3))
def test_the_first_entries_of_several_records(runtime: Runtime, world: World, try_: int) -> None:
    admins = [world.user(name) for name in ("Ada", "Ben", "Cleo", "Dora")]
    centers = [world.center(admin, f"Center {admin.name} {try_}") for admin in admins]
    knocks = [(admin, center) for admin, center in zip(admins, centers, strict=True)] * 2
    acts = [partial(write, runtime, admin.caller(center), note) for admin, center in knocks]
    assert together(acts) == [None] * len(knocks)
    assert count(runtime, HEAD) == len(centers) + 1
