"""The ad account of the case that somebody of the desk looks at: decided on, suspended, and let go again."""

from typing import Annotated, Literal

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.ad_account_review import FIELD_WORDS, REASONS, ReviewedAdAccount
from bizhub.domain.ad_accounts import AdAccountStatus
from bizhub.domain.desk import DeskNeedsTwoStep
from bizhub.domain.errors import InvalidInput, NotFound
from bizhub.domain.verification import Problem, ReasonCode
from bizhub.services import ad_account_review, formats
from bizhub.state import push
from bizhub.state.ad_account_standing import ProblemLine, problem_line
from bizhub.state.base import DeskState, FormState
from bizhub.state.notices import done
from bizhub.state.reader import Reader, current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState

PATH = "/desk/case"
_FIRST = "Noted. Somebody else of the desk decides as well."
_Code = Annotated[str, Field(max_length=40)]
_Reason = Annotated[str, Field(max_length=4_000)]


class RefusalForm(TypedDict):
    """The code of what is wrong with each field, "" where nothing is, and words for all of it."""

    name: _Code
    company: _Code
    industry: _Code
    promotion_link: _Code
    contact_name: _Code
    contact_email: _Code
    billing_address: _Code
    note: _Reason


class LimitForm(TypedDict):
    """Why an ad account is suspended."""

    reason: _Reason


class DeskAdAccountState(DeskState, FormState, rx.State):
    """The ad account of the case in the address; `status` is "" where that case is about something else.

    `facts` are pairs of a word and a value. `opened` is the drawer that is open: "refuse", "limit", or none.
    """

    status: str = ""
    facts: list[list[str]] = []
    of_center: list[list[str]] = []
    before: list[ProblemLine] = []
    may_decide: bool = False
    opened: str = ""
    problem: str = ""

    _case: str = ""
    _account: str = ""

    @remote
    async def show(self) -> None:
        """Show the case that the address names."""
        wanted = self.router.url.query_parameters.get("case", "")[:20]
        if wanted != self._case:
            self.reset()
            self._case = wanted
        await self._load()

    @remote
    async def refresh(self) -> None:
        """Read it again, because somebody has claimed it, decided or corrected it."""
        if self.status:
            await self._load()

    @remote
    async def approve(self) -> EventSpec:
        """Let it be used."""
        stands = await self._act(ad_account_review.approve_ad_account, case_id=self._case)
        await self._load()
        return done("Approved. The center can use the ad account now." if stands else _FIRST)

    @remote
    async def set_opened(self, which: Literal["", "refuse", "limit"]) -> None:
        """Open a drawer, or close it."""
        self.errors, self.opened = {}, which

    @remote
    async def close(self, opened: bool) -> None:
        """Keep in step with the drawer."""
        self.opened = self.opened if opened else ""

    @remote
    async def reject(self, form_data: RefusalForm) -> EventSpec:
        """Refuse it, with what is wrong."""
        note = form_data["note"]
        chosen = {field: str(code) for field, code in form_data.items() if code and field != "note"}
        if not set(chosen.values()) <= {code.value for code in REASONS}:
            raise InvalidInput("Choose one of the reasons.", field="name")
        problems = tuple(
            Problem(field, ReasonCode(code), note if place == 0 else "")
            for place, (field, code) in enumerate(chosen.items())
        )
        stands = await self._act(ad_account_review.reject_ad_account, case_id=self._case, problems=problems)
        self.opened = ""
        await self._load()
        return done("Refused. The center was told what to correct." if stands else _FIRST)

    @remote
    async def limit(self, form_data: LimitForm) -> EventSpec:
        """Suspend it."""
        reason = form_data["reason"]
        await self._act(ad_account_review.limit_ad_account, ad_account_id=self._account, reason=reason)
        self.opened = ""
        await self._load()
        return done("Suspended. The center was told why.")

    @remote
    async def lift(self) -> EventSpec:
        """Let it be used again."""
        await self._act(ad_account_review.lift_limit, ad_account_id=self._account)
        await self._load()
        return done("The suspension is lifted.")

    async def _load(self) -> None:
        session = await self.get_state(SessionState)
        reader = current_reader(session.user_locale, session.center_time_zone or "UTC")
        try:
            found = await self._ask(ad_account_review.read_application, case_id=self._case)
        except (NotFound, DeskNeedsTwoStep) as error:
            self.status, self.problem = "", error.message
            return
        self.problem = ""
        self.status = "" if found is None else found.status.value
        if found is not None:
            self._account, self.may_decide = found.ad_account_id, found.may_decide
            self.facts, self.of_center = _facts(found), _of_center(found, reader)
            self.before = [problem_line(each) for each in found.before]


def _facts(found: ReviewedAdAccount) -> list[list[str]]:
    typed = [[word, getattr(found.form, field) or "–"] for field, word in FIELD_WORDS.items()]
    return [*typed, ["Currency", found.currency], ["Time zone", found.time_zone], ["Country", found.region]]


def _of_center(found: ReviewedAdAccount, reader: Reader) -> list[list[str]]:
    until = found.verified_until
    verified = f"Until {formats.moment(until, reader.time_zone, reader.locale)}" if until else "Not now"
    return [
        ["Center", found.center], ["Company", found.company_name or "–"], ["Website", found.website or "–"],
        ["Verified", verified],
    ]  # fmt: skip


IN_USE, LIMITED = AdAccountStatus.ENABLE.value, AdAccountStatus.LIMIT.value
push.refresh_on("desk", DeskAdAccountState.refresh, path=PATH)
