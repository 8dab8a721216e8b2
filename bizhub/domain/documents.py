"""Documents that people send: what is taken, and where one stands."""

from enum import StrEnum

LARGEST_BYTES = 10 * 1024**2
MOST_FILES = 10
MOST_PIXELS = 25_000_000
MOST_PAGES = 50
LONGEST_NAME = 100

MEDIA_TYPES: dict[str, str] = {"image/jpeg": "JPG", "image/png": "PNG", "application/pdf": "PDF"}
"""What is taken, decided by the content."""


class Holder(StrEnum):
    """What a document belongs to."""

    VERIFICATION = "verification"
    TICKET = "ticket"


class DocumentState(StrEnum):
    """Where a document stands; only a clean one is shown to anybody."""

    QUARANTINED = "QUARANTINED"
    CLEAN = "CLEAN"
    DELETED = "DELETED"
