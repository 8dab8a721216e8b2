"""Which passwords are taken."""

import pytest

from bizhub.domain.passwords import VERDICTS, Strength, refusal

OWN = ("Ada Lovelace", "ada.lovelace@example.org", "+491701234567")


@pytest.mark.parametrize("password", ["12345678", "x" * 128, "        ", "grünkohl", "🚜🚜🚜🚜🚜🚜🚜🚜", "abcdefgh"])
def test_length_is_the_only_rule_of_composition(password: str) -> None:
    assert refusal(password, common_rank=None) == ""


@pytest.mark.parametrize(
    ("password", "rank", "words"),
    [
        ("", None, "at least 8"),
        ("x" * 7, None, "at least 8"),
        ("x" * 129, None, "at most 128"),
        ("password", 2, "Number 2 of the most common"),
        ("password", 29_000, "Number 29,000"),
        ("ada lovelace", None, "your own name"),
        ("AdaLovelace", None, "your own name"),
        ("ADA.LOVELACE@example.org", None, "your own name or address"),
        ("ada.lovelace", None, "your own name or address"),
        ("+491701234567", None, "your own name or address"),
        ("seven \ud800 tractors", None, "cannot be stored"),
    ],
)
def test_a_refusal_says_why(password: str, rank: int | None, words: str) -> None:
    assert words in refusal(password, common_rank=rank, own_words=OWN)


def test_a_name_within_a_longer_password_is_no_reason() -> None:
    assert refusal("Ada Lovelace and seven tractors", common_rank=None, own_words=OWN) == ""


def test_every_score_has_its_words() -> None:
    assert [Strength(score).verdict for score in range(5)] == list(VERDICTS)
