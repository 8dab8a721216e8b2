"""Documents that people send: what is taken, and where one stands."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bizhub.domain.errors import BizHubError

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


UNTITLED = "document"

STATE_WORDS: dict[DocumentState, str] = {
    DocumentState.QUARANTINED: "Waiting to be checked for viruses",
    DocumentState.CLEAN: "Checked",
    DocumentState.DELETED: "Deleted",
}

DELETED_WITH_CENTER = "the center was deleted"
DELETED_BY_TIME = "the time for which documents are kept is over"
DELETED_AS_HARMFUL = "the virus scanner found something in it"


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document as a list shows it; `size` in bytes, of the cleaned file."""

    id: str
    name: str
    media_type: str
    size: int
    pages: int
    state: DocumentState
    uploaded_at: datetime
    uploaded_by_name: str


@dataclass(frozen=True, slots=True)
class DocumentList:
    """The documents of something, the first first, and whether the center may still add and remove some."""

    may_edit: bool
    rows: tuple[DocumentRow, ...]


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """A document that somebody may see; `file` is the name of what lies encrypted, and is shown to nobody."""

    id: str
    name: str
    media_type: str
    size: int
    pages: int
    file: str = field(repr=False)

    @property
    def download_name(self) -> str:
        """What it is called where it is saved: nothing of what its sender has chosen."""
        return f"document-{self.id}.{MEDIA_TYPES[self.media_type].lower()}"


class DocumentUnreadable(BizHubError):
    """A stored document cannot be opened any more."""

    def __init__(self) -> None:
        """Say who can do something about it."""
        super().__init__("This document cannot be opened: its file is damaged. The operator finds it in the log.")


def plain_name(name: str) -> str:
    """The last part of the name that a browser sent, without signs that nobody sees."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(sign for sign in base if sign.isprintable()).strip()
    return shown[:LONGEST_NAME].strip() or UNTITLED
