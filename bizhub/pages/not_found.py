"""Every address without a page."""

import reflex as rx

from bizhub.components.page import button_link, empty_state
from bizhub.components.shell import brand


@rx.page(route="404", title="Not found · BizHub", image="/favicon.svg")
def not_found_page() -> rx.Component:
    """Says so, and leads back; who is not signed in is asked to sign in there."""
    return rx.el.main(
        brand("/"),
        rx.el.section(
            rx.el.h1("There is no page at this address", class_name="bh-section-title"),
            empty_state(
                "map_pin_off",
                "The link may be old, or a letter of it is missing.",
                button_link("Go to the overview", href="/overview"),
            ),
            class_name="bh-auth-card bh-not-found",
        ),
        id="main",
        class_name="bh-auth",
    )
