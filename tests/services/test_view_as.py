"""An admin sees BizHub as a member sees it: what they see and no more, nothing changed, recorded, and over in time."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bizhub.domain.ad_accounts import AdAccountFilter
from bizhub.domain.audit import Through
from bizhub.domain.errors import InvalidInput, NotFound, PermissionDenied
from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.domain.viewing import ViewingOnly, viewing_of
from bizhub.services import (
    account_deletion,
    ad_accounts,
    labels,
    member_list,
    members,
    notification_list,
    palette,
    profile,
    second_admin,
    session_view,
    sessions,
    user_disabling,
    view_as,
)
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin, begin_job
from tests.factories import LONG_AGO, MadeUser, World
from tests.services.team import Team
from tests.sign_in_steps import PASSWORD, MovableClock


@pytest.fixture
def team(runtime: Runtime, center: str, world: World, olga: MadeUser, max_: MadeUser) -> Team:
    """Max holds a level on one of two ad accounts, and is in another center too."""
    account = world.ad_account(center, olga, "Shop DE")
    world.ad_account(center, olga, "Shop FR")
    world.grant(center, account, max_, AdAccountLevel.ANALYST)
    world.center(max_, "Elsewhere")
    return Team(runtime, center)


def act(team: Team, user: MadeUser, use_case: Callable[..., Any], *, center: str = "", **arguments: Any) -> Any:
    """What a page that changes something gets."""
    with begin(team.runtime, user.caller(center or team.center), write=True, viewing=viewing_of(use_case)) as work:
        return use_case(work, **arguments)


def ask(team: Team, user: MadeUser, use_case: Callable[..., Any], *, center: str = "", **arguments: Any) -> Any:
    """What a page that only reads gets."""
    with begin(team.runtime, user.caller(center or team.center), write=False, viewing=viewing_of(use_case)) as work:
        return use_case(work, **arguments)


def who(team: Team, user: MadeUser) -> str:
    """As whom somebody sees BizHub."""
    view = ask(team, user, session_view.view_person, wanted_center="", current_center="")
    return str(view.person.name)


def seen(team: Team, user: MadeUser) -> list[Any]:
    """What the pages of a person show them."""
    return [
        ask(team, user, ad_accounts.list_ad_accounts, chosen=AdAccountFilter()),
        ask(team, user, member_list.list_members),
        ask(team, user, palette.search_palette, query="shop", current_account=""),
        ask(team, user, session_view.view_center, wanted_account="", current_account=""),
    ]


def test_it_shows_exactly_what_the_member_sees(team: Team, olga: MadeUser, max_: MadeUser) -> None:
    before, theirs = seen(team, olga), seen(team, max_)
    act(team, olga, view_as.begin_viewing, user_id=max_.id)
    assert seen(team, olga) == theirs != before
    view = ask(team, olga, session_view.view_person, wanted_center="", current_center="")
    assert (view.person.name, view.view.viewer.name, view.seconds_left) == ("Max", "Olga", pytest.approx(899, abs=30))
    # Of the member's other centers nothing is seen, not even that there are any.
    assert [center.name for center in view.centers] == ["Linden & Co"]
    rows = ask(team, olga, palette.search_palette, query="elsewhere", current_account="").rows
    assert "Elsewhere" not in repr(rows)
    act(team, olga, view_as.stop_viewing)
    assert seen(team, olga) == before
    assert team.entries()[-2:] == [
        ("member:view_begin", "Max", "", team.entries()[-2][3]),
        ("member:view_end", "Max", "", ""),
    ]


def test_a_tab_of_another_center_shows_nothing_meanwhile(
    team: Team, world: World, olga: MadeUser, max_: MadeUser
) -> None:
    own = world.center(olga, "Only Olga’s")
    theirs = team.rows("SELECT id FROM center WHERE name = 'Elsewhere'")[0][0]
    act(team, olga, view_as.begin_viewing, user_id=max_.id)
    for center in (own, str(theirs)):
        with pytest.raises(NotFound):
            ask(team, olga, member_list.list_members, center=center)
        with pytest.raises(NotFound):
            ask(team, olga, session_view.view_person, wanted_center=center, current_center="")


def test_what_is_private_is_the_viewers_own(team: Team, olga: MadeUser, max_: MadeUser, world: World) -> None:
    world.told(team.center, max_, "member_removed", by="Somebody")
    act(team, olga, view_as.begin_viewing, user_id=max_.id)
    assert ask(team, olga, notification_list.view_bell).unread == 0
    assert ask(team, olga, profile.view_profile).email == olga.email
    assert [row.is_this_device for row in ask(team, olga, sessions.list_sessions)] == [True]


def test_what_the_member_has_not_sent_is_theirs_alone(team: Team, olga: MadeUser, world: World) -> None:
    ida = world.user("Ida")
    world.member(team.center, ida, CenterRole.ADMIN)
    draft = {"address": "cy@example.org", "message": "Only between us"}
    kept = act(team, ida, second_admin.keep_second_admin, values=draft)
    act(team, olga, view_as.begin_viewing, user_id=ida.id)
    shown = ask(team, olga, second_admin.view_second_admin)
    assert (shown.draft.who, shown.draft.message) == ("", "")
    assert ask(team, ida, second_admin.view_second_admin).draft == kept


def test_nothing_is_changed_and_it_is_said(team: Team, olga: MadeUser, max_: MadeUser) -> None:
    act(team, olga, view_as.begin_viewing, user_id=max_.id)
    entries = team.entries()
    for use_case, arguments in (
        (labels.create_label, {"name": "New", "color": "red"}),
        (view_as.begin_viewing, {"user_id": max_.id}),
        (members.leave_center, {}),
        (notification_list.mark_all_read, {}),
        (session_view.remember_center, {"center_id": team.center}),
    ):
        with pytest.raises(ViewingOnly, match="as Max sees it: nothing can be changed"):
            act(team, olga, use_case, **arguments)
    with pytest.raises(ViewingOnly), begin(team.runtime, olga.caller(team.center), write=False):
        pass
    assert team.entries() == entries


def test_it_is_over_at_the_second_it_ends(
    team: Team, olga: MadeUser, max_: MadeUser, moved_clock: MovableClock
) -> None:
    act(team, olga, view_as.begin_viewing, user_id=max_.id)
    moved_clock.moment += timedelta(minutes=15) - timedelta(microseconds=1)
    assert who(team, olga) == "Max"
    moved_clock.moment += timedelta(microseconds=1)
    assert who(team, olga) == "Olga"
    act(team, olga, labels.create_label, name="New", color="red")
    act(team, olga, view_as.stop_viewing)
    assert team.events() == ["member:view_begin", "member:view_end", "label:create"]
    ended = json.loads(team.entries()[1][3])
    assert ended == {"reason": "time ran out", "until": moved_clock.moment.isoformat()}


def test_what_fails_after_the_time_ran_out_leaves_its_end_to_the_next_change(
    team: Team, olga: MadeUser, max_: MadeUser, moved_clock: MovableClock
) -> None:
    act(team, olga, view_as.begin_viewing, user_id=max_.id)
    moved_clock.move(minutes=16)
    with pytest.raises(InvalidInput):
        act(team, olga, view_as.begin_viewing, user_id=olga.id)
    assert team.events() == ["member:view_begin"]
    act(team, olga, view_as.begin_viewing, user_id=max_.id)
    assert team.events() == ["member:view_begin", "member:view_end", "member:view_begin"]


def demote(team: Team, ida: MadeUser, olga: MadeUser, _max: MadeUser) -> None:
    act(team, ida, members.change_role, user_id=olga.id, role="STANDARD", finance_role="", seen={})


def remove_the_viewer(team: Team, ida: MadeUser, olga: MadeUser, _max: MadeUser) -> None:
    act(team, ida, members.remove_member, user_id=olga.id)


def remove_the_viewed(team: Team, ida: MadeUser, _olga: MadeUser, max_: MadeUser) -> None:
    act(team, ida, members.remove_member, user_id=max_.id)


def disable_the_viewed(team: Team, _ida: MadeUser, _olga: MadeUser, max_: MadeUser) -> None:
    with team.runtime.database.transaction(write=True) as connection:
        connection.exec_driver_sql(f"UPDATE app_user SET disabled_at = '{LONG_AGO}' WHERE id = {max_.id}")


@pytest.mark.parametrize(
    ("happens", "is_recorded"),
    [(demote, True), (remove_the_viewer, True), (remove_the_viewed, True), (disable_the_viewed, False)],
)
def test_it_ends_with_the_rights_it_rests_on(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, happens: Callable[..., None], is_recorded: bool
) -> None:
    ida = world.user("Ida")
    world.member(team.center, ida, CenterRole.ADMIN)
    act(team, olga, view_as.begin_viewing, user_id=max_.id)
    happens(team, ida, olga, max_)
    assert who(team, olga) == "Olga"
    assert ("member:view_end" in team.events()) == is_recorded


def disable_the_viewer(team: Team, olga: MadeUser) -> None:
    with begin_job(team.runtime, user_id=None, center_id=None, through=Through.OPERATOR, write=True) as work:
        user_disabling.disable_user(work, address=olga.email, reason="left")


def erase_the_viewer(team: Team, olga: MadeUser) -> None:
    caller = World(team.runtime).signed_in(olga.email).caller()
    account_deletion.delete_account(team.runtime, caller, password=PASSWORD, code="")


def end_other_sessions(team: Team, olga: MadeUser) -> None:
    act(team, World(team.runtime).signed_in(olga.email), sessions.end_other_sessions)


@pytest.mark.parametrize("ends", [disable_the_viewer, erase_the_viewer, end_other_sessions])
def test_what_ends_the_session_records_that_the_time_had_run_out(
    team: Team, world: World, max_: MadeUser, moved_clock: MovableClock, ends: Callable[..., None]
) -> None:
    ida = world.user("Ida", password_hash=team.runtime.passwords.hash(PASSWORD))
    world.member(team.center, ida, CenterRole.ADMIN)
    act(team, ida, view_as.begin_viewing, user_id=max_.id)
    until = moved_clock.moment + timedelta(minutes=15)
    moved_clock.move(minutes=16)
    ends(team, ida)
    [ended] = [entry for entry in team.entries() if entry[0] == "member:view_end"]
    assert ended[1] == "Max"
    assert json.loads(ended[3]) == {"reason": "time ran out", "until": until.isoformat()}


@pytest.mark.parametrize("is_member", [True, False], ids=["member", "last day over"])
def test_whose_view_ran_out_has_the_name_of_the_time(
    team: Team, world: World, olga: MadeUser, moved_clock: MovableClock, is_member: bool
) -> None:
    team.keep_sessions()
    mia = world.user("Mia", password_hash=team.runtime.passwords.hash(PASSWORD))
    last = moved_clock.moment + timedelta(days=9 if is_member else 1)
    world.member(team.center, mia, valid_until=last)
    act(team, olga, view_as.begin_viewing, user_id=mia.id)
    moved_clock.move(days=2)
    caller = world.signed_in(mia.email).caller()
    account_deletion.delete_account(team.runtime, caller, password=PASSWORD, code="")
    act(team, olga, view_as.stop_viewing)
    assert [entry[1] for entry in team.entries() if entry[0] == "member:view_end"] == ["Mia"]


def test_signing_out_ends_it(team: Team, world: World, olga: MadeUser, max_: MadeUser) -> None:
    act(team, olga, view_as.begin_viewing, user_id=max_.id)
    act(team, olga, sessions.sign_out)
    assert team.events() == ["member:view_begin", "member:view_end"]


def test_other_sessions_go_on_as_before(team: Team, world: World, olga: MadeUser, max_: MadeUser) -> None:
    other = world.signed_in(olga.email)
    act(team, olga, view_as.begin_viewing, user_id=max_.id)
    assert (who(team, olga), who(team, other), who(team, max_)) == ("Max", "Olga", "Max")
    act(team, other, labels.create_label, name="New", color="red")


def test_only_admins_view_members_of_their_own_center(team: Team, world: World, olga: MadeUser, max_: MadeUser) -> None:
    eve, ida = world.user("Eve"), world.user("Ida")
    world.center(eve)
    world.member(team.center, ida, CenterRole.ADMIN)
    with pytest.raises(PermissionDenied):
        act(team, max_, view_as.begin_viewing, user_id=olga.id)
    for number in (eve.id, "1", "x"):
        with pytest.raises(NotFound):
            act(team, olga, view_as.begin_viewing, user_id=number)
    with pytest.raises(InvalidInput):
        act(team, olga, view_as.begin_viewing, user_id=olga.id)
    act(team, olga, view_as.begin_viewing, user_id=ida.id)
    assert who(team, olga) == "Ida"


def test_what_one_of_them_saw_is_not_kept_for_the_other(team: Team, olga: MadeUser, max_: MadeUser) -> None:
    counts = [ask(team, olga, session_view.count_ended_rights)]
    act(team, olga, view_as.begin_viewing, user_id=max_.id)
    counts.append(ask(team, olga, session_view.count_ended_rights))
    assert counts[0] >= 0 > counts[1]


def test_two_views_of_the_same_second_are_told_apart(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, moved_clock: MovableClock
) -> None:
    ida = world.user("Ida")
    world.member(team.center, ida)
    counts = set()
    for person in (max_, ida):
        act(team, olga, view_as.begin_viewing, user_id=person.id)
        counts.add(ask(team, olga, session_view.count_ended_rights))
        act(team, olga, view_as.stop_viewing)
        moved_clock.move(milliseconds=1)
    assert len(counts) == 2
