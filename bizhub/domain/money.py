"""Numbers as files write them: exact micros and counts, and the rule that never guesses between 1,234 and 1.234."""

from collections.abc import Iterable
from enum import StrEnum

MAX_UNITS_DIGITS = 11
"""An amount has fewer than 10^11 units, so that its micros and sums of them stay exact in 64 bits."""
MAX_COUNT_DIGITS = 12
MAX_DECIMALS = 6


class NumberStyle(StrEnum):
    """How a file writes numbers: DOT is 1,234.50 and COMMA is 1.234,50; blanks and apostrophes group in both."""

    DOT = "DOT"
    COMMA = "COMMA"


BLANK_TEXTS = ("", "-", "--", "–", "—")
"""What an export writes where a figure does not apply; begins with no letter or digit."""

BLANKS = " \t\r\n\u00a0\u2009\u202f"
"""What is trimmed from both ends of a cell."""
_SPACES = " \u00a0\u2009\u202f"
_QUOTES = "'’"
_MINUS = "[-−]"
GROUPING = {NumberStyle.DOT: f"[,{_SPACES}{_QUOTES}]", NumberStyle.COMMA: f"[.{_SPACES}{_QUOTES}]"}
"""Characters that only group digits, as a pattern for one of them."""
_POINT = {NumberStyle.DOT: r"\.", NumberStyle.COMMA: ","}


def number_pattern(style: NumberStyle, *, whole: bool, negative: bool = False) -> str:
    """A pattern for Python and RE2 alike that one cell matches as a whole.

    Counts may carry only zeros after the point, amounts at most six digits that are not zero.
    """
    sign = f"{_MINUS}?" if negative else ""
    digits = rf"(?:[1-9][0-9]{{0,2}}(?:{GROUPING[style]}[0-9]{{3}})+|[0-9]+)"
    fraction = "0+" if whole else rf"[0-9]{{1,{MAX_DECIMALS}}}0*"
    return f"{sign}{digits}(?:{_POINT[style]}{fraction})?"


def choose_style(shown: Iterable[NumberStyle]) -> NumberStyle | None:
    """The style of a whole file from the styles its cells prove.

    One style shown: that one. Both: DOT, so that the cells that contradict it are refused one by one.
    None shown: None, and then a semicolon-separated file must not hold an ambiguous cell, while other files are DOT,
    the way Ads Manager writes.
    """
    styles = set(shown)
    if not styles:
        return None
    return NumberStyle.COMMA if styles == {NumberStyle.COMMA} else NumberStyle.DOT
