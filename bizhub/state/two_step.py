"""The page of one's 2-step verification, and the second step of signing in.

Secret and recovery codes are in the page's state while they are shown, and no longer.
"""

from datetime import datetime

import reflex as rx
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.adapters import clock
from bizhub.domain.two_step import SETTING_UP_LASTS, TwoStepView
from bizhub.services import members, runtime, second_step, two_step
from bizhub.state.base import FormState
from bizhub.state.notices import done, leave_for
from bizhub.state.posted_form import AnswerText, PostedFormState, posted_answer
from bizhub.state.remote import remote
from bizhub.state.session import SessionState
from bizhub.state.visitor import current_cookie


class CodeForm(TypedDict):
    """A code as it is typed."""

    code: str


class SecondStepState(PostedFormState, rx.State):
    """The page between the password and the session; `is_waiting` says whether this browser's sign-in waits."""

    is_loaded: bool = False
    is_waiting: bool = False

    @remote(public=True)
    async def load(self) -> None:
        """Look whether anything waits."""
        self.errors = {}
        request = current_cookie(runtime.current().settings.second_step_cookie_name)
        self.is_waiting = await self._ask(second_step.is_waiting, request=request)
        self.is_loaded = True


class TurnOffState(PostedFormState, rx.State):
    """The form that turns 2-step verification off."""

    opened: bool = False

    @remote
    def set_opened(self, opened: bool) -> None:
        """Open or close it."""
        self.opened, self.errors = opened, {}


class TwoStepState(FormState, rx.State):
    """Where the person stands; `secret` and `qr` while it is turned on, `recovery_codes` until they are put away."""

    is_loaded: bool = False
    is_on: bool = False
    codes_left: int = 0
    other_sessions: int = 0
    asked_by: str = ""
    was_turned_off: bool = False
    secret: str = ""
    qr: str = ""
    recovery_codes: list[str] = []
    renewing: bool = False

    _shown_at: datetime | None = None

    @remote
    async def load(self) -> None:
        """Read where they stand; what is being shown stays for as long as turning it on may take."""
        if self._shown_at is None or clock.now() - self._shown_at > SETTING_UP_LASTS:
            self._put_away()
        self.errors = {}
        self.was_turned_off = self.router.url.query_parameters.get("turned", "") == "off"
        await self._show()

    @remote
    async def start(self) -> None:
        """Show a new secret to put into an app."""
        setup = await self._act(two_step.begin_setup)
        self._put_away()
        self.secret, self.qr, self._shown_at = setup.secret, setup.qr, clock.now()

    @remote
    async def give_up(self) -> None:
        """Forget what was shown; nothing was turned on."""
        self._put_away()

    @remote
    async def confirm(self, form: CodeForm) -> None:
        """Turn it on with the first code."""
        checked = await self._act(two_step.confirm_setup, code=form["code"])
        await self._answer(checked)

    @remote
    async def begin_renewal(self) -> None:
        """Open the form for new recovery codes."""
        self._put_away()
        self.errors, self.renewing = {}, True

    @remote
    async def renew(self, form: CodeForm) -> None:
        """New recovery codes in place of those before."""
        checked = await self._act(two_step.renew_codes, code=form["code"])
        await self._answer(checked)

    @remote
    async def put_codes_away(self) -> EventSpec:
        """The person has kept the codes: they are shown no more."""
        self._put_away()
        return done("The recovery codes are not shown again.")

    @remote
    async def leave(self) -> list[EventSpec]:
        """Leave the center that asks for it."""
        session = await self.get_state(SessionState)
        name = session.center_name
        await self._act(members.leave_center)
        return [done(f"You have left {name}."), leave_for("/profile/two-step")]

    async def _answer(self, checked: two_step.Checked) -> None:
        """Show the new codes, or what was wrong: that was counted, so it is raised only now."""
        if checked.refusal is not None:
            raise checked.refusal
        self._put_away()
        self.recovery_codes, self._shown_at = list(checked.recovery_codes), clock.now()
        await self._show()

    async def _show(self) -> None:
        view: TwoStepView = await self._ask(two_step.view_two_step)
        self.is_on, self.codes_left, self.other_sessions = view.is_on, view.codes_left, view.other_sessions
        self.asked_by = ", ".join(view.asked_by)
        if view.is_on:
            self.secret = self.qr = ""
        self.is_loaded = True

    def _put_away(self) -> None:
        self.secret, self.qr, self.recovery_codes, self.renewing, self._shown_at = "", "", [], False, None


class VouchState(PostedFormState, rx.State):
    """The dialog in which an admin vouches for a lost device."""

    opened: bool = False
    is_sent: bool = False

    @remote
    def set_opened(self, opened: bool) -> None:
        """Open or close it."""
        self.opened, self.errors, self.is_sent = opened, {}, False

    @remote(public=True)
    def answered(self, report: AnswerText) -> None:
        """Show what the door found wrong, or that the link is on its way."""
        answer = posted_answer(report)
        self.errors = answer.errors if answer else {}
        self.is_sent = answer is not None and answer.done
