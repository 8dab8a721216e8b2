"""The rules of the current center, on their page."""

from typing import Annotated

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.center_rules import shown_domains
from bizhub.domain.policy import Permission
from bizhub.domain.sign_in_rules import SESSION_HOURS, SESSION_WORDS, SignInRulesView, first_day
from bizhub.services import formats, rules_page, runtime
from bizhub.state.kept_form import KeptFormState
from bizhub.state.notices import done
from bizhub.state.reader import current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState


class RulesForm(TypedDict):
    """Domains as they are typed, of whom they and 2-step verification are asked, and how old a session may be."""

    domains: Annotated[str, Field(max_length=20_000)]
    allowlist_for: Annotated[str, Field(max_length=20)]
    two_step_for: Annotated[str, Field(max_length=20)]
    two_step_days: Annotated[str, Field(max_length=20)]
    session_hours: Annotated[str, Field(max_length=20)]


class CenterRulesState(KeptFormState, rx.State):
    """Which e-mail addresses the people of the center have, and how they sign in.

    `two_step_since` says from which day on 2-step verification is asked, `left_out` who would be kept out then.
    """

    domains: str = ""
    allowlist_for: str = ""
    two_step_for: str = ""
    two_step_days: str = ""
    session_hours: str = ""
    session_choices: list[list[str]] = []
    two_step_since: str = ""
    left_out: str = ""
    may_edit: bool = False
    is_loaded: bool = False

    @remote
    async def load(self) -> None:
        """Read the rules again."""
        session = await self.get_state(SessionState)
        self.may_edit = Permission.CENTER_EDIT.value in session.permissions
        await self._load()
        self.is_loaded = True
        self.errors = {}

    @remote
    async def save(self, form: RulesForm) -> EventSpec:
        """Keep the rules, unless somebody else was first."""
        addresses = {name: form[name] for name in ("domains", "allowlist_for")}
        signing_in = {name: form[name] for name in ("two_step_for", "two_step_days", "session_hours")}
        await self._act(rules_page.edit_rules_page, addresses=addresses, signing_in=signing_in, seen=self._seen)
        await self._load()
        self._end_form()
        return done("The rules are saved.")

    async def _load(self) -> None:
        addresses, signing_in = await self._ask(rules_page.view_rules_page)
        session = await self.get_state(SessionState)
        self.domains, self.allowlist_for = shown_domains(addresses.domains), addresses.allowlist_for.value
        self._show_signing_in(signing_in, current_reader(session.user_locale).locale, session.center_time_zone)
        self._show_form("center_rules", {name: getattr(self, name) for name in RulesForm.__annotations__})

    def _show_signing_in(self, view: SignInRulesView, locale: str, time_zone: str) -> None:
        rules, days = view.rules, runtime.current().settings.session_days
        self.two_step_for, self.two_step_days = rules.two_step_for.value, str(rules.two_step_days)
        self.session_hours = str(rules.session_hours)
        longest = f"As everywhere: {days} {'day' if days == 1 else 'days'}"
        self.session_choices = [[str(hours), SESSION_WORDS.get(hours, longest)] for hours in SESSION_HOURS]
        begins = rules.two_step_from
        self.two_step_since = formats.day(first_day(begins, time_zone), locale) if begins else ""
        self.left_out = _left_out(view)


def _left_out(view: SignInRulesView) -> str:
    """How many have no 2-step verification yet, and what that means for the admins among them."""
    members, admins = view.members_without, view.admins_without
    if not members:
        return ""
    has = "member has" if members == 1 else "members have"
    of_them = f", {admins} of them {'an admin' if admins == 1 else 'admins'}" if admins else ""
    return (
        f"{members} {has} it off{of_them}. Once the days are over they are let in as soon as they turn it on; an admin "
        "stays an admin meanwhile, so the center is never left without one."
    )
