"""Where a message reaches a person: an e-mail address or a phone number."""

from dataclasses import dataclass
from enum import StrEnum


class AddressKind(StrEnum):
    """How a message travels."""

    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Address:
    """An address in its one written form: e-mail in lower case, phone number as +49… (E.164)."""

    kind: AddressKind
    value: str


def address_from(value: str) -> Address:
    """An address in its one written form, as the database keeps it."""
    return Address(AddressKind.EMAIL if "@" in value else AddressKind.PHONE, value)
