"""The banner over the whole shell while an admin sees BizHub as a member sees it."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.text import icon, strong


def viewing_banner(session: Any, stop: Any = None) -> Component:
    """As whom, that nothing can be changed, how long still (counted by assets/viewing.js), and the way out."""
    left = rx.el.span(
        data_bh_until=session.viewing_until,
        data_bh_seconds=session.viewing_seconds,
        class_name="bh-num bh-viewing-left",
    )
    banner = rx.el.section(
        icon("eye"),
        rx.el.p("You see BizHub as ", strong(session.viewing_name), " sees it. Nothing can be changed."),
        left,
        rx.el.button("Stop", type="button", class_name="bh-viewing-stop", on_click=stop or _stop()),
        class_name="bh-viewing",
        aria_label="Viewing as somebody else",
    )
    return rx.cond(session.viewing_name != "", banner, rx.fragment())


def _stop() -> Any:
    from bizhub.state.view_as import ViewAsState

    return ViewAsState.stop
