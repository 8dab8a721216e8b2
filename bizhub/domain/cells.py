"""Cells of exported tables: a spreadsheet must never take a text for a formula."""

import re

_STARTS = "=+@＝＋－＠-"
_AFTER_SEPARATOR = re.compile(rf"([;\t])(?=\s*[{_STARTS}])")
"""Where a semicolon separates cells, as in most of Europe, a text with one goes on in a cell of its own."""


def harmless(text: str) -> str:
    """A text that a spreadsheet shows and never runs; numbers belong in number cells, not here."""
    if text and (text[0] in _STARTS or not text[0].isprintable()):
        text = f"'{text}"
    return _AFTER_SEPARATOR.sub(r"\1'", text)
