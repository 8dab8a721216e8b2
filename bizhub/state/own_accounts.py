"""My ad accounts: where a person keeps those that no center owns, and the list of them."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.ad_accounts import AdAccountFilter, AdAccountRow
from bizhub.domain.verification import VerificationStatus
from bizhub.services import ad_accounts, formats, own_space, regions
from bizhub.state import push
from bizhub.state.base import FormState
from bizhub.state.notices import go_to
from bizhub.state.paging import ListedState, paged
from bizhub.state.reader import Reader, current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState

PATH = "/my"
REGIONS = regions.regions()
CURRENCIES = regions.currencies()
TIME_ZONES = regions.time_zones()

_Choice = Annotated[str, Field(max_length=64)]
_VERIFICATION = {
    VerificationStatus.NOT_SUBMITTED: "You have not proved yet who you are.",
    VerificationStatus.REVIEWING: "Your papers are being reviewed.",
    VerificationStatus.VERIFIED: "You have proved who you are.",
    VerificationStatus.FAILED: "Your papers were refused: see what to send again.",
    VerificationStatus.EXPIRED: "Your verification has expired: please renew it.",
}


class Place(TypedDict):
    """Where the person's ad accounts are kept."""

    region: _Choice
    currency: _Choice
    time_zone: _Choice


@dataclass
class OwnLine:
    """One of the ad accounts, written for the reader."""

    id: str
    name: str
    detail: str
    status: str
    created: str


class OwnSpaceState(FormState, rx.State):
    """`space_id` is empty until the person has begun; then the tab looks at that place. `suggested` fills the form."""

    is_loaded: bool = False
    space_id: str = ""
    verification: str = ""
    is_verified: bool = False
    suggested: dict[str, str] = {}

    @remote
    async def load(self) -> EventSpec | None:
        """Look at the place of one's own ad accounts, wherever the tab was before."""
        session = await self.get_state(SessionState)
        found = await self._ask(own_space.view_own_space)
        self.errors = {}
        if found is None:
            self.space_id, self.suggested, self.is_loaded = "", _suggested(current_reader(session.user_locale)), True
            return None
        if session.center_id != found.id:
            return go_to(f"{PATH}?center={found.id}", replace=True)
        self.space_id, self.verification = found.id, _VERIFICATION[found.verification]
        self.is_verified, self.is_loaded = found.verification is VerificationStatus.VERIFIED, True
        return None

    @remote
    async def begin(self, form: Place) -> EventSpec:
        """Make the place, and show it."""
        self.suggested = {name: str(value) for name, value in form.items()}
        made = await self._act(own_space.open_own_space, **form)
        return go_to(f"{PATH}?center={made}", replace=True)


class OwnAccountsState(ListedState, rx.State):
    """One page of the list."""

    rows: list[OwnLine] = []

    _path: ClassVar[str] = PATH

    async def _show(self) -> None:
        session, space = await self.get_state(SessionState), await self.get_state(OwnSpaceState)
        if not space.space_id or space.space_id != session.center_id:
            return
        chosen = AdAccountFilter(search=self.search, page=self._page)
        found = await self._ask(ad_accounts.list_ad_accounts, chosen=chosen)
        reader = current_reader(session.user_locale, session.center_time_zone)
        self.rows = [_line(row, reader) for row in found.rows]
        self._page = found.chosen.page
        self.paging = paged(self._page, chosen.page_size, found.total, reader.locale)
        self.loaded = True


def _line(row: AdAccountRow, reader: Reader) -> OwnLine:
    created = formats.moment(row.created_at, reader.time_zone, reader.locale)
    return OwnLine(row.id, row.name, f"{row.external_id} · {row.currency} · {row.time_zone}", row.status, created)


def _suggested(reader: Reader) -> dict[str, str]:
    """What the browser tells about where the person may be."""
    region = regions.region_around(reader.time_zone) or regions.region_of(reader.browser_locale)
    return {"region": region, "currency": regions.currency_of(region), "time_zone": reader.time_zone}


push.refresh_on("ad_account", OwnAccountsState.refresh, path=PATH)
push.refresh_on("verification", OwnSpaceState.load, path=PATH)
