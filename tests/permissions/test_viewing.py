"""A session that sees BizHub as a member: every use case and every handler tried in it, and nothing is changed."""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest

from bizhub.domain import viewing
from bizhub.domain.errors import BizHubError
from bizhub.domain.viewing import Viewing, ViewingOnly, viewing_of
from bizhub.services import view_as
from bizhub.services.work import Caller, begin, token_hash
from bizhub.state.binding import Binding
from bizhub.state.open_sessions import OpenSessions
from tests.hostile import driver as drivers
from tests.hostile.driver import Tab
from tests.permissions import inventory
from tests.permissions.handler_tries import TRIES
from tests.permissions.stage import Stage
from tests.permissions.test_handler_matrix import NAMES, cookie_of, taken
from tests.permissions.use_cases import USE_CASES, Our
from tests.permissions.who import Who

on_sqlite = pytest.mark.parametrize("stage_place", ["sqlite"], indirect=True, scope="module")

TRIED = sorted(name for name, row in USE_CASES.items() if row.who is not Who.PART)
OF_NO_CENTER = (Who.ANYBODY, Who.SIGNED_IN, Who.SESSION_OWNER, Who.INVITED, Who.TOLD)
STOPS = ("view_as.ViewAsState.stop",)


def mode(name: str) -> Viewing:
    return viewing_of(inventory.use_cases()[name])


WRITING = [name for name in TRIED if mode(name) is not Viewing.ENDS]
REFUSED = [name for name in TRIED if mode(name) is Viewing.REFUSED]
SHOWN = [name for name in TRIED if mode(name) is Viewing.AS_MEMBER and name != "session_view.view_person"]


@pytest.fixture
def watching(scene: Stage) -> Iterator[Caller]:
    """Our admin, who sees BizHub as our member does."""
    admin = scene.callers["admin"]
    with begin(scene.runtime, admin, write=True) as work:
        view_as.begin_viewing(work, user_id=scene.ours[Our.PERSON])
    yield admin
    with begin(scene.runtime, admin, write=True, viewing=Viewing.ENDS) as work:
        view_as.stop_viewing(work)


def test_the_list_names_use_cases_that_there_are() -> None:
    named = {name.removeprefix("bizhub.services.") for name in viewing._RULES}
    assert named - set(TRIED) == set()


def test_two_use_cases_change_something_and_both_end_it() -> None:
    assert {name for name in TRIED if mode(name) is Viewing.ENDS} == {"sessions.sign_out", "view_as.stop_viewing"}


def test_what_is_shown_as_the_member_sees_it_belongs_to_the_center() -> None:
    private = {name for name in TRIED if mode(name) is Viewing.AS_MEMBER and USE_CASES[name].who in OF_NO_CENTER}
    assert private == {"session_view.view_person"}  # it shows the one center, see test_view_as


@pytest.mark.parametrize("use_case", [lambda work: None, print, view_as._end])
def test_what_nobody_has_listed_is_refused(use_case: Any) -> None:
    assert viewing_of(use_case) is Viewing.REFUSED


def answer(stage: Stage, caller: Caller, name: str, *, write: bool, as_viewing: Viewing) -> Any:
    """What a use case answers, as text, or what it raises."""
    use_case, arguments = inventory.use_cases()[name], stage.real(USE_CASES[name].arguments)
    try:
        if next(iter(inspect.signature(use_case).parameters)) == "runtime":
            return use_case(stage.runtime, caller, **arguments)
        with begin(stage.runtime, caller, write=write, viewing=as_viewing) as work:
            return repr(use_case(work, **arguments))
    except BizHubError as error:
        return error


@on_sqlite
def test_every_use_case_reads_as_the_member_or_is_refused(scene: Stage, watching: Caller) -> None:
    before = scene.content
    writing = {name: answer(scene, watching, name, write=True, as_viewing=mode(name)) for name in WRITING}
    assert [name for name, error in writing.items() if not isinstance(error, ViewingOnly)] == []
    reading = {name: answer(scene, watching, name, write=False, as_viewing=mode(name)) for name in REFUSED}
    assert [name for name, error in reading.items() if not isinstance(error, ViewingOnly)] == []
    for name in SHOWN:
        shown = answer(scene, watching, name, write=False, as_viewing=Viewing.AS_MEMBER)
        theirs = answer(scene, scene.callers["member"], name, write=False, as_viewing=Viewing.REFUSED)
        assert (type(shown), str(shown)) == (type(theirs), str(theirs)), name
    assert scene.content == before


@on_sqlite
async def test_every_handler_sent_over_the_socket_changes_nothing(scene: Stage, watching: Caller) -> None:
    before = scene.content
    async with drivers.running(sessions=OpenSessions()) as driver:
        for row in (one for one in TRIES if one.handler not in STOPS):
            page = row.page.format(**{our.name: number for our, number in scene.ours.items()})
            tab = Tab(driver, cookie=cookie_of(scene, watching), path=page)
            await tab.hydrate()
            binding = await tab.state(Binding)
            binding.session, binding.center = token_hash(watching.session_token or ""), watching.center_id or ""
            for step in row.steps:
                await taken(tab, scene, step)
            await tab.send(NAMES[row.handler], **scene.real(row.payload))
            assert scene.content == before, str(row)
