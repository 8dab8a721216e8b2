"""E-mail addresses and phone numbers as people write them, brought to their one written form."""

import re
import unicodedata

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from bizhub.domain.addresses import Address, AddressKind
from bizhub.domain.errors import InvalidInput

_LONGEST = 320
_LOOKS_LIKE_PHONE = re.compile(r"[+0-9][0-9 ().\-/]*")

_NEITHER = "Type an e-mail address, or a phone number that begins with + and the country code."
_NO_EMAIL = "This is not an e-mail address. Look for a typing mistake."
_NO_COUNTRY = "Begin the phone number with + and the country code, like +49 170 1234567."
_NO_PHONE = "This is not a phone number. Look for a missing or surplus digit."


def parse_address(text: str, *, field: str = "address") -> Address:
    """The address somebody typed; raises InvalidInput. No network is asked."""
    typed = text.strip()
    if len(typed) > _LONGEST:
        raise InvalidInput(_NEITHER, field=field)
    if "@" in typed:
        return Address(AddressKind.EMAIL, _email(typed, field))
    if _LOOKS_LIKE_PHONE.fullmatch(typed):
        return Address(AddressKind.PHONE, _phone(typed, field))
    raise InvalidInput(_NEITHER, field=field)


def _email(typed: str, field: str) -> str:
    """Lower case throughout: no provider in use tells capital letters apart, but people type them.

    Letters of other widths and styles are the plain ones: nobody signs up with an address that only looks like another.
    """
    plain = unicodedata.normalize("NFKC", typed)
    try:
        return validate_email(plain, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        raise InvalidInput(_NO_EMAIL, field=field) from None


def _phone(typed: str, field: str) -> str:
    international = f"+{typed[2:]}" if typed.startswith("00") else typed
    if not international.startswith("+"):
        raise InvalidInput(_NO_COUNTRY, field=field)
    try:
        number = phonenumbers.parse(international, None)
    except phonenumbers.NumberParseException:
        raise InvalidInput(_NO_PHONE, field=field) from None
    if not phonenumbers.is_valid_number(number):
        raise InvalidInput(_NO_PHONE, field=field)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
