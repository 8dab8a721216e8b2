"""Where a message reaches a person: an e-mail address or a phone number."""

from dataclasses import dataclass
from enum import StrEnum

_SHOWN_DIGITS = 2
_COUNTRY_DIGITS = 3


class AddressKind(StrEnum):
    """How a message travels."""

    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Address:
    """An address in its one written form: e-mail in lower case, phone number as +49… (E.164)."""

    kind: AddressKind
    value: str

    @property
    def masked(self) -> str:
        """Enough of it for its owner to recognise: `a•••@example.org`, `+49•••67`."""
        if self.kind is AddressKind.EMAIL:
            local, _, host = self.value.rpartition("@")
            return f"{local[:1]}•••@{host}"
        return f"{self.value[:_COUNTRY_DIGITS]}•••{self.value[-_SHOWN_DIGITS:]}"


def address_from(value: str) -> Address:
    """An address in its one written form, as the database keeps it."""
    return Address(AddressKind.EMAIL if "@" in value else AddressKind.PHONE, value)
