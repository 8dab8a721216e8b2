"""A center without an admin who can sign in: what counts as that, and the admin whom the desk appoints for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bizhub.domain.desk import RecoveryState

ABSENT_AFTER = timedelta(days=30)
"""An admin of whom nobody has seen an open session for so long counts as one who cannot sign in."""

ROWS_PER_PAGE = 50
MOST_SHOWN = 50
"""How many members are offered, and how many recoveries that are over are listed."""


@dataclass(frozen=True, slots=True)
class OrphanRow:
    """A center that none of its admins can act for; `last_seen` is when one of them was here, None for never.

    `is_waiting`: the desk has chosen an admin for it, and members may still object.
    """

    id: str
    name: str
    members: int
    last_seen: datetime | None
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class OrphanPage:
    """One page of these centers, and how many there are in all."""

    rows: tuple[OrphanRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class AbsentAdmin:
    """Who is, or last was, an admin of an orphaned center; `ended_at` and `last_seen` say since when they are gone."""

    name: str
    is_disabled: bool
    ended_at: datetime | None
    last_seen: datetime | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member whom the desk could choose, with the address that names them; `why_not` is empty where it may."""

    address: str
    name: str
    last_seen: datetime | None
    why_not: str


@dataclass(frozen=True, slots=True)
class OrphanedCenter:
    """One of these centers: who has been its admins, and whom the desk could choose."""

    id: str
    name: str
    admins: tuple[AbsentAdmin, ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class RecoveryRow:
    """An admin whom the desk has chosen for a center, and what became of it.

    `answer` is why a member objected, or why it could not be carried out.
    """

    id: str
    center_id: str
    center: str
    person: str
    state: RecoveryState
    reason: str
    asked_by: str
    asked_at: datetime
    due_at: datetime
    objected_by: str
    answer: str
    ended_at: datetime | None
