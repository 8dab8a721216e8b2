"""Making a large demo keeps nobody waiting."""

from contextlib import AbstractContextManager
from typing import Any, cast

import pytest
from sqlalchemy import Connection, event, text

from bizhub.adapters.jobs import Job
from bizhub.domain.errors import Conflict
from bizhub.services import demo
from bizhub.services.runtime import Runtime
from tests.services.import_run import StillJob

MANY = 450
SIZE = {"accounts": MANY, "days": 300, "campaigns": 3, "last_day": "2026-03-01"}


class Slices:
    """The largest part of the demo that was written in one go."""

    def __init__(self) -> None:
        self.accounts = 0
        self.figures = 0


@pytest.fixture
def written(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> Slices:
    """Counts ad accounts of each transaction and rows of each call that fills figures."""
    largest, open_now = Slices(), [0]
    transaction, fill = runtime.database.transaction, demo.fill_with_demo_figures

    def begun(*, write: bool, **more: Any) -> AbstractContextManager[Connection]:
        open_now[0] = 0
        return transaction(write=write, **more)

    def executed(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        open_now[0] += len(parameters) * statement.startswith("INSERT INTO ad_account ")
        largest.accounts = max(largest.accounts, open_now[0])

    def filled(*arguments: Any, **more: Any) -> int:
        rows = fill(*arguments, **more)
        largest.figures = max(largest.figures, rows)
        return rows

    monkeypatch.setattr(runtime.database, "transaction", begun)
    monkeypatch.setattr(demo, "fill_with_demo_figures", filled)
    event.listen(runtime.database.engine, "before_cursor_execute", executed)
    return largest


def made(runtime: Runtime, **size: Any) -> dict[str, Any]:
    return demo.make_demo(cast(Job, StillJob(runtime)), **size)


def test_a_large_demo_is_written_in_small_parts(runtime: Runtime, written: Slices) -> None:
    result = made(runtime, **SIZE)
    assert (result["accounts"], result["rows"]) == (MANY, MANY * 300 * 3)
    assert 1 < written.accounts <= 100
    assert 1 < written.figures <= 100_000


def test_a_demo_that_was_begun_is_completed(runtime: Runtime) -> None:
    first, second = made(runtime, **{**SIZE, "accounts": 5}), made(runtime, **{**SIZE, "accounts": 7})
    assert second == {"center_id": first["center_id"], "accounts": 7, "rows": 7 * 300 * 3}
    with runtime.database.transaction(write=False) as connection:
        names = connection.execute(text("SELECT count(DISTINCT name), count(*) FROM ad_account")).one()
    assert tuple(names) == (7, 7)


def test_nobody_signs_in_before_it_is_complete(runtime: Runtime) -> None:
    made(runtime, **SIZE)
    with runtime.database.transaction(write=False) as connection:
        stored = connection.execute(text("SELECT DISTINCT password_hash FROM app_user")).scalars().all()
    assert stored == [""]
    assert not runtime.passwords.check("", "").matches


def test_the_second_of_two_passwords_is_refused(runtime: Runtime) -> None:
    made(runtime, **{**SIZE, "accounts": 1})
    current = cast(Job, StillJob(runtime))
    demo.open_demo(current, password_hash="first")
    demo.open_demo(current, password_hash="first")
    with pytest.raises(Conflict, match="Another demo was finished first"):
        demo.open_demo(current, password_hash="second")
