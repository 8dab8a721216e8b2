"""The two menus of the top bar: the center with its ID, and the person."""

from typing import Any

import reflex as rx
from reflex.style import color_mode, set_color_mode
from reflex_base.components.component import Component
from reflex_components_core.react_router.dom import ReactRouterLink
from reflex_components_radix.themes.base import RadixThemesComponent

from bizhub.components.text import Text, copyable_id, hidden, icon, short_id, status_badge, tile


class MenuLabel(RadixThemesComponent):
    """The title of a group of menu items, which Reflex does not wrap."""

    tag = "DropdownMenu.Label"


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
            rx.dropdown_menu.root(
                rx.dropdown_menu.trigger(name),
                rx.dropdown_menu.content(
                    MenuLabel.create("Your centers"),
                    rx.foreach(session.centers, lambda row: _center_item(row, session)),
                    align="end",
                ),
                modal=False,
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
    return rx.dropdown_menu.item(
        tile(row.name),
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
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(face),
        rx.dropdown_menu.content(
            MenuLabel.create(
                rx.el.span(
                    rx.el.span(session.user_name, class_name="bh-strong bh-ellipsis"),
                    rx.el.span(session.user_email, class_name="bh-menu-more bh-ellipsis"),
                    class_name="bh-menu-words",
                ),
                class_name="bh-menu-tall",
            ),
            rx.dropdown_menu.separator(),
            _menu_link("Profile", "/profile", "user"),
            _menu_link("Sessions", "/profile/sessions", "monitor_smartphone"),
            rx.dropdown_menu.sub(
                rx.dropdown_menu.sub_trigger(icon("sun_moon"), "Colour mode"),
                rx.dropdown_menu.sub_content(
                    _mode_item("Light", "light", "sun"),
                    _mode_item("Dark", "dark", "moon"),
                    _mode_item("As the system", "system", "monitor"),
                ),
            ),
            rx.dropdown_menu.separator(),
            rx.dropdown_menu.item(icon("log_out"), "Sign out", custom_attrs={"data-bh-submit": "bh-sign-out"}),
            align="end",
            class_name="bh-menu",
        ),
        modal=False,
    )


def _menu_link(label: str, path: str, icon_name: str) -> Component:
    return rx.dropdown_menu.item(ReactRouterLink.create(icon(icon_name), label, to=path), as_child=True)


def _mode_item(label: str, mode: Any, icon_name: str) -> Component:
    return rx.dropdown_menu.item(
        icon(icon_name),
        label,
        rx.cond(
            color_mode == mode, rx.fragment(icon("check", class_name="bh-menu-end"), hidden("chosen")), rx.fragment()
        ),
        on_click=set_color_mode(mode),
    )
