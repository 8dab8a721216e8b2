"""Edits of the same thing at once keep what each person changed."""

import pytest

from bizhub.domain import edits
from bizhub.domain.errors import Overtaken


def changes(seen: dict[str, str], typed: dict[str, str], current: dict[str, str]) -> dict[str, str]:
    return edits.changes(seen, typed, current, who=lambda: "Max")


@pytest.mark.parametrize(
    ("seen", "typed", "current", "written"),
    [
        ("old", "old", "old", {}),
        ("old", "new", "old", {"note": "new"}),
        ("old", "old", "theirs", {}),
        ("old", "theirs", "theirs", {}),
    ],
)
def test_only_what_was_typed_anew_is_written(seen: str, typed: str, current: str, written: dict[str, str]) -> None:
    assert changes({"note": seen}, {"note": typed}, {"note": current}) == written


@pytest.mark.parametrize(("theirs", "words"), [("theirs", "Max changed this to “theirs”"), ("", "Max emptied this")])
def test_whoever_was_overtaken_reads_what_stands_there(theirs: str, words: str) -> None:
    with pytest.raises(Overtaken) as overtaken:
        changes({"note": "old", "name": "A"}, {"note": "mine", "name": "B"}, {"note": theirs, "name": "A"})
    assert overtaken.value.fields == {"note": theirs}
    assert overtaken.value.sentences["note"].startswith(words)


def test_a_field_that_was_not_shown_was_shown_as_it_is() -> None:
    assert changes({}, {"note": "new"}, {"note": "old"}) == {"note": "new"}
