"""An admin whom the desk chooses: what is possible from where, who is told, and what stands in the record."""

from collections.abc import Callable

import pytest

from bizhub.domain.errors import Conflict
from bizhub.services import orphans, recovery
from bizhub.services.runtime import Runtime
from tests.factories import MadeUser, World
from tests.services.recovery_stage import INSTANT, WEEK, WHY, Lost, lost_center
from tests.services.team import Team
from tests.sign_in_steps import MovableClock, messages_to


@pytest.fixture
def lost(
    runtime: Runtime, world: World, center: str, olga: MadeUser, max_: MadeUser, moved_clock: MovableClock
) -> Lost:
    return lost_center(Team(runtime, center), world, moved_clock, olga, max_)


def waiting(lost: Lost) -> str:
    return lost.start()


def objected(lost: Lost) -> str:
    started = lost.start()
    lost.team.act(lost.mia, recovery.object_to_recovery, recovery_id=started)
    return started


def cancelled(lost: Lost) -> str:
    started = lost.start()
    lost.at_desk(lost.dora, recovery.cancel_recovery, recovery_id=started)
    return started


def done(lost: Lost) -> str:
    started = lost.start()
    lost.clock.moment += WEEK
    lost.carry_out()
    return started


def failed(lost: Lost) -> str:
    started = lost.start()
    lost.seen(lost.olga, 0)
    lost.clock.moment += WEEK
    lost.carry_out()
    return started


def objects(lost: Lost, number: str) -> None:
    lost.team.act(lost.mia, recovery.object_to_recovery, recovery_id=number)


def cancels(lost: Lost, number: str) -> None:
    lost.at_desk(lost.dora, recovery.cancel_recovery, recovery_id=number)


def waits_a_week(lost: Lost, _number: str) -> None:
    lost.clock.moment += WEEK
    lost.carry_out()


def waits_nearly_a_week(lost: Lost, _number: str) -> None:
    lost.clock.moment += WEEK - INSTANT
    lost.carry_out()


REFUSED = "refused"
TRANSITIONS = (
    # from, what happens, where it is then
    (waiting, objects, "OBJECTED"),
    (waiting, cancels, "CANCELLED"),
    (waiting, waits_a_week, "DONE"),
    (waiting, waits_nearly_a_week, "WAITING"),
    (objected, objects, REFUSED),
    (objected, cancels, REFUSED),
    (objected, waits_a_week, "OBJECTED"),
    (cancelled, objects, REFUSED),
    (cancelled, cancels, REFUSED),
    (cancelled, waits_a_week, "CANCELLED"),
    (done, objects, REFUSED),
    (done, cancels, REFUSED),
    (done, waits_a_week, "DONE"),
    (failed, objects, REFUSED),
    (failed, cancels, REFUSED),
    (failed, waits_a_week, "FAILED"),
)


def outcome(lost: Lost, number: str, happens: Callable[[Lost, str], None]) -> str:
    try:
        happens(lost, number)
    except Conflict:
        return REFUSED
    [(state,)] = lost.team.rows("SELECT state FROM recovery WHERE id = :id", id=int(number))
    return str(state)


@pytest.mark.parametrize(("before", "happens", "after"), TRANSITIONS)
def test_each_step_leads_where_the_table_says(
    lost: Lost, before: Callable[[Lost], str], happens: Callable[[Lost, str], None], after: str
) -> None:
    assert outcome(lost, before(lost), happens) == after


@pytest.mark.parametrize(
    ("before", "role"),
    [(waiting, "STANDARD"), (objected, "STANDARD"), (cancelled, "STANDARD"), (done, "ADMIN"), (failed, "STANDARD")],
)
def test_only_what_is_carried_out_makes_an_admin(lost: Lost, before: Callable[[Lost], str], role: str) -> None:
    before(lost)
    assert lost.team.roles() == {"Olga": "ADMIN", "Max": role, "Mia": "STANDARD"}


def test_all_members_are_told_and_can_read_why_and_until_when(lost: Lost) -> None:
    lost.start()
    for member in (lost.olga, lost.max, lost.mia):
        [mail] = messages_to(lost.team.runtime, member.email)
        assert "Dora of the desk wants to make Max an admin: “Olga has left the firm and cannot be reached”" in mail
        assert "on Nov 30, 2026 unless a member objects before" in mail
        assert f"/recovery?center={lost.team.center}" in mail
    assert "wants to make" not in messages_to(lost.team.runtime, lost.dora.email)[-1]
    shown = lost.team.act(lost.mia, recovery.view_recovery)
    assert (shown.person, shown.asked_by, shown.reason) == ("Max", "Dora", WHY)
    assert shown.due_at == lost.clock.moment + WEEK


def test_an_objection_reaches_the_desk_and_the_members(lost: Lost) -> None:
    started = lost.start()
    lost.team.act(lost.mia, recovery.object_to_recovery, recovery_id=started, reason="Olga is on holiday")
    for told in (lost.dora, lost.olga, lost.max):
        mail = messages_to(lost.team.runtime, told.email)[-1]
        assert "Mia objected, so nobody was appointed: “Olga is on holiday”" in mail
    assert "/desk/recovery" in messages_to(lost.team.runtime, lost.dora.email)[-1]
    assert lost.team.act(lost.mia, recovery.view_recovery) is None
    [shown] = lost.at_desk(lost.dora, recovery.list_recoveries)
    assert (shown.objected_by, shown.answer) == ("Mia", "Olga is on holiday")


def test_who_was_no_member_joins_as_an_admin_without_an_end(lost: Lost) -> None:
    ida = lost.world.user("Ida")
    lost.start(ida.email)
    lost.clock.moment += WEEK
    assert lost.carry_out() == 1
    assert lost.team.roles()["Ida"] == "ADMIN"
    assert "nobody objected, so Ida is an admin now" in messages_to(lost.team.runtime, ida.email)[-1]


def test_an_end_date_goes_with_the_appointment(lost: Lost) -> None:
    lost.team.rows_changed("UPDATE membership SET valid_until = '2027-05-05 00:00:00+00' WHERE role = 'STANDARD'")
    done(lost)
    rows = lost.team.rows("SELECT user_id, valid_until FROM membership WHERE role = 'ADMIN' AND ended_at IS NULL")
    assert {(str(user), until) for user, until in rows} == {(lost.max.id, None), (lost.olga.id, None)}


def test_whose_last_day_is_over_begins_anew(lost: Lost) -> None:
    lost.team.rows_changed(
        "UPDATE membership SET valid_until = '2026-01-01 00:00:00+00' WHERE user_id = :id", id=int(lost.mia.id)
    )
    lost.start(lost.mia.email)
    lost.clock.moment += WEEK
    lost.carry_out()
    assert lost.team.roles() == {"Olga": "ADMIN", "Max": "STANDARD", "Mia": "ADMIN"}


def test_the_record_names_the_people_of_the_time(lost: Lost) -> None:
    done(lost)
    entries = lost.team.rows(
        "SELECT event, user_name, object_name, through, approval FROM activity WHERE center_id = :center "
        "ORDER BY sequence",
        center=int(lost.team.center),
    )
    assert entries == [
        ("recovery:start", "Dora", "Max", "desk", ""),
        ("recovery:carry_out", "Dora", "Max", "system", ""),
        ("member:edit", "Dora", "Max", "system", "nobody objected to Dora of the desk"),
    ]


@pytest.mark.parametrize(
    ("before", "last"),
    [
        (objected, ("recovery:object", "Mia", "web")),
        (cancelled, ("recovery:cancel", "Dora", "desk")),
        (failed, ("recovery:fail", "Dora", "system")),
    ],
)
def test_each_end_has_its_entry(lost: Lost, before: Callable[[Lost], str], last: tuple[str, str, str]) -> None:
    before(lost)
    query = "SELECT event, user_name, through FROM activity WHERE center_id = :center ORDER BY sequence"
    assert lost.team.rows(query, center=int(lost.team.center))[-1] == last


def test_the_list_of_the_desk_shows_such_centers_and_no_others(lost: Lost) -> None:
    birch = lost.world.center(lost.mia, "Birch")
    page = lost.at_desk(lost.dora, orphans.list_orphans)
    [row] = page.rows
    assert (row.id, row.name, row.members, row.is_waiting, page.total) == (lost.team.center, "Linden & Co", 3, False, 1)
    assert row.last_seen == lost.clock.moment - 31 * (WEEK / 7)
    lost.start()
    assert lost.at_desk(lost.dora, orphans.list_orphans, search="linden").rows[0].is_waiting
    assert lost.at_desk(lost.dora, orphans.list_orphans, search=lost.team.center).total == 1
    assert lost.at_desk(lost.dora, orphans.list_orphans, search=birch).total == 0


def test_the_desk_sees_who_was_an_admin_and_whom_it_can_choose(lost: Lost) -> None:
    lost.seen(lost.mia, 1)
    lost.seen(lost.max, 3)
    found = lost.at_desk(lost.dora, orphans.view_orphan, center_id=lost.team.center)
    assert [(admin.name, admin.is_disabled) for admin in found.admins] == [("Olga", False)]
    assert [(one.name, one.address, one.why_not == "") for one in found.candidates] == [
        ("Mia", lost.mia.email, True), ("Max", lost.max.email, True),
    ]  # fmt: skip
