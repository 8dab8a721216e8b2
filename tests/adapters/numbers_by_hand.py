"""Numbers as files write them, read character by character: what the SQL is measured against."""

from decimal import Decimal

from bizhub.domain.money import NumberStyle

_NOTHING = ("", "-", "--", "–", "—")
_AROUND = " \t\r\n\u00a0\u2009\u202f"
_POINT = {NumberStyle.DOT: ".", NumberStyle.COMMA: ","}
_BETWEEN = {NumberStyle.DOT: ",", NumberStyle.COMMA: "."}
_BETWEEN_IN_BOTH = " \u00a0\u2009\u202f'’"


def tidy(text: str) -> str:
    """A cell without what stands around it; empty for every way to write nothing."""
    cell = text.strip(_AROUND)
    return "" if cell in _NOTHING else cell


def read_micros(text: str, style: NumberStyle, *, negative: bool = True) -> int | None:
    """An amount in micros; None for nothing and for what is no amount below 10^11."""
    number = _read(tidy(text), style, whole=False, negative=negative)
    return None if number is None or abs(number) >= 10**11 else int(number * 10**6)


def read_count(text: str, style: NumberStyle) -> int | None:
    """A whole number; None for nothing and for what is no number below 10^12."""
    number = _read(tidy(text), style, whole=True, negative=False)
    return None if number is None or number >= 10**12 else int(number)


def shows_style(text: str, *, whole: bool) -> NumberStyle | None:
    """The only style in which a cell is a number, if there is one."""
    cell = text.strip(_AROUND)
    fits = [style for style in NumberStyle if _read(cell, style, whole=whole, negative=True) is not None]
    return fits[0] if len(fits) == 1 else None


def _read(cell: str, style: NumberStyle, *, whole: bool, negative: bool) -> Decimal | None:
    is_negative = negative and cell[:1] in ("-", "−") and cell != ""
    units, point, fraction = cell[is_negative:].partition(_POINT[style])
    digits = _ungrouped(units, _BETWEEN[style] + _BETWEEN_IN_BOTH)
    if not _are_digits(digits) or (point and not _are_digits(fraction)):
        return None
    meant = fraction.rstrip("0")
    if len(meant) > (0 if whole else 6):
        return None
    number = Decimal(f"{digits}.{meant or 0}")
    return -number if is_negative else number


def _ungrouped(units: str, between: str) -> str:
    """The digits of groups of three; empty where they are not grouped so."""
    groups = [""]
    for character in units:
        if character in between:
            groups.append("")
        else:
            groups[-1] += character
    first, *others = groups
    if not others:
        return first
    is_grouped = 1 <= len(first) <= 3 and first[0] != "0" and all(len(group) == 3 for group in others)
    return "".join(groups) if is_grouped else ""


def _are_digits(text: str) -> bool:
    return text != "" and all(character in "0123456789" for character in text)
