"""What a signed-in page shows of the person, their centers and the selected ad account."""

from dataclasses import dataclass

from bizhub.domain.people import CenterRow, Person
from bizhub.domain.policy import Permission


@dataclass(frozen=True, slots=True)
class PersonView:
    """The person, their centers by name, and the center to look at (empty when there is none)."""

    person: Person
    centers: tuple[CenterRow, ...]
    center_id: str


@dataclass(frozen=True, slots=True)
class SelectedAdAccount:
    """The ad account a tab looks at, and what the person may do with it."""

    id: str
    external_id: str
    name: str
    currency: str
    time_zone: str
    permissions: frozenset[Permission]


@dataclass(frozen=True, slots=True)
class CenterView:
    """The current center, what the person may do in it, and the selected ad account."""

    center: CenterRow
    permissions: frozenset[Permission]
    ad_account: SelectedAdAccount | None
