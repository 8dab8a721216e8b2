"""What people type is text on every page and in every message: nothing of it runs, none of it is drawn as markup."""

import email
import email.policy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import TypeVar

import pytest
from playwright.sync_api import Page, expect

from bizhub.adapters import migrate
from bizhub.domain.policy import CenterRole
from bizhub.domain.team import Wish
from bizhub.services import (
    access_requests,
    ad_account_people,
    approval_answers,
    approval_rule,
    asset_groups,
    bulk,
    invitations,
    labels,
    members,
)
from bizhub.services import runtime as runtimes
from bizhub.services.runtime import Runtime
from bizhub.services.work import Work, begin
from bizhub.settings import Settings
from tests.browser.conftest import OpenPage
from tests.browser.people import sign_in
from tests.factories import MadeUser, World
from tests.live import LiveServer, serve

MARK = "<img id=bhx src=x onerror=bhRan()>"
"""Short enough for a label. `{7*7}` and the like are not needed: pages are compiled before anybody types."""
LINK = "a-link-of-somebody-hostile"
COUNT = "[...document.querySelectorAll('#bhx, [onerror], [src=x], main script')].length + (window.bhRuns ?? 0)"
_T = TypeVar("_T")


@dataclass
class Hostile:
    """A served center in which every text is markup, and who looks at it."""

    server: LiveServer
    olga: MadeUser
    tom: MadeUser
    guest: MadeUser
    shop: str
    group: str
    run: str


class Filling:
    """Everything that people can type in a center, typed by use cases: so it is in lists, entries and messages."""

    def __init__(self, runtime: Runtime) -> None:
        world = World(runtime)
        self.runtime = runtime
        names = (f"Olga {MARK}", f"Bo {MARK}", f"Tom {MARK}", f"Gone {MARK}")
        mail = ("olga", "bo", "tom", "gone")
        people = [world.user(name, email=f"{own}@hostile.example") for name, own in zip(names, mail, strict=True)]
        self.olga, self.bo, self.tom, self.gone = people
        self.guest = world.user(f"Guest {MARK}", email="guest@hostile.example")
        self.center = world.center(self.olga, f"Center {MARK}")
        world.member(self.center, self.bo, CenterRole.ADMIN, added_by=int(self.olga.id))
        for one in (self.tom, self.gone):
            soon = datetime.now(UTC) + timedelta(days=9)
            world.member(self.center, one, valid_until=soon, added_by=int(self.olga.id))
        self.shop = world.ad_account(self.center, self.olga, f"Shop {MARK}")
        self.other = world.ad_account(self.center, self.olga, f"Other {MARK}")
        world.invitation(self.center, self.olga, self.guest.email, LINK, message=f"Come {MARK}")
        self.group = self.act(self.olga, asset_groups.create_group, name=f"Group {MARK}", level="ANALYST")
        self.type_all()

    def act(self, user: MadeUser, use_case: Callable[..., _T], **arguments: object) -> _T:
        with begin(self.runtime, user.caller(self.center), write=True) as work:
            return _run(work, use_case, arguments)

    def type_all(self) -> None:
        soon, shop = date.today() + timedelta(days=7), {"ad_account_id": self.shop}  # noqa: DTZ011
        self.act(self.olga, asset_groups.change_ad_accounts, group_id=self.group, add=[self.shop])
        self.act(self.olga, asset_groups.change_members, group_id=self.group, add=[self.tom.id], until=soon)
        give = {"level": "OPERATOR", "until": soon, "reason": f"Reason {MARK}", "seen": {}}
        self.act(self.olga, ad_account_people.set_level, user_id=self.tom.id, **shop, **give)
        self.act(self.olga, ad_account_people.set_level, user_id=self.olga.id, **shop, **{**give, "level": "ADMIN"})
        self.act(self.olga, labels.create_label_for, ad_account_ids=[self.shop], name=MARK, color="red")
        asked = {"ad_account_id": self.shop, "level": "ADMIN", "reason": f"Please {MARK}"}
        self.act(self.tom, access_requests.request_access, **asked)
        self.act(self.gone, access_requests.request_access, **asked)
        wish = Wish("STANDARD", message=f"Hello {MARK}")
        self.act(self.olga, invitations.invite, addresses="new@hostile.example", wish=wish)
        waiting = self.act(self.olga, access_requests.list_requests)
        gones = next(row for row in waiting.to_answer if row.person == self.gone.name)
        self.act(self.olga, access_requests.refuse_request, request_id=gones.id, answer=f"Later {MARK}")
        self.act(self.olga, members.remove_member, user_id=self.gone.id)
        pair = {"people": self.tom.id, "ad_accounts": self.other, "level": "ANALYST", "reason": f"Bulk {MARK}"}
        self.run = self.act(self.olga, bulk.prepare_run, **pair)
        self.act(self.olga, approval_rule.set_two_admin_approval, is_on=True)
        role = {"user_id": self.tom.id, "role": "ADMIN", "finance_role": "", "seen": {}}
        declined = self.act(self.bo, members.change_role, **role)
        assert declined is not None
        self.act(self.olga, approval_answers.decline, approval_id=declined.id, reason=f"No {MARK}")
        self.act(self.bo, members.change_role, **role)


def _run(work: Work, use_case: Callable[..., _T], arguments: dict[str, object]) -> _T:
    return use_case(work, **arguments)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("texts") / "data")
    migrate.upgrade(settings)
    filled = Filling(runtimes.start(settings))
    runtimes.stop()
    with serve(settings.data_dir) as server:
        yield Hostile(server, filled.olga, filled.tom, filled.guest, filled.shop, filled.group, filled.run)


PAGES = (
    "/team", "/team/{tom}", "/team/{tom}?on={today}", "/team/groups", "/team/groups/{group}", "/team/ends-soon",
    "/team/bulk?run={run}", "/team/requests", "/team/approvals", "/team/second-admin", "/activity", "/notifications",
    "/accounts", "/accounts/{shop}", "/overview", "/insights", "/import", "/settings", "/settings/rules",
    "/settings/delete", "/profile", "/profile/two-step",
)  # fmt: skip
"""Of an admin; the name of the center is on each of them."""


def strange(page: Page, path: str, last: str = "#bh-palette-list [role=option]") -> list[str]:
    """What is wrong with a page: its texts drawn as elements, run, or not shown as they are; `last` is loaded last."""
    page.goto(path)
    expect(page.locator(last).first).to_be_attached()
    expect(page.get_by_text(MARK).first).to_be_attached()
    return [f"{path}: {found}" for found in [page.evaluate(COUNT)] if found]


def test_no_page_draws_or_runs_what_people_have_typed(open_page: OpenPage, hostile: Hostile) -> None:
    page = open_page(base_url=hostile.server.base_url)
    page.add_init_script("window.bhRuns = 0; window.bhRan = () => { window.bhRuns += 1 }")
    sign_in(page, hostile.server, hostile.olga)
    named = {"tom": hostile.tom.id, "shop": hostile.shop, "group": hostile.group, "run": hostile.run}
    today = datetime.now(UTC).date().isoformat()
    found = [problem for path in PAGES for problem in strange(page, path.format(today=today, **named))]
    page.keyboard.press("Control+k")
    page.keyboard.type("onerror")
    expect(page.locator("#bh-palette-list").get_by_text(MARK).first).to_be_visible()
    assert (found, page.evaluate(COUNT)) == ([], 0)


def test_nor_do_the_pages_of_others(open_page: OpenPage, hostile: Hostile) -> None:
    page = open_page(base_url=hostile.server.base_url)
    page.add_init_script("window.bhRuns = 0; window.bhRan = () => { window.bhRuns += 1 }")
    found = strange(page, f"/invitation?key={LINK}", "main")
    sign_in(page, hostile.server, hostile.guest)
    found += [*strange(page, f"/invitation?key={LINK}", "main"), *strange(page, "/welcome", "main")]
    sign_in(page, hostile.server, hostile.tom)
    for path in ("/team", f"/team/{hostile.tom.id}", "/notifications", f"/accounts/{hostile.shop}", "/team/requests"):
        found += strange(page, path)
    assert found == []


def test_messages_are_plain_text_with_one_line_for_each_header(hostile: Hostile) -> None:
    messages = [read(file) for file in hostile.server.outbox.glob("[!.]*.eml")]
    assert len(messages) >= 5
    for message in messages:
        assert {part.get_content_type() for part in message.walk()} == {"text/plain"}
        assert message.defects == []
    assert any(MARK in str(message["Subject"]) for message in messages)
    assert any(MARK in message.get_content() for message in messages)


def read(file: Path) -> EmailMessage:
    return email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
