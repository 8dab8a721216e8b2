"""What people are told: once for each change, never of their own, in words, and for so long."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, text

from bizhub.domain.errors import NotFound
from bizhub.domain.levels import Held, LevelChange, Pair
from bizhub.domain.notification_words import link, sentence
from bizhub.domain.notifications import Kind
from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.services import (
    access_requests,
    ad_account_people,
    asset_groups,
    invitation_answers,
    invitations,
    levels,
    member_page,
    members,
    notification_list,
    notifications,
    offboarding,
    undo,
)
from bizhub.services.invitations import Wish
from bizhub.services.notification_messages import writer_for
from bizhub.services.runtime import Runtime
from bizhub.services.work import Work, begin
from tests.factories import LONG_AGO, MadeUser, World
from tests.services.team import Team
from tests.services.told import links, told, words
from tests.sign_in_steps import MovableClock, messages_to

OPERATOR = AdAccountLevel.OPERATOR


@pytest.fixture
def team(runtime: Runtime, center: str) -> Team:
    return Team(runtime, center)


@pytest.fixture
def account(world: World, team: Team, olga: MadeUser) -> str:
    return world.ad_account(team.center, olga)


def give(team: Team, by: MadeUser, to: MadeUser, account: str, level: str, **more: Any) -> None:
    team.act(by, ad_account_people.set_level, ad_account_id=account, user_id=to.id, level=level, seen={}, **more)


def test_a_level_that_comes_changes_and_goes_is_told_each_time(
    team: Team, olga: MadeUser, max_: MadeUser, account: str
) -> None:
    give(team, olga, max_, account, "OPERATOR")
    give(team, olga, max_, account, "ADMIN", until=date(2035, 12, 24))
    give(team, olga, max_, account, "")
    assert words(team, max_) == [
        "Olga ended your access to Shop DE in Linden & Co",
        "Olga changed your level on Shop DE in Linden & Co to Admin, until Dec 24, 2035",
        "Olga gave you the level Operator on Shop DE in Linden & Co",
    ]
    assert links(team, max_) == [f"/accounts/{account}?center={team.center}"] * 3
    assert [text.splitlines()[2] for text in messages_to(team.runtime, max_.email)] == [
        f"{line}." for line in reversed(words(team, max_))
    ]
    assert (
        messages_to(team.runtime, max_.email)[0].splitlines()[4].endswith(f"/accounts/{account}?center={team.center}")
    )
    assert told(team, olga) == ()


def test_two_hundred_ad_accounts_are_one_notification_and_one_message(
    team: Team, world: World, olga: MadeUser, max_: MadeUser
) -> None:
    accounts = [world.ad_account(team.center, olga, f"Shop {place:03}") for place in range(200)]
    changes = [LevelChange(Pair(int(account), int(max_.id)), Held(OPERATOR)) for account in accounts]
    team.act(olga, lambda work: levels.apply(work, changes))
    assert words(team, max_) == ["Olga gave you the level Operator on 200 ad accounts in Linden & Co"]
    assert links(team, max_) == [f"/accounts?center={team.center}"]
    assert len(messages_to(team.runtime, max_.email)) == 1
    [facts] = [json.loads(row[0]) for row in team.rows("SELECT facts FROM notification")]
    assert facts["ad_accounts"] == "Shop 000, Shop 001, Shop 002"


def test_what_a_group_gives_is_told_as_what_it_means(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, account: str
) -> None:
    other = world.ad_account(team.center, olga, "Shop FR")
    world.grant(team.center, other, max_, AdAccountLevel.ADMIN)
    group = team.act(olga, asset_groups.create_group, name="Sale", level="OPERATOR")
    team.act(olga, asset_groups.change_ad_accounts, group_id=group, add=[account, other])
    assert words(team, max_) == []
    team.act(olga, asset_groups.change_members, group_id=group, add=[max_.id, olga.id])
    team.act(olga, asset_groups.edit_group, group_id=group, name="Sale", level="ANALYST", seen={})
    team.act(olga, asset_groups.change_ad_accounts, group_id=group, remove=[other])
    team.act(olga, asset_groups.delete_group, group_id=group)
    # On Shop FR they hold Admin all the time: nothing of the group changes that.
    assert words(team, max_) == [
        "Olga ended your access to Shop DE in Linden & Co",
        "Olga changed your level on Shop DE in Linden & Co to Analyst",
        "Olga gave you the level Operator on Shop DE in Linden & Co",
    ]
    assert told(team, olga) == ()


def test_one_change_of_several_kinds_is_told_in_one_sentence(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, account: str
) -> None:
    accounts = [world.ad_account(team.center, olga, f"Shop {place}") for place in range(3)]
    for held in (account, accounts[0]):
        world.grant(team.center, held, max_, AdAccountLevel.ANALYST)
    wishes = {account: None, accounts[0]: Held(OPERATOR), accounts[1]: Held(OPERATOR), accounts[2]: Held(OPERATOR)}
    changes = [LevelChange(Pair(int(number), int(max_.id)), wish) for number, wish in wishes.items()]
    team.act(olga, lambda work: levels.apply(work, changes))
    assert words(team, max_) == ["Olga changed your access to ad accounts in Linden & Co: 2 given, 1 changed, 1 ended"]


def test_a_membership_is_told_as_one_change(team: Team, olga: MadeUser, max_: MadeUser) -> None:
    team.act(
        olga, member_page.edit_member, user_id=max_.id, role="STANDARD", finance_role="MANAGER",
        until=date(2035, 1, 31), seen={},
    )  # fmt: skip
    team.act(olga, members.set_member_end, user_id=max_.id, until=None, seen={})
    team.act(olga, members.change_role, user_id=max_.id, role="ADMIN", finance_role="", seen={})
    start = "Olga changed your membership of Linden & Co:"
    assert words(team, max_) == [
        f"{start} you are now an admin, you have no finance role any more",
        f"{start} it has no last day any more",
        f"{start} your finance role is now Manager, your last day is Jan 31, 2035",
    ]
    assert set(links(team, max_)) == {f"/team/{max_.id}?center={team.center}"}


def test_who_is_taken_out_and_brought_back_is_told_once_each(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, account: str
) -> None:
    world.grant(team.center, account, max_, OPERATOR)
    team.act(olga, offboarding.offboard_member, user_id=max_.id, hand_over_to=olga.id)
    with begin(team.runtime, max_.caller(), write=False) as work:
        [row] = notification_list.view_bell(work).newest
    assert (row.kind, row.is_member) == (Kind.MEMBER_REMOVED, False)
    team.act(olga, offboarding.restore_member, user_id=max_.id)
    assert words(team, max_) == [
        "Olga made you a member of Linden & Co again, with your level on 1 ad account",
        "Olga took you out of Linden & Co; your role and your levels there have ended",
    ]
    assert links(team, max_) == [f"/overview?center={team.center}", ""]
    assert len(messages_to(team.runtime, max_.email)) == 2


def test_who_does_it_to_themselves_is_told_nothing(team: Team, world: World, olga: MadeUser, account: str) -> None:
    ida = world.user("Ida")
    world.member(team.center, ida, CenterRole.ADMIN)
    team.act(ida, ad_account_people.take_level, ad_account_id=account)
    team.act(ida, members.leave_center)
    assert team.rows("SELECT * FROM notification") == team.rows("SELECT * FROM outbox_message") == []


def test_an_invitation_and_its_answer(team: Team, world: World, olga: MadeUser) -> None:
    eve = world.user("Eve")
    team.act(olga, invitations.invite, addresses=f"{eve.email} new@example.org", wish=Wish(role="ADMIN"))
    with begin(team.runtime, eve.caller(), write=False) as work:
        [row] = notification_list.view_bell(work).newest
    shown = sentence(row.kind, row.facts, writer_for("en"))
    assert shown == "Olga invites you to join Linden & Co as an admin"
    assert link(row.kind, row.facts, user_id=eve.id, center_id=row.center_id) == "/welcome"
    [number] = [row[0] for row in team.rows("SELECT id FROM invitation WHERE email = :to", to=eve.email)]
    with begin(team.runtime, eve.caller(), write=True) as work:
        invitation_answers.accept_invitation(work, invitation_id=str(number))
    assert words(team, olga) == ["Eve accepted your invitation to Linden & Co"]
    # Each has the e-mail that was there before, and no second one.
    assert [len(messages_to(team.runtime, user.email)) for user in (eve, olga)] == [1, 1]


def test_a_request_and_its_answers(team: Team, olga: MadeUser, max_: MadeUser, account: str) -> None:
    def ask() -> str:
        team.act(max_, access_requests.request_access, ad_account_id=account, level="OPERATOR", reason="The sale")
        [row] = team.act(olga, access_requests.list_requests).to_answer
        return str(row.id)

    team.act(olga, access_requests.refuse_request, request_id=ask(), answer="In May.")
    team.act(olga, access_requests.grant_request, request_id=ask())
    assert words(team, olga) == [
        "Max asks for the level Operator on Shop DE in Linden & Co: “The sale”"
    ] * 2  # fmt: skip
    assert set(links(team, olga)) == {f"/team/requests?center={team.center}"}
    assert words(team, max_) == [
        "Olga gave you what you asked for: the level Operator on Shop DE in Linden & Co",
        "Olga refused your request for the level Operator on Shop DE in Linden & Co: “In May.”",
    ]
    assert [len(messages_to(team.runtime, user.email)) for user in (olga, max_)] == [2, 2]


def test_who_has_only_a_phone_gets_the_short_message_of_everything(
    team: Team, world: World, olga: MadeUser, account: str
) -> None:
    pia = world.user("Pia", email=None, phone="+491701234567")
    world.member(team.center, pia, CenterRole.ADMIN)
    ben = world.user("Ben")
    world.member(team.center, ben)
    team.act(ben, access_requests.request_access, ad_account_id=account, level="ADMIN")
    give(team, olga, pia, account, "ANALYST")
    texts = messages_to(team.runtime, "+491701234567")
    assert [text.split(". http")[0] for text in texts] == [
        "Ben asks for the level Admin on Shop DE in Linden & Co",
        "Olga gave you the level Analyst on Shop DE in Linden & Co",
    ]


def test_disabled_people_are_told_nothing(team: Team, world: World, olga: MadeUser, account: str) -> None:
    dora = world.user("Dora", disabled_at=LONG_AGO)
    world.member(team.center, dora)
    give(team, olga, dora, account, "ANALYST")
    assert team.rows("SELECT * FROM notification") == team.rows("SELECT * FROM outbox_message") == []


def test_what_is_taken_back_tells_nobody(team: Team, olga: MadeUser, max_: MadeUser, account: str) -> None:
    def fail(work: Work) -> None:
        ad_account_people.set_level(work, ad_account_id=account, user_id=max_.id, level="ADMIN", seen={})
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        team.act(olga, fail)
    assert team.rows("SELECT * FROM notification") == []


def test_an_undone_level_is_told_like_any_other(team: Team, olga: MadeUser, max_: MadeUser, account: str) -> None:
    give(team, olga, max_, account, "OPERATOR")
    team.act(olga, undo.undo_entry, sequence=1)
    assert words(team, max_)[0] == "Olga ended your access to Shop DE in Linden & Co"


def test_reading(team: Team, world: World, olga: MadeUser, max_: MadeUser, moved_clock: MovableClock) -> None:
    for place in range(60):
        moved_clock.move(seconds=1)
        give(team, olga, max_, world.ad_account(team.center, olga, f"Shop {place:02}"), "ANALYST")
    bell = team.act(max_, notification_list.view_bell)
    assert (bell.unread, len(bell.newest), bell.newest[0].facts["ad_accounts"]) == (60, 20, "Shop 59")
    second = team.act(max_, notification_list.list_notifications, page=2)
    assert (second.total, [row.facts["ad_accounts"] for row in second.rows][-1]) == (60, "Shop 00")
    assert len(second.rows) == 10
    team.act(max_, notification_list.mark_read, notification_id=bell.newest[0].id)
    assert team.act(max_, notification_list.list_notifications, unread=True).total == 59
    for foreign in (bell.newest[1].id, "1", "x"):
        with pytest.raises(NotFound):
            team.act(olga, notification_list.mark_read, notification_id=foreign)
    team.act(max_, notification_list.mark_all_read)
    assert team.act(max_, notification_list.view_bell).unread == 0
    assert team.act(olga, notification_list.view_bell).newest == ()


def test_it_is_kept_for_ninety_days_and_five_hundred(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, account: str, moved_clock: MovableClock
) -> None:
    def flood(work: Work) -> None:
        shared = {"user_id": int(max_.id), "center_id": int(team.center), "created_at": work.now}
        rows = [{"id": n, "kind": "member_removed", "facts": "{}", **shared} for n in range(1, 501)]
        work.connection.execute(insert(notifications.NOTIFICATION), rows)
        work.connection.execute(text("UPDATE user_session SET expires_at = '2099-01-01 00:00:00'"))

    team.act(olga, flood)
    moved_clock.move(seconds=1)
    give(team, olga, max_, account, "ANALYST")
    assert team.rows("SELECT count(*), min(id) FROM notification") == [(500, 2)]
    moved_clock.moment += timedelta(days=90) - timedelta(seconds=1)
    assert team.act(max_, notification_list.list_notifications).total == 1
    give(team, olga, max_, account, "ADMIN")
    assert team.rows("SELECT count(*) FROM notification") == [(2,)]
