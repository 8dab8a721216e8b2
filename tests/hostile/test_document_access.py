"""Documents at the front door: for those who may see them, as what cannot run; for all others there are none."""

from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest
from sqlalchemy import update

from bizhub.models.desk import DeskPerson
from bizhub.services import document_rows
from tests.factories import LONG_AGO, MadeUser, World
from tests.hostile.conftest import Served, world_of
from tests.hostile.test_document_uploads import Sender
from tests.pictures import a_picture
from tests.services.document_stage import a_draft, sit_at_the_desk

UNKNOWN = "7298441093355120099"
CLOSED = {
    "cache-control": "no-store",
    "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "accept-ranges": "none",
}


@pytest.fixture(scope="module")
def sent(served: Served) -> tuple[Sender, str]:
    """An admin, and the document that she has sent to the desk."""
    with world_of(served) as world:
        who = world.user("Olga")
        center = world.center(who)
        olga = Sender(served, world, who, center, a_draft(world.runtime, center, who))
        number = olga.send(a_picture(), name="me.png").json()["document"]
        table = document_rows.VERIFICATION
        with world.runtime.database.transaction(write=True) as connection:
            connection.execute(update(table).where(table.c.id == int(olga.draft)).values(state="REVIEWING"))
    return olga, number


Knocks = Callable[[World, str], tuple[MadeUser, str]]


def paths(center: str, number: str) -> list[str]:
    """Both ways to see one."""
    return [f"/documents/view?center={center}&id={number}", f"/documents/page?center={center}&id={number}&page=1"]


def as_user(sent: tuple[Sender, str], who: MadeUser) -> Sender:
    return replace(sent[0], who=who)


def foreign_admin(world: World, center: str) -> tuple[MadeUser, str]:
    eve = world.user("Eve")
    return eve, world.center(eve)


def intruder(world: World, center: str) -> tuple[MadeUser, str]:
    return foreign_admin(world, center)[0], center


def plain_member(world: World, center: str) -> tuple[MadeUser, str]:
    max_ = world.user("Max")
    world.member(center, max_)
    return max_, center


def former_reviewer(world: World, center: str) -> tuple[MadeUser, str]:
    rita = world.user("Rita")
    sit_at_the_desk(world.runtime, rita, ended_at=LONG_AGO)
    return rita, ""


@pytest.mark.parametrize("somebody", [foreign_admin, intruder, plain_member, former_reviewer])
def test_all_others_get_the_answer_to_an_unknown_one(sent: tuple[Sender, str], world: World, somebody: Knocks) -> None:
    olga, number = sent
    who, center = somebody(world, olga.center)
    other = as_user(sent, who)
    real = [other.read(path) for path in paths(center, number)]
    unknown = [other.read(path) for path in paths(center, UNKNOWN)]
    assert [(answer.status_code, answer.content) for answer in real] == [
        (answer.status_code, answer.content) for answer in unknown
    ]
    assert {answer.status_code for answer in real} == {404}


def test_a_reviewer_needs_the_second_step_and_loses_all_with_the_seat(sent: tuple[Sender, str], world: World) -> None:
    olga, number = sent
    rita = world.user("Rita")
    sit_at_the_desk(world.runtime, rita)
    reviewer, [view, page] = as_user(sent, rita), paths("", number)
    refused = reviewer.read(view)
    assert (refused.status_code, "2-step verification" in refused.text) == (400, True)
    with world.runtime.database.transaction(write=True) as connection:
        connection.execute(update(DeskPerson).where(DeskPerson.user_id == int(rita.id)).values(ended_at=LONG_AGO))  # type: ignore[arg-type]
    assert [reviewer.read(path).status_code for path in (view, page)] == [404, 404]
    assert olga.read(paths(olga.center, number)[0]).status_code == 200


@pytest.mark.parametrize("place", [0, 1], ids=["view", "page"])
def test_what_is_shown_runs_nothing_and_is_kept_nowhere(sent: tuple[Sender, str], place: int) -> None:
    olga, number = sent
    answer = olga.read(paths(olga.center, number)[place], Range="bytes=0-9")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert {name: answer.headers.get(name) for name in CLOSED} == CLOSED
    assert answer.headers["content-disposition"] == (f'attachment; filename="document-{number}.png"', "inline")[place]
    assert "etag" not in answer.headers


@pytest.mark.parametrize("number", ["1", "0", "-1", "x", "", "9" * 30, "%00", "../secrets", "1'--", "[]"])
def test_guessed_ids_name_nothing(sent: tuple[Sender, str], number: str) -> None:
    olga, _ = sent
    assert {olga.read(path).status_code for path in paths(olga.center, number)} == {404}


@pytest.mark.parametrize("page", ["0", "2", "-1", "x", "1e3", "99999", "²"])
def test_there_are_no_other_pages(sent: tuple[Sender, str], page: str) -> None:
    olga, number = sent
    assert olga.read(f"/documents/page?center={olga.center}&id={number}&page={page}").status_code == 404


def test_nothing_is_told_without_a_record(sent: tuple[Sender, str]) -> None:
    olga, number = sent
    asked = [
        httpx.head(olga.served.base_url + path, headers={"Cookie": olga.cookie}) for path in paths(olga.center, number)
    ]
    assert [(answer.status_code, answer.headers.get("content-disposition")) for answer in asked] == [(404, None)] * 2


def test_files_are_served_by_no_path(sent: tuple[Sender, str]) -> None:
    olga, number = sent
    [file] = [path.name for path in (olga.served.settings.data_dir / "documents").iterdir()][-1:]
    guesses = (f"/documents/{file}", f"/documents/{number}", f"/_upload/{file}", f"/data/documents/{file}", f"/{file}")
    dots = ("/documents/..%2fsecrets%2fdocuments", "/documents/view/../../secrets")
    assert {olga.read(path).status_code for path in (*guesses, *dots)} == {404}


def test_without_a_session_one_signs_in(sent: tuple[Sender, str]) -> None:
    olga, number = sent
    answers = [httpx.get(olga.served.base_url + path) for path in paths(olga.center, number)]
    assert [answer.status_code for answer in answers] == [401, 401]
