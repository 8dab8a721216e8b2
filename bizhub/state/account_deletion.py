"""Deleting one's own account: what ends with it, and the centers that would be left without an admin."""

import reflex as rx

from bizhub.domain.account_deletion import AccountEnds
from bizhub.services import account_deletion, formats
from bizhub.state import push
from bizhub.state.posted_form import PostedFormState
from bizhub.state.reader import current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState


class AccountDeletionState(PostedFormState, rx.State):
    """Rows of `ends` are how many, and of what; rows of `only_admin_of` ID and name of a center."""

    ends: list[list[str]] = []
    only_admin_of: list[list[str]] = []
    asks_code: bool = False
    is_loaded: bool = False

    @remote
    async def load(self) -> None:
        """Begin without errors."""
        self.errors = {}
        await self._show()

    @remote
    async def refresh(self) -> None:
        """Read again what ends, because somebody changed a member; what was found wrong stays."""
        await self._show()

    async def _show(self) -> None:
        session = await self.get_state(SessionState)
        found = await self._ask(account_deletion.view_account_deletion)
        self.ends = _lines(found, current_reader(session.user_locale, session.center_time_zone or "UTC").locale)
        self.only_admin_of = [list(center) for center in found.only_admin_of]
        self.asks_code, self.is_loaded = found.asks_code, True


def _lines(found: AccountEnds, locale: str) -> list[list[str]]:
    counted = (
        (found.memberships, "membership, with its role and every level", "memberships, with their roles and levels"),
        (found.own_ad_accounts, "own ad account with its figures", "own ad accounts with their figures"),
        (found.sessions, "session: this one", "sessions, on all your devices"),
        (found.pins, "pinned ad account", "pinned ad accounts"),
        (found.notifications, "notification", "notifications"),
    )
    return [[formats.number(count, locale), one if count == 1 else many] for count, one, many in counted if count]


push.refresh_on("member", AccountDeletionState.refresh, path="/profile/delete")
