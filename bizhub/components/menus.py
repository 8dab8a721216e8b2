"""The menus that appear in several places: the center with its ID, the person, the formats of an export."""

from collections.abc import Callable
from typing import Any

import reflex as rx
from reflex.style import color_mode, set_color_mode
from reflex_base.components.component import Component

from bizhub.components.menu import MenuLabel, menu, menu_item, menu_link, submenu
from bizhub.components.text import Text, center_tile, copyable_id, hidden, icon, short_id, status_badge, tile
from bizhub.domain.policy import CenterRole


def center_menu(session: Any) -> Component:
    """The center's name, which opens the list of the person's centers, and its ID with copy."""
    name = rx.el.button(
        rx.el.span(session.center_name, class_name="bh-ellipsis"),
        icon("chevrons_up_down"),
        hidden("Switch center"),
        type="button",
        class_name="bh-plain bh-center-name",
    )
    return rx.cond(
        session.center_id != "",
        rx.el.div(
            menu(
                name,
                MenuLabel.create("Your centers"),
                rx.foreach(session.centers, lambda row: _center_item(row, session)),
                rx.dropdown_menu.separator(),
                menu_link("megaphone", "My ad accounts", "/my"),
                menu_link("plus", "Join or create a center", "/welcome"),
            ),
            center_id(session.center_id),
            class_name="bh-center bh-desk",
        ),
        rx.fragment(),
    )


def center_id(full: Text) -> Component:
    """The center's ID in full, with its copy button."""
    return rx.el.div("ID: ", copyable_id(full, what="center ID", shorten=False), class_name="bh-center-id bh-small")


def _center_item(row: Any, session: Any) -> Component:
    """A center; the place of one's own ad accounts is no center, and has its own line below them."""
    return rx.cond(row.role == CenterRole.OWNER.value, rx.fragment(), _center_choice(row, session))


def _center_choice(row: Any, session: Any) -> Component:
    return rx.dropdown_menu.item(
        center_tile(row),
        rx.el.span(
            rx.el.span(row.name, class_name="bh-ellipsis"),
            rx.el.span("ID: ", short_id(row.id), class_name="bh-menu-more"),
            class_name="bh-menu-words",
        ),
        rx.cond(row.id == session.center_id, icon("check"), status_badge(row.role)),
        class_name="bh-menu-tall",
        on_click=session.switch_center(row.id),
    )


def user_menu(session: Any) -> Component:
    """Profile, sessions, colour mode, sign out."""
    face = rx.el.button(
        tile(session.user_name, person=True), hidden("Your menu"), type="button", class_name="bh-plain bh-avatar-button"
    )
    who = rx.el.span(
        rx.el.span(session.user_name, class_name="bh-strong bh-ellipsis"),
        rx.el.span(session.user_email, class_name="bh-menu-more bh-ellipsis"),
        class_name="bh-menu-words",
    )
    return menu(
        face,
        MenuLabel.create(who, class_name="bh-menu-tall"),
        rx.dropdown_menu.separator(),
        rx.cond(session.is_at_desk, menu_link("inbox", "Desk", "/desk"), rx.fragment()),
        menu_link("user", "Profile", "/profile"),
        menu_link("monitor_smartphone", "Sessions", "/profile/sessions"),
        menu_link("shield_check", "2-step verification", "/profile/two-step"),
        submenu(
            "sun_moon",
            "Colour mode",
            _mode_item("Light", "light", "sun"),
            _mode_item("Dark", "dark", "moon"),
            _mode_item("As the system", "system", "monitor"),
        ),
        rx.dropdown_menu.separator(),
        menu_item("log_out", "Sign out", custom_attrs={"data-bh-submit": "bh-sign-out"}),
    )


_FORMATS = {"csv": "CSV file", "xlsx": "Excel file (XLSX)", "json": "JSON file"}


def export_menu(*formats: str, address: Callable[[str], Any], disabled: Any) -> Component:
    """One button for all formats; each is a plain POST to `address(format)`, so that the browser takes a file.

    The button is busy until the file comes (assets/downloads.js): what comes then, the browser shows and can cancel.
    """

    def form_id(name: str) -> str:
        return f"bh-export-{name}"

    def form(name: str) -> Component:
        return rx.el.form(
            id=form_id(name), method="post", action=address(name), class_name="bh-bridge", data_bh_download="export"
        )

    trigger = rx.button(
        icon("download"),
        rx.el.span("Export", class_name="bh-idle-words"),
        rx.el.span("Preparing…", class_name="bh-busy-words"),
        icon("chevron_down"),
        type="button",
        variant="surface",
        color_scheme="gray",
        disabled=disabled,
        data_bh_download_button="export",
    )
    return rx.fragment(
        *(form(name) for name in formats),
        hidden(role="status", data_bh_download_news="export"),
        menu(
            trigger,
            *(
                menu_item("file_down", _FORMATS[name], custom_attrs={"data-bh-submit": form_id(name)})
                for name in formats
            ),
        ),
    )


def _mode_item(label: str, mode: Any, icon_name: str) -> Component:
    return rx.dropdown_menu.item(
        icon(icon_name),
        label,
        rx.cond(
            color_mode == mode, rx.fragment(icon("check", class_name="bh-menu-end"), hidden("chosen")), rx.fragment()
        ),
        on_click=set_color_mode(mode),
    )
