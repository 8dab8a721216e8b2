"""The rules of the current center, on their page."""

from typing import Annotated

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.center_rules import CenterRules, shown_domains
from bizhub.domain.policy import Permission
from bizhub.services import center_rules
from bizhub.state.kept_form import KeptFormState
from bizhub.state.notices import done
from bizhub.state.remote import remote
from bizhub.state.session import SessionState


class RulesForm(TypedDict):
    """Domains as they are typed, and whom they are asked of."""

    domains: Annotated[str, Field(max_length=20_000)]
    allowlist_for: Annotated[str, Field(max_length=20)]


class CenterRulesState(KeptFormState, rx.State):
    """Which e-mail addresses the people of the center have."""

    domains: str = ""
    allowlist_for: str = ""
    may_edit: bool = False
    is_loaded: bool = False

    @remote
    async def load(self) -> None:
        """Read the rules again."""
        session = await self.get_state(SessionState)
        self.may_edit = Permission.CENTER_EDIT.value in session.permissions
        self._show(await self._ask(center_rules.view_rules))
        self.is_loaded = True
        self.errors = {}

    @remote
    async def save(self, form: RulesForm) -> EventSpec:
        """Keep the rules, unless somebody else was first."""
        self._show(await self._act(center_rules.edit_rules, seen=self._seen, **form))
        self._end_form()
        return done("The rules are saved.")

    def _show(self, rules: CenterRules) -> None:
        self.domains, self.allowlist_for = shown_domains(rules.domains), rules.allowlist_for.value
        self._show_form("center_rules", {"domains": self.domains, "allowlist_for": self.allowlist_for})
