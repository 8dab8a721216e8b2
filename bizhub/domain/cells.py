"""Cells of exported tables: a spreadsheet must never take a text for a formula."""

_STARTS = frozenset("=+-@＝＋－＠")


def harmless(text: str) -> str:
    """A text that a spreadsheet shows and never runs; numbers belong in number cells, not here."""
    if text and (text[0] in _STARTS or not text[0].isprintable()):
        return f"'{text}"
    return text
