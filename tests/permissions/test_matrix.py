"""Each use case tried by each kind of person: exactly those of the table get through."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from bizhub.domain.errors import BizHubError, NotFound, PermissionDenied, SignedOut
from bizhub.domain.ids import new_id
from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.models.ad_account import Label
from bizhub.services import runtime as runtimes
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, begin
from bizhub.settings import Settings
from tests import postgres
from tests.factories import LONG_AGO, World
from tests.permissions import inventory
from tests.permissions.use_cases import USE_CASES, Our
from tests.permissions.who import ALLOWED, CAST, Who

TRIED = sorted(name for name, row in USE_CASES.items() if row.who is not Who.PART)
REFUSALS = (SignedOut, PermissionDenied, NotFound)


class Undo(Exception):
    """Ends each try without a trace."""


@dataclass(frozen=True)
class Stage:
    """Our center with its ad account and label, another center, and the callers of the cast."""

    runtime: Runtime
    ours: dict[Our, str]
    callers: dict[str, Caller]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One BizHub for all tries; none of them is committed."""
    folder = tmp_path_factory.mktemp("stage")
    cheap: dict[str, Any] = {"data_dir": folder, "argon2_memory_kib": 64, "argon2_rounds": 1}
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        (folder / "bizhub.db").write_bytes(template.read_bytes())
        yield from _set(Settings(**cheap))
    else:
        server: postgres.Template = request.getfixturevalue("postgres_template")
        with server.copy("stage") as url:
            yield from _set(Settings(**cheap, database_url=url))


def _set(settings: Settings) -> Iterator[Stage]:
    runtime = runtimes.start(settings)
    world = World(runtime)
    admin, eve = world.user("Admin"), world.user("Eve")
    center, elsewhere = world.center(admin, "Ours"), world.center(eve, "Theirs")
    account = world.ad_account(center, admin)
    people = {name: world.user(name.title().replace(" ", "")) for name in CAST[4:9]}
    world.member(center, people["former"], CenterRole.ADMIN, ended_at=LONG_AGO)
    for name in ("member", "analyst", "operator", "account admin"):
        world.member(center, people[name])
    levels = {"analyst": AdAccountLevel.ANALYST, "operator": AdAccountLevel.OPERATOR}
    for name, level in {**levels, "account admin": AdAccountLevel.ADMIN}.items():
        world.grant(center, account, people[name], level)
    disabled = world.user("Disabled", disabled_at=LONG_AGO)
    world.member(center, disabled, CenterRole.ADMIN)
    callers = {
        "nobody": Caller(center_id=center, address="127.0.0.1"),
        "disabled": disabled.caller(center),
        "stranger": eve.caller(elsewhere),
        "intruder": eve.caller(center),
        "admin": admin.caller(center),
        **{name: person.caller(center) for name, person in people.items()},
    }
    yield Stage(runtime, {Our.AD_ACCOUNT: account, Our.LABEL: _label(runtime, center)}, callers)
    runtimes.stop()


def _label(runtime: Runtime, center: str) -> str:
    label = Label(id=new_id(), center_id=int(center), name="Ours")
    with runtime.database.transaction(write=True) as connection:
        session = Session(bind=connection, join_transaction_mode="rollback_only")
        session.add(label)
        session.flush()
        return str(label.id)


def attempt(stage: Stage, name: str, actor: str) -> Exception | None:
    """What one person gets from one use case; nothing of it stays."""
    use_case, row, caller = inventory.use_cases()[name], USE_CASES[name], stage.callers[actor]
    arguments = {key: _real(stage, value) for key, value in row.arguments.items()}
    try:
        if next(iter(inspect.signature(use_case).parameters)) == "runtime":
            use_case(stage.runtime, caller, **arguments)
            return None
        _and_undo(stage.runtime, caller, use_case, arguments)
    except Undo:
        return None
    except (BizHubError, OSError) as error:
        return error
    raise AssertionError("unreachable")


def _and_undo(runtime: Runtime, caller: Caller, use_case: Callable[..., Any], arguments: dict[str, Any]) -> None:
    with begin(runtime, caller, write=True) as work:
        use_case(work, **arguments)
        raise Undo


def _real(stage: Stage, value: Any) -> Any:
    if isinstance(value, Our):
        return stage.ours[value]
    if callable(value):
        return value(stage.ours)
    return [_real(stage, part) for part in value] if isinstance(value, list) else value


REFUSED_CELLS = [(name, actor) for name in TRIED for actor in CAST if actor not in ALLOWED[USE_CASES[name].who]]
ALLOWED_CELLS = [
    (name, actor)
    for name in TRIED
    for actor in CAST
    if actor in ALLOWED[USE_CASES[name].who] and not USE_CASES[name].needs_more
]


@pytest.mark.parametrize(("name", "actor"), REFUSED_CELLS)
def test_refused(stage: Stage, name: str, actor: str) -> None:
    assert isinstance(attempt(stage, name, actor), REFUSALS)


@pytest.mark.parametrize(("name", "actor"), ALLOWED_CELLS)
def test_allowed(stage: Stage, name: str, actor: str) -> None:
    assert not isinstance(attempt(stage, name, actor), REFUSALS)


@pytest.mark.parametrize("name", [name for name in TRIED if USE_CASES[name].who is not Who.ANYBODY])
@pytest.mark.parametrize("actor", ["nobody", "disabled"])
def test_without_an_open_session_the_answer_is_to_sign_in(stage: Stage, name: str, actor: str) -> None:
    assert isinstance(attempt(stage, name, actor), SignedOut)


@pytest.mark.parametrize("name", [name for name in TRIED if USE_CASES[name].who not in (Who.ANYBODY, Who.SIGNED_IN)])
@pytest.mark.parametrize("actor", ["intruder", "former"])
def test_a_foreign_center_is_not_found_and_nothing_else_is_said(stage: Stage, name: str, actor: str) -> None:
    error = attempt(stage, name, actor)
    assert (type(error), str(error)) == (NotFound, "Not found.")
