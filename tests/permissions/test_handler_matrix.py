"""Each event handler tried by each kind of person, through the guard: exactly those of the table get through.

In `make test` the first handler of each kind of `Who` is tried by the whole cast, each of the others by two of those
who may and by one of each way to be refused, who take turns; `make soak` tries every one with everybody.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Any

import pytest

from bizhub.services.work import Caller, token_hash
from bizhub.state.binding import Binding
from bizhub.state.open_sessions import OpenSessions
from bizhub.state.visitor import NO_SESSION
from tests.hostile import driver as drivers
from tests.hostile.driver import Answer, Driver, Tab
from tests.permissions import inventory
from tests.permissions.handler_tries import TRIES, Step, Try
from tests.permissions.shows import Seen
from tests.permissions.stage import Stage
from tests.permissions.use_cases import Our
from tests.permissions.who import CAST, Who

pytestmark = pytest.mark.parametrize(
    "stage_place",
    ["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.soak])],
    indirect=True,
    scope="module",
)

NAMES = inventory.full_names()


@pytest.fixture
async def driver(scene: Stage) -> AsyncIterator[Driver]:
    """The event processor with the guard, on the stage; it remembers nobody."""
    async with drivers.running(sessions=OpenSessions()) as running:
        yield running


def cookie_of(stage: Stage, caller: Caller) -> str:
    """What a browser of the cast carries: a session, and a code that it waits for."""
    session = f"bizhub={caller.session_token}; " if caller.session_token else ""
    return f"{session}bizhub_request={stage.ours[Our.SIGN_UP]}"


async def in_the_hands_of(tab: Tab, stage: Stage, actor: str) -> None:
    """Whatever the tab shows, from now on this person uses it, and knocks where they knock."""
    caller = stage.callers[actor]
    tab.cookie = cookie_of(stage, caller)
    binding = await tab.state(Binding)
    binding.session = token_hash(caller.session_token) if caller.session_token else NO_SESSION
    binding.center = caller.center_id or ""


async def filled_tab(driver: Driver, stage: Stage, row: Try, actor: str) -> Tab:
    """The tab from which somebody tries it."""
    filler = row.filler(actor)
    page = row.page.format(**{our.name: number for our, number in stage.ours.items()})
    tab = Tab(driver, cookie=cookie_of(stage, stage.callers[filler]), path=page)
    await tab.hydrate()
    await in_the_hands_of(tab, stage, filler)
    for step in row.steps:
        await taken(tab, stage, step)
    await in_the_hands_of(tab, stage, actor)
    return tab


async def taken(tab: Tab, stage: Stage, step: Step) -> None:
    """One step of a tab on the way to what is tried."""
    if callable(step):
        await step(tab, stage)
    else:
        handler, payload = (step, {}) if isinstance(step, str) else step
        await tab.send(NAMES[handler], **stage.real(payload))


async def sent(tab: Tab, stage: Stage, row: Try, actor: str) -> Seen:
    """What the person gets from it."""
    answer = await tab.send(NAMES[row.handler], **stage.real(row.payload))
    return Seen(answer, tab, stage, stage.callers[actor].center_id or "")


def is_led_to_sign_in(answer: Answer) -> bool:
    return answer.left_for.startswith("/sign-in") and answer.deltas == []


def is_told_what_is_missing(answer: Answer) -> bool:
    return any("Not found." in words or "You need " in words for words in sentences(answer))


def is_told_nothing_else_than_not_found(answer: Answer) -> bool:
    return [words for words in sentences(answer) if "Not found." not in words] == [] != sentences(answer)


def sentences(answer: Answer) -> list[str]:
    """Everything that is said: in toasts, instead of the page, or beside something on it."""
    beside = [words for errors in answer.values("errors") for words in errors.values()]
    return [words for words in (*answer.functions, *answer.values("problem"), *beside) if words]


REFUSED: dict[str, Callable[[Answer], bool]] = {
    "nobody": is_led_to_sign_in,
    "disabled": is_led_to_sign_in,
    "stranger": is_told_nothing_else_than_not_found,
    "intruder": is_told_nothing_else_than_not_found,
    "former": is_told_nothing_else_than_not_found,
    "reviewer": is_told_nothing_else_than_not_found,
    **dict.fromkeys(("member", "analyst", "operator", "account admin", "admin"), is_told_what_is_missing),
}
"""How each of the cast is refused."""

WAYS = list(dict.fromkeys(REFUSED.values()))
Cell = tuple[Try, str]


ALLOWED_CELLS = [(row, actor) for row in TRIES for actor in CAST if actor in row.allowed]
REFUSED_CELLS = [(row, actor) for row in TRIES for actor in CAST if actor not in row.allowed]


def drawn() -> Iterator[Cell]:
    """Who tries what in every run."""
    numbers: Counter[Who] = Counter()
    for row in TRIES:
        number = numbers[row.least]
        numbers[row.least] += 1
        may = [actor for actor in CAST if actor in row.allowed]
        ways = [[actor for actor in CAST if REFUSED[actor] is way and actor not in may] for way in WAYS]
        turns = [may[2 * number % len(may)], may[(2 * number + 1) % len(may)]]
        turns += [actors[number % len(actors)] for actors in ways if actors]
        yield from ((row, actor) for actor in CAST if number == 0 or actor in turns)


DRAWN = {(str(row), actor) for row, actor in drawn()}


def sampled(cells: Iterable[Cell]) -> list[Any]:
    """All of them, those that are not drawn in long runs only."""
    return [
        pytest.param(row, actor, id=f"{row}-{actor}", marks=() if (str(row), actor) in DRAWN else pytest.mark.soak)
        for row, actor in cells
    ]


@pytest.mark.parametrize(("row", "actor"), sampled(ALLOWED_CELLS))
async def test_gets_through(driver: Driver, scene: Stage, row: Try, actor: str) -> None:
    tab = await filled_tab(driver, scene, row, actor)
    seen = await sent(tab, scene, row, actor)
    assert row.shows(seen), seen.answer


@pytest.mark.parametrize(("row", "actor"), sampled(REFUSED_CELLS))
async def test_refused(driver: Driver, scene: Stage, row: Try, actor: str) -> None:
    tab = await filled_tab(driver, scene, row, actor)
    before = scene.content
    seen = await sent(tab, scene, row, actor)
    assert not row.shows(seen)
    assert REFUSED[actor](seen.answer), seen.answer
    assert scene.content == before
