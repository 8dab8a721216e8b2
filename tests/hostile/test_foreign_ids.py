"""IDs of what belongs to others, in every argument that takes one: the same answer as for what does not exist."""

import itertools
import json
import random
import re
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, get_args, get_origin

import pytest
from sqlalchemy import select, update
from sqlmodel import Session, SQLModel

from bizhub.domain.ids import new_id
from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.models.ad_account import Label
from bizhub.models.imports import ImportFile
from bizhub.services.sign_in_state import SESSION
from bizhub.services.work import token_hash
from bizhub.state.arguments import arguments_model
from tests.factories import LONG_AGO, MadeUser, World
from tests.hostile.conftest import Served, world_of
from tests.hostile.driver import HYDRATE
from tests.hostile.stored import stored
from tests.hostile.wire import Wire, connected
from tests.permissions import inventory
from tests.permissions.handlers import HANDLERS
from tests.permissions.ids import ADDRESSES, NO_ID
from tests.state.probe import ProbeState

NAMES = inventory.full_names()
GREET = f"{ProbeState.get_full_name()}.greet"
KINDS = ("ad account", "center", "label", "import", "session", "person", "asset group")
ID_MARK = "7777777777777777777"
COUNTERS = re.compile(r'"(?:filters_shown|visits|drawn|typed_version|form_version)_rx_state_":\d+')
"""What a page counts to draw its fields anew."""


def hints_of(handler: str) -> dict[str, Any]:
    """The annotations of a handler's arguments."""
    function = inventory.handlers()[handler].handler.fn
    hints = typing.get_type_hints(function)
    return {name: hints[name] for name in arguments_model(function).model_fields}


def payloads_of(handler: str) -> Iterator[dict[str, Any]]:
    """Its arguments with `ID_MARK` wherever an ID may stand, once for each fixed word it takes besides."""
    choices = {
        name: get_args(hint) if get_origin(hint) is typing.Literal else [[ID_MARK] if hint == list[str] else ID_MARK]
        for name, hint in hints_of(handler).items()
    }
    for values in itertools.product(*choices.values()):
        yield dict(zip(choices, values, strict=True))


def takes_an_id(handler: str) -> bool:
    """Whether one of its arguments is text, or a list of texts, and not listed as no ID."""
    texts = {name for name, hint in hints_of(handler).items() if hint in (str, list[str])}
    return bool(texts - NO_ID.get(handler, set()))


CELLS = [
    *(
        (handler, payload, "/overview")
        for handler in HANDLERS
        if takes_an_id(handler)
        for payload in payloads_of(handler)
    ),
    *((handler, {}, address.replace("{id}", ID_MARK)) for handler, address in ADDRESSES),
]


@dataclass(frozen=True)
class Stage:
    """Valerie's center and her objects, by kind, and a center where she is not."""

    world: World
    theirs: str
    foreign: Mapping[str, str]
    own: str


@pytest.fixture(scope="module")
def stage(served: Served) -> Iterator[Stage]:
    """Everything of Valerie's says cnry somewhere, and nothing of it ever changes: each test makes sure."""
    with world_of(served) as world:
        valerie, second = world.user("cnry-Valerie"), world.user("cnry-Admin")
        theirs = world.center(valerie, "cnry-center")
        world.member(theirs, second, CenterRole.ADMIN)
        account = world.ad_account(theirs, valerie, "cnry-account", external_id="cnry-external")
        label = Label(id=new_id(), center_id=int(theirs), name="cnry-label")
        file = ImportFile(
            id=new_id(), center_id=int(theirs), user_id=int(valerie.id), file_name="cnry.csv", sha256="0" * 64, size=1,
            state="PREVIEW", created_at=datetime.now(UTC), seen_at=datetime.now(UTC),
        )  # fmt: skip  # a new one: previews that nobody comes back to are swept away
        add(world, label, file)
        group = world.asset_group(theirs, valerie, "cnry-group", AdAccountLevel.ADMIN, [account])
        objects = (account, theirs, label.id, file.id, session_id(world, valerie), valerie.id, group)
        foreign = {kind: str(one) for kind, one in zip(KINDS, objects, strict=True)}
        yield Stage(world, theirs, foreign, world.center(world.user("Owner"), "Own"))


def stranger(stage: Stage) -> MadeUser:
    """The admin of another center."""
    person = stage.world.user("Stranger")
    stage.world.ad_account(stage.world.center(person, "Own"), person, "Own account")
    return person


def member(stage: Stage) -> MadeUser:
    """A member of another center."""
    person = stage.world.user("Member")
    stage.world.member(stage.own, person)
    return person


def former(stage: Stage) -> MadeUser:
    """Who was an admin of Valerie's center."""
    person = stage.world.user("Former")
    stage.world.member(stage.theirs, person, CenterRole.ADMIN, ended_at=LONG_AGO)
    return person


def ended(stage: Stage) -> MadeUser:
    """An admin of Valerie's center who has signed out."""
    person = stage.world.user("cnry-Gone")
    stage.world.member(stage.theirs, person, CenterRole.ADMIN)
    with stage.world.runtime.database.transaction(write=True) as connection:
        of_person = SESSION.c.token_hash == token_hash(person.token)
        connection.execute(update(SESSION).where(of_person).values(ended_at=datetime.now(UTC)))
    return person


IN_SESSION = (stranger, member, former)
"""Who is signed in and has no business with what is Valerie's. Each test makes somebody new, who never asked before."""


def tried_by() -> Iterator[Any]:
    """Each cell as somebody whose session has ended and as one of those in a session, in long runs as all of them."""
    for handler, payload, path in CELLS:
        drawn = random.Random(f"{handler} {payload} {path}").choice(IN_SESSION)
        for who in (*IN_SESSION, ended):
            marks = () if who in (drawn, ended) else pytest.mark.soak
            yield pytest.param(
                handler, payload, path, who, id=f"{handler}-{payload}-{path}-{who.__name__}", marks=marks
            )


def add(world: World, *rows: SQLModel) -> None:
    with world.runtime.database.transaction(write=True) as connection:
        session = Session(bind=connection, join_transaction_mode="rollback_only", expire_on_commit=False)
        session.add_all(rows)
        session.flush()
        session.expunge_all()


def session_id(world: World, person: MadeUser) -> int:
    with world.runtime.database.transaction(write=False) as connection:
        return connection.execute(
            select(SESSION.c.id).where(SESSION.c.token_hash == token_hash(person.token))
        ).scalar_one()


async def answer(page: Wire, handler: str, payload: Mapping[str, Any], path: str, wanted: str) -> str:
    """Everything the server sends because of one event that names `wanted`, with the ID taken out again."""
    before = len(page.frames)
    named = json.loads(json.dumps(payload).replace(ID_MARK, wanted))
    named_path = path.replace(ID_MARK, wanted)
    await page.event(NAMES[handler], named, path=named_path)
    await marked(page, named_path)
    await marked(page, named_path)  # what the handler asked for comes after what was already waiting
    text = "\n".join(frame for frame in page.frames[before:] if "Hello mark" not in frame)
    return COUNTERS.sub("<count>", text.replace(wanted, "<id>"))


marks = itertools.count(1)


async def marked(page: Wire, path: str = "/overview") -> None:
    """Wait until the server has worked through what was sent before."""
    mark = f"mark-{next(marks)}."
    await page.event(GREET, {"name": mark}, path=path)
    await page.until(lambda: any(f"Hello {mark}" in frame for frame in page.frames))


@pytest.mark.parametrize(("handler", "payload", "path", "who"), list(tried_by()))
async def test_foreign_is_like_missing(
    served: Served, stage: Stage, handler: str, payload: dict[str, Any], path: str, who: Callable[[Stage], MadeUser]
) -> None:
    cookie, missing = f"bizhub={who(stage).token}", [str(new_id()) for _ in range(3)]
    before = stored(served.settings.data_dir)
    async with connected(served.base_url, token=f"idor-{missing[0]}", cookie=cookie) as page:
        await page.event(HYDRATE)
        await page.event(NAMES["session.SessionState.load"], path="/overview")
        await marked(page)
        # The first one may change the page, so that it answers differently from all that follow.
        unknown = [await answer(page, handler, payload, path, one) for one in missing][1:]
        foreign = {kind: await answer(page, handler, payload, path, one) for kind, one in stage.foreign.items()}
        assert unknown[0] == unknown[1]
        assert {kind: text for kind, text in foreign.items() if text != unknown[0]} == {}
        assert "cnry" not in page.text
    assert stored(served.settings.data_dir) == before


def test_the_list_of_what_is_no_id_names_nothing_that_is_gone() -> None:
    assert {handler: names for handler, names in NO_ID.items() if not names <= hints_of(handler).keys()} == {}


def test_enough_is_tried() -> None:
    assert len({handler for handler, _, _ in CELLS}) >= 20


def test_everybody_tries_something_in_every_run() -> None:
    assert {one.values[3] for one in tried_by() if not one.marks} == {*IN_SESSION, ended}
