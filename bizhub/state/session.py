"""The session of one browser tab: who, which centers, the current center and the selected ad account."""

import reflex as rx
from reflex.event import EventSpec
from reflex_base.event.context import EventContext

from bizhub.domain.center_deletion import ending_day
from bizhub.domain.errors import BizHubError
from bizhub.domain.people import CenterRow, View
from bizhub.domain.policy import Bar
from bizhub.domain.session_view import CenterView, PersonView, SelectedAdAccount, TabView
from bizhub.domain.sign_in_rules import first_day
from bizhub.services import formats, session_view
from bizhub.state import page_refresh, push
from bizhub.state.base import BizHubState
from bizhub.state.failures import past_the_bar
from bizhub.state.notices import failed, leave_for, told
from bizhub.state.reader import current_reader
from bizhub.state.remote import remote
from bizhub.state.seats import seats
from bizhub.state.visitor import current_visitor

_TO_PAGE = {
    "insights": rx.redirect("/insights"),
    "accounts": rx.redirect("/accounts"),
    "activity": rx.redirect("/activity"),
    "settings": rx.redirect("/settings"),
}
_TO_OVERVIEW = rx.redirect("/overview")
_TO_WIZARD = rx.redirect("/welcome", replace=True)
_OF_A_CENTER = frozenset({*_TO_PAGE, "overview", "import", "team"})

FIRST_PAGE = "/overview"
"""Where all tabs go on when they show what somebody else sees from now on, or no longer."""

_LOST_CENTER = "The center that this page showed is no longer yours."
_LOST_ACCOUNT = "The ad account that this page showed is gone, or no longer yours. These are all ad accounts."


class SessionState(BizHubState, rx.State):
    """What every signed-in page shows; `load` comes first in the on_load of each of them.

    Rows of `centers` have id, name, role and picture. `permissions` and `account_permissions` are values of
    `Permission`; they and the two `may_…` are for drawing only: use cases decide for themselves. `link_problem`
    says why a link (`?center=…&account=…`) could not be followed, or that what the tab showed before is gone. `bar` is
    what keeps the person out of the current center, of which then nothing but the name is here (see domain/policy.Bar);
    `two_step_notice` says from when on they will be. `ending` is the day on which a center that is being
    deleted is gone.

    `viewer_id` is who is really there while the tab shows what somebody else sees: `viewing_name` is them,
    `viewing_until` and `viewing_seconds` say when it ends and how long that is.

    `tab_view` is kept by the browser for its tab and comes back with every connection, so that a restart of the
    server, or an hour without an event, shows the same center and ad account again. It is checked like a link.
    """

    user_id: str = ""
    user_name: str = ""
    user_email: str = ""
    user_locale: str = ""
    centers: list[dict[str, str]] = []

    center_id: str = ""
    center_name: str = ""
    center_picture: str = ""
    center_currency: str = ""
    center_time_zone: str = ""
    role: str = ""
    permissions: list[str] = []
    may_import: bool = False
    may_label: bool = False

    account_id: str = ""
    account_external_id: str = ""
    account_name: str = ""
    account_currency: str = ""
    account_time_zone: str = ""
    account_permissions: list[str] = []

    bar: str = ""
    two_step_notice: str = ""
    ending: str = ""
    viewer_id: str = ""
    viewing_name: str = ""
    viewing_until: str = ""
    viewing_seconds: int = 0

    is_at_desk: bool = False
    """Whether the menu has the desk."""

    link_problem: str = ""
    tab_view: str = rx.SessionStorage("", name="bizhub_tab_view")

    @remote
    async def load(self) -> list[EventSpec]:
        """Read the session again; a link decides what is shown, else the tab, else the last choice."""
        link = self.router.url.query_parameters
        problem = await self._read(link.get("center", ""), link.get("account", ""))
        answers = [failed(problem)] if problem else []
        if self.bar and _section() in _OF_A_CENTER:
            answers.append(past_the_bar(Bar(self.bar)))
        if not self.center_id and _section() in _OF_A_CENTER:
            answers.append(_TO_WIZARD)
        return answers

    @remote
    async def refresh(self) -> list[EventSpec]:
        """Read the session again, because somebody changed it; what the tab shows stays.

        No link is followed: the address that the server knows is the one of the tab's last event, and the person may
        have chosen another ad account since.
        """
        center, account = self.center_id, self.account_id
        shown, viewed = self.user_id, self.viewing_until
        await self._read("", "")
        if shown and viewed != self.viewing_until:
            return [leave_for(FIRST_PAGE)]  # loaded anew: nothing that one of them saw stays for the other
        if self.bar and _section() in _OF_A_CENTER:
            return [past_the_bar(Bar(self.bar))]
        is_page_of_account = page_refresh.refresh_of(current_visitor().page) is not None
        if (center and self.center_id != center) or (account and not self.account_id and is_page_of_account):
            return [told(self.link_problem), _own_page()]
        return []

    async def _read(self, center: str, account: str) -> str:
        """Show person, center and ad account, those of a link if it names them; the result is what is wrong with it."""
        before = TabView.of(self.tab_view)
        lost = problem = ""
        try:
            person = await self._person(center, before)
        except BizHubError as error:
            problem, account, person = error.message, "", await self._person("", before)
        before = before.as_seen_by(person.person.id)
        center_row = next((row for row in person.centers if row.id == person.center_id), None)
        if center_row is not None and center_row.bar is not None and not self.bar:
            await self._look_at("")  # whatever the tab showed of it goes
        await self._look_at(person.center_id)
        self._show_person(person)
        if center_row is not None and center_row.bar is not None:
            self._show_bar(center_row, before)
            self.link_problem = problem
            return problem
        self.bar = ""
        if before.center_id not in ("", person.center_id) and not center:
            lost = _LOST_CENTER
        if person.center_id:
            current = before.account_in(person.center_id)
            try:
                view = await self._center_view(account, current)
            except BizHubError as error:
                problem, view = error.message, await self._center_view("", current)
            if current and not account and view.ad_account is None:
                lost = _LOST_ACCOUNT
            self._show_center(view)
        self.link_problem = problem or lost
        return problem

    @remote
    async def switch_center(self, center_id: str) -> EventSpec:
        """Look at another center on the same page, or on the first page of its section."""
        return await self._switch_center(center_id)

    async def _switch_center(self, center_id: str) -> EventSpec:
        await self._act(session_view.remember_center, center_id=center_id)
        await self._look_at(center_id)
        return _own_page()

    async def _person(self, wanted_center: str, before: TabView) -> PersonView:
        current = await self._center() or before.center_id
        return await self._ask(session_view.view_person, wanted_center=wanted_center, current_center=current)

    async def _center_view(self, wanted_account: str, current_account: str | None) -> CenterView:
        return await self._ask(session_view.view_center, wanted_account=wanted_account, current_account=current_account)

    def _show_person(self, view: PersonView) -> None:
        self.user_id, self.user_name = view.person.id, view.person.name
        self.user_email, self.user_locale = view.person.email, view.person.locale
        self.centers = [
            {"id": row.id, "name": row.name, "role": row.role.value, "picture": row.picture} for row in view.centers
        ]
        self.is_at_desk = view.is_at_desk
        self._show_view(view.view, view.seconds_left)
        token, viewer = EventContext.get().token, self.viewer_id
        seats.name(token, user_id=view.person.id, center_id=view.center_id, viewer_id=viewer)

    def _show_view(self, view: View | None, seconds_left: int) -> None:
        self.viewer_id = "" if view is None else view.viewer.id
        self.viewing_name = "" if view is None else view.person.name
        self.viewing_until = "" if view is None else view.until.isoformat()
        self.viewing_seconds = seconds_left

    def _show_bar(self, center: CenterRow, before: TabView) -> None:
        self.bar = center.bar.value if center.bar else ""
        self.center_id, self.center_name, self.role = center.id, center.name, center.role.value
        self.two_step_notice = self.ending = ""
        shown_account = before.account_in(center.id) or ""
        self.tab_view = TabView(self.user_id, center.id, shown_account).text()
        seats.name(EventContext.get().token, user_id=self.user_id, center_id="")

    def _show_center(self, view: CenterView) -> None:
        self.two_step_notice = _two_step_notice(view.center, self.user_locale)
        self.ending = _ending(view.center, self.user_locale)
        self.center_id, self.center_name = view.center.id, view.center.name
        self.center_picture = view.center.picture
        self.center_currency, self.center_time_zone = view.center.currency, view.center.time_zone
        self.role = view.center.role.value
        self.permissions = sorted(permission.value for permission in view.permissions)
        self.may_import, self.may_label = view.may_import, view.may_label
        self._show_account(view.ad_account)

    def _show_account(self, account: SelectedAdAccount | None) -> None:
        self.account_id = account.id if account else ""
        self.account_external_id = account.external_id if account else ""
        self.account_name = account.name if account else ""
        self.account_currency = account.currency if account else ""
        self.account_time_zone = account.time_zone if account else ""
        self.account_permissions = sorted(permission.value for permission in account.permissions) if account else []
        self.tab_view = TabView(self.user_id, self.center_id, self.account_id).text()


def _two_step_notice(center: CenterRow, locale: str) -> str:
    """From which day on somebody needs 2-step verification who has none; empty where it is not asked."""
    if center.two_step_from is None:
        return ""
    day = formats.day(first_day(center.two_step_from, center.time_zone), current_reader(locale, "UTC").locale)
    return f"From {day}, {center.name} asks for 2-step verification."


def _ending(center: CenterRow, locale: str) -> str:
    """The day on which a center is gone; empty for one that stays."""
    if center.ends_at is None:
        return ""
    return formats.day(ending_day(center.ends_at, center.time_zone), current_reader(locale, "UTC").locale)


def _own_page() -> EventSpec:
    """Load the same page again without what its address named, or the first page of its section."""
    return _TO_PAGE.get(_section(), _TO_OVERVIEW)


def _section() -> str:
    return current_visitor().page.split("/")[1]


push.refresh_on("user", SessionState.refresh)
push.refresh_on("view", SessionState.refresh)
