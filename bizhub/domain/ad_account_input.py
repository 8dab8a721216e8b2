"""What may be typed about an ad account; each check answers the cleaned value or says what is wrong."""

from dataclasses import dataclass

from bizhub.domain.ad_accounts import LONGEST_INDUSTRY, LONGEST_NAME, LONGEST_NOTE
from bizhub.domain.errors import InvalidInput
from bizhub.domain.names import one_line

LONGEST_EXTERNAL_ID = 64


@dataclass(frozen=True, slots=True)
class NewAdAccount:
    """What is said about an ad account that does not exist yet."""

    external_id: str
    name: str
    currency: str
    time_zone: str
    industry: str = ""


def checked_name(typed: str) -> str:
    """A name of 1 to 100 characters on one line."""
    name = one_line(typed)
    if not name:
        raise InvalidInput("Give the ad account a name.", field="name")
    return _not_longer(name, LONGEST_NAME, "A name", "name")


def checked_industry(typed: str) -> str:
    """An industry on one line, or nothing."""
    return _not_longer(one_line(typed), LONGEST_INDUSTRY, "An industry", "industry")


def checked_note(typed: str) -> str:
    """A note of several lines, or nothing."""
    return _not_longer(typed.replace("\r\n", "\n").strip(), LONGEST_NOTE, "A note", "note")


def checked_external_id(typed: str) -> str:
    """The ID that an ad account has where it comes from."""
    external_id = one_line(typed)
    if not external_id:
        raise InvalidInput("Give the ad account's ID.", field="external_id")
    return _not_longer(external_id, LONGEST_EXTERNAL_ID, "An ad account's ID", "external_id")


def checked_currency(typed: str) -> str:
    """A three-letter currency code."""
    if len(typed) != 3 or not typed.isascii() or not typed.isalpha() or not typed.isupper():
        raise InvalidInput("A currency is three capital letters, like EUR.", field="currency")
    return typed


def _not_longer(text: str, longest: int, what: str, field: str) -> str:
    if len(text) > longest:
        raise InvalidInput(f"{what} has at most {longest:,} characters; this one has {len(text):,}.", field=field)
    return text
