"""Each use case tried by each kind of person: exactly those of the table get through."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlmodel import Session

from bizhub.domain.errors import BizHubError, NotFound, PermissionDenied, SignedOut
from bizhub.domain.ids import new_id
from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.models.ad_account import Label, Pin
from bizhub.models.user import UserSession
from bizhub.services import imports
from bizhub.services import runtime as runtimes
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, begin
from bizhub.settings import Settings
from tests import postgres
from tests.factories import LONG_AGO, MadeUser, World
from tests.permissions import inventory
from tests.permissions.use_cases import USE_CASES, Our
from tests.permissions.who import ALLOWED, CAST, Who
from tests.services.import_run import Run

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
            yield from _set(Settings(**cheap, database_url=SecretStr(url)))


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
    session = _second_session(runtime, people["member"])
    ours = {Our.AD_ACCOUNT: account, Our.CENTER: center, Our.SESSION: session}
    ours[Our.LABEL] = _added(runtime, Label(id=new_id(), center_id=int(center), name="Ours"))
    ours[Our.ENDED_FILE] = _file(runtime, people["operator"].caller(center), account)
    with begin(runtime, people["operator"].caller(center), write=True) as work:
        imports.cancel_import(work, file_id=ours[Our.ENDED_FILE])
    ours[Our.FILE] = _file(runtime, people["operator"].caller(center), account)
    analyst = int(people["analyst"].id)
    _added(runtime, Pin(id=new_id(), user_id=analyst, center_id=int(center), ad_account_id=int(account), position=1))
    yield Stage(runtime, ours, callers)
    runtimes.stop()


def _file(runtime: Runtime, caller: Caller, account: str) -> str:
    """A file with figures of one ad account, read and ready to start."""
    run = Run(runtime, caller, runtime.settings.data_dir)
    figures = "By Day,Campaign name,Currency,Cost,Impressions\n2026-01-01,A,EUR,5.00,10\n"
    return run.preview(run.file(f"ads_{account}.csv", figures)).file_id


def _second_session(runtime: Runtime, person: MadeUser) -> str:
    now = datetime.now(UTC)
    session = UserSession(
        id=new_id(), token_hash="0" * 64, user_id=int(person.id), device="other", address="127.0.0.1", created_at=now,
        last_seen_at=now, expires_at=now + timedelta(days=1),
    )  # fmt: skip
    return _added(runtime, session)


def _added(runtime: Runtime, row: Any) -> str:
    """The ID of a row, now stored."""
    with runtime.database.transaction(write=True) as connection:
        session = Session(bind=connection, join_transaction_mode="rollback_only")
        session.add(row)
        session.flush()
        return str(row.id)


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


NO_CENTER = (Who.ANYBODY, Who.SIGNED_IN, Who.SESSION_OWNER)
REFUSED_CELLS = [(name, actor) for name in TRIED for actor in CAST if actor not in ALLOWED[USE_CASES[name].who]]
ALLOWED_CELLS = [(name, actor) for name in TRIED for actor in CAST if actor in ALLOWED[USE_CASES[name].who]]


@pytest.mark.parametrize(("name", "actor"), REFUSED_CELLS)
def test_refused(stage: Stage, name: str, actor: str) -> None:
    assert isinstance(attempt(stage, name, actor), REFUSALS)


@pytest.mark.parametrize(("name", "actor"), ALLOWED_CELLS)
def test_allowed(stage: Stage, name: str, actor: str) -> None:
    assert not isinstance(attempt(stage, name, actor), REFUSALS)


ABOUT_ONE_OBJECT = (Who.NAMED_MEMBER, Who.NAMED_ADMIN, Who.UPLOADER, Who.SESSION_OWNER, Who.PIN_OWNER)


@pytest.mark.parametrize(
    ("name", "actor"), [cell for cell in ALLOWED_CELLS if USE_CASES[cell[0]].who in ABOUT_ONE_OBJECT]
)
def test_what_is_named_is_real(stage: Stage, name: str, actor: str) -> None:
    """Whoever may, does it: the refusals above are not those of objects that nobody could use."""
    assert attempt(stage, name, actor) is None


@pytest.mark.parametrize("name", [name for name in TRIED if USE_CASES[name].who is not Who.ANYBODY])
@pytest.mark.parametrize("actor", ["nobody", "disabled"])
def test_without_an_open_session_the_answer_is_to_sign_in(stage: Stage, name: str, actor: str) -> None:
    assert isinstance(attempt(stage, name, actor), SignedOut)


@pytest.mark.parametrize("name", [name for name in TRIED if USE_CASES[name].who not in NO_CENTER])
@pytest.mark.parametrize("actor", ["intruder", "former"])
def test_a_foreign_center_is_not_found_and_nothing_else_is_said(stage: Stage, name: str, actor: str) -> None:
    error = attempt(stage, name, actor)
    assert (type(error), str(error)) == (NotFound, "Not found.")
