"""Six-digit codes that prove that an address is somebody's."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bizhub.domain.addresses import Address

DIGITS = 6
TRIES = 5


class Purpose(StrEnum):
    """What a code is good for."""

    SIGN_UP = "sign_up"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class PendingCode:
    """A code that a browser waits for; `where_to_look` helps where no server carries messages yet, else it is empty."""

    purpose: Purpose
    address: Address
    where_to_look: str


def typed_code(text: str) -> str:
    """The digits of what somebody typed or pasted, with blanks and dashes between them; empty when it is no code."""
    digits = re.sub(r"[\s\u2010-\u2015.\-]", "", text)
    return digits if len(digits) == DIGITS and digits.isascii() and digits.isdigit() else ""
