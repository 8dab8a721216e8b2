"""Every handler, in every order, with whatever JSON can say: never a traceback, and no change by what no page sends.

The lot is drawn with fixed seeds, so a failure comes back in the next run.
"""

import logging
import random
from collections.abc import Mapping

import pytest

from bizhub.domain.policy import AdAccountLevel
from bizhub.settings import Settings
from bizhub.state.session import SessionState
from tests.factories import World
from tests.hostile.drawn import TEXTS, any_json, as_sent, fitting_arguments
from tests.hostile.driver import Driver, Tab, count_entries, handler_names
from tests.hostile.stored import stored
from tests.permissions import inventory

HANDLERS = inventory.handlers()
NAMES = inventory.full_names()
PATHS = ("/", "/overview", "/insights?by=day&page=9", "/accounts?page=-1&sort=x", "/accounts/7400000000000000001",
         "/accounts/x", "/activity?before=9&from=2026-99-99", "/import", "/welcome?made=1", "/sign-in?next=//evil",
         "/overview?center=1&account=x", "/profile/sessions", "/404")  # fmt: skip
PEOPLE = ("nobody", "newcomer", "member", "operator", "admin")
SEQUENCE = 250


@pytest.fixture
def tabs(driver: Driver, world: World) -> Mapping[str, Tab]:
    """A tab of each kind of person; the operator and the admin have an ad account each to spoil."""
    people = {name: world.user(name.title()) for name in PEOPLE[1:]}
    center = world.center(people["admin"])
    for name in ("member", "operator"):
        world.member(center, people[name])
    account = world.ad_account(center, people["admin"])
    world.grant(center, account, people["operator"], AdAccountLevel.OPERATOR)
    return {"nobody": driver.tab(), **{name: driver.tab(person.token) for name, person in people.items()}}


def failures(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What went wrong in a way that nobody foresaw, with its traceback."""
    bad = [record for record in caplog.records if record.levelno >= logging.ERROR or record.exc_info]
    return [f"{record.getMessage()} {record.exc_text or ''}" for record in bad]


@pytest.mark.parametrize("pages", [1, pytest.param(3, marks=pytest.mark.soak)])
@pytest.mark.parametrize("handler", sorted(HANDLERS))
async def test_a_handler_is_ready_before_its_page_was_loaded(
    tabs: Mapping[str, Tab], caplog: pytest.LogCaptureFixture, driver: Driver, handler: str, pages: int
) -> None:
    lot, entered = random.Random(handler), count_entries(driver, NAMES[handler])
    for tab in tabs.values():
        for path in lot.sample(PATHS, pages):
            tab.path = path
            answer = await tab.send(NAMES[handler], **fitting_arguments(lot, HANDLERS[handler].handler.fn))
            assert "Reference: " not in answer.text
    assert failures(caplog) == []
    assert len(entered) >= pages * len(PEOPLE[1:])


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("seed", [1, 2])
async def test_no_order_of_events_breaks_anything(
    tabs: Mapping[str, Tab], caplog: pytest.LogCaptureFixture, who: str, seed: int
) -> None:
    lot, tab = random.Random(f"{who} {seed}"), tabs[who]
    await tab.hydrate()
    await tab.send(SessionState.load)
    seen = (await tab.state(SessionState)).dict()
    known = [value for values in seen.values() for value in values.values() if isinstance(value, str) and value]
    for _ in range(SEQUENCE):
        tab.path = lot.choice(PATHS)
        handler = lot.choice(sorted(HANDLERS))
        arguments = fitting_arguments(lot, HANDLERS[handler].handler.fn, [*TEXTS, *known])
        assert "Reference: " not in (await tab.send(NAMES[handler], **arguments)).text, (handler, arguments)
    assert failures(caplog) == []


UNKNOWN = ["", "x", "nothing.like.this", "__init__", "state.setvar", f"{NAMES['session.SessionState.load']}x"]


@pytest.mark.parametrize("times", [2, pytest.param(6, marks=pytest.mark.soak)])
@pytest.mark.parametrize("name", [*sorted(NAMES.values()), *handler_names("reflex."), *UNKNOWN])
async def test_random_json_changes_nothing(
    tabs: Mapping[str, Tab], caplog: pytest.LogCaptureFixture, database_settings: Settings, name: str, times: int
) -> None:
    lot, before = random.Random(name), stored(database_settings.data_dir)
    for tab in tabs.values():
        for _ in range(times):
            payload = {lot.choice(TEXTS) + "?": any_json(lot) for _ in range(lot.randrange(1, 4))}
            answer = await tab.send(name, **as_sent(payload))
            assert "Reference: " not in answer.text
    assert failures(caplog) == []
    assert stored(database_settings.data_dir) == before
