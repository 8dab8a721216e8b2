"""Waiting for a code: the page that confirms an address, and the one that lets people choose a new password."""

import reflex as rx
from reflex.event import EventSpec

from bizhub.domain.codes import PendingCode, Purpose
from bizhub.services import codes, runtime
from bizhub.services.session_view import is_signed_in
from bizhub.state.base import BizHubState
from bizhub.state.notices import leave_for
from bizhub.state.posted_form import AnswerText, NewPasswordState, PostedFormState, posted_answer
from bizhub.state.remote import remote
from bizhub.state.visitor import current_cookie


class ConfirmState(PostedFormState, rx.State):
    """The page after signing up; `address` is where the message went."""

    is_loaded: bool = False
    address: str = ""
    where_to_look: str = ""
    was_sent_again: bool = False

    @remote(public=True)
    async def load(self) -> list[EventSpec]:
        """Show what this browser waits for; a reset has its own page."""
        self.errors, self.was_sent_again = {}, False
        pending = await _pending(self)
        if pending is not None and pending.purpose is Purpose.RESET:
            return [leave_for("/reset")]
        if pending is None and await self._ask(is_signed_in):
            return [leave_for("/overview")]  # back from the page after: nothing is left to confirm
        self.address, self.where_to_look = _shown(pending)
        self.is_loaded = True
        return []

    @remote(public=True)
    def sent_again(self, report: AnswerText) -> None:
        """Say whether a new code is on its way."""
        answer = posted_answer(report)
        self.errors = answer.errors if answer else {}
        self.was_sent_again = answer is not None and answer.done


class ResetState(NewPasswordState, rx.State):
    """The page for a new password: first the address, then, while `address` is set, the code and the password."""

    is_loaded: bool = False
    address: str = ""
    where_to_look: str = ""
    was_sent_again: bool = False

    @remote(public=True)
    async def load(self) -> None:
        """Show the step this browser is at."""
        self._begin()
        self.was_sent_again = False
        pending = await _pending(self)
        self.address, self.where_to_look = _shown(
            pending if pending is not None and pending.purpose is Purpose.RESET else None
        )
        self.is_loaded = True

    @remote(public=True)
    def sent_again(self, report: AnswerText) -> None:
        """Say whether a new code is on its way."""
        answer = posted_answer(report)
        self.errors = answer.errors if answer else {}
        self.was_sent_again = answer is not None and answer.done


async def _pending(state: BizHubState) -> PendingCode | None:
    request = current_cookie(runtime.current().settings.request_cookie_name)
    return await state._ask(codes.pending_code, request=request)  # noqa: SLF001


def _shown(pending: PendingCode | None) -> tuple[str, str]:
    return ("", "") if pending is None else (pending.address.value, pending.where_to_look)
