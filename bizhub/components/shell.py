"""The frame of every signed-in page: sidebar, top bar, switcher, menus, phone navigation."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex_base.components.component import Component
from reflex_components_core.react_router.dom import ReactRouterLink

from bizhub.components import bridge
from bizhub.components.bell import bell
from bizhub.components.menus import center_id, center_menu, user_menu
from bizhub.components.palette import palette
from bizhub.components.text import center_tile, hidden, icon, key, short_id, tile
from bizhub.components.viewing import viewing_banner
from bizhub.domain.policy import CenterRole

SIGN_OUT_PATH = "/auth/sign-out"
NAV_ID = "bh-nav"


@dataclass(frozen=True)
class NavItem:
    """One line of the sidebar; `is_of_team`: there is none among one's own ad accounts."""

    name: str
    label: str
    path: str
    icon: str
    is_of_team: bool = False


NAV_ITEMS = (
    NavItem("overview", "Overview", "/overview", "layout_dashboard"),
    NavItem("insights", "Insights", "/insights", "chart_line"),
    NavItem("accounts", "Ad accounts", "/accounts", "megaphone"),
    NavItem("team", "Team", "/team", "users", is_of_team=True),
    NavItem("verification", "Verification", "/verification", "badge_check"),
    NavItem("activity", "Activity", "/activity", "history"),
    NavItem("settings", "Settings", "/settings", "settings", is_of_team=True),
)


def shell(
    *content: Component,
    active: str,
    session: Any = None,
    palette_state: Any = None,
    bell_state: Any = None,
    width: str = "page",
) -> Component:
    """A signed-in page: `active` is the sidebar item's name, `width` is "page" or "form".

    `session`, `palette_state` and `bell_state` stand in for the states of those names in galleries and tests.
    """
    session = session or _session_state()
    return rx.fragment(
        rx.el.a("Skip to content", href="#main", class_name="bh-skip"),
        viewing_banner(session),
        rx.el.div(
            rx.el.aside(brand(), _nav(active, session), class_name="bh-sidebar bh-desk"),
            rx.el.div(
                _top_bar(session, bell_state),
                rx.el.main(
                    rx.el.div(*content, class_name="bh-page", data_width=width),
                    id="main",
                    tab_index=-1,
                    class_name="bh-main",
                ),
            ),
            class_name="bh-shell",
        ),
        _phone_nav(active, session),
        palette(palette_state),
        bridge.sign_out_form(SIGN_OUT_PATH),
    )


def brand(home: str = "/overview") -> Component:
    """Logo and name, leading home."""
    return ReactRouterLink.create(
        rx.el.img(src="/favicon.svg", alt="", class_name="bh-logo"), "BizHub", to=home, class_name="bh-brand"
    )


def _nav(active: str, session: Any) -> Component:
    return rx.el.nav(
        rx.el.ul(*(_nav_line(item, item.name == active, session) for item in NAV_ITEMS), class_name="bh-nav"),
        aria_label="Main",
    )


def _nav_line(item: NavItem, current: bool, session: Any) -> Component:
    line = rx.el.li(_nav_link(item, current))
    return rx.cond(session.role == CenterRole.OWNER.value, rx.fragment(), line) if item.is_of_team else line


def _nav_link(item: NavItem, current: bool) -> Component:
    marked: dict[str, Any] = {"aria_current": "page"} if current else {}
    return ReactRouterLink.create(icon(item.icon), item.label, to=item.path, class_name="bh-nav-link", **marked)


def _top_bar(session: Any, bell_state: Any) -> Component:
    return rx.el.header(
        rx.el.button(
            icon("menu"),
            hidden("Open navigation"),
            type="button",
            class_name="bh-plain bh-square bh-phone",
            data_bh_open=NAV_ID,
        ),
        _switcher(session),
        rx.el.span(class_name="bh-spread"),
        center_menu(session),
        bell(bell_state),
        user_menu(session),
        class_name="bh-topbar",
    )


def _switcher(session: Any) -> Component:
    chosen = rx.fragment(
        tile(session.account_name),
        rx.el.span(session.account_name, class_name="bh-switcher-name bh-ellipsis"),
        rx.el.span(
            short_id(_known_id(session)), " · ", session.account_currency, class_name="bh-secondary bh-num bh-desk"
        ),
    )
    none = rx.fragment(
        rx.el.span(icon("layers"), class_name="bh-tile", aria_hidden="true"),
        rx.el.span("All ad accounts", class_name="bh-switcher-name bh-ellipsis"),
    )
    waiting = rx.el.span(class_name="bh-skeleton bh-switcher-waiting")
    return rx.el.button(
        hidden("Ad account: "),
        rx.cond(session.user_id == "", waiting, rx.cond(session.account_id != "", chosen, none)),
        rx.el.span(key("Ctrl K"), key("⌘ K"), class_name="bh-desk bh-shortcut", aria_hidden="true"),
        icon("chevron_down", class_name="bh-phone"),
        hidden(" Switch (Ctrl+K)"),
        type="button",
        class_name="bh-switcher",
        data_bh_open="bh-palette",
        aria_haspopup="dialog",
    )


def _phone_nav(active: str, session: Any) -> Component:
    return rx.el.dialog(
        rx.el.div(
            brand(),
            rx.el.button(
                icon("x"),
                hidden("Close navigation"),
                type="button",
                class_name="bh-plain bh-square",
                data_bh_close=NAV_ID,
            ),
            class_name="bh-sheet-head",
        ),
        _nav(active, session),
        rx.el.div(
            rx.el.div(session.center_name, class_name="bh-strong"),
            center_id(session.center_id),
            rx.el.ul(
                rx.foreach(session.centers, lambda row: rx.el.li(_phone_center(row, session))),
                rx.el.li(
                    ReactRouterLink.create(icon("megaphone"), "My ad accounts", to="/my", class_name="bh-nav-link")
                ),
                rx.el.li(
                    ReactRouterLink.create(
                        icon("plus"), "Join or create a center", to="/welcome", class_name="bh-nav-link"
                    )
                ),
                class_name="bh-nav",
            ),
            class_name="bh-sheet-center",
        ),
        id=NAV_ID,
        class_name="bh-sheet bh-phone",
        aria_label="Navigation",
    )


def _phone_center(row: Any, session: Any) -> Component:
    return rx.cond(
        (row.id == session.center_id) | (row.role == CenterRole.OWNER.value),
        rx.fragment(),
        rx.el.button(
            center_tile(row),
            rx.el.span(row.name, class_name="bh-ellipsis"),
            type="button",
            class_name="bh-plain bh-nav-link",
            on_click=session.switch_center(row.id),
        ),
    )


def _known_id(session: Any) -> Any:
    """The ID under which people know the account: the advertising platform's, else BizHub's."""
    return rx.cond(session.account_external_id != "", session.account_external_id, session.account_id)


def _session_state() -> Any:
    from bizhub.state.session import SessionState

    return SessionState
