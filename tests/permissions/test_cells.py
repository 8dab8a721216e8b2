"""The tables of tries leave nobody and nothing out, neither in every run nor in long ones."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from tests.permissions import test_handler_matrix, test_matrix
from tests.permissions.handler_tries import TRIES
from tests.permissions.tried import Try
from tests.permissions.who import CAST


def test_each_use_case_is_tried_by_the_whole_cast() -> None:
    tried = [
        *test_matrix.SIGNED_OUT_CELLS,
        *test_matrix.FOREIGN_CELLS,
        *test_matrix.REFUSED_CELLS,
        *test_matrix.ALLOWED_CELLS,
    ]
    assert sorted(tried) == sorted((name, actor) for name in test_matrix.TRIED for actor in CAST)


def test_each_handler_is_tried_in_every_run() -> None:
    assert {name for name, _ in test_handler_matrix.DRAWN} == {str(row) for row in TRIES}


def test_each_kind_of_handler_is_tried_by_the_whole_cast_in_every_run() -> None:
    drawn = {(row.least, actor) for row in TRIES for actor in CAST if (str(row), actor) in test_handler_matrix.DRAWN}
    assert drawn == {(row.least, actor) for row in TRIES for actor in CAST}


def test_each_handler_is_tried_in_every_run_by_who_may_and_in_each_way_to_be_refused() -> None:
    def ways(actors: Iterable[str], row: Try) -> AbstractSet[object]:
        return {test_handler_matrix.REFUSED[actor] for actor in set(actors) - row.allowed} | {
            not row.allowed.isdisjoint(actors)
        }

    drawn = {str(row): {actor for name, actor in test_handler_matrix.DRAWN if name == str(row)} for row in TRIES}
    assert [row for row in TRIES if ways(drawn[str(row)], row) != ways(CAST, row)] == []
