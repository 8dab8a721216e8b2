"""Who sees which entries, how pages follow each other, what filters let through, what an export takes along."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from bizhub.domain.activity import ActivityFilter, ActivityPage
from bizhub.domain.activity_values import plain
from bizhub.domain.audit import AuditEvent
from bizhub.domain.errors import NotFound, PermissionDenied, SignedOut
from bizhub.domain.policy import AdAccountLevel
from bizhub.services import activity
from bizhub.services.activity import begin_export, list_activity, list_filter_choices, read_export_step
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, begin
from tests.factories import MadeUser, World

NOTHING = ActivityFilter()


class Scene:
    """A center with an admin, two members and two ad accounts; Max holds a level on the first account."""

    def __init__(self, runtime: Runtime, world: World) -> None:
        self.runtime = runtime
        self.olga, self.max, self.mia = world.user("Olga"), world.user("Max"), world.user("Mia")
        self.center = world.center(self.olga)
        world.member(self.center, self.max)
        world.member(self.center, self.mia)
        self.shop = world.ad_account(self.center, self.olga, "Shop DE")
        self.other = world.ad_account(self.center, self.olga, "Köln Store")
        world.grant(self.center, self.shop, self.max, AdAccountLevel.ANALYST)

    def write(self, user: MadeUser, event: AuditEvent, object_id: str = "", name: str = "", **values: Any) -> None:
        object_type = event.value.partition(":")[0]
        with begin(self.runtime, user.caller(self.center), write=True) as work:
            work.audit(event, object_type=object_type, object_id=object_id, object_name=name, **values)

    def page(self, user: MadeUser, chosen: ActivityFilter = NOTHING, **cursor: int) -> ActivityPage:
        with begin(self.runtime, user.caller(self.center), write=False) as work:
            return list_activity(work, chosen=chosen, **cursor)

    def names(self, user: MadeUser, chosen: ActivityFilter = NOTHING) -> list[str]:
        return [row.entry.object_name for row in self.page(user, chosen).rows]


@pytest.fixture
def scene(runtime: Runtime, world: World) -> Scene:
    return Scene(runtime, world)


@pytest.fixture
def told(scene: Scene) -> Scene:
    """Four entries on four days: about the center, two ad accounts and a member's own doing."""
    days = [
        (20, scene.olga, AuditEvent.CENTER_EDIT, scene.center, "Linden"),
        (21, scene.olga, AuditEvent.AD_ACCOUNT_EDIT, scene.shop, "Shop DE"),
        (22, scene.olga, AuditEvent.AD_ACCOUNT_EDIT, scene.other, "Köln Store"),
        (23, scene.mia, AuditEvent.LABEL_CREATE, "7", "50% off"),
    ]
    for day, *entry in days:
        with time_machine.travel(datetime(2026, 11, day, 22, 30, tzinfo=UTC), tick=False):
            scene.write(*entry)  # type: ignore[arg-type]
    return scene


def test_an_admin_sees_the_whole_center_newest_first(told: Scene) -> None:
    assert told.names(told.olga) == ["50% off", "Köln Store", "Shop DE", "Linden"]


def test_a_standard_member_sees_what_concerns_accounts_they_hold(told: Scene) -> None:
    assert told.names(told.max) == ["Shop DE"]


def test_a_standard_member_sees_their_own_actions(told: Scene) -> None:
    assert told.names(told.mia) == ["50% off"]


def test_a_grant_that_ended_shows_nothing_any_more(told: Scene, world: World) -> None:
    yesterday = datetime(2026, 1, 1, tzinfo=UTC)
    world.grant(told.center, told.other, told.mia, AdAccountLevel.ADMIN, revoked_at=yesterday)
    assert told.names(told.mia) == ["50% off"]


def test_nobody_sees_entries_of_another_center(told: Scene, world: World) -> None:
    stranger = world.user("Stranger")
    elsewhere = world.center(stranger, "Elsewhere")
    with begin(told.runtime, stranger.caller(elsewhere), write=False) as work:
        assert list_activity(work, chosen=ActivityFilter(asset=told.shop)).rows == ()
    with begin(told.runtime, stranger.caller(told.center), write=False) as work, pytest.raises(NotFound):
        list_activity(work, chosen=NOTHING)


def test_a_stranger_is_signed_out(told: Scene) -> None:
    with begin(told.runtime, Caller(center_id=told.center), write=False) as work, pytest.raises(SignedOut):
        list_activity(work, chosen=NOTHING)


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        ({"kind": "ad_account"}, ["Köln Store", "Shop DE"]),
        ({"kind": "label"}, ["50% off"]),
        ({"kind": "unheard-of"}, []),
        ({"search": "shop"}, ["Shop DE"]),
        ({"search": "  SHOP de "}, ["Shop DE"]),
        ({"search": "KÖLN"}, ["Köln Store"]),
        ({"search": "mia"}, ["50% off"]),
        ({"search": "0% o"}, ["50% off"]),
        ({"search": "_"}, []),
        ({"search": "7"}, ["50% off"]),
        ({"first_day": date(2026, 11, 22)}, ["50% off", "Köln Store"]),
        ({"last_day": date(2026, 11, 21)}, ["Shop DE", "Linden"]),
        ({"first_day": date(2026, 11, 21), "last_day": date(2026, 11, 22)}, ["Köln Store", "Shop DE"]),
        (
            {"first_day": date(2026, 11, 22), "last_day": date(2026, 11, 22), "time_zone": "Asia/Tokyo"},
            ["Shop DE"],
        ),
        ({"last_day": date.max}, ["50% off", "Köln Store", "Shop DE", "Linden"]),
        ({"kind": "ad_account", "search": "köln", "first_day": date(2026, 11, 23)}, []),
    ],
)
def test_filters(told: Scene, chosen: dict[str, Any], names: list[str]) -> None:
    assert told.names(told.olga, ActivityFilter(**chosen)) == names


def test_filters_by_person_and_asset(told: Scene) -> None:
    assert told.names(told.olga, ActivityFilter(person=told.mia.id)) == ["50% off"]
    assert told.names(told.olga, ActivityFilter(person="nobody")) == []
    assert told.names(told.olga, ActivityFilter(asset=told.other)) == ["Köln Store"]
    assert told.names(told.max, ActivityFilter(asset=told.other)) == []


def test_an_entry_is_told_with_its_details(told: Scene) -> None:
    row = told.page(told.olga).rows[-1]
    assert plain(row.sentence) == "Olga changed the center Linden"
    assert row.entry.at == datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
    assert (row.entry.user_id, row.entry.through, row.entry.address) == (told.olga.id, "web", "127.0.0.1")


def test_a_level_change_is_told_with_both_levels(scene: Scene) -> None:
    scene.write(
        scene.olga, AuditEvent.AD_ACCOUNT_GRANT, scene.shop, "Shop DE",
        before={"user": "Max", "level": "ANALYST"}, after={"user": "Max", "level": "OPERATOR"},
    )  # fmt: skip
    assert (
        plain(scene.page(scene.max).rows[0].sentence) == "Olga changed Max’s level on Shop DE from Analyst to Operator"
    )


def test_pages_follow_each_other_both_ways(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activity, "PAGE_SIZE", 2)
    for number in range(1, 6):
        scene.write(scene.olga, AuditEvent.LABEL_CREATE, str(number), f"L{number}")

    def shape(**cursor: Any) -> tuple[list[int], int, int]:
        page = scene.page(scene.olga, **cursor)
        return [row.entry.sequence for row in page.rows], page.older, page.newer

    assert shape() == ([5, 4], 4, 0)
    assert shape(before=4) == ([3, 2], 2, 3)
    assert shape(before=2) == ([1], 0, 1)
    assert shape(after=1) == ([3, 2], 2, 3)
    assert shape(after=3) == ([5, 4], 4, 0)
    assert shape(after=4) == ([5, 4], 4, 0)
    assert shape(before=1) == ([5, 4], 4, 0)


def test_an_empty_activity_has_one_empty_page(scene: Scene) -> None:
    assert scene.page(scene.olga) == ActivityPage((), 0, 0)


@pytest.mark.parametrize(("who", "people"), [("olga", ["Max", "Mia", "Olga"]), ("mia", ["Mia", "Olga"])])
def test_people_to_filter_by_are_those_one_may_know(scene: Scene, who: str, people: list[str]) -> None:
    with begin(scene.runtime, getattr(scene, who).caller(scene.center), write=False) as work:
        assert [name for _, name in list_filter_choices(work).people] == people


@pytest.mark.parametrize(
    ("who", "asset", "name"),
    [("olga", "shop", "Shop DE"), ("max", "shop", "Shop DE"), ("max", "other", ""), ("olga", "center", "")],
)
def test_the_name_of_an_asset_is_for_those_who_may_see_it(scene: Scene, who: str, asset: str, name: str) -> None:
    with begin(scene.runtime, getattr(scene, who).caller(scene.center), write=False) as work:
        assert list_filter_choices(work, asset=getattr(scene, asset)).asset_name == name


def test_an_export_takes_what_the_person_may_see_and_is_recorded(told: Scene) -> None:
    chosen = ActivityFilter(kind="ad_account")
    with begin(told.runtime, told.max.caller(told.center), write=True) as work:
        start = begin_export(work, chosen=chosen, format="csv")
    with begin(told.runtime, told.max.caller(told.center), write=False) as work:
        taken = read_export_step(work, chosen=chosen, before=start)
    assert [row.entry.object_name for row in taken] == ["Shop DE"]
    newest = told.page(told.olga).rows[0]
    assert plain(newest.sentence) == "Max exported the activity"
    assert newest.entry.after == '{"format":"csv","kind":"ad_account"}'


def test_an_export_goes_on_step_by_step_to_its_end(told: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activity, "EXPORT_ROWS", 3)
    with begin(told.runtime, told.olga.caller(told.center), write=True) as work:
        start = begin_export(work, chosen=NOTHING, format="json")
    with begin(told.runtime, told.olga.caller(told.center), write=False) as work:
        steps = [read_export_step(work, chosen=NOTHING, before=before) for before in (start, start - 3, 1)]
    assert [[row.entry.sequence for row in step] for step in steps] == [[4, 3, 2], [1], []]


def test_an_admin_checks_the_record_and_that_is_recorded(told: Scene) -> None:
    with begin(told.runtime, told.olga.caller(told.center), write=False) as work:
        report = activity.verify_activity(work)
    assert (report.entries, report.is_intact) == (4, True)
    with begin(told.runtime, told.olga.caller(told.center), write=True) as work:
        activity.note_verification(work, report=report)
    newest = told.page(told.olga).rows[0]
    assert (plain(newest.sentence), newest.entry.after) == ("Olga checked the activity", '{"entries":4,"problems":0}')


def test_a_standard_member_cannot_check_the_record(told: Scene) -> None:
    with begin(told.runtime, told.max.caller(told.center), write=False) as work, pytest.raises(PermissionDenied):
        activity.verify_activity(work)
