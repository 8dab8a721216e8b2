"""The activity page in a real browser: sentences, filters, pages, export, the check of the record."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from playwright.sync_api import Page, expect

from bizhub.adapters.activity_anchor import ActivityAnchor
from bizhub.domain.audit import AuditEvent, Entry, Through
from bizhub.domain.policy import AdAccountLevel
from bizhub.migrations import triggers
from bizhub.services import record
from bizhub.services.runtime import Runtime
from bizhub.settings import Settings
from tests.browser.accessibility import violations
from tests.browser.conftest import Look, OpenPage
from tests.browser.people import sign_in, world_of
from tests.browser.wire import Wire
from tests.factories import MadeUser
from tests.live import LiveServer

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LEVEL_CHANGE = '{"user":"Max","level":"ANALYST"}', '{"user":"Max","level":"OPERATOR"}'


class Scene:
    """A center with an admin and a member, and entries in its record."""

    def __init__(self, server: LiveServer) -> None:
        self._server = server
        with world_of(server) as world:
            self.olga, self.max = world.user("Olga"), world.user("Max")
            self.center = world.center(self.olga)
            world.member(self.center, self.max)
            self.shop = world.ad_account(self.center, self.olga, "Shop DE")
            world.grant(self.center, self.shop, self.max, AdAccountLevel.ANALYST)

    def write(self, user: MadeUser, *entries: Entry, at: datetime = NOON) -> None:
        """Store entries as a use case would."""
        settings = Settings(data_dir=self._server.data_dir)
        key = settings.secret("activity")
        anchor = ActivityAnchor(settings.folder("anchors"), key)
        who = record.actor(at, int(user.id), user.name, Through.WEB, "192.0.2.7")
        with world_of(self._server) as world:
            keeper = cast(Runtime, SimpleNamespace(database=world.runtime.database, anchor=anchor, activity_key=key))
            with keeper.database.transaction(write=True) as connection:
                grown = record.store(keeper, connection, who, {int(self.center): entries})
            record.move_anchors(keeper, grown)

    def forge(self, statement: str) -> None:
        """Change the stored record behind BizHub's back."""
        with world_of(self._server) as world, world.runtime.database.transaction(write=True) as connection:
            triggers.drop(connection)
            connection.exec_driver_sql(statement)
            triggers.create(connection)


def label(name: str) -> Entry:
    return Entry(AuditEvent.LABEL_CREATE, "label", "1", name, "", "")


@pytest.fixture
def scene(server: LiveServer) -> Scene:
    return Scene(server)


@pytest.fixture
def told(scene: Scene) -> Scene:
    """Three entries on three days."""
    change = Entry(AuditEvent.AD_ACCOUNT_GRANT, "ad_account", scene.shop, "Shop DE", *LEVEL_CHANGE)
    scene.write(scene.olga, change)
    scene.write(scene.olga, label("Summer"), at=NOON + timedelta(days=1))
    scene.write(scene.max, label("Winter"), at=NOON + timedelta(days=2))
    return scene


@pytest.fixture
def admin(page: Page, server: LiveServer, scene: Scene) -> Page:
    sign_in(page, server, scene.olga)
    return page


def test_an_entry_is_a_sentence_with_its_details(admin: Page, told: Scene, look: Look) -> None:
    admin.goto("/activity")
    expect(admin.locator(".bh-entry-words")).to_have_text(
        [
            "Max created the label Winter",
            "Olga created the label Summer",
            "Olga changed Max’s level on Shop DE from Analyst to Operator",
        ]
    )
    last = admin.get_by_role("listitem").filter(has_text="changed Max’s level")
    expect(last.locator("time").first).to_have_attribute("title", "2026-11-20T12:00:00+00:00")
    last.locator("summary").click()
    expect(last).to_contain_text(re.compile(r"level\s*Analyst became\s*Operator"))
    expect(last).to_contain_text("in the browser · 192.0.2.7")
    look(admin, "activity")


@pytest.mark.parametrize(
    ("zone", "locale", "written"),
    [("Europe/Berlin", "de-DE", "20.11.2026, 13:00"), ("America/New_York", "en-US", "Nov 20, 2026, 7:00\u202fAM")],
)
def test_moments_are_those_of_the_readers_clock(
    open_page: OpenPage, server: LiveServer, told: Scene, zone: str, locale: str, written: str
) -> None:
    page = open_page(locale=locale, timezone_id=zone)
    sign_in(page, server, told.olga)
    page.goto("/activity")
    expect(page.locator(".bh-entry-when").last).to_have_text(written)


def test_filters_stand_in_the_address_and_survive_reload(admin: Page, told: Scene) -> None:
    admin.goto("/activity")
    admin.get_by_label("Person").select_option("Olga")
    expect(admin.locator(".bh-entry-words")).to_have_count(2)
    admin.get_by_label("Kind").select_option("Labels")
    expect(admin.locator(".bh-entry-words")).to_have_text(["Olga created the label Summer"])
    expect(admin).to_have_url(re.compile(rf"\?person={told.olga.id}&kind=label$"))
    admin.reload()
    expect(admin.locator(".bh-entry-words")).to_have_text(["Olga created the label Summer"])
    expect(admin.get_by_label("Kind")).to_have_value("label")
    admin.get_by_role("button", name="Clear").click()
    expect(admin.locator(".bh-entry-words")).to_have_count(3)
    expect(admin).to_have_url(re.compile(r"/activity/?$"))


def test_searching_keeps_the_field_and_what_is_typed(admin: Page, told: Scene) -> None:
    admin.goto("/activity")
    search = admin.get_by_label("Search names or an ID")
    search.press_sequentially("wint", delay=120)
    expect(admin.locator(".bh-entry-words")).to_have_text(["Max created the label Winter"])
    expect(search).to_be_focused()
    search.press_sequentially("er")
    expect(search).to_have_value("winter")
    expect(admin).to_have_url(re.compile(r"search=winter$"))
    search.fill("nobody at all")
    expect(admin.get_by_text("Nothing matches these filters.")).to_be_visible()


def test_a_period_is_days_of_the_reader(admin: Page, told: Scene) -> None:
    admin.goto("/activity?from=2026-11-21&to=2026-11-21")
    expect(admin.locator(".bh-entry-words")).to_have_text(["Olga created the label Summer"])
    expect(admin.get_by_label("From")).to_have_value("2026-11-21")
    admin.get_by_label("From").fill("2026-11-20")
    expect(admin.locator(".bh-entry-words")).to_have_count(2)


def test_one_ad_account_can_be_followed(admin: Page, told: Scene) -> None:
    admin.goto("/activity")
    admin.get_by_role("listitem").filter(has_text="changed Max’s level").locator("summary").click()
    admin.get_by_role("link", name="Only this ad account").click()
    expect(admin.get_by_role("combobox", name="Ad account")).to_have_value("Shop DE")
    expect(admin.locator(".bh-entry-words")).to_have_count(1)
    admin.get_by_role("button", name="Show all ad accounts").click()
    expect(admin.locator(".bh-entry-words")).to_have_count(3)


def test_an_ad_account_of_ones_choice_is_found_with_the_keyboard(admin: Page, told: Scene, look: Look) -> None:
    admin.goto("/activity")
    field = admin.get_by_role("combobox", name="Ad account")
    field.focus()
    admin.keyboard.type("shp")
    expect(admin.get_by_role("listbox", name="Ad account").get_by_role("option")).to_have_text([re.compile("Shop DE")])
    look(admin, "activity-suggestions")
    admin.keyboard.press("Enter")
    expect(admin.locator(".bh-entry-words")).to_have_text(
        ["Olga changed Max’s level on Shop DE from Analyst to Operator"]
    )
    expect(field).to_have_value("Shop DE")
    expect(field).to_be_focused()
    expect(admin).to_have_url(re.compile(rf"\?asset={told.shop}$"))
    admin.reload()
    expect(field).to_have_value("Shop DE")
    expect(admin.locator(".bh-entry-words")).to_have_count(1)
    field.fill("")
    admin.keyboard.press("Enter")
    expect(admin.locator(".bh-entry-words")).to_have_count(3)
    expect(admin).to_have_url(re.compile(r"/activity/?$"))


def test_a_text_that_no_ad_account_answers_is_said_to_find_none(admin: Page, told: Scene) -> None:
    admin.goto("/activity")
    admin.get_by_role("combobox", name="Ad account").press_sequentially("qqqq")
    expect(admin.get_by_text("Nothing found for “qqqq”.")).to_be_visible()
    assert violations(admin) == []
    admin.keyboard.press("Escape")
    expect(admin.get_by_text("Nothing found for “qqqq”.")).to_be_hidden()


def test_entries_stay_dimmed_until_the_others_come(admin: Page, server: LiveServer, told: Scene, look: Look) -> None:
    wire = Wire(admin)
    admin.goto("/activity")
    entries = admin.get_by_role("region", name="Entries")
    expect(entries).to_have_attribute("aria-busy", "false")
    wire.hold_after('"loading_rx_state_":true')
    admin.get_by_label("Kind").select_option("Labels")
    expect(entries).to_have_attribute("aria-busy", "true")
    expect(admin.locator(".bh-entry-words")).to_have_count(3)
    expect(admin.locator(".bh-entries")).to_have_css("opacity", "0.55")
    look(admin, "activity-loading")
    wire.release()
    expect(admin.locator(".bh-entry-words")).to_have_count(2)
    expect(entries).to_have_attribute("aria-busy", "false")


def test_long_records_are_read_page_by_page(admin: Page, scene: Scene) -> None:
    scene.write(scene.olga, *(label(f"L{number}") for number in range(1, 121)))
    admin.goto("/activity")
    expect(admin.locator(".bh-entry-words")).to_have_count(50)
    expect(admin.locator(".bh-entry-words").first).to_contain_text("L120")
    admin.get_by_role("link", name="Older").click()
    expect(admin.locator(".bh-entry-words").first).to_contain_text("L70")
    admin.get_by_role("link", name="Older").click()
    expect(admin.locator(".bh-entry-words").last).to_contain_text("L1")
    expect(admin.get_by_role("link", name="Older")).to_have_count(0)
    admin.reload()
    expect(admin.locator(".bh-entry-words").first).to_contain_text("L20")
    admin.get_by_role("link", name="Newer").click()
    expect(admin.locator(".bh-entry-words").first).to_contain_text("L70")
    admin.go_back()
    expect(admin.locator(".bh-entry-words").first).to_contain_text("L20")


def test_an_export_holds_what_the_filters_show(admin: Page, told: Scene) -> None:
    admin.goto("/activity?kind=label")
    expect(admin.locator(".bh-entry-words")).to_have_count(2)
    admin.get_by_role("button", name="Export").click()
    with admin.expect_download() as download:
        admin.get_by_role("menuitem", name="CSV file").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["sentence"] for row in rows] == ["Max created the label Winter", "Olga created the label Summer"]
    admin.goto("/activity")
    expect(admin.locator(".bh-entry-words").first).to_have_text("Olga exported the activity")


def test_an_intact_record_is_said_to_be_intact(admin: Page, told: Scene) -> None:
    admin.goto("/activity")
    admin.get_by_role("button", name="Check the activity").click()
    expect(admin.get_by_text("The activity is intact: 3 entries checked, none altered")).to_be_visible()
    admin.reload()
    expect(admin.locator(".bh-entry-words").first).to_have_text("Olga checked the activity")


def test_a_forged_record_is_said_to_be_forged(admin: Page, told: Scene, look: Look) -> None:
    told.forge(f"UPDATE activity SET object_name = 'Forged' WHERE center_id = {told.center} AND sequence = 2")
    admin.goto("/activity")
    admin.get_by_role("button", name="Check the activity").click()
    expect(admin.get_by_text("The activity is not intact: 1 problem in 3 entries.")).to_be_visible()
    expect(admin.get_by_text("Entry 2 was altered, inserted or moved.")).to_be_visible()
    look(admin, "activity-forged")


def test_a_standard_member_sees_their_part_and_no_check(page: Page, server: LiveServer, told: Scene) -> None:
    sign_in(page, server, told.max)
    page.goto("/activity")
    expect(page.locator(".bh-entry-words")).to_have_text(
        ["Max created the label Winter", "Olga changed Max’s level on Shop DE from Analyst to Operator"]
    )
    expect(page.get_by_role("button", name="Check the activity")).to_have_count(0)


def test_an_empty_record_says_what_will_stand_there(admin: Page, scene: Scene) -> None:
    admin.goto("/activity")
    expect(admin.get_by_text("Nothing has happened here yet.")).to_be_visible()


def test_names_are_text_and_never_run(admin: Page, scene: Scene) -> None:
    scene.write(scene.olga, label("<img src=x onerror=alert(1)>"))
    admin.goto("/activity")
    expect(admin.locator(".bh-entry-words")).to_have_text(["Olga created the label <img src=x onerror=alert(1)>"])


def test_the_page_has_no_barriers(admin: Page, told: Scene) -> None:
    admin.goto("/activity")
    admin.locator("summary").last.click()
    admin.get_by_role("button", name="Check the activity").click()
    expect(admin.get_by_text("The activity is intact")).to_be_visible()
    assert violations(admin) == []
