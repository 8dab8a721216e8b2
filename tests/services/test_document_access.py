"""Who sees documents: the admins of the center and the desk, with a record; for all others there are none."""

from collections.abc import Callable

import pytest

from bizhub.domain.desk import DeskNeedsTwoStep
from bizhub.domain.errors import Conflict, NotFound, SignedOut
from bizhub.domain.policy import CenterRole
from bizhub.services import document_jobs, documents, view_as
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, begin
from tests.document_files import a_pdf
from tests.factories import MadeUser, World
from tests.pictures import a_picture
from tests.services.document_stage import NOW, Desk, sit_at_the_desk
from tests.sign_in_steps import MovableClock

UNKNOWN = "7298441093355120099"


def opened(runtime: Runtime, caller: Caller, document_id: str) -> documents.OpenDocument:
    with begin(runtime, caller, write=True) as work:
        return documents.open_document(work, document_id=document_id)


@pytest.fixture
def rita(world: World, runtime: Runtime) -> MadeUser:
    """A reviewer."""
    runtime.settings.desk_two_step = False
    rita = world.user("Rita")
    sit_at_the_desk(runtime, rita)
    return rita


@pytest.mark.parametrize("document", ["real", UNKNOWN, "x", "", "../secrets"])
def test_to_all_others_every_document_is_unknown(
    desk: Desk, world: World, max_: MadeUser, olga: MadeUser, document: str
) -> None:
    runtime, center = desk.team.runtime, desk.team.center
    document_id = document.replace("real", desk.send(olga).id)
    desk.moves_to("REVIEWING")
    eve, former, gone = world.user("Eve"), world.user("Former"), world.user("Gone")
    theirs = world.center(eve)
    world.member(center, former, CenterRole.ADMIN, ended_at=NOW)
    sit_at_the_desk(runtime, gone, ended_at=NOW)
    callers = [
        max_.caller(center),
        eve.caller(center),
        eve.caller(theirs),
        eve.caller(),
        former.caller(center),
        gone.caller(),
    ]
    for caller in callers:
        with pytest.raises(NotFound) as refusal:
            opened(runtime, caller, document_id)
        assert refusal.value.message == "Not found."
    with pytest.raises(SignedOut):
        opened(runtime, Caller(center_id=center), document_id)
    assert desk.team.events() == ["document:add"]


@pytest.mark.parametrize("state", ["DRAFT", "REVIEWING", "VERIFIED", "FAILED", "WITHDRAWN"])
def test_admins_see_those_of_their_center_at_any_time(desk: Desk, olga: MadeUser, state: str) -> None:
    row = desk.send(olga)
    desk.moves_to(state)
    assert desk.team.act(olga, documents.open_document, document_id=row.id).id == row.id


def test_the_desk_sees_what_was_sent_to_it_and_the_center_reads_who_did(
    desk: Desk, olga: MadeUser, rita: MadeUser
) -> None:
    runtime, row = desk.team.runtime, desk.send(olga)
    with pytest.raises(NotFound):
        opened(runtime, rita.caller(), row.id)
    desk.moves_to("REVIEWING")
    assert opened(runtime, rita.caller(), row.id).pages == 1
    [entry] = desk.team.rows(
        "SELECT center_id, user_name, through, object_name FROM activity WHERE event = 'document:view'"
    )
    assert entry == (int(desk.team.center), "Rita", "desk", "passport.pdf")


def test_a_reviewer_who_left_or_has_no_second_step_sees_nothing(desk: Desk, olga: MadeUser, rita: MadeUser) -> None:
    runtime, row = desk.team.runtime, desk.send(olga)
    desk.moves_to("REVIEWING")
    runtime.settings.desk_two_step = True
    with pytest.raises(DeskNeedsTwoStep):
        opened(runtime, rita.caller(), row.id)
    desk.team.rows_changed("UPDATE desk_person SET ended_at = '2026-01-06 00:00:00+00'")
    with pytest.raises(NotFound):
        opened(runtime, rita.caller(), row.id)


def test_a_look_is_recorded_once_in_ten_minutes_for_each_person_and_document(
    desk: Desk, olga: MadeUser, rita: MadeUser, moved_clock: MovableClock
) -> None:
    runtime, first, second = desk.team.runtime, desk.send(olga), desk.send(olga, a_picture())
    desk.moves_to("REVIEWING")
    desk.team.keep_sessions()

    def look(*looks: tuple[MadeUser, str]) -> int:
        for who, document_id in looks:
            opened(runtime, who.caller(desk.team.center), document_id)
        return desk.team.events().count("document:view")

    assert look((olga, first.id), (olga, first.id)) == 1
    assert look((olga, second.id), (rita, first.id), (rita, first.id)) == 3
    moved_clock.move(minutes=9, seconds=59)
    assert look((olga, first.id), (rita, first.id)) == 3
    moved_clock.move(seconds=2)
    assert look((olga, first.id), (rita, first.id)) == 5


def test_pages_are_pictures(desk: Desk, olga: MadeUser) -> None:
    runtime, pdf, photo = desk.team.runtime, desk.send(olga, a_pdf(2)), desk.send(olga, a_picture("JPEG"))
    drawn = desk.team.act(olga, documents.open_document, document_id=pdf.id)
    shown = desk.team.act(olga, documents.open_document, document_id=photo.id)
    for found, page, kind, begins in (
        (drawn, 1, "image/png", b"\x89PNG"), (drawn, 2, "image/png", b"\x89PNG"), (shown, 1, "image/jpeg", b"\xff\xd8"),
    ):  # fmt: skip
        media_type, pieces = documents.draw_page(runtime, found, page)
        assert (media_type, b"".join(pieces).startswith(begins)) == (kind, True)
    nowhere: list[tuple[documents.OpenDocument, int]] = [(drawn, 0), (drawn, 3), (drawn, -1), (shown, 2)]
    for found, page in nowhere:
        with pytest.raises(NotFound):
            documents.draw_page(runtime, found, page)


def test_nobody_sees_them_as_somebody_else(desk: Desk, olga: MadeUser, world: World) -> None:
    bo = world.user("Bo")
    world.member(desk.team.center, bo, CenterRole.ADMIN)
    row = desk.send(olga)
    desk.team.act(olga, view_as.begin_viewing, user_id=bo.id)
    with pytest.raises(Conflict):
        desk.team.act(olga, documents.open_document, document_id=row.id)


def deleted_by_time(desk: Desk, olga: MadeUser, row_id: str) -> None:
    desk.moves_to("VERIFIED", decided_at=NOW)
    document_jobs.delete_due(desk.team.runtime, NOW.replace(year=2028))


def removed(desk: Desk, olga: MadeUser, row_id: str) -> None:
    desk.team.act(olga, documents.remove_document, document_id=row_id)


@pytest.mark.parametrize("end", [deleted_by_time, removed])
def test_a_deleted_document_is_unknown_to_everybody(
    desk: Desk, olga: MadeUser, rita: MadeUser, end: Callable[[Desk, MadeUser, str], None]
) -> None:
    row = desk.send(olga)
    end(desk, olga, row.id)
    for caller in (olga.caller(desk.team.center), rita.caller()):
        with pytest.raises(NotFound):
            opened(desk.team.runtime, caller, row.id)
