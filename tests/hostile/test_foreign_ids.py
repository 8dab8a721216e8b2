"""IDs of what belongs to others, in every argument that takes one: the same answer as for what does not exist."""

import itertools
import json
import re
import typing
from collections.abc import Iterator, Mapping
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
from tests.hostile.conftest import Served
from tests.hostile.driver import HYDRATE
from tests.hostile.test_fuzz_live import stored
from tests.hostile.wire import Wire, connected
from tests.permissions import inventory
from tests.permissions.handlers import HANDLERS
from tests.permissions.ids import ADDRESSES, NO_ID
from tests.state.probe import ProbeState

NAMES = inventory.full_names()
GREET = f"{ProbeState.get_full_name()}.greet"
KINDS = ("ad account", "center", "label", "import", "session", "person", "asset group")
ACTORS = ("stranger", "member", "former", "ended")
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
    """Valerie's objects, and sessions of people who have no business with them."""

    foreign: Mapping[str, str]
    cookies: Mapping[str, str]


@pytest.fixture
def stage(world: World) -> Stage:
    """Everything of Valerie's says cnry somewhere."""
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
    people = {name: world.user(name.title()) for name in ("stranger", "member", "former")}
    own = world.center(people["stranger"], "Own")
    world.ad_account(own, people["stranger"], "Own account")
    world.member(own, people["member"])
    world.member(theirs, people["former"], CenterRole.ADMIN, ended_at=LONG_AGO)
    sessions = {name: person.token for name, person in people.items()} | {"ended": ended_session(world, theirs)}
    group = world.asset_group(theirs, valerie, "cnry-group", AdAccountLevel.ADMIN, [account])
    objects = (account, theirs, label.id, file.id, session_id(world, valerie), valerie.id, group)
    ids = dict(zip(KINDS, objects, strict=True))
    return Stage({kind: str(one) for kind, one in ids.items()}, {name: f"bizhub={it}" for name, it in sessions.items()})


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


def ended_session(world: World, center: str) -> str:
    """The token of an admin of Valerie's center who has signed out."""
    person = world.user("cnry-Gone")
    world.member(center, person, CenterRole.ADMIN)
    with world.runtime.database.transaction(write=True) as connection:
        of_person = SESSION.c.token_hash == token_hash(person.token)
        connection.execute(update(SESSION).where(of_person).values(ended_at=datetime.now(UTC)))
    return person.token


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


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize(("handler", "payload", "path"), CELLS, ids=str)
async def test_foreign_is_like_missing(
    served: Served, stage: Stage, who: str, handler: str, payload: dict[str, Any], path: str
) -> None:
    before, missing = stored(served), [str(new_id()) for _ in range(3)]
    async with connected(served.base_url, token=f"idor-{who}-{missing[0]}", cookie=stage.cookies[who]) as page:
        await page.event(HYDRATE)
        await page.event(NAMES["session.SessionState.load"], path="/overview")
        await marked(page)
        # The first one may change the page, so that it answers differently from all that follow.
        unknown = [await answer(page, handler, payload, path, one) for one in missing][1:]
        foreign = {kind: await answer(page, handler, payload, path, one) for kind, one in stage.foreign.items()}
        assert unknown[0] == unknown[1]
        assert {kind: text for kind, text in foreign.items() if text != unknown[0]} == {}
        assert "cnry" not in page.text
    assert stored(served) == before


def test_the_list_of_what_is_no_id_names_nothing_that_is_gone() -> None:
    assert {handler: names for handler, names in NO_ID.items() if not names <= hints_of(handler).keys()} == {}


def test_enough_is_tried() -> None:
    assert len({handler for handler, _, _ in CELLS}) >= 20
