"""The rule that two admins agree on who is one, on the page of the rules."""

import reflex as rx
from reflex.event import EventSpec

from bizhub.domain.policy import Permission
from bizhub.services import approval_rule, center_rules
from bizhub.state import push
from bizhub.state.base import BizHubState
from bizhub.state.reader import current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState
from bizhub.state.waiting import done_or_waiting


class ApprovalRuleState(BizHubState, rx.State):
    """Whether it is on, and whether it rests because there is one admin."""

    is_on: bool = False
    rests: bool = False
    may_edit: bool = False
    is_loaded: bool = False

    @remote
    async def load(self) -> None:
        """Read the rule again."""
        session = await self.get_state(SessionState)
        self.may_edit = Permission.CENTER_EDIT.value in session.permissions
        self.is_on = (await self._ask(center_rules.view_rules)).two_admin_approval
        self.rests = await self._ask(approval_rule.rests)
        self.is_loaded = True

    @remote
    async def set_on(self, is_on: bool) -> EventSpec:
        """Turn it on, or ask to turn it off."""
        waits = await self._act(approval_rule.set_two_admin_approval, is_on=is_on)
        await self.load()
        session = await self.get_state(SessionState)
        sentence = "Two-admin approval is on." if is_on else "Two-admin approval is off."
        return done_or_waiting(waits, sentence, current_reader(session.user_locale, session.center_time_zone))


for _subject in ("center", "member"):
    push.refresh_on(_subject, ApprovalRuleState.load, path="/settings/rules")
