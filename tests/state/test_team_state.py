"""The team page as it travels to the browser: members, invitations, the form, and answers to invitations."""

from typing import Any

import pytest

from bizhub.domain.policy import AdAccountLevel, CenterRole, FinanceRole
from bizhub.domain.team import InvitationState
from bizhub.services.runtime import Runtime
from bizhub.services.work import token_hash
from bizhub.state.invitations import InvitationsState
from bizhub.state.invite import InviteState
from bizhub.state.session import SessionState
from bizhub.state.team import TeamState
from tests.factories import LONG_AGO, MadeUser, World
from tests.hostile.driver import Answer, Driver, Tab

FORM = {"role": "STANDARD", "finance_role": "", "member_until": "", "message": ""}


@pytest.fixture
def linden(world: World, ada: MadeUser) -> str:
    return world.center(ada, "Linden")


@pytest.fixture
def bo(world: World) -> MadeUser:
    """A user of BizHub who is in no center."""
    return world.user("Bo", email="bo@example.org")


async def opened(tab: Tab, path: str = "/team") -> Answer:
    tab.path = path
    await tab.send(SessionState.load)
    answer = await tab.send(TeamState.load)
    await tab.send(InvitationsState.load)
    await tab.send(InviteState.load)
    return answer


def led_to(answer: Answer) -> list[str]:
    return [event.payload["path"] for event in answer.events if event.name == "_redirect"]


def stored(runtime: Runtime, query: str) -> list[tuple[Any, ...]]:
    with runtime.database.transaction(write=False) as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query)]


async def test_a_member_is_written_for_the_reader(
    adas_tab: Tab, world: World, ada: MadeUser, bo: MadeUser, linden: str
) -> None:
    world.member(linden, bo, finance_role=FinanceRole.MANAGER, added_by=int(ada.id), valid_until=None)
    for name in ("Shop DE", "Shop FR"):
        world.grant(linden, world.ad_account(linden, ada, name), bo, AdAccountLevel.OPERATOR)
    answer = await opened(adas_tab, "/team?q=bo@")
    (line,) = answer.value("rows")
    assert (line.name, line.address, line.role, line.finance_role) == (
        "Bo", "bo@example.org", "STANDARD", "Finance manager"
    )  # fmt: skip
    assert (line.levels, line.since, line.until, line.invited_by) == ("Operator on 2", "Jan 1, 2020", "", "by Ada")


async def test_the_address_decides_who_is_listed(adas_tab: Tab, world: World, bo: MadeUser, linden: str) -> None:
    world.member(linden, bo)
    answer = await opened(adas_tab, "/team?role=STANDARD")
    assert ([line.name for line in answer.value("rows")], answer.value("paging").total) == (["Bo"], "1")
    nonsense = await opened(adas_tab, "/team?role=KING&page=-1")
    assert [line.name for line in nonsense.value("rows")] == ["Ada", "Bo"]


async def test_a_page_that_is_not_there_shows_the_first(adas_tab: Tab, linden: str) -> None:
    answer = await opened(adas_tab, "/team?page=7")
    assert ([line.name for line in answer.value("rows")], answer.value("paging").first) == (["Ada"], "1")
    assert [line.invited_by for line in answer.value("rows")] == ["Founder"]


@pytest.mark.parametrize(
    ("handler", "payload", "path"),
    [
        (TeamState.search_for, {"text": " Bo & Co "}, "/team?q=Bo+%26+Co&role=ADMIN"),
        (TeamState.filter_by_role, {"role": "STANDARD"}, "/team?role=STANDARD"),
        (TeamState.clear_filters, {}, "/team"),
        (TeamState.turn_on, {}, "/team?role=ADMIN&page=2"),
        (TeamState.turn_back, {}, "/team?role=ADMIN"),
    ],
    ids=["search", "filter", "clear", "next page", "page before"],
)
async def test_every_choice_becomes_an_address(
    adas_tab: Tab, linden: str, handler: Any, payload: dict[str, str], path: str
) -> None:
    await opened(adas_tab, "/team?role=ADMIN")
    assert led_to(await adas_tab.send(handler, **payload)) == [path]


async def test_a_standard_member_sees_who_the_admins_are(
    driver: Driver, world: World, bo: MadeUser, linden: str
) -> None:
    world.member(linden, bo)
    tab = driver.tab(bo.token)
    answer = await opened(tab)
    assert [(line.name, line.address) for line in answer.value("rows")] == [("Ada", "")]
    state = await tab.state(TeamState)
    assert (state.manages, state.has_one_admin) == (False, False)
    await tab.send(InviteState.open_form)
    assert not (await tab.state(InviteState)).opened


@pytest.mark.parametrize(
    ("role", "changes", "warns"),
    [
        (CenterRole.ADMIN, {}, False),
        (CenterRole.STANDARD, {}, True),
        (CenterRole.ADMIN, {"ended_at": LONG_AGO}, True),
    ],
    ids=["second admin", "standard", "former admin"],
)
async def test_one_admin_is_a_standing_warning(
    adas_tab: Tab, world: World, bo: MadeUser, linden: str, role: CenterRole, changes: dict[str, Any], warns: bool
) -> None:
    world.member(linden, bo, role, **changes)
    await opened(adas_tab)
    assert (await adas_tab.state(TeamState)).has_one_admin is warns


async def test_only_the_addresses_that_failed_stay_typed(
    adas_tab: Tab, runtime: Runtime, ada: MadeUser, linden: str
) -> None:
    await opened(adas_tab)
    await adas_tab.send(InviteState.open_form)
    typed = {**FORM, "addresses": f"bo@example.org nonsense {ada.email}", "message": "Hello"}
    answer = await adas_tab.send(InviteState.send, form=typed)
    assert [(line.address, line.problem) for line in answer.value("results")] == [
        ("bo@example.org", ""),
        ("nonsense", "This is not an e-mail address. Look for a typing mistake."),
        (ada.email, "This person is a member already."),
    ]
    seen = answer.value("form_seen")
    assert (seen["addresses"], seen["message"]) == (f"nonsense\n{ada.email}", "Hello")
    assert (await adas_tab.state(InviteState)).opened
    assert stored(runtime, "SELECT email, message FROM invitation") == [("bo@example.org", "Hello")]
    assert [line.email for line in (await adas_tab.state(InvitationsState)).rows] == ["bo@example.org"]


async def test_a_form_is_sent_once_however_often_it_is_pressed(adas_tab: Tab, runtime: Runtime, linden: str) -> None:
    await opened(adas_tab)
    await adas_tab.send(InviteState.open_form)
    version = str((await adas_tab.state(InviteState)).form_version)
    form = {**FORM, "addresses": "nonsense, bo@example.org", "version": version}
    await adas_tab.send(InviteState.send, form=form)
    await adas_tab.send(InviteState.send, form=form)
    assert stored(runtime, "SELECT state FROM invitation") == [("PENDING",)]


@pytest.mark.parametrize(
    ("day", "problem"),
    [
        ("2020-01-01", "This day is over. Choose today or a later day."),
        ("9999-12-31", "Choose a day of the calendar."),
        ("soon", "Choose a day of the calendar."),
    ],
)
async def test_a_day_that_cannot_be_an_end_is_refused_at_its_field(
    adas_tab: Tab, runtime: Runtime, linden: str, day: str, problem: str
) -> None:
    await opened(adas_tab)
    await adas_tab.send(InviteState.open_form)
    form = {**FORM, "addresses": "bo@example.org", "member_until": day}
    answer = await adas_tab.send(InviteState.send, form=form)
    assert answer.value("errors") == {"member_until": problem}
    assert stored(runtime, "SELECT id FROM invitation") == []


async def test_chosen_ad_accounts_go_with_the_invitation(
    adas_tab: Tab, runtime: Runtime, world: World, ada: MadeUser, linden: str
) -> None:
    shop, brand = world.ad_account(linden, ada, "Shop"), world.ad_account(linden, ada, "Brand")
    await opened(adas_tab)
    await adas_tab.send(InviteState.open_form)
    await adas_tab.send(InviteState.suggest_accounts, query="")
    for account in (shop, brand, shop, "7300000000000000001"):
        await adas_tab.send(InviteState.add_account, ad_account_id=account)
    await adas_tab.send(InviteState.remove_account, ad_account_id=brand)
    assert [chip.name for chip in (await adas_tab.state(InviteState)).accounts] == ["Shop"]
    await adas_tab.send(InviteState.send, form={**FORM, "addresses": "bo@example.org", "level": "OPERATOR"})
    assert stored(runtime, "SELECT ad_account_id, level FROM invitation_grant") == [(int(shop), "OPERATOR")]
    state = await adas_tab.state(InviteState)
    assert (state.opened, state.accounts) == (False, [])


async def test_invitations_say_where_they_stand(adas_tab: Tab, world: World, ada: MadeUser, linden: str) -> None:
    world.invitation(linden, ada, "waits@example.org", role=CenterRole.ADMIN)
    world.invitation(linden, ada, "late@example.org", expires_at=LONG_AGO, sent_at=LONG_AGO)
    world.invitation(linden, ada, "no@example.org", state=InvitationState.DECLINED, sent_at=LONG_AGO)
    world.invitation(linden, ada, "gone@example.org", state=InvitationState.REVOKED)
    await opened(adas_tab)
    state = await adas_tab.state(InvitationsState)
    standing = {line.email: line.standing for line in state.rows}
    assert standing == {"waits@example.org": "WAITING", "late@example.org": "EXPIRED", "no@example.org": "DECLINED"}
    assert state.waiting_admin == "waits@example.org"


async def test_invitations_are_turned_by_twenty(adas_tab: Tab, world: World, ada: MadeUser, linden: str) -> None:
    for number in range(21):
        world.invitation(linden, ada, f"person{number}@example.org")
    await opened(adas_tab)
    answer = await adas_tab.send(InvitationsState.turn_on)
    paging = answer.value("paging")
    assert (paging.first, len(answer.value("rows")), paging.has_next) == ("21", 1, False)
    past_the_end = await adas_tab.send(InvitationsState.turn_on)
    assert past_the_end.value("paging").first == "21"


async def test_sending_again_makes_the_former_link_open_nothing(
    adas_tab: Tab, runtime: Runtime, world: World, ada: MadeUser, linden: str
) -> None:
    number = world.invitation(linden, ada, "bo@example.org", "old", expires_at=LONG_AGO)
    await opened(adas_tab)
    await adas_tab.send(InvitationsState.resend, invitation_id=number)
    assert [line.standing for line in (await adas_tab.state(InvitationsState)).rows] == ["WAITING"]
    await adas_tab.send(InvitationsState.take_back, invitation_id=number)
    assert (await adas_tab.state(InvitationsState)).rows == []
    assert stored(runtime, f"SELECT state FROM invitation WHERE link_hash <> '{token_hash('old')}'") == [("REVOKED",)]


async def test_the_last_admin_is_told_why_they_stay(adas_tab: Tab, linden: str) -> None:
    await opened(adas_tab)
    answer = await adas_tab.send(TeamState.leave)
    assert answer.value("leave_problem").startswith("Linden would be left without an admin.")
    assert led_to(answer) == []


async def test_who_leaves_looks_at_another_center(
    driver: Driver, world: World, bo: MadeUser, ada: MadeUser, linden: str
) -> None:
    own = world.center(bo, "Bo’s")
    world.member(linden, bo)
    tab = driver.tab(bo.token)
    await opened(tab, f"/team?center={linden}")
    answer = await tab.send(TeamState.leave)
    assert led_to(answer) == ["/overview"]
    session = await tab.state(SessionState)
    assert (session.center_id, [row["id"] for row in session.centers]) == (own, [own])
