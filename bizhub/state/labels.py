"""The drawer of labels: choose them for ad accounts, or look after the center's own list."""

from dataclasses import dataclass
from typing import Annotated

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.labels import LabelPlan, in_words
from bizhub.domain.policy import Permission
from bizhub.services import formats, labels
from bizhub.state.base import FormState
from bizhub.state.notices import done
from bizhub.state.reader import current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState

AccountIds = Annotated[list[str], Field(max_length=100)]
_DEFAULT_COLOR = "blue"


@dataclass
class LabelLine:
    """A label in the drawer; `on` says whether all ("all"), some ("some") or none ("") of the accounts carry it."""

    id: str
    name: str
    color: str
    accounts: str
    on: str = ""


class LabelForm(TypedDict):
    """What is typed for a new or changed label."""

    label: str


class LabelsState(FormState, rx.State):
    """What the drawer shows; without `targets` it looks after the list of labels."""

    opened: bool = False
    lines: list[LabelLine] = []
    targets: list[str] = []
    subtitle: str = ""
    may_change: bool = False
    editing: str = ""
    editing_name: str = ""
    color: str = _DEFAULT_COLOR
    typed_version: int = 0
    deleting: str = ""
    deleting_name: str = ""
    deleting_words: str = ""

    @remote
    async def load(self) -> None:
        """Start closed: whatever was open belongs to the page before."""
        self.reset()

    @remote
    async def open_for(self, ad_account_ids: AccountIds) -> None:
        """Choose labels for these ad accounts; without any, change the labels themselves."""
        self.reset()
        self.targets = ad_account_ids
        count = len(ad_account_ids)
        chosen = f"For {count} ad accounts" if count > 1 else "For this ad account"
        self.subtitle = chosen if count else "They help to find and filter ad accounts."
        self.may_change = Permission.ASSET_MANAGE in (await self.get_state(SessionState)).permissions
        await self._load()
        self.opened = True

    @remote
    async def set_opened(self, opened: bool) -> None:
        """Keep in step with the drawer."""
        self.opened = opened

    @remote
    async def toggle(self, label_id: str) -> list[EventSpec]:
        """Put a label on all the chosen accounts, or take it off all when all carry it."""
        line = next((line for line in self.lines if line.id == label_id), None)
        if line is None:
            return []
        change = {"remove": [label_id]} if line.on == "all" else {"add": [label_id]}
        plan = await self._act(labels.change_labels, ad_account_ids=self.targets, **change)
        await self._load()
        return _told(plan)

    @remote
    async def create(self, form_data: LabelForm) -> list[EventSpec]:
        """Make a label, and put it on the chosen accounts."""
        name, answers = form_data["label"], []
        if self.targets:
            answers = _told(
                await self._act(labels.create_label_for, ad_account_ids=self.targets, name=name, color=self.color)
            )
        else:
            await self._act(labels.create_label, name=name, color=self.color)
        self.typed_version += 1
        await self._load()
        return answers

    @remote
    async def choose_color(self, color: str) -> None:
        """Take a colour for the label that is typed."""
        self.color = color

    @remote
    async def edit(self, label_id: str) -> None:
        """Open a label's name and colour; an empty ID closes them."""
        line = next((line for line in self.lines if line.id == label_id), None)
        self.errors = {}
        self.editing = line.id if line else ""
        self.editing_name = line.name if line else ""
        self.color = line.color if line else _DEFAULT_COLOR
        self._seen = {"label": in_words(line.name, line.color)} if line else {}

    @remote
    async def save(self, form_data: LabelForm) -> None:
        """Rename or recolour the opened label."""
        typed = {"name": form_data["label"], "color": self.color}
        await self._act(labels.edit_label, label_id=self.editing, seen=self._seen, **typed)
        self.editing, self.color = "", _DEFAULT_COLOR
        await self._load()

    @remote
    async def ask_delete(self, label_id: str) -> None:
        """Ask before a label is deleted."""
        line = next((line for line in self.lines if line.id == label_id), None)
        self.deleting = line.id if line else ""
        self.deleting_name = line.name if line else ""
        self.deleting_words = f"It comes off {line.accounts}. The accounts stay." if line else ""

    @remote
    async def set_deleting(self, opened: bool) -> None:
        """Keep in step with the question."""
        self.deleting = self.deleting if opened else ""

    @remote
    async def delete(self) -> EventSpec:
        """Delete the label that was asked about."""
        await self._act(labels.delete_label, label_id=self.deleting)
        self.deleting = ""
        await self._load()
        return done(f"Deleted the label {self.deleting_name}.")

    async def _load(self) -> None:
        session = await self.get_state(SessionState)
        locale = current_reader(session.user_locale, session.center_time_zone).locale
        found = await self._ask(labels.list_labels)
        on = await self._ask(labels.count_labels, ad_account_ids=self.targets) if self.targets else {}
        self.lines = [
            LabelLine(
                label.id,
                label.name,
                label.color,
                _accounts_in_words(label.ad_accounts, locale),
                _on(on.get(label.id, 0), len(self.targets)),
            )
            for label in found
        ]


def _on(count: int, targets: int) -> str:
    if count == 0:
        return ""
    return "all" if count == targets else "some"


def _accounts_in_words(count: int, locale: str) -> str:
    return "1 ad account" if count == 1 else f"{formats.number(count, locale)} ad accounts"


def _told(plan: LabelPlan) -> list[EventSpec]:
    if not plan.refused:
        return []
    changed, refused = len(plan.changed), len(plan.refused)
    return [done(f"Changed {changed}. You lack the level Operator on {refused}, which stay as they were.")]
