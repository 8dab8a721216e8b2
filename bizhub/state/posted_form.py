"""What pages with posted forms keep: the errors of the last answer, and the strength of a password being chosen.

The forms themselves go over HTTP (assets/forms.js); only the answers come here.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bizhub.state.base import BizHubState
from bizhub.state.remote import remote

LONGEST_ANSWER = 4_000
AnswerText = Annotated[str, Field(max_length=LONGEST_ANSWER)]

_STRICT = ConfigDict(strict=True, extra="forbid")


class PostedAnswer(BaseModel):
    """What assets/forms.js reports of an answer; `n` counts its messages."""

    model_config = _STRICT
    errors: dict[str, str]
    done: bool
    n: int


class MeasuredStrength(BaseModel):
    """What assets/forms.js reports of a password's strength."""

    model_config = _STRICT
    score: Annotated[int, Field(ge=0, le=4)] = 0
    verdict: str = ""
    why: str = ""
    n: int


def posted_answer(text: str) -> PostedAnswer | None:
    """The answer in a report; None for what the script never reports."""
    try:
        return PostedAnswer.model_validate_json(text)
    except ValidationError:
        return None


class PostedFormState(BizHubState, mixin=True):
    """Mixin: `errors` maps a field's name to the sentence beside it; "" is the form as a whole."""

    errors: dict[str, str] = {}

    @remote(public=True)
    def answered(self, report: AnswerText) -> None:
        """Show what the door found wrong."""
        answer = posted_answer(report)
        self.errors = answer.errors if answer else {}


class NewPasswordState(PostedFormState, mixin=True):
    """Mixin of pages where a password is chosen: how strong it is so far, and what makes it weak."""

    score: int = 0
    verdict: str = ""
    weakness: str = ""

    @remote(public=True)
    def measured(self, report: AnswerText) -> None:
        """Show the strength of what is being typed."""
        try:
            found = MeasuredStrength.model_validate_json(report)
        except ValidationError:
            return
        self.score, self.verdict, self.weakness = found.score, found.verdict, found.why

    def _begin(self) -> None:
        self.errors, self.score, self.verdict, self.weakness = {}, 0, "", ""
