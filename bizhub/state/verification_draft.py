"""The wizard of a verification; what is typed is kept on the server as it is typed, the address names the step."""

from typing import Annotated, Literal

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.document_types import document_type, document_types
from bizhub.domain.errors import BizHubError
from bizhub.domain.verification import STEP_FIELDS, DraftOvertaken, EntityKind, VerificationPage
from bizhub.domain.verification_reasons import FIELD_WORDS, FILE, FILES, REASONS
from bizhub.services import regions, verification, verification_drafts
from bizhub.state.base import FormState
from bizhub.state.notices import done, go_to
from bizhub.state.remote import remote
from bizhub.state.verification import PATH

REGIONS = regions.regions()
KIND_WORDS = {EntityKind.BUSINESS.value: "A business", EntityKind.INDIVIDUAL.value: "An individual, a person"}
LAST = len(STEP_FIELDS)

ValueName = Literal["kind", "region", "document_type", "document_number", "name", "website"]
Typed = Annotated[str, Field(max_length=1_000)]


class StepForm(TypedDict, total=False):
    """The fields of one step; each step sends its own."""

    kind: Typed
    region: Typed
    document_type: Typed
    document_number: Typed
    name: Typed
    website: Typed


class VerificationDraftState(FormState, rx.State):
    """The wizard of this tab at `step`, from 1; at 0 there is none.

    `open` are the fields that can be given, `said` what the desk said of a field before. `types` and `kinds` are
    choices; `types_of` changes with what they depend on, `drawn` when the fields have to be drawn anew.
    """

    step: int = 0
    draft_id: str = ""
    values: dict[str, str] = {}
    open: list[str] = []
    said: dict[str, str] = {}
    kinds: list[list[str]] = []
    types: list[list[str]] = []
    types_of: str = ""
    number_label: str = ""
    center_name: str = ""
    summary: list[list[str]] = []
    overtaken: str = ""
    problem: str = ""
    is_correction: bool = False
    is_sending: bool = False
    drawn: int = 0

    _version: int = 0

    @remote
    async def load(self) -> EventSpec | None:
        """Show the step that the address names, of what is being written."""
        self.errors, self.overtaken, self.problem, self.is_sending = {}, "", "", False
        wanted = self.router.url.query_parameters.get("step", "")
        if wanted not in {str(step) for step in range(1, LAST + 1)}:
            self.step = 0
            return None
        try:
            found = await self._ask(verification.read_verification)
        except BizHubError as error:
            self.step, self.problem = 0, error.message
            return None
        if found.draft is None:
            self.step = 0
            return go_to(PATH, replace=True)
        self._show(found)
        self.step = self._step_from(int(wanted), 1)
        return None

    @remote
    async def keep(self, name: ValueName, value: Typed) -> None:
        """Keep what is being typed or chosen."""
        if value != self.values.get(name, ""):
            errors = {field: words for field, words in self.errors.items() if field != name}
            await self._save({name: value})
            self.errors = errors

    @remote
    async def go_on(self, form: StepForm) -> EventSpec | None:
        """Check this step and show the next one."""
        typed = {name: str(value) for name, value in form.items() if value != self.values.get(name, "")}
        if not await self._save(typed):
            return None
        await self._ask(verification_drafts.check_step, draft_id=self.draft_id, step=self.step)
        return go_to(f"{PATH}?step={self._step_from(self.step + 1, 1)}")

    @remote
    async def show_step(self, step: int) -> EventSpec:
        """Show an earlier step again; nothing typed is lost."""
        before = self._step_from(min(max(step, 1), LAST), -1)
        return go_to(f"{PATH}?step={before}")

    @remote
    async def submit(self) -> list[EventSpec]:
        """Send it to the desk."""
        self.is_sending = True
        try:
            await self._act(verification.submit_verification, draft_id=self.draft_id, version=self._version)
        except DraftOvertaken as overtaken:
            await self._read_again(overtaken.message)
            return []
        finally:
            self.is_sending = False
        return [done("Sent. The desk looks at it, and you are told."), go_to(PATH)]

    async def _save(self, typed: dict[str, str]) -> bool:
        """Keep what was typed; False when somebody else was first: then the page shows what stands there."""
        try:
            draft = await self._act(
                verification_drafts.save_draft, draft_id=self.draft_id, version=self._version, step=self.step,
                values=typed,
            )  # fmt: skip
        except DraftOvertaken as overtaken:
            await self._read_again(overtaken.message)
            return False
        self._version, self.values, self.overtaken = draft.version, draft.values, ""
        self._describe()
        return True

    async def _read_again(self, why: str) -> None:
        found = await self._ask(verification.read_verification)
        self._show(found)
        self.overtaken, self.errors = why, {}

    def _show(self, found: VerificationPage) -> None:
        draft = found.draft
        if draft is None:
            self.step = 0
            return
        self.draft_id, self._version, self.values = draft.id, draft.version, draft.values
        self.open, self.is_correction = sorted(draft.open), draft.is_correction
        self.kinds = [[kind.value, KIND_WORDS[kind.value]] for kind in found.kinds]
        self.center_name, self.said = found.center_name, {}
        for each in draft.problems:
            field = FILES if each.field.startswith(FILE) else each.field
            reason = REASONS[each.code]
            words = f"{reason.label}. {reason.what_to_do}" + (f" The desk wrote: “{each.note}”" if each.note else "")
            self.said[field] = f"{self.said[field]} {words}" if field in self.said else words
        self._describe()
        self.drawn += 1

    def _describe(self) -> None:
        """The choices and words that follow from what is chosen."""
        kind, region = self.values["kind"], self.values["region"]
        known = document_types(EntityKind(kind), region) if kind in KIND_WORDS else ()
        self.types, self.types_of = [[each.key, each.label] for each in known], f"{kind}-{region}"
        chosen = next((each for each in known if each.key == self.values["document_type"]), None)
        self.number_label = chosen.number if chosen else "Number on the document"
        self.summary = _summary(self.values, self.open)

    def _step_from(self, step: int, way: int) -> int:
        """The nearest step in which something can be given; files and the last one always are."""
        while 1 < step < LAST and not self._has_open(step):
            step += way
        if step == 1 and not self._has_open(1):
            return self._step_from(2, 1)
        return min(max(step, 1), LAST)

    def _has_open(self, step: int) -> bool:
        fields = STEP_FIELDS[step - 1] or (FILES,)
        return any(field in self.open for field in fields)


def _summary(values: dict[str, str], can_change: list[str]) -> list[list[str]]:
    """Label, text, and the step where it can be changed, 0 for none."""
    kind = values["kind"]
    is_chosen = kind in KIND_WORDS
    document = document_type(EntityKind(kind), values["region"], values["document_type"]) if is_chosen else None
    words = {
        **values, "kind": KIND_WORDS.get(kind, ""), "region": regions.region_name(values["region"]),
        "document_type": document.label if document else "",
    }  # fmt: skip
    steps = {name: step for step, names in enumerate(STEP_FIELDS, start=1) for name in names}
    labels = {**FIELD_WORDS, "document_number": document.number if document else FIELD_WORDS["document_number"]}
    return [
        [labels[name], words[name] or "–", str(steps[name]) if name in can_change else "0"]
        for name in steps
    ]  # fmt: skip
