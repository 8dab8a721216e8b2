"""A verification at the desk: what was typed beside what the center says, a reason for what is wrong, the decision."""

from dataclasses import dataclass, replace
from typing import Annotated

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec

from bizhub.domain.errors import BizHubError
from bizhub.domain.verification import EntityKind, Problem, ReasonCode, ReviewedSubmission, SubmissionState
from bizhub.domain.verification_reasons import FIELD_WORDS, FILE, LONGEST_NOTE, REASONS, codes_of
from bizhub.services import verification_review
from bizhub.state import push
from bizhub.state.base import DeskState, FormState
from bizhub.state.desk_case import PATH, DeskCaseState
from bizhub.state.notices import done
from bizhub.state.remote import remote
from bizhub.state.verification import ProblemLine, problem_lines

_KINDS = {EntityKind.BUSINESS: "A business", EntityKind.INDIVIDUAL: "An individual"}
_TEMPLATES = {reason.template for reason in REASONS.values()}


@dataclass
class FieldLine:
    """A field, or a file: what was sent, what stands beside it, and the reason chosen for it; no code is accepted."""

    field: str
    label: str
    value: str
    beside: str
    codes: list[list[str]]
    code: str = ""
    note: str = ""


class DeskVerificationState(DeskState, FormState, rx.State):
    """The verification of the case that the address names; `drawn` changes when its fields are drawn anew.

    `before` is what was refused of the submission before this one, `outcome` what was refused of this one;
    `problem` says why there is nothing to see.
    """

    case_id: str = ""
    lines: list[FieldLine] = []
    appeal: str = ""
    before: list[ProblemLine] = []
    outcome: list[ProblemLine] = []
    is_open: bool = False
    refused: int = 0
    drawn: int = 0
    problem: str = ""

    @remote
    async def show(self) -> None:
        """Show the submission of the case that the address names; nothing for a case of another kind."""
        await self._show(self.router.url.query_parameters.get("case", "")[:20])

    @remote
    async def refresh(self) -> None:
        """Show it again once it was decided or taken back; reasons that are being chosen stay."""
        if self.case_id:
            lines = self.lines
            await self._show(self.case_id)
            if self.is_open:
                self._put_lines(lines)

    @remote
    async def choose_reason(self, field: str, code: str) -> None:
        """Refuse a field for a reason, or accept it again; the note starts from the reason's words."""
        known = code in {each.value for each in codes_of(field)}
        words = REASONS[ReasonCode(code)].template if known else ""
        self._put_lines([
            replace(line, code=code if known else "", note=words if line.note in {"", *_TEMPLATES} else line.note)
            if line.field == field else line
            for line in self.lines
        ])  # fmt: skip

    @remote
    async def write_note(self, field: str, words: Annotated[str, Field(max_length=LONGEST_NOTE)]) -> None:
        """Say in own words what is wrong with a field."""
        self._put_lines([replace(line, note=words) if line.field == field else line for line in self.lines])

    @remote
    async def approve(self) -> list[EventSpec]:
        """Verify the center."""
        stands = await self._act(verification_review.approve_verification, case_id=self.case_id)
        return await self._decided("Approved. The center is verified.", stands=stands)

    @remote
    async def reject(self) -> list[EventSpec]:
        """Refuse what was marked."""
        problems = [Problem(line.field, ReasonCode(line.code), line.note) for line in self.lines if line.code]
        stands = await self._act(verification_review.reject_verification, case_id=self.case_id, problems=problems)
        return await self._decided("Refused. The center is told what to send again.", stands=stands)

    async def _decided(self, sentence: str, *, stands: bool) -> list[EventSpec]:
        await self._show(self.case_id)
        waits = "Noted. Somebody else of the desk decides as well."
        return [done(sentence if stands else waits), DeskCaseState.refresh]  # type: ignore[list-item]

    async def _show(self, case_id: str) -> None:
        self.errors, self.problem = {}, ""
        try:
            found = await self._ask(verification_review.read_submission, case_id=case_id)
        except BizHubError as error:  # the page around it says so
            self.reset()
            self.problem = error.message
            return
        if found is None:
            self.reset()
            return
        self.case_id, self.appeal, self.is_open = case_id, found.appeal, found.state is SubmissionState.REVIEWING
        names = found.file_names
        self.before, self.outcome = problem_lines(found.failed_before, names), problem_lines(found.problems, names)
        self._put_lines(_lines(found))
        self.drawn += 1

    def _put_lines(self, lines: list[FieldLine]) -> None:
        self.lines, self.refused = lines, sum(line.code != "" for line in lines)


def _lines(found: ReviewedSubmission) -> list[FieldLine]:
    kind = _KINDS[found.kind] if found.kind else ""
    fields = (
        ("kind", kind, ""),
        ("region", found.region, f"Center: {found.center_region}"),
        ("document_type", found.document, ""),
        ("document_number", f"{found.number_label}: {found.document_number}", found.number_verdict),
        ("name", found.name, f"Center: {found.company_name or found.center_name}"),
        ("website", found.website or "–", f"Center: {found.center_website or '–'}"),
    )
    files = tuple((f"{FILE}{row.id}", row.name, "") for row in found.documents)
    return [
        FieldLine(field, FIELD_WORDS.get(field, "File"), value, beside, _choices(field))
        for field, value, beside in (*fields, *files)
    ]


def _choices(field: str) -> list[list[str]]:
    return [[code.value, REASONS[code].label] for code in codes_of(field)]


push.refresh_on("verification", DeskVerificationState.refresh, path=PATH)
