"""People and centers as the rest of BizHub sees them."""

from dataclasses import dataclass

from bizhub.domain.policy import CenterRole, FinanceRole


@dataclass(frozen=True, slots=True)
class Person:
    """A signed-in user; `locale` is empty when the browser decides."""

    id: str
    name: str
    email: str
    phone: str
    locale: str


@dataclass(frozen=True, slots=True)
class CenterRow:
    """A center as one of its members sees it."""

    id: str
    name: str
    currency: str
    time_zone: str
    role: CenterRole
    finance_role: FinanceRole | None
