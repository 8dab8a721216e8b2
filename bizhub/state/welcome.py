"""The wizard that makes a center; what is typed is kept on the server as it is typed."""

from urllib.parse import urlencode

import reflex as rx
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.centers import DRAFT_FIELDS, STEP_FIELDS, NewCenter, industry_name
from bizhub.services import centers, onboarding, regions
from bizhub.state.base import FormState
from bizhub.state.notices import go_to
from bizhub.state.reader import Reader, current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState

REGIONS = regions.regions()
CURRENCIES = regions.currencies()
TIME_ZONES = regions.time_zones()

_SUMMARY = len(STEP_FIELDS)


class StepForm(TypedDict, total=False):
    """The fields of one step; each step sends its own."""

    name: str
    industry: str
    website: str
    region: str
    currency: str
    time_zone: str
    contact_name: str
    contact_email: str
    contact_phone: str


class WelcomeState(FormState, rx.State):
    """The wizard of this tab; after it, the center that was made."""

    step: int = 0
    values: dict[str, str] = {}
    zone_hint: str = ""
    summary: list[list[str]] = []
    made_id: str = ""
    made_name: str = ""
    is_creating: bool = False
    suggestions: int = 0

    _submission: str = ""
    _locale: str = "en"

    @remote
    async def load(self) -> None:
        """Show the center that the address names as made, else the wizard where the person left it."""
        session = await self.get_state(SessionState)
        made = self.router.url.query_parameters.get("made", "")
        own = {row.id: row.name for row in await self._ask(centers.list_centers)}
        self.errors, self.is_creating = {}, False
        if made in own:
            self.made_id, self.made_name = made, own[made]
            return
        self.made_id = ""
        draft = await self._ask(onboarding.read_center_draft)
        self._submission, self.step = draft.submission, draft.step
        self.values = {name: draft.values.get(name, "") for name in DRAFT_FIELDS}
        reader = current_reader(session.user_locale)
        self._locale = reader.locale
        if not draft.submission:
            self._suggest(reader)
        self._describe()

    @remote
    async def keep(self, name: str, value: str) -> None:
        """Keep what is being typed or chosen; a sentence that went away now would move the button under a click."""
        if name not in DRAFT_FIELDS:
            return
        if name == "region":
            self._follow(self.values.get("region", ""), value)
        if value != self.values.get(name, ""):
            self.values = {**self.values, name: value}
            self._describe()
            await self._save()

    @remote
    async def go_on(self, form: StepForm) -> None:
        """Check this step and show the next one."""
        self.values = {**self.values, **{name: str(value) for name, value in form.items()}}
        self.errors = {}
        await self._save()
        await self._ask(onboarding.check_center_step, step=self.step, values=self.values)
        await self._turn_to(self.step + 1)

    @remote
    async def go_back(self) -> None:
        """Show the step before; nothing typed is lost."""
        self.errors = {}
        await self._turn_to(self.step - 1)

    @remote
    async def show_step(self, step: int) -> None:
        """Show an earlier step again, from the summary."""
        await self._turn_to(min(step, self.step))

    @remote
    async def create(self) -> EventSpec:
        """Make the center, and look at it."""
        asked = NewCenter(**{name: self.values.get(name, "") for name in DRAFT_FIELDS})
        self.is_creating = True
        try:
            made = await self._act(onboarding.create_center, asked=asked, submission=self._submission)
        finally:
            self.is_creating = False
        return go_to(f"/welcome?{urlencode({'made': made, 'center': made})}")

    async def _turn_to(self, step: int) -> None:
        self.step = min(max(step, 1), _SUMMARY)
        self._describe()
        await self._save()

    async def _save(self) -> None:
        """Keep the draft; errors stay until their field is corrected."""
        errors = self.errors
        draft = await self._act(
            onboarding.save_center_draft, submission=self._submission, step=self.step, values=self.values
        )
        self._submission, self.errors = draft.submission, errors

    def _follow(self, before: str, region: str) -> None:
        """Another country has another currency and time zone, unless they were chosen."""
        near = current_reader().time_zone
        if self.values.get("currency", "") in ("", regions.currency_of(before)):
            self.values = {**self.values, "currency": regions.currency_of(region)}
        if self.values.get("time_zone", "") in ("", near, regions.time_zone_of(before, near)):
            self.values = {**self.values, "time_zone": regions.time_zone_of(region, near)}
        self.suggestions += 1

    def _suggest(self, reader: Reader) -> None:
        """What the browser tells about where the business may be."""
        # Many browsers far from America speak American English; few are set to a clock of elsewhere.
        region = regions.region_around(reader.time_zone) or regions.region_of(reader.browser_locale)
        suggested = {"region": region, "currency": regions.currency_of(region), "time_zone": reader.time_zone}
        self.values = {**self.values, **suggested}

    def _describe(self) -> None:
        """The words that follow from what is chosen."""
        self.zone_hint = regions.clock_words(self.values.get("time_zone", ""), self._locale)
        self.summary = [[label, text, str(step)] for label, text, step in _summary(self.values)]


def _summary(values: dict[str, str]) -> list[tuple[str, str, int]]:
    reachable = [values.get(name, "").strip() for name in ("contact_name", "contact_email", "contact_phone")]
    return [
        ("Business", values.get("name", ""), 1),
        ("Industry", industry_name(values.get("industry", "")), 1),
        ("Website", values.get("website", "") or "none", 1),
        ("Country", regions.region_name(values.get("region", "")), 2),
        ("Currency", regions.currency_name(values.get("currency", "")), 2),
        ("Time zone", values.get("time_zone", ""), 2),
        ("Contact", " · ".join(part for part in reachable if part), 3),
    ]
