"""A new ad account of a verified center: the form, or what keeps the center from creating one."""

from typing import Annotated

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.ad_account_review import AdAccountForm
from bizhub.services import ad_account_applications, regions
from bizhub.state import push
from bizhub.state.base import FormState
from bizhub.state.notices import go_to
from bizhub.state.remote import remote

PATH = "/accounts/new"
TIME_ZONES = regions.time_zones()
_Text = Annotated[str, Field(max_length=3_000)]


class ApplicationForm(TypedDict):
    """What is typed for an ad account; the limit here only keeps nonsense out."""

    name: _Text
    company: _Text
    industry: _Text
    promotion_link: _Text
    contact_name: _Text
    contact_email: _Text
    billing_address: _Text


class NewApplicationForm(ApplicationForm):
    """The same, with what cannot be changed later."""

    time_zone: Annotated[str, Field(max_length=100)]


class NewAdAccountState(FormState, rx.State):
    """What the form starts from; `missing` says why there is none to fill in."""

    loaded: bool = False
    missing: str = ""
    company: str = ""
    contact_name: str = ""
    contact_email: str = ""
    currency: str = ""
    time_zone: str = ""
    region: str = ""

    @remote
    async def load(self) -> None:
        """Read what the center says of itself, and whether it is verified."""
        offer = await self._ask(ad_account_applications.view_offer)
        self.missing, self.company, self.region = offer.missing, offer.company, offer.region
        self.contact_name, self.contact_email = offer.contact_name, offer.contact_email
        self.currency, self.time_zone, self.loaded = offer.currency, offer.time_zone, True

    @remote
    async def refresh(self) -> None:
        """Read it again, because the verification was decided; what is being typed stays."""
        if self.loaded:
            offer = await self._ask(ad_account_applications.view_offer)
            self.missing = offer.missing

    @remote
    async def create(self, form_data: NewApplicationForm) -> EventSpec:
        """Send it to the desk, and show it."""
        typed = AdAccountForm(
            form_data["name"], form_data["company"], form_data["industry"], form_data["promotion_link"],
            form_data["contact_name"], form_data["contact_email"], form_data["billing_address"],
        )  # fmt: skip
        account = await self._act(
            ad_account_applications.create_ad_account, form=typed, time_zone=form_data["time_zone"]
        )
        return go_to(f"/accounts/{account}")


push.refresh_on("verification", NewAdAccountState.refresh, path=PATH)
