"""Why the desk refuses a field: the words of each code, what to do about it, and what a reviewer may start from."""

from dataclasses import dataclass

from bizhub.domain.verification import Problem, ReasonCode

FILE = "file:"
"""A problem of one document: this, and its ID."""
FILES = "files"

FIELD_WORDS: dict[str, str] = {
    "kind": "Business or individual",
    "region": "Country",
    "document_type": "Document",
    "document_number": "Number",
    "name": "Name",
    "website": "Website",
    FILES: "Files",
}
"""What can be refused, in the order of the wizard."""

LONGEST_NOTE = 1_000


@dataclass(frozen=True, slots=True)
class Reason:
    """A code in words: what is wrong, what to do, and the note that the desk starts from."""

    label: str
    what_to_do: str
    template: str


REASONS: dict[ReasonCode, Reason] = {
    ReasonCode.WRONG_TYPE: Reason(
        "Wrong document type",
        "Choose the document that you send, or send one of the list for your country.",
        "This is not the document that was chosen. Please send it, or choose the one you have.",
    ),
    ReasonCode.NAME_MISMATCH: Reason(
        "The name does not match",
        "Write the name exactly as it stands in the document. If the company name of your center is another one, ask "
        "for a change with a ticket.",
        "The name in the document is another one than the name that was given.",
    ),
    ReasonCode.NUMBER_MISMATCH: Reason(
        "The number does not match",
        "Copy the number from the document, sign by sign.",
        "The number in the document is another one than the number that was given.",
    ),
    ReasonCode.UNREADABLE: Reason(
        "It cannot be read",
        "Take the picture again in good light, straight from above, with all of the text sharp.",
        "The picture is too blurred or too dark to be read.",
    ),
    ReasonCode.INCOMPLETE: Reason(
        "It is not complete",
        "Send every page, and both sides of a card, with all four corners in the picture.",
        "A part of the document is missing. Please send all pages and both sides.",
    ),
    ReasonCode.EXPIRED: Reason(
        "The document has expired",
        "Send a document that is valid today.",
        "This document is no longer valid. Please send one that is.",
    ),
    ReasonCode.WRONG_PERSON: Reason(
        "Not the right person or company",
        "Send the document of whoever is behind this center.",
        "The document belongs to somebody else than whoever is behind this center.",
    ),
}

_OF_FILES = tuple(ReasonCode)
_CODES: dict[str, tuple[ReasonCode, ...]] = {
    "kind": (ReasonCode.WRONG_TYPE, ReasonCode.WRONG_PERSON),
    "region": (ReasonCode.WRONG_TYPE,),
    "document_type": (ReasonCode.WRONG_TYPE, ReasonCode.EXPIRED),
    "document_number": (ReasonCode.NUMBER_MISMATCH, ReasonCode.INCOMPLETE),
    "name": (ReasonCode.NAME_MISMATCH, ReasonCode.INCOMPLETE, ReasonCode.WRONG_PERSON),
    "website": (ReasonCode.NAME_MISMATCH, ReasonCode.WRONG_PERSON),
}

_FOLLOWS: dict[str, tuple[str, ...]] = {
    "kind": ("document_type", "document_number", "name", FILES),
    "region": ("document_type", "document_number", FILES),
    "document_type": ("document_number", FILES),
}
"""What another choice in a field makes necessary to be given again."""


def codes_of(field: str) -> tuple[ReasonCode, ...]:
    """The codes with which a field, or a document, can be refused; none for what is no field."""
    return _OF_FILES if field == FILES or field.startswith(FILE) else _CODES.get(field, ())


def open_fields(problems: tuple[Problem, ...]) -> frozenset[str]:
    """What is sent again after a refusal: what failed, and what follows from it; `files` for any document."""
    failed = {FILES if problem.field.startswith(FILE) else problem.field for problem in problems}
    return frozenset(failed | {after for field in failed for after in _FOLLOWS.get(field, ())})


def field_words(field: str, file_names: dict[str, str]) -> str:
    """What a refused field is called; `file_names` by the ID of the document."""
    if field.startswith(FILE):
        return f"File {file_names.get(field.removeprefix(FILE), '')}".strip()
    return FIELD_WORDS.get(field, field)
