"""No exported text can become a formula."""

import pytest

from bizhub.domain.cells import harmless


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "\x1b", "＝", "\u200b"])
def test_a_text_that_could_run_is_quoted(start: str) -> None:
    assert harmless(f"{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Shop;=cmd|' /C calc'!A0", "Shop;'=cmd|' /C calc'!A0"),
        ("Shop; @SUM(1)", "Shop;' @SUM(1)"),
        ("Shop\t+1", "Shop\t'+1"),
        ("a;-1;=2", "a;'-1;'=2"),
        ("=1;=2", "'=1;'=2"),
        (";=1", ";'=1"),
    ],
)
def test_a_text_that_goes_on_behind_a_separator_is_quoted_there(text: str, shown: str) -> None:
    assert harmless(text) == shown


@pytest.mark.parametrize("text", ["Autumn; sale", "a | -50 %", "50-60; 70"])
def test_a_separator_alone_changes_nothing(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize("text", ["", "Shop DE", "a=b", "1.50", "'quoted", "Ünal", "🛒 Shop", "7298441093355120011"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text
