"""The page of one member: who they are in the center, what is changed of it, and how they stop being in it."""

from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import reflex as rx
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.days import typed_day
from bizhub.domain.errors import BizHubError, Conflict, NotFound
from bizhub.domain.levels import last_day
from bizhub.domain.offboarding import RemovalPlan, RestorePlan
from bizhub.domain.policy import CenterRole, Permission
from bizhub.domain.team import FOUNDER, LastAdmin, MemberDetail
from bizhub.services import access_explorer, approvals, formats, member_page, offboarding
from bizhub.state import push
from bizhub.state.approvals import waiting_words
from bizhub.state.explained_rows import day_words, last_day_words
from bizhub.state.kept_form import EditedInPlaceState
from bizhub.state.reader import Reader, current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState
from bizhub.state.waiting import done_or_waiting

PATH = "/team"
_MOST_NAMED = 5


class MemberForm(TypedDict):
    """What an admin changes of a member; `until` is the last day, or empty."""

    role: str
    finance_role: str
    until: str


class MemberState(EditedInPlaceState, rx.State):
    """One member as this person may see them; `problem` says why they cannot be shown.

    Of somebody who has left there is the name alone: what they held is still looked at.
    """

    user_id: str = ""
    name: str = ""
    address: str = ""
    role: str = ""
    finance_role: str = ""
    since: str = ""
    until: str = ""
    until_day: str = ""
    added_by: str = ""
    last_seen: str = ""
    is_member: bool = False
    is_disabled: bool = False
    is_self: bool = False
    has_two_step: bool = False
    may_change: bool = False
    removal: str = ""
    left_behind: str = ""
    heirs: list[list[str]] = []
    heir: str = ""
    restore_words: str = ""
    waiting: str = ""
    problem: str = ""
    loaded: bool = False

    @remote
    async def load(self) -> AsyncIterator[Any]:
        """Show the member that the address names."""
        wanted = self._named()
        if wanted != self.user_id:
            self.reset()
            self.user_id = wanted
            yield
        await self._try_to_load()

    @remote
    async def refresh(self) -> None:
        """Show them again, because somebody changed a member; what is being typed stays."""
        if self.loaded and self._named() == self.user_id:
            await self._try_to_load()

    @remote
    async def save(self, form_data: MemberForm) -> list[EventSpec]:
        """Keep what was typed, unless somebody else was first or no admin would be left."""
        until = typed_day(form_data["until"], field="until")
        typed = {"role": form_data["role"], "finance_role": form_data["finance_role"]}
        try:
            waits = await self._act(
                member_page.edit_member, user_id=self.user_id, until=until, seen=self._seen, **typed
            )
        except LastAdmin as refusal:
            self.errors = {"role": refusal.message}
            return []
        self._close_form()
        await self._try_to_load()
        return [done_or_waiting(waits, "Saved.", await self._reader())]

    @remote
    async def choose_heir(self, heir_id: str) -> None:
        """Say who takes the ad accounts that nobody else holds, when the member is removed."""
        self.heir = heir_id

    @remote
    async def restore(self) -> EventSpec:
        """Make somebody who has left a member again, with what they had."""
        waits = await self._act(offboarding.restore_member, user_id=self.user_id)
        await self._try_to_load()
        return done_or_waiting(waits, f"{self.name} is a member of this center again.", await self._reader())

    @remote
    async def remove(self) -> EventSpec:
        """Take the member out of the center."""
        waits = await self._act(offboarding.offboard_member, user_id=self.user_id, hand_over_to=self.heir)
        self._close_form()
        name = self.name
        await self._try_to_load()
        return done_or_waiting(waits, f"{name} is no longer a member of this center.", await self._reader())

    async def _try_to_load(self) -> None:
        try:
            await self._load()
            self.problem = ""
        except BizHubError as error:
            shown = self.user_id
            self.reset()
            self.user_id, self.problem = shown, error.message
        self.loaded = True

    async def _load(self) -> None:
        try:
            detail = await self._ask(member_page.view_member, user_id=self.user_id)
        except NotFound:
            left = await self._ask(access_explorer.explain_person, user_id=self.user_id)
            self.name, self.is_member, self.may_change = left.name, False, False
            await self._show_restore()
            await self._show_waiting()
            return
        await self._show(detail)
        await self._show_removal(detail)
        await self._show_waiting()

    async def _show_waiting(self) -> None:
        """What about them waits for another admin."""
        found = await self._ask(approvals.view_waiting, user_id=self.user_id)
        self.waiting = "" if found is None else waiting_words(found, await self._reader())

    async def _reader(self) -> Reader:
        session = await self.get_state(SessionState)
        return current_reader(session.user_locale, session.center_time_zone)

    async def _show_removal(self, detail: MemberDetail) -> None:
        """What the admin who removes them should know and decide."""
        self.left_behind, self.heirs, self.heir = "", [], ""
        if detail.may_change:
            plan = await self._ask(offboarding.plan_removal, user_id=self.user_id)
            self.left_behind, self.heirs = _left_words(plan), [list(heir) for heir in plan.heirs]

    async def _show_restore(self) -> None:
        """What an admin gives back to somebody who has left."""
        session = await self.get_state(SessionState)
        self.restore_words = ""
        if Permission.MEMBER_MANAGE.value in session.permissions:
            with suppress(Conflict):  # there is no way back
                self.restore_words = _restore_words(await self._ask(offboarding.plan_restore, user_id=self.user_id))

    def _fields(self) -> dict[str, str] | None:
        shown = {"role": self.role, "finance_role": self.finance_role, "until": self.until_day}
        return shown if self.may_change else None

    async def _show(self, detail: MemberDetail) -> None:
        session = await self.get_state(SessionState)
        reader, zone = current_reader(session.user_locale, session.center_time_zone), session.center_time_zone
        row = detail.row
        self.form_of = f"member/{row.user_id}"
        self.name, self.address, self.added_by = row.name, row.address, row.added_by or FOUNDER
        self.role, self.finance_role = row.role.value, row.finance_role.value if row.finance_role else ""
        self.since = day_words(row.since, reader, zone)
        self.until = last_day_words(row.until, reader, zone) if row.until else ""
        self.until_day = last_day(row.until, zone).isoformat() if row.until else ""
        self.last_seen = formats.moment(row.last_seen, reader.time_zone, reader.locale) if row.last_seen else ""
        self.is_member, self.is_disabled, self.is_self = True, row.is_disabled, row.user_id == session.user_id
        self.may_change, self.has_two_step = detail.may_change, row.has_two_step
        self.removal = _removal_words(detail, session.center_name)


def _left_words(plan: RemovalPlan) -> str:
    """The ad accounts that nobody else holds, the first of them by name."""
    names = plan.left_behind
    shown = ", ".join(names[:_MOST_NAMED])
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"Nobody else holds a level on {shown}{more}." if names else ""


def _restore_words(plan: RestorePlan) -> str:
    """What somebody gets back who has left."""
    role = "an admin" if plan.role is CenterRole.ADMIN else "a member"
    levels = f"{plan.levels} {'level' if plan.levels == 1 else 'levels'} on ad accounts" if plan.levels else ""
    places = f"{plan.groups} {'place' if plan.groups == 1 else 'places'} in asset groups" if plan.groups else ""
    back = " and ".join(part for part in (levels, places) if part)
    if not back:
        return f"{plan.name} becomes {role} again. They held nothing when they left."
    return f"{plan.name} becomes {role} again, with {back} that ended when they left."


def _removal_words(detail: MemberDetail, center: str) -> str:
    """What ends when somebody is taken out of the center."""
    levels, accounts = detail.held_levels, detail.held_ad_accounts
    held = (
        f"{levels} {'level' if levels == 1 else 'levels'} on {accounts} ad {'account' if accounts == 1 else 'accounts'}"
    )
    ends = f"{held} and every place in an asset group end" if levels else "No level on an ad account ends"
    return f"{detail.row.name} leaves {center} at once. {ends}. What they did stays in the activity."


push.refresh_on("approval", MemberState.refresh, path=PATH)
push.refresh_on("member", MemberState.refresh, path=PATH)
push.refresh_on("ad_account", MemberState.refresh, path=PATH)
