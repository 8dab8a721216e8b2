"""Names folded: what counts as the same letter, and where words begin."""

import pytest

from bizhub.domain.folding import fold, fold_with_origin, word_spans, words_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Shop DE", "shop de"),
        ("Müller Möbel", "muller mobel"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("Ærø", "aero"),
        ("İstanbul ışık", "istanbul isik"),
        ("ＦＵＬＬ １２", "full 12"),
        ("ショップ が", "ショップ が"),
        ("한국", "한국"),
        ("cafe\u0301", "cafe"),
    ],
)
def test_case_accents_and_width_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("shop-de_2024", ["shop", "de", "2024"]),
        ("shop24", ["shop", "24"]),
        ("東京shop", ["東京", "shop"]),
        ("🔥 sale!", ["sale"]),
        ("…", []),
    ],
)
def test_words_part_at_signs_digits_and_scripts(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_every_folded_letter_knows_where_it_came_from() -> None:
    assert fold_with_origin("Süß") == ("suss", [0, 1, 2, 2])


def test_words_are_found_with_their_places() -> None:
    assert word_spans("shop de") == [(0, 4), (5, 7)]
