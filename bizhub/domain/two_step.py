"""2-step verification: how long things hold, what people type, and what is shown of a secret."""

import re
from dataclasses import dataclass, field
from datetime import timedelta

DIGITS = 6
STEP_S = 30
RECOVERY_CODES = 8
RECOVERY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for one another; two of five letters each make a code of 49 bits."""

SECOND_STEP_LASTS = timedelta(minutes=10)
SETTING_UP_LASTS = timedelta(minutes=30)
VOUCHING_LASTS = timedelta(hours=24)

_PART = 5
RECOVERY_LETTERS_EACH = 2 * _PART
_RECOVERY = re.compile(rf"[{RECOVERY_LETTERS}]{{{RECOVERY_LETTERS_EACH}}}")
_BETWEEN = re.compile(r"[\s\u2010-\u2015.\-]")


@dataclass(frozen=True, slots=True)
class TypedCode:
    """What somebody typed at the second step: digits of an app or a recovery code; both empty when it is neither."""

    digits: str = field(default="", repr=False)
    recovery: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Setup:
    """What the person puts into their app, once: the secret as letters, and as the QR code, an image."""

    secret: str = field(repr=False)
    qr: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TwoStepView:
    """Where somebody stands: on or off, recovery codes left, other open sessions, and the centers that ask for it."""

    is_on: bool
    codes_left: int
    other_sessions: int
    asked_by: tuple[str, ...]


def typed(text: str) -> TypedCode:
    """What was typed or pasted, with blanks and dashes between."""
    plain = _BETWEEN.sub("", text).lower()
    if len(plain) == DIGITS and plain.isascii() and plain.isdigit():
        return TypedCode(digits=plain)
    return TypedCode(recovery=plain) if _RECOVERY.fullmatch(plain) else TypedCode()


def in_groups(secret: str) -> str:
    """A secret in groups of four, as people copy it by hand."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def recovery_words(code: str) -> str:
    """A recovery code as it is shown."""
    return f"{code[:_PART]}-{code[_PART:]}"
