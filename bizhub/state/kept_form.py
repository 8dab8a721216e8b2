"""Forms that change what is stored: what is typed into them outlives the server, kept by assets/kept_forms.js."""

from typing import Annotated

import reflex as rx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bizhub.state.base import FormState
from bizhub.state.remote import remote

WordsText = Annotated[str, Field(max_length=20_000)]


class KeptWords(BaseModel):
    """What the script reports of a form whose words it has kept: what it is of, and what the fields showed then."""

    model_config = ConfigDict(strict=True, extra="forbid")
    of: str
    seen: dict[str, str]
    n: int


class KeptFormState(FormState, mixin=True):
    """Mixin of states with such a form; its page draws it with `kept_form`.

    A handler that has read the fields calls `_show_form`, one that has saved or dropped what was typed `_end_form`.
    """

    form_of: str = ""
    form_version: int = 0
    form_ends: int = 0

    @rx.var
    def form_seen(self) -> dict[str, str]:
        """What the fields showed before anything was typed."""
        return self._seen

    @remote
    async def take_up(self, report: WordsText) -> None:
        """Go on with a form that the server had forgotten, or drawn anew, while somebody was typing.

        What its fields showed then counts as seen: what somebody else has changed since is told when it is saved.
        """
        words = _kept_words(report)
        if words is None or not self.form_of or words.of != self.form_of:
            return
        self._open_form()
        self._seen = {name: words.seen.get(name, value) for name, value in self._seen.items()}

    def _show_form(self, of: str, seen: dict[str, str]) -> None:
        """The fields are drawn anew with these values; `of` names what is changed, within person and center."""
        self.form_of, self._seen = of, seen
        self.form_version += 1

    def _end_form(self) -> None:
        """What was typed need not be kept any longer."""
        self.form_ends += 1

    def _open_form(self) -> None:
        """Show the form, on pages that do not always."""


class EditedInPlaceState(KeptFormState, mixin=True):
    """Mixin of states whose page shows facts, and a form in their place while `editing`; `_fields` fills it."""

    editing: bool = False

    @remote
    async def start_editing(self) -> None:
        """Open the form."""
        self._open_form()

    @remote
    async def stop_editing(self) -> None:
        """Close the form; what was typed is dropped."""
        self._close_form()

    def _fields(self) -> dict[str, str] | None:
        """The values that the fields begin with; None where this person may change nothing."""
        raise NotImplementedError

    def _open_form(self) -> None:
        fields = None if self.editing else self._fields()
        if fields is not None:
            self.errors = {}
            self._show_form(self.form_of, fields)
            self.editing = True

    def _close_form(self) -> None:
        self.editing = False
        self._end_form()


def _kept_words(report: str) -> KeptWords | None:
    try:
        return KeptWords.model_validate_json(report)
    except ValidationError:
        return None
