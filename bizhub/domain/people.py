"""People and centers as the rest of BizHub sees them."""

from dataclasses import dataclass
from datetime import datetime

from bizhub.domain.policy import Bar, CenterRole, FinanceRole


@dataclass(frozen=True, slots=True)
class Person:
    """A signed-in user; `locale` is empty when the browser decides."""

    id: str
    name: str
    email: str
    phone: str
    locale: str


@dataclass(frozen=True, slots=True)
class View:
    """As whom an admin sees BizHub: the person and the one center, as they see it."""

    viewer: Person
    person: Person
    center: "CenterRow"
    until: datetime


@dataclass(frozen=True, slots=True)
class CenterRow:
    """A center as one of its members sees it.

    `bar` is what keeps them out of it now; `two_step_from` the moment from which lacking 2-step verification does.
    `asks_two_step`: it is asked of them, whether or not they have it. `ends_at` is when a deleted center is gone.
    `picture` is the name of its picture, empty for none.
    """

    id: str
    name: str
    currency: str
    time_zone: str
    role: CenterRole
    finance_role: FinanceRole | None
    bar: Bar | None = None
    two_step_from: datetime | None = None
    asks_two_step: bool = False
    ends_at: datetime | None = None
    picture: str = ""
