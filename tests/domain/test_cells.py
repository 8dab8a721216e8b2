"""No exported text can become a formula."""

import pytest

from bizhub.domain.cells import harmless


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "\x1b", "＝", "\u200b"])
def test_a_text_that_could_run_is_quoted(start: str) -> None:
    assert harmless(f"{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"


@pytest.mark.parametrize("text", ["", "Shop DE", "a=b", "1.50", "'quoted", "Ünal", "🛒 Shop", "7298441093355120011"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text
