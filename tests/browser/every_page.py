"""Every page of BizHub, empty and with content: the list that pictures and accessibility go by."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from bizhub.commands import frontend
from bizhub.domain.policy import AdAccountLevel, CenterRole, FinanceRole
from bizhub.domain.team import InvitationState
from tests.browser.people import sign_in, world_of
from tests.browser.sign_in_steps import PASSWORD, fill, on
from tests.factories import LONG_AGO, MadeUser, World
from tests.live import LiveServer
from tests.services.test_review_cases import reviewer
from tests.services.ticket_stage import a_ticket_that_waits

DEMO_EMAIL = "demo@bizhub.example"
NOWHERE = "/nowhere"
LINK = "a-link-that-nobody-guesses"
AUGUST = "from=2023-08-01&to=2023-08-31"


@dataclass(frozen=True)
class Visit:
    """A page as one person sees it; `shows` is on it.

    `{number}` in a path is the ad account of report NUMBER, `{demo}` the demo's admin, `{group}` an
    asset group.
    """

    name: str
    route: str
    path: str
    who: str
    shows: str


# Everything a person can open, of each page the fullest first. A page that is missing here fails the tests.
VISITS = (
    Visit("landing", "/", "/", "stranger", "in one place"),
    Visit("sign-in", "/sign-in", "/sign-in", "stranger", "Welcome back."),
    Visit("sign-up", "/sign-up", "/sign-up", "stranger", "One sign-in for every center"),
    Visit("confirm", "/confirm", "/confirm", "signing up", "We sent a message to"),
    Visit("confirm-nothing", "/confirm", "/confirm", "stranger", "Nothing is waiting"),
    Visit("reset-code", "/reset", "/reset", "forgetful", "is on its way"),
    Visit("reset", "/reset", "/reset", "stranger", "Type the address"),
    Visit("not-found", "404", NOWHERE, "stranger", "There is no page"),
    Visit("welcome", "/welcome", "/welcome", "newcomer", "What is your business called?"),
    Visit("welcome-invited", "/welcome", "/welcome", "invited", "Join Linden & Co"),
    Visit("invitation", "/invitation", f"/invitation?key={LINK}", "stranger", "Sign in or sign up with"),
    Visit("invitation-mine", "/invitation", f"/invitation?key={LINK}", "invited", "Decline"),
    Visit("invitation-other", "/invitation", f"/invitation?key={LINK}", "founder", "signed in with another address"),
    Visit("invitation-gone", "/invitation", "/invitation?key=nothing", "stranger", "not valid any more"),
    Visit("team", "/team", "/team", "manager", "Member since"),
    Visit("team-one-admin", "/team", "/team", "founder", "depends on one admin"),
    Visit("team-standard", "/team", "/team", "colleague", "The admins manage the team"),
    Visit("team-nothing", "/team", "/team?q=xyzzy", "manager", "Nobody fits"),
    Visit("overview", "/overview", f"/overview?{AUGUST}", "demo", "Ad account 936"),
    Visit("overview-empty", "/overview", "/overview", "founder", "No figures yet"),
    Visit("overview-account", "/overview", f"/overview?{AUGUST}&account={{1178}}", "demo", "JP¥8,349,317"),
    Visit("insights", "/insights", f"/insights?{AUGUST}", "demo", "Ad account 936"),
    Visit("insights-empty", "/insights", "/insights", "founder", "No figures yet"),
    Visit("insights-converted", "/insights", f"/insights?{AUGUST}&in=EUR", "demo", "Converted to EUR"),
    Visit("insights-account", "/insights", f"/insights?{AUGUST}&account={{1178}}", "demo", "JP¥8,349,317"),
    Visit("insights-now", "/insights", "/insights", "demo", "Yuzu Beauty France"),
    Visit("accounts", "/accounts", "/accounts", "demo", "Ad account 936"),
    Visit("accounts-empty", "/accounts", "/accounts", "founder", "There are no ad accounts yet"),
    Visit("accounts-none-held", "/accounts", "/accounts", "novice", "Ask an admin of this center"),
    Visit("accounts-nothing", "/accounts", "/accounts?q=xyzzy", "demo", "No ad account fits"),
    Visit("account", "/accounts/[account_no]", "/accounts/{936}", "demo", "Last changes"),
    Visit("new-account", "/accounts/new", "/accounts/new", "founder", "Verify it first"),
    Visit("new-account-form", "/accounts/new", "/accounts/new", "manager", "Send to the desk"),
    Visit("account-missing", "/accounts/[account_no]", "/accounts/1234567890123456789", "demo", "not found"),
    Visit("member", "/team/[member_no]", "/team/{demo}", "demo", "Ad account 936"),
    Visit("member-past", "/team/[member_no]", "/team/{demo}?on=2020-05-01", "demo", "holds no level on that day"),
    Visit("member-missing", "/team/[member_no]", "/team/1234567890123456789", "demo", "Not found"),
    Visit("groups", "/team/groups", "/team/groups", "demo", "Summer sale"),
    Visit("groups-empty", "/team/groups", "/team/groups", "founder", "There are no asset groups yet"),
    Visit("group", "/team/groups/[group_no]", "/team/groups/{group}", "demo", "Put in"),
    Visit("group-missing", "/team/groups/[group_no]", "/team/groups/1234567890123456789", "demo", "Not found"),
    Visit("ends-soon", "/team/ends-soon", "/team/ends-soon", "manager", "Extend by 30 days"),
    Visit("ends-soon-empty", "/team/ends-soon", "/team/ends-soon", "founder", "Nothing ends soon"),
    Visit("ends-soon-own", "/team/ends-soon", "/team/ends-soon", "temporary", "Request longer"),
    Visit("bulk", "/team/bulk", "/team/bulk?people={demo}&accounts={936}", "demo", "Nothing changes before"),
    Visit("bulk-standard", "/team/bulk", "/team/bulk", "colleague", "What they shall hold"),
    Visit("import", "/import", "/import", "demo", "Choose report files"),
    Visit("import-empty", "/import", "/import", "founder", "No imports yet"),
    Visit("activity", "/activity", "/activity", "demo", "Ad account 936"),
    Visit("activity-new", "/activity", "/activity", "founder", "Nothing has happened"),
    Visit("activity-nothing", "/activity", "/activity?search=xyzzy", "demo", "Nothing matches"),
    Visit("settings", "/settings", "/settings", "demo", "every version is kept"),
    Visit("rules", "/settings/rules", "/settings/rules", "demo", "Who needs one"),
    Visit("deletion", "/settings/delete", "/settings/delete", "demo", "ad accounts with their figures"),
    Visit("deletion-refused", "/settings/delete", "/settings/delete", "colleague", "You need"),
    Visit("tickets", "/tickets", "/tickets", "demo", "No tickets yet"),
    Visit("tickets-waiting", "/tickets", "/tickets", "manager", "A ticket of this center waits"),
    Visit("tickets-refused", "/tickets", "/tickets", "colleague", "You need"),
    Visit("ticket", "/tickets/[ticket_no]", "/tickets/{ticket}", "manager", "Which register?"),
    Visit("ticket-missing", "/tickets/[ticket_no]", "/tickets/1234567890123456789", "manager", "Not found"),
    Visit("verification", "/verification", "/verification", "demo", "Verify now"),
    Visit("verification-begun", "/verification", "/verification", "founder", "A verification was begun"),
    Visit("verification-who", "/verification", "/verification?step=1", "founder", "Who is behind this center?"),
    Visit("verification-document", "/verification", "/verification?step=2", "founder", "Name in the document"),
    Visit("verification-files", "/verification", "/verification?step=3", "founder", "Choose files"),
    Visit("verification-check", "/verification", "/verification?step=4", "founder", "Send to the desk"),
    Visit("verification-refused", "/verification", "/verification", "colleague", "You need"),
    Visit("desk", "/desk", "/desk", "reviewer", "Linden & Co"),
    Visit("desk-nothing", "/desk", "/desk?q=xyzzy", "reviewer", "Nothing that waits fits"),
    Visit("desk-refused", "/desk", "/desk", "founder", "Not found."),
    Visit("desk-case", "/desk/case", "/desk/case?case={case}", "reviewer", "Nobody reviews this case"),
    Visit("desk-case-missing", "/desk/case", "/desk/case?case=1", "reviewer", "Not found."),
    Visit("requests", "/team/requests", "/team/requests", "demo", "Nobody waits"),
    Visit("approvals", "/team/approvals", "/team/approvals", "manager", "wants to"),
    Visit("approvals-empty", "/team/approvals", "/team/approvals", "founder", "Nothing waits for your answer"),
    Visit("second-admin", "/team/second-admin", "/team/second-admin?step=1", "founder", "Why two admins?"),
    Visit("second-admin-who", "/team/second-admin", "/team/second-admin?step=2", "founder", "Or an e-mail address"),
    Visit("second-admin-sent", "/team/second-admin", "/team/second-admin", "manager", "Not answered yet"),
    Visit("second-admin-refused", "/team/second-admin", "/team/second-admin", "colleague", "You need"),
    Visit("recovery-nothing", "/recovery", "/recovery", "founder", "Nothing waits here"),
    Visit("desk-recovery", "/desk/recovery", "/desk/recovery", "founder", "Not found."),
    Visit("my-begin", "/my", "/my", "founder", "Keep ad accounts of your own here"),
    Visit("notifications", "/notifications", "/notifications", "colleague", "gave you the level"),
    Visit("notifications-none", "/notifications", "/notifications", "founder", "Nothing yet"),
    Visit("profile", "/profile", "/profile", "demo", "Language of numbers"),
    Visit("delete-account", "/profile/delete", "/profile/delete", "colleague", "Current password"),
    Visit("delete-account-kept", "/profile/delete", "/profile/delete", "founder", "These centers need you"),
    Visit("two-step", "/profile/two-step", "/profile/two-step", "demo", "You need an authenticator app"),
    Visit("second-step", "/second-step", "/second-step", "stranger", "No sign-in waits"),
    Visit("devices", "/profile/sessions", "/profile/sessions", "demo", "This device"),
)


class Everybody:
    """One server with the demo in it, and people who see it: strangers, newcomers, founders, the demo's admin."""

    def __init__(self, server: LiveServer) -> None:
        self.base_url = server.base_url
        self._server = server
        with world_of(server) as world:
            newcomer, founder = world.user("Nina New"), world.user("Fred Founder")
            world.verification(world.center(founder, "Founder’s Tea House"), founder)
            self._users = {"newcomer": newcomer, "founder": founder, "demo": world.signed_in(DEMO_EMAIL)}
            self._users |= _team(world)
            with world.runtime.database.transaction(write=False) as connection:
                rows = connection.exec_driver_sql("SELECT external_id, id FROM ad_account").all()
                centers = connection.exec_driver_sql("SELECT DISTINCT center_id FROM ad_account").scalars().all()
                ticket = connection.exec_driver_sql("SELECT id FROM ticket").scalar_one()
                case = connection.exec_driver_sql("SELECT id FROM review_case").scalar_one()
            self._ids = {str(external): str(number) for external, number in rows} | {"demo": self._users["demo"].id}
            some = [self._ids[report] for report in ("936", "1178")]
            level = AdAccountLevel.OPERATOR
            self._ids |= {"ticket": str(ticket), "case": str(case)}
            self._ids["group"] = world.asset_group(str(centers[0]), self._users["demo"], "Summer sale", level, some)

    def go(self, page: Page, visit: Visit) -> None:
        """Open a page as its visitor and wait until it is all there."""
        if visit.who in self._users:
            sign_in(page, self._server, self._users[visit.who])
        if visit.who == "signing up":
            page.goto("/sign-up")
            fill(page, name="Grace", address="grace@example.org", password=PASSWORD)
            page.get_by_role("button", name="Sign up").click()
            expect(page).to_have_url(on("/confirm"))
        if visit.who == "forgetful":
            page.goto("/reset")
            fill(page, address="grace@example.org")
            page.keyboard.press("Enter")
            expect(page.get_by_label("Code")).to_be_visible()
        page.goto(re.sub(r"\{(\w+)\}", lambda found: self._ids[found.group(1)], visit.path))
        expect(page.locator("main").get_by_text(visit.shows).first).to_be_visible()
        page.wait_for_load_state("networkidle")


def _team(world: World) -> dict[str, MadeUser]:
    """A center with a team of every kind: its admin, one of its members, and somebody who is invited."""
    manager, colleague, invited, second, temporary, novice = (
        world.user(name, email=f"{name.split()[0].lower()}@linden.example")
        for name in ("Mara Manager", "Carl Colleague", "Ines Invited", "Ada Second", "Tom Temporary", "Nora Novice")
    )
    center = world.center(manager, "Linden & Co")
    world.member(center, second, CenterRole.ADMIN, added_by=int(manager.id))
    world.member(center, colleague, finance_role=FinanceRole.ANALYST, added_by=int(manager.id))
    until = datetime.now(UTC) + timedelta(days=90)
    world.member(center, temporary, valid_until=until, added_by=int(manager.id))
    soon = datetime.now(UTC) + timedelta(days=6)
    world.member(center, novice, valid_until=soon, added_by=int(manager.id))
    world.member(
        center, world.user("Dora Disabled", email="dora@linden.example", disabled_at=LONG_AGO), added_by=int(manager.id)
    )
    for name, level in (("Shop DE", AdAccountLevel.ADMIN), ("Shop FR", AdAccountLevel.ANALYST)):
        world.grant(center, world.ad_account(center, manager, name), colleague, level)
    for name in ("Shop IT", "Shop with a rather long name in a country far away"):
        account = world.ad_account(center, manager, name)
        world.grant(center, account, temporary, AdAccountLevel.OPERATOR, valid_until=soon, granted_by=int(manager.id))
    a_ticket_that_waits(world, center, manager, second)
    ends = datetime.now(UTC) + timedelta(days=300)
    world.verification(center, manager, state="VERIFIED", submitted_at=LONG_AGO, expires_at=ends)
    world.told(center, colleague, "access_given", by="Mara Manager", level="OPERATOR", count=200, ad_accounts="Shop DE")
    message = "We work on the spring campaigns together.\nSee you there!"
    world.invitation(center, manager, invited.email, LINK, role=CenterRole.ADMIN, message=message)
    asked = {"user_id": colleague.id, "seen": {"role": "STANDARD", "finance_role": "ANALYST", "until": ""}}
    world.approval(center, second, "member:edit", {**asked, "role": "ADMIN"}, colleague, words="make Carl an admin")
    world.invitation(center, manager, "late@example.org", expires_at=LONG_AGO)
    world.invitation(center, manager, "no-thanks@example.org", state=InvitationState.DECLINED)
    return {
        "reviewer": reviewer(world, "Rita Reviewer"), "manager": manager, "colleague": colleague, "invited": invited,
        "temporary": temporary, "novice": novice,
    }  # fmt: skip


def fill_with_demo(data_dir: Path) -> None:
    """What `make demo` makes, a little smaller."""
    small = ["--accounts", "24", "--days", "40", "--campaigns", "2"]
    command = [sys.executable, "-m", "bizhub", "demo", *small]
    environment = {**os.environ, "BIZHUB_DATA_DIR": str(data_dir)}
    subprocess.run(command, cwd=frontend.ROOT, env=environment, check=True, capture_output=True)
