"""Each use case tried by each kind of person: exactly those of the table get through."""

import pytest

from bizhub.domain.errors import NotFound, SignedOut
from tests.permissions import attempts
from tests.permissions.attempts import REFUSALS
from tests.permissions.stage import Stage
from tests.permissions.use_cases import USE_CASES
from tests.permissions.who import ALLOWED, CAST, Who

pytestmark = pytest.mark.parametrize(
    "stage_place",
    ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)],
    indirect=True,
    scope="module",
)

TRIED = sorted(name for name, row in USE_CASES.items() if row.who is not Who.PART)


def attempt(stage: Stage, name: str, actor: str) -> Exception | None:
    """What one person of the cast gets from one use case."""
    arguments = stage.real(USE_CASES[name].arguments)
    return attempts.attempt(stage.runtime, stage.callers[actor], name, arguments)


NO_CENTER = (Who.ANYBODY, Who.SIGNED_IN, Who.SESSION_OWNER, Who.INVITED, Who.TOLD, Who.DESK)
SIGNED_OUT_CELLS = [
    (name, actor) for name in TRIED if USE_CASES[name].who is not Who.ANYBODY for actor in ("nobody", "disabled")
]
FOREIGN_CELLS = [
    (name, actor)
    for name in TRIED
    if USE_CASES[name].who not in NO_CENTER
    for actor in ("intruder", "former", "reviewer")
    if actor not in ALLOWED[USE_CASES[name].who]
]
REFUSED_CELLS = [
    (name, actor)
    for name in TRIED
    for actor in CAST
    if actor not in ALLOWED[USE_CASES[name].who] and (name, actor) not in {*SIGNED_OUT_CELLS, *FOREIGN_CELLS}
]
"""Everybody else who is refused; of the two kinds above it is known how."""
ALLOWED_CELLS = [(name, actor) for name in TRIED for actor in CAST if actor in ALLOWED[USE_CASES[name].who]]


@pytest.mark.parametrize(("name", "actor"), REFUSED_CELLS)
def test_refused(stage: Stage, name: str, actor: str) -> None:
    assert isinstance(attempt(stage, name, actor), REFUSALS)


@pytest.mark.parametrize(("name", "actor"), ALLOWED_CELLS)
def test_allowed(stage: Stage, name: str, actor: str) -> None:
    assert not isinstance(attempt(stage, name, actor), REFUSALS)


ABOUT_ONE_OBJECT = (
    Who.NAMED_MEMBER, Who.NAMED_ADMIN, Who.UPLOADER, Who.SESSION_OWNER, Who.PIN_OWNER, Who.ACCOUNT_PEOPLE,
    Who.GROUP_MEMBER, Who.PERSON_ITSELF, Who.INVITED, Who.TOLD, Who.PREPARER, Who.RUNNER, Who.DESK, Who.DOCUMENT_VIEWER,
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "actor"), [cell for cell in ALLOWED_CELLS if USE_CASES[cell[0]].who in ABOUT_ONE_OBJECT]
)
def test_what_is_named_is_real(stage: Stage, name: str, actor: str) -> None:
    """Whoever may, does it: the refusals above are not those of objects that nobody could use."""
    assert attempt(stage, name, actor) is None


@pytest.mark.parametrize(("name", "actor"), SIGNED_OUT_CELLS)
def test_without_an_open_session_the_answer_is_to_sign_in(stage: Stage, name: str, actor: str) -> None:
    assert isinstance(attempt(stage, name, actor), SignedOut)


@pytest.mark.parametrize(("name", "actor"), FOREIGN_CELLS)
def test_a_foreign_center_is_not_found_and_nothing_else_is_said(stage: Stage, name: str, actor: str) -> None:
    error = attempt(stage, name, actor)
    assert (type(error), str(error)) == (NotFound, "Not found.")
