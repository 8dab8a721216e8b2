"""Menus that open from a button: in a landmark of their own, and leaving the rest of the page usable."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component
from reflex_components_core.react_router.dom import ReactRouterLink
from reflex_components_radix.themes.base import RadixThemesComponent

from bizhub.components.text import icon

PLACE_ID = "bh-menus"
# Outside a landmark screen readers lose what floats. The place outlives pages: who follows a link would else open menus
# in a page that is gone. While pages are built there is no document.
PLACE = rx.Var(f"(typeof document === 'undefined' ? undefined : (document.getElementById('{PLACE_ID}') ?? undefined))")


class MenuLabel(RadixThemesComponent):
    """The title of a group of menu items, which Reflex does not wrap."""

    tag = "DropdownMenu.Label"


def menu(trigger: Component, *items: Component, **content: Any) -> Component:
    """A button and the menu it opens; items come from `menu_item` and `menu_link`."""
    content = {"align": "end", **content}
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(trigger),
        rx.dropdown_menu.content(*items, custom_attrs={"container": PLACE}, **content),
        modal=False,
    )


def submenu(icon_name: str, label: str, *items: Component) -> Component:
    """A menu inside a menu."""
    return rx.dropdown_menu.sub(
        rx.dropdown_menu.sub_trigger(icon(icon_name), label),
        rx.dropdown_menu.sub_content(*items, custom_attrs={"container": PLACE}),
    )


def menu_item(icon_name: str, label: Any, **props: Any) -> Component:
    """One thing to do."""
    return rx.dropdown_menu.item(icon(icon_name), label, **props)


def menu_link(icon_name: str, label: Any, href: Any) -> Component:
    """One place to go."""
    return rx.dropdown_menu.item(ReactRouterLink.create(icon(icon_name), label, to=href), as_child=True)


def menu_place() -> Component:
    """Where menus are drawn; it lies beside the pages (see `overlay`)."""
    return rx.el.div(id=PLACE_ID, role="region", aria_label="Menus")
