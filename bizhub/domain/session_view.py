"""What a signed-in page shows of the person, their centers and the selected ad account."""

import re
from dataclasses import dataclass

from bizhub.domain.people import CenterRow, Person, View
from bizhub.domain.policy import Permission

_KEPT = re.compile(r"(\d{1,19})/(\d{1,19})/(\d{1,19})?")


@dataclass(frozen=True, slots=True)
class TabView:
    """What a browser tab shows, in the words that the browser keeps for it; an empty account means all of them.

    It outlives the server's memory of the tab, and says whose it is: somebody else may sign in there.
    """

    user_id: str
    center_id: str
    account_id: str

    def text(self) -> str:
        """As the browser keeps it."""
        return f"{self.user_id}/{self.center_id}/{self.account_id}"

    def as_seen_by(self, user_id: str) -> "TabView":
        """The same for the person who was there before; for anybody else a tab that has shown nothing."""
        return self if self.user_id == user_id else TabView("", "", "")

    def account_in(self, center_id: str) -> str | None:
        """The ad account (empty for all) shown in a center; None when another center was shown, or none."""
        return self.account_id if self.center_id == center_id else None

    @staticmethod
    def of(text: str) -> "TabView":
        """What a browser kept; anything else is a tab that has shown nothing."""
        found = _KEPT.fullmatch(text)
        return TabView(found[1], found[2], found[3] or "") if found else TabView("", "", "")


@dataclass(frozen=True, slots=True)
class PersonView:
    """The person, their centers by name, and the center to look at (empty when there is none).

    `view` says that somebody else is there, who sees BizHub as this person does.
    """

    person: Person
    centers: tuple[CenterRow, ...]
    center_id: str
    view: View | None = None
    seconds_left: int = 0
    is_at_desk: bool = False


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
    """The current center, what the person may do in it, and the selected ad account.

    `may_import` and `may_label` say whether there is any ad account with which they may.
    """

    center: CenterRow
    permissions: frozenset[Permission]
    ad_account: SelectedAdAccount | None
    may_import: bool
    may_label: bool
