"""Numbers on documents: their form and check digits, where python-stdnum knows them."""

from importlib import import_module
from typing import Any

from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidFormat, InvalidLength, ValidationError

from bizhub.domain.document_types import DocumentType
from bizhub.domain.errors import InvalidInput
from bizhub.domain.names import one_line
from bizhub.domain.verification import LONGEST_NUMBER

FIELD = "document_number"
_SHORTEST = 3
_WRONG: dict[type[ValidationError], str] = {
    InvalidLength: "It is too short or too long: count its signs again.",
    InvalidFormat: "It has signs that this number never has.",
    InvalidChecksum: "Its check digit does not fit: there is a slip in it.",
    InvalidComponent: "A part of it cannot be.",
}


def checked_number(document: DocumentType, typed: str) -> str:
    """A number as it is stored; raises InvalidInput for one that cannot be right."""
    number = one_line(typed)
    if not number:
        raise InvalidInput(f"Type the number on the document: {document.number}.", field=FIELD)
    if len(number) > LONGEST_NUMBER:
        raise InvalidInput(f"A number has at most {LONGEST_NUMBER} signs.", field=FIELD)
    if not document.check:
        if sum(sign.isalnum() for sign in number) < _SHORTEST:
            raise InvalidInput("This is too short for the number of a document.", field=FIELD)
        return number
    try:
        return str(_module(document).validate(number))
    except ValidationError as error:
        why = next((words for kind, words in _WRONG.items() if isinstance(error, kind)), "It cannot be right.")
        raise InvalidInput(f"This is no valid number ({document.number}). {why}", field=FIELD) from None


def number_verdict(document: DocumentType | None, number: str) -> str:
    """What can be said of a stored number, for the desk."""
    if document is None or not document.check:
        return "BizHub knows no check digits of this number."
    fits = _module(document).is_valid(number)
    return "Form and check digits are right." if fits else "Form or check digits are wrong."


def _module(document: DocumentType) -> Any:
    return import_module(f"stdnum.{document.check}")
