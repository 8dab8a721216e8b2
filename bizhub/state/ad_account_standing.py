"""Where an ad account stands with the desk, on its page: corrected and sent again, or disabled for good."""

from dataclasses import dataclass

import reflex as rx
from reflex.event import EventSpec

from bizhub.domain.ad_account_review import FIELD_WORDS, REASONS, AdAccountForm
from bizhub.domain.errors import NotFound, PermissionDenied
from bizhub.domain.verification import Problem
from bizhub.services import ad_account_applications, formats
from bizhub.state import push
from bizhub.state.base import FormState
from bizhub.state.new_ad_account import ApplicationForm
from bizhub.state.notices import done
from bizhub.state.reader import current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState

PATH = "/accounts"


@dataclass
class ProblemLine:
    """What the desk found wrong with one field, and what to do."""

    field: str
    reason: str
    what_to_do: str
    note: str


class AdAccountStandingState(FormState, rx.State):
    """`place` is that in the queue of the desk, "" for what does not wait there; `problem` why nothing is shown."""

    problems: list[ProblemLine] = []
    place: str = ""
    limit_reason: str = ""
    may_correct: bool = False
    may_disable: bool = False
    correcting: bool = False
    name: str = ""
    company: str = ""
    industry: str = ""
    promotion_link: str = ""
    contact_name: str = ""
    contact_email: str = ""
    billing_address: str = ""
    problem: str = ""

    _id: str = ""

    @remote
    async def load(self) -> None:
        """Read it for the ad account that the address names; who may not see that one sees nothing here."""
        wanted = self._named()
        if wanted != self._id:
            self.reset()
            self._id = wanted
        await self._load()

    @remote
    async def refresh(self) -> None:
        """Read it again, because the desk has decided; what is being typed stays."""
        if self._id:
            await self._load()

    @remote
    async def set_correcting(self, opened: bool) -> None:
        """Open or close the form in which it is corrected."""
        self.correcting, self.errors = opened, {}

    @remote
    async def correct(self, form_data: ApplicationForm) -> EventSpec:
        """Send it to the desk again."""
        form = AdAccountForm(**form_data)
        await self._act(ad_account_applications.correct_ad_account, ad_account_id=self._id, form=form)
        self.correcting = False
        await self._load()
        return done("Sent to the desk again.")

    @remote
    async def disable(self) -> EventSpec:
        """End it for good."""
        await self._act(ad_account_applications.disable_ad_account, ad_account_id=self._id)
        await self._load()
        return done("The ad account is disabled.")

    async def _load(self) -> None:
        session = await self.get_state(SessionState)
        locale = current_reader(session.user_locale, session.center_time_zone or "UTC").locale
        try:
            found = await self._ask(ad_account_applications.view_application, ad_account_id=self._id)
        except (NotFound, PermissionDenied) as error:
            own = self._id
            self.reset()
            self._id, self.problem = own, error.message
            return
        self.problem = ""
        self.problems = [problem_line(each) for each in found.problems]
        self.place = "" if found.queue_place is None else formats.number(found.queue_place, locale)
        self.limit_reason, self.may_correct = found.limit_reason, found.may_correct
        self.may_disable = found.may_disable
        if not self.correcting:
            form = found.form
            self.name, self.company, self.industry = form.name, form.company, form.industry
            self.promotion_link, self.billing_address = form.promotion_link, form.billing_address
            self.contact_name, self.contact_email = form.contact_name, form.contact_email


def problem_line(each: Problem) -> ProblemLine:
    """A problem in words."""
    reason, what_to_do = REASONS[each.code]
    return ProblemLine(FIELD_WORDS[each.field], reason, what_to_do, each.note)


push.refresh_on("ad_account", AdAccountStandingState.refresh, path=PATH)
