"""The team in real browsers: a second admin from the warning to the answer, addresses that fail, leaving."""

import re
import time
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from bizhub.domain.policy import CenterRole
from tests.browser.accessibility import violations
from tests.browser.conftest import Look, OpenPage
from tests.browser.hands import Hands, Keyboard, Mouse
from tests.browser.people import sign_in, world_of
from tests.browser.sign_in_steps import PASSWORD, a_place, code_for, fill, on, person_with_password
from tests.factories import MadeUser
from tests.live import LiveServer

_numbers = count(1)
WARNING = "This center depends on one admin."


@pytest.fixture
def ada(server: LiveServer) -> MadeUser:
    """The only admin of a center."""
    with world_of(server) as world:
        user = world.user("Ada Lovelace", email=new_address("ada"))
        world.center(user, "Analytical Engines")
    return user


@pytest.fixture
def team(page: Page, server: LiveServer, ada: MadeUser) -> Page:
    """Ada's browser on the team page."""
    sign_in(page, server, ada)
    page.goto("/team")
    expect(page.get_by_text(WARNING)).to_be_visible()
    page.wait_for_load_state("networkidle")
    return page


def new_address(name: str = "grace") -> str:
    return f"{name}{next(_numbers)}@team.example"


def link_to(server: LiveServer, address: str, sent: int = 1) -> str:
    """The way to the invitation in the last of so many messages to an address."""
    deadline, found = time.monotonic() + 15, list[str]()
    while len(found) < sent and time.monotonic() < deadline:
        time.sleep(0.1)
        files = sorted(server.outbox.glob("[!.]*.eml"))
        # Lines of a message are wrapped at 76 characters, with = at their ends.
        texts = [file.read_text().replace("=\n", "").replace("=3D", "=") for file in files]
        found = [way for text in texts if address in text for way in re.findall(r"/invitation\?key=[\w-]+", text)]
    return found[-1]


def invite(page: Page, hands: Hands, addresses: str) -> None:
    hands.fill(page.get_by_label("E-mail addresses"), addresses)
    hands.press(page.get_by_role("button", name="Send the invitations"))


def say_no_more(page: Page, sentence: str) -> None:
    """Wait until a sentence has been said; it may lie over what comes next."""
    expect(page.get_by_text(sentence)).to_be_visible()
    expect(page.get_by_text(sentence)).to_be_hidden()


def sign_up(page: Page, server: LiveServer, address: str) -> None:
    page.goto("/sign-up")
    fill(page, name="Grace Hopper", address=address, password=PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(on("/confirm"))
    fill(page, code=code_for(server, address))
    page.keyboard.press("Enter")


def to_the_message(page: Page, hands: Hands, address: str) -> None:
    """From the second step of the wizard to the fourth."""
    hands.fill(page.get_by_label("Or an e-mail address"), address)
    hands.press(page.get_by_role("button", name="Continue"))
    expect(page.get_by_text("Invite and remove people, and change their roles")).to_be_visible()
    hands.press(page.get_by_role("button", name="Continue"))
    expect(page.get_by_role("heading", name=f"What do you want to tell {address}?")).to_be_visible()


def walk_to_a_second_admin(team: Page, address: str, look: Look) -> None:
    """The wizard with a mistake, a step back and a reload on the way."""
    team.get_by_role("link", name="Add a second admin").click()
    team.get_by_role("button", name="Continue").click()
    team.get_by_label("Or an e-mail address").fill("ada at home")
    team.get_by_role("button", name="Continue").click()
    expect(team.get_by_text("This is not an e-mail address.")).to_be_visible()
    to_the_message(team, Mouse(team), address)
    team.get_by_label("Message").fill("Let us run it together.")
    team.get_by_label("Message").blur()
    team.go_back()
    expect(team.get_by_text("Invite and remove people, and change their roles")).to_be_visible()
    team.get_by_role("button", name="Continue").click()
    expect(team.get_by_label("Message")).to_have_value("Let us run it together.")
    team.reload()
    expect(team.get_by_label("Message")).to_have_value("Let us run it together.")
    team.wait_for_load_state("networkidle")
    team.get_by_role("button", name="Continue").click()
    expect(team.get_by_role("heading", name="Is this right?")).to_be_visible()
    assert violations(team) == []
    team.get_by_role("button", name="Send the invitation").click()
    expect(team.get_by_role("heading", name="What was sent")).to_be_visible()
    look(team, "second-admin-sent")
    assert violations(team) == []
    team.get_by_role("button", name="Send again").click()
    expect(team.get_by_text("Sent again, with a new link.")).to_be_visible()
    team.goto("/team")
    expect(team.get_by_text(f"{address} is invited as an admin.")).to_be_visible()


def test_a_second_admin_from_the_warning_to_the_answer(
    team: Page, open_page: OpenPage, server: LiveServer, look: Look
) -> None:
    walk_to_a_second_admin(team, address := new_address(), look)

    grace = open_page(extra_http_headers=a_place())
    grace.goto(link_to(server, address, sent=2))
    expect(grace.get_by_role("heading", name="Join Analytical Engines")).to_be_visible()
    expect(grace.get_by_text(address)).to_be_visible()
    grace.get_by_role("link", name="Sign up").click()
    sign_up(grace, server, address)
    expect(grace).to_have_url(on("/welcome"))
    expect(grace.get_by_role("heading", name="Ada Lovelace invites you to Analytical Engines")).to_be_visible()
    grace.get_by_role("button", name="Join Analytical Engines").click()
    expect(grace).to_have_url(on("/overview"))
    expect(grace.get_by_role("banner")).to_contain_text("Analytical Engines")

    expect(team.get_by_role("table", name="Members")).to_contain_text("Grace Hopper")
    expect(team.get_by_text(WARNING)).to_be_hidden()
    expect(team.get_by_role("heading", name="Invitations")).to_be_hidden()
    grace.goto("/team")
    expect(grace.get_by_role("button", name="Invite people")).to_be_visible()


def test_somebody_with_a_sign_in_comes_back_to_the_invitation(
    team: Page, open_page: OpenPage, server: LiveServer
) -> None:
    grace = person_with_password(server, "Grace Hopper")
    team.get_by_role("button", name="Invite people").click()
    invite(team, Mouse(team), grace.email)
    expect(team.get_by_text("1 invitation is on its way.")).to_be_visible()
    page = open_page(extra_http_headers=a_place())
    page.goto(link_to(server, grace.email))
    page.get_by_role("link", name="Sign in", exact=True).click()
    expect(page).to_have_url(on("/sign-in"))
    fill(page, address=grace.email, password=PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(on("/invitation"))
    expect(page.get_by_role("button", name="Decline")).to_be_visible()
    page.wait_for_load_state("networkidle")  # it stands there before anything answers a click
    page.get_by_role("button", name="Decline").click()
    expect(page).to_have_url(on("/overview"))
    expect(team.get_by_text("Declined")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="This invitation is not valid any more")).to_be_visible()


def test_each_address_gets_its_own_answer(team: Page, ada: MadeUser, look: Look) -> None:
    address = new_address()
    team.get_by_role("button", name="Invite people").click()
    invite(team, Mouse(team), f"{address}, nonsense {ada.email}")
    results = team.get_by_role("list", name="What became of each address")
    expect(results.get_by_role("listitem")).to_have_count(3)
    expect(results).to_contain_text(f"{address}Invited.")
    expect(results).to_contain_text("nonsenseThis is not an e-mail address.")
    expect(results).to_contain_text("This person is a member already.")
    expect(team.get_by_label("E-mail addresses")).to_have_value(f"nonsense\n{ada.email}")
    look(team, "team-results")
    assert violations(team) == []
    expect(team.get_by_role("table", name="Invitations")).to_contain_text(address)


def test_an_invitation_is_sent_again_and_taken_back(team: Page) -> None:
    address = new_address()
    team.get_by_role("button", name="Invite people").click()
    invite(team, Mouse(team), address)
    row = team.get_by_role("row").filter(has_text=address)
    say_no_more(team, "1 invitation is on its way.")
    row.get_by_role("button", name="Row actions").click()
    team.get_by_role("menuitem", name="Send again").click()
    say_no_more(team, "Sent again, with a new link.")
    row.get_by_role("button", name="Row actions").click()
    team.get_by_role("menuitem", name="Take back").click()
    expect(row).to_be_hidden()


def test_what_was_typed_outlives_the_page(team: Page) -> None:
    team.get_by_role("button", name="Invite people").click()
    team.get_by_label("E-mail addresses").fill("someone@example.org")
    team.get_by_label("Message").fill("Welcome!")
    team.reload()
    expect(team.get_by_label("E-mail addresses")).to_have_value("someone@example.org")
    expect(team.get_by_label("Message")).to_have_value("Welcome!")
    expect(team.get_by_text("What you typed before is back.")).to_be_visible()


def test_first_ad_accounts_are_found_while_typing(page: Page, server: LiveServer) -> None:
    with world_of(server) as world:
        olga = world.user("Olga", email=new_address("olga"))
        center = world.center(olga, "Shops")
        for name in ("Shop DE", "Shop FR"):
            world.ad_account(center, olga, name)
    sign_in(page, server, olga)
    page.goto("/team")
    expect(page.get_by_text(WARNING)).to_be_visible()
    page.wait_for_load_state("networkidle")
    address = new_address()
    page.get_by_role("button", name="Invite people").click()
    field = page.get_by_role("combobox", name="First ad accounts")
    for name in ("Shop DE", "Shop FR"):
        field.fill(name)
        page.get_by_role("option", name=name).click()
        expect(field).to_have_value("")
    chosen = page.get_by_role("list", name="Chosen ad accounts")
    expect(chosen.get_by_role("listitem")).to_have_count(2)
    page.get_by_role("button", name="Take away Shop FR").click()
    expect(chosen.get_by_role("listitem")).to_have_count(1)
    page.get_by_label("Level on these ad accounts").select_option("Operator")
    invite(page, Mouse(page), address)
    expect(page.get_by_role("row").filter(has_text=address)).to_contain_text("1 ad account")


def test_the_last_admin_stays_and_another_member_leaves(team: Page, open_page: OpenPage, server: LiveServer) -> None:
    team.get_by_role("button", name="Leave…").click()
    team.get_by_role("button", name="Leave the center").click()
    expect(team.get_by_role("alert").filter(has_text="would be left without an admin")).to_be_visible()
    expect(team.get_by_text(WARNING)).to_be_visible()
    with world_of(server) as world:
        olga, bo = world.user("Olga"), world.user("Bo")
        center = world.center(olga, "Left Behind")
        world.member(center, bo)
    page = open_page()
    sign_in(page, server, bo)
    page.goto("/team")
    expect(page.get_by_text("The admins manage the team")).to_be_visible()
    page.get_by_role("button", name="Leave…").click()
    page.get_by_role("button", name="Leave the center").click()
    expect(page).to_have_url(on("/welcome"))


def test_the_keyboard_is_enough(page: Page, server: LiveServer, ada: MadeUser) -> None:
    keyboard, address = Keyboard(page), new_address()
    sign_in(page, server, ada)
    page.goto("/team")
    expect(page.get_by_text(WARNING)).to_be_visible()
    page.wait_for_load_state("networkidle")
    keyboard.press(page.get_by_role("link", name="Add a second admin"))
    keyboard.press(page.get_by_role("button", name="Continue"))
    to_the_message(page, keyboard, address)
    keyboard.press(page.get_by_role("button", name="Continue"))
    keyboard.press(page.get_by_role("button", name="Send the invitation"))
    say_no_more(page, f"The invitation to {address} is on its way.")
    page.goto("/team")
    row = page.get_by_role("row").filter(has_text=address)
    page.wait_for_load_state("networkidle")
    keyboard.open_menu(row.get_by_role("button", name="Row actions"), page.get_by_role("menuitem", name="Take back"))
    expect(row).to_be_hidden()
    assert keyboard.problems == []


def test_when_the_other_admin_leaves_the_warning_comes_at_once(
    page: Page, server: LiveServer, open_page: OpenPage
) -> None:
    with world_of(server) as world:
        olga, bo = world.user("Olga"), world.user("Bo")
        center = world.center(olga, "Two Admins")
        world.member(center, bo, CenterRole.ADMIN)
    sign_in(page, server, bo)
    page.goto("/team")
    page.get_by_role("button", name="Leave…").click()
    expect(page.get_by_role("alertdialog")).to_contain_text("Leave Two Admins?")
    page.keyboard.press("Escape")
    other = open_page()
    sign_in(other, server, olga)
    other.goto("/team")
    other.get_by_role("button", name="Leave…").click()
    other.get_by_role("button", name="Leave the center").click()
    expect(page.get_by_text(WARNING)).to_be_visible()


def test_who_has_a_center_joins_another_one_through_the_menu(page: Page, server: LiveServer, ada: MadeUser) -> None:
    with world_of(server) as world:
        olga = world.user("Olga", email=new_address("olga"))
        world.invitation(world.center(olga, "Second Home"), olga, ada.email)
    sign_in(page, server, ada)
    page.goto("/settings")
    page.get_by_role("button", name="Analytical Engines").click()
    page.get_by_role("menuitem", name="Join or create a center").click()
    expect(page.get_by_role("button", name="Join Second Home")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Join Second Home").click()
    expect(page.get_by_role("banner")).to_contain_text("Second Home")
