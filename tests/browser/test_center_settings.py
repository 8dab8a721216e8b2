"""The settings of a center in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from bizhub.domain.policy import CenterRole
from tests.browser.accessibility import violations
from tests.browser.conftest import Look, OpenPage
from tests.browser.people import sign_in, world_of
from tests.factories import MadeUser
from tests.live import LiveServer


@pytest.fixture
def owner(server: LiveServer) -> MadeUser:
    with world_of(server) as world:
        return world.user("Olga")


@pytest.fixture
def center(server: LiveServer, owner: MadeUser) -> str:
    with world_of(server) as world:
        return world.center(owner, "Old Name")


def test_an_admin_changes_the_name_everywhere_at_once(
    open_page: OpenPage, server: LiveServer, owner: MadeUser, center: str, look: Look
) -> None:
    page, other_tab = open_page(), open_page()
    sign_in(page, server, owner)
    sign_in(other_tab, server, owner)
    other_tab.goto("/activity")
    expect(other_tab.get_by_role("banner")).to_contain_text("Old Name")
    page.goto("/settings")
    expect(page.get_by_text("changed only through a ticket")).to_be_visible()
    look(page, "settings")
    page.get_by_label("Name").fill("New Name")
    page.get_by_role("button", name="Save the name").click()
    expect(page.get_by_role("banner")).to_contain_text("New Name")
    expect(other_tab.get_by_role("banner")).to_contain_text("New Name")


def test_an_empty_name_is_refused_beside_the_field(
    page: Page, server: LiveServer, owner: MadeUser, center: str
) -> None:
    sign_in(page, server, owner)
    page.goto("/settings")
    page.get_by_label("Name").fill("  ")
    page.get_by_role("button", name="Save the name").click()
    expect(page.get_by_text("Type the name of your business.")).to_be_visible()
    expect(page.get_by_role("banner")).to_contain_text("Old Name")


def test_a_stale_page_says_who_was_faster_and_keeps_what_was_typed(
    open_page: OpenPage, server: LiveServer, owner: MadeUser, center: str
) -> None:
    with world_of(server) as world:
        otto = world.user("Otto")
        world.member(center, otto, CenterRole.ADMIN)
    hers, his = open_page(), open_page()
    sign_in(hers, server, owner)
    sign_in(his, server, otto)
    hers.goto("/settings")
    hers.get_by_label("Name").fill("Her Name")
    his.goto("/settings")
    his.get_by_label("Name").fill("His Name")
    his.get_by_role("button", name="Save the name").click()
    expect(his.get_by_role("banner")).to_contain_text("His Name")
    hers.get_by_role("button", name="Save the name").click()
    expect(hers.get_by_text("Otto changed this to “His Name” in the meantime")).to_be_visible()
    expect(hers.get_by_label("Name")).to_have_value("Her Name")
    hers.get_by_role("button", name="Save the name").click()
    expect(his.get_by_role("banner")).to_contain_text("Her Name")


def test_a_standard_member_reads_and_changes_nothing(
    page: Page, server: LiveServer, owner: MadeUser, center: str
) -> None:
    with world_of(server) as world:
        member = world.user("Max")
        world.member(center, member)
    sign_in(page, server, member)
    page.goto("/settings")
    expect(page.get_by_text("Only admins of this center can change its name.")).to_be_visible()
    expect(page.get_by_label("Name")).to_be_disabled()
    expect(page.get_by_role("button", name="Save the name")).to_have_count(0)


def test_the_limits_are_folded_away_in_groups_with_their_variables(
    page: Page, server: LiveServer, owner: MadeUser, center: str, look: Look
) -> None:
    sign_in(page, server, owner)
    page.goto("/settings")
    limits = page.locator("section", has=page.get_by_role("heading", name="Limits"))
    expect(limits.get_by_text("BIZHUB_IMPORT_MAX_BYTES")).to_be_hidden()
    limits.locator("summary").press("Enter")
    expect(limits.get_by_role("heading", level=3)).to_have_count(9)
    labels = limits.locator("dl").nth(2)
    expect(labels.locator("div")).to_have_count(4)
    expect(labels.locator("div").nth(1)).to_have_text("Labels on one ad account20")
    expect(limits.get_by_text("BIZHUB_IMPORT_MAX_BYTES")).to_be_visible()
    look(page, "settings-limits")
    assert violations(page) == []
