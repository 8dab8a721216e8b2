"""Deleting the current center, and keeping one that is being deleted."""

import reflex as rx
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.center_deletion import Deletion
from bizhub.domain.errors import BizHubError
from bizhub.services import center_deletion, formats
from bizhub.state import push
from bizhub.state.base import FormState
from bizhub.state.notices import done
from bizhub.state.reader import Reader, current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState
from bizhub.state.waiting import done_or_waiting


class NameTyped(TypedDict):
    """The name of the center, typed to show that it is meant."""

    name: str


class CenterDeletionState(FormState, rx.State):
    """What ends with the center; where it is being deleted, `ends_at` says when it is gone and `by` whose doing it is.
    `waits` says who has asked for it and until when, `needs_approval` that another admin has to answer, and `problem`
    why nothing is shown.

    Rows of `ends` are how many, and of what.
    """

    ends: list[list[str]] = []
    ends_at: str = ""
    by: str = ""
    waits: str = ""
    needs_approval: bool = False
    problem: str = ""
    is_loaded: bool = False

    @remote
    async def load(self) -> None:
        """Read what ends again; standard members are told who can delete a center."""
        session = await self.get_state(SessionState)
        reader = current_reader(session.user_locale, session.center_time_zone)
        try:
            found = await self._ask(center_deletion.view_deletion)
        except BizHubError as error:
            self.reset()
            self.problem = error.message
            return
        self.ends, self.by, self.ends_at = _lines(found, reader), found.deleted_by, _moment(found, reader)
        self.waits, self.needs_approval = _waiting(found, reader), found.needs_approval
        self.is_loaded, self.problem, self.errors = True, "", {}

    @remote
    async def delete(self, form: NameTyped) -> EventSpec:
        """Begin to delete the center, or ask another admin for it."""
        waits = await self._act(center_deletion.delete_center, name=form["name"])
        session = await self.get_state(SessionState)
        reader = current_reader(session.user_locale, session.center_time_zone)
        return done_or_waiting(waits, "This center is being deleted. Any admin can keep it until then.", reader)

    @remote
    async def keep(self) -> EventSpec:
        """Take the deletion back."""
        await self._act(center_deletion.keep_center)
        return done("This center is kept. Everything is as it was.")


def _lines(found: Deletion, reader: Reader) -> list[list[str]]:
    ends = found.ends
    counted = (
        (ends.members, "member", "members"),
        (ends.ad_accounts, "ad account with its figures", "ad accounts with their figures"),
        (ends.groups, "asset group", "asset groups"),
        (ends.invitations, "invitation that waits", "invitations that wait"),
        (ends.labels, "label", "labels"),
    )
    return [[formats.number(count, reader.locale), one if count == 1 else many] for count, one, many in counted]


def _waiting(found: Deletion, reader: Reader) -> str:
    if found.waits is None:
        return ""
    until = formats.moment(found.waits.until, reader.time_zone, reader.locale)
    return f"{found.waits.asked_by} asked to delete this center. Another admin can answer until {until}."


def _moment(found: Deletion, reader: Reader) -> str:
    return "" if found.ends_at is None else formats.zoned_moment(found.ends_at, reader.time_zone, reader.locale)


for _subject in ("center", "member", "approval"):
    push.refresh_on(_subject, CenterDeletionState.load, path="/settings/delete")
