"""What is kept of a stage tells every change that was committed, by whomever, and only those."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, create_engine, text

from tests.permissions.stage import Stage

pytestmark = pytest.mark.parametrize(
    "stage_place",
    ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)],
    indirect=True,
    scope="module",
)

_CHANGES = [
    "UPDATE label SET name = 'Theirs'",
    "UPDATE user_session SET address = address || '1' WHERE device = 'other'",
    "DELETE FROM pin",
]


def with_the_program(stage: Stage, change: Callable[[Connection], object]) -> None:
    with stage.runtime.database.transaction(write=True) as connection:
        change(connection)


def from_elsewhere(stage: Stage, change: Callable[[Connection], object]) -> None:
    """On a connection that the program knows nothing of."""
    engine = create_engine(stage.runtime.settings.sqlalchemy_url)
    with engine.begin() as connection:
        change(connection)
    engine.dispose()


@pytest.mark.parametrize("made", [with_the_program, from_elsewhere])
@pytest.mark.parametrize("statement", _CHANGES)
def test_one_changed_row_is_noticed(
    scene: Stage, made: Callable[[Stage, Callable[[Connection], object]], None], statement: str
) -> None:
    before = scene.content
    made(scene, lambda connection: connection.execute(text(statement)))
    assert scene.content != before


def test_each_of_several_changes_is_noticed(scene: Stage) -> None:
    seen = [scene.content]
    for statement in _CHANGES:
        with_the_program(scene, lambda connection, statement=statement: connection.execute(text(statement)))
        seen.append(scene.content)
    assert [one for one in seen if seen.count(one) > 1] == []


def test_files_and_orders_are_noticed(scene: Stage) -> None:
    before = scene.content
    (scene.runtime.settings.folder("uploads") / "another.csv").touch()
    with_a_file = scene.content
    scene.orders.append("import")
    assert before != with_a_file != scene.content


def test_what_is_taken_back_or_changes_nothing_is_none(scene: Stage) -> None:
    before = scene.content
    with scene.runtime.database.engine.connect() as connection:
        connection.execute(text(_CHANGES[0]))
        connection.rollback()
    with_the_program(scene, lambda connection: connection.execute(text("UPDATE label SET name = name")))
    assert scene.content == before
