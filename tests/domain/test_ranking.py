"""What was typed, its points, and the letters in bold."""

import re
import time

import pytest

from bizhub.domain import ranking
from bizhub.domain.ranking import Query, WordHits, abbreviation_pattern, bold_parts, name_points, parse_query


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("  Shp DE ", Query("shp de", ("shp", "de"))),
        ("Möbel", Query("mobel", ("mobel",))),
        ("7301 4410", Query("7301 4410", ("7301", "4410"), "73014410")),
        ("#91", Query("91", ("91",), "91", only_id=True)),
        ("7301…4410", Query("7301...4410", ("7301", "4410"), "7301", "4410", only_id=True)),
        ("7301...4410", Query("7301...4410", ("7301", "4410"), "7301", "4410", only_id=True)),
        ("12", Query("12", ("12",))),
        ("", Query("", ())),
    ],
)
def test_what_was_typed_is_read(typed: str, query: Query) -> None:
    assert parse_query(typed) == query


def test_at_most_six_words_count() -> None:
    assert parse_query("a b c d e f g h").words == ("a", "b", "c", "d", "e", "f")


@pytest.mark.parametrize(
    ("name", "typed", "parts"),
    [
        ("Shop Deutschland", "shp de", ["", "Sh", "o", "p De", "utschland"]),
        ("Shoes Depot", "shp de", ["", "Sh", "oes ", "De", "pot"]),
        ("Shop Deutschland", "deu", ["Shop ", "Deu", "tschland"]),
        ("Shop Deutschland", "land", ["Shop Deutsch", "land", ""]),
        ("Brand Global", "bg", ["", "B", "rand ", "G", "lobal"]),
        ("Süßes", "suss", ["", "Süß", "es"]),
        ("東京ショップ", "ショ", ["東京", "ショ", "ップ"]),
        ("Shop", "", ["Shop"]),
        ("Shop", "zzz", ["Shop"]),
    ],
)
def test_the_letters_that_were_hit_are_bold(name: str, typed: str, parts: list[str]) -> None:
    assert bold_parts(name, typed) == parts


@pytest.mark.parametrize("typed", ["shp de", "a", "é", "東", "#1", "  ", "x" * 100])
def test_bold_parts_are_the_whole_name(typed: str) -> None:
    assert "".join(bold_parts("Café Über 東京 #1", typed)) == "Café Über 東京 #1"


@pytest.mark.parametrize(
    ("typed", "found", "distance", "whole", "points"),
    [
        ("germny", "germany", 1, True, 58),
        ("germn", "germa", 1, False, 55),
        ("xermany", "germany", 1, True, 55),
        ("deutshcnald", "deutschland", 2, True, 48),
        ("shp", "sho", 1, False, 40),
        ("hop", "sho", 1, False, 0),
    ],
)
def test_typos_cost_points(typed: str, found: str, distance: int, whole: bool, points: float) -> None:
    assert ranking.typo_grade(typed, found, distance, whole=whole) == points


@pytest.mark.parametrize(("word", "allowed"), [("de", 0), ("shp", 1), ("germany", 1), ("deutschland", 2), ("12345", 0)])
def test_longer_words_may_hold_more_typos(word: str, allowed: int) -> None:
    assert ranking.typos_allowed(word) == allowed


def test_every_typed_word_must_hit() -> None:
    hits = [WordHits(0, 1, {}), WordHits(0, 0, {})]
    assert name_points(hits, [0, 1]) == 0


def test_words_in_order_from_the_first_get_more() -> None:
    hits = [WordHits(0, 0, {7: 90.0}), WordHits(0, 0, {8: 90.0})]
    assert name_points(hits, [7, 8]) > name_points(hits, [8, 7]) > name_points(hits, [1, 8, 7])


def test_one_word_of_a_name_answers_one_typed_word() -> None:
    hits = [WordHits(7, 8, {}), WordHits(7, 8, {})]
    assert name_points(hits, [7, 7]) > name_points(hits, [7])


def test_a_label_answers_later_than_a_name() -> None:
    hits = [WordHits(7, 8, {})]
    assert name_points(hits, [7]) > name_points(hits, [1], [7]) > 0


@pytest.mark.parametrize(
    ("place", "pinned", "points"), [(None, False, 0), (None, True, 4), (0, False, 8), (1, True, 7), (30, False, 2)]
)
def test_recents_and_pins_lift(place: int | None, pinned: bool, points: int) -> None:
    assert ranking.lift(place, pinned=pinned) == points


def test_a_lifted_typo_stays_below_a_beginning() -> None:
    highest_lift = ranking.lift(0, pinned=True)
    highest_bonus = 8
    assert ranking.TYPO + highest_bonus + highest_lift < ranking.INITIALS < ranking.PREFIX
    assert ranking.ABBREVIATION + highest_bonus < ranking.CJK_INNER


def test_looking_for_abbreviations_takes_linear_time() -> None:
    lines = "\n".join(["a" * 100] * 100)
    started = time.perf_counter()
    assert re.search(abbreviation_pattern("a" * 30 + "b"), lines, re.MULTILINE) is None
    assert time.perf_counter() - started < 0.5
