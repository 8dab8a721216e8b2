"""What shows that an event did what it is for: seen in its answer, as it travels to the browser."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bizhub.services import search_index
from bizhub.services.chain_check import Progress
from bizhub.state import activity
from tests.hostile.driver import Answer, Tab
from tests.permissions.stage import Stage
from tests.permissions.use_cases import Our


@dataclass(frozen=True)
class Seen:
    """An event's answer, the tab it was sent from, the stage, and the center at which the person knocks."""

    answer: Answer
    tab: Tab
    stage: Stage
    center: str

    @property
    def led_to(self) -> list[str]:
        """Pages shown within the open one."""
        return [event.payload["path"] for event in self.answer.events if event.name == "_redirect"]


Shows = Callable[[Seen], bool]


def tells(name: str) -> Shows:
    """A variable was sent, whatever is in it."""
    return lambda seen: seen.answer.value(name) is not None


def has(name: str) -> Shows:
    """A variable was sent, and there is something in it."""
    return lambda seen: bool(seen.answer.value(name))


def becomes(name: str, value: Any) -> Shows:
    """A variable was sent with this value, or with the ID that it stands for."""
    return lambda seen: seen.answer.value(name) == seen.stage.real(value)


def says(*sentences: str) -> Shows:
    """One of these sentences appears."""
    return lambda seen: any(sentence in script for script in seen.answer.functions for sentence in sentences)


def either(*shows: Shows) -> Shows:
    """One of these: who may, and who has it already."""
    return lambda seen: any(show(seen) for show in shows)


def leads_to(path: str) -> Shows:
    """The tab goes on to a page whose path and query begin like this; `{NAME}` in it is an ID of ours."""

    def shows(seen: Seen) -> bool:
        ids = {our.name: number for our, number in seen.stage.ours.items()}
        return any(shown.startswith(path.format(**ids)) for shown in seen.led_to)

    return shows


def leaves(seen: Seen) -> bool:
    """The page is left for the first one, loaded anew."""
    return seen.answer.left_for == "/overview"


def file_is(our: Our, state: str, **account: str) -> Shows:
    """One of the files on the page is in this state, and its first ad account is like this."""

    def shows(seen: Seen) -> bool:
        found = [file for file in seen.answer.value("files") or [] if file.id == seen.stage.ours[our]]
        return [file.state for file in found] == [state] and all(
            getattr(found[0].accounts[0], name) == value for name, value in account.items()
        )

    return shows


def file_is_gone(our: Our) -> Shows:
    """The files on the page are told, and this one is no longer among them."""

    def shows(seen: Seen) -> bool:
        files = seen.answer.value("files")
        return files is not None and seen.stage.ours[our] not in [file.id for file in files]

    return shows


def label_is(name: str, on: str = "") -> Shows:
    """A label of this name is in the drawer; `on` says how many of the chosen accounts carry it."""

    def shows(seen: Seen) -> bool:
        return (name, on) in [(line.name, line.on) for line in seen.answer.value("lines") or []]

    return shows


def left_or_kept(seen: Seen) -> bool:
    """The person has left, or is told that the center would have no admin then."""
    return says("You have left")(seen) or has("leave_problem")(seen)


def account_has(**values: Any) -> Shows:
    """The ad account of the page was sent, and it is like this."""

    def shows(seen: Seen) -> bool:
        account = seen.answer.value("account")
        return account is not None and all(getattr(account, name) == value for name, value in values.items())

    return shows


async def names_are_unknown(_tab: Tab, _stage: Stage) -> None:
    """Nobody has searched yet."""
    search_index._indexes.clear()


def names_are_known(seen: Seen) -> bool:
    """The first search in the tab's center need not wait."""
    indexes = search_index._indexes.get(seen.stage.runtime.database)
    return indexes is not None and indexes.is_ready(int(seen.center))


async def a_check_runs(tab: Tab, _stage: Stage) -> None:
    """This tab is checking the record."""
    activity._running[tab.token] = Progress()


def the_check_is_stopped(seen: Seen) -> bool:
    """It was told to give up."""
    return activity._running.pop(seen.tab.token).stop.is_set()
