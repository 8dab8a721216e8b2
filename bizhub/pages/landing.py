"""The page of people who are not signed in."""

import reflex as rx


def landing() -> rx.Component:
    """Say what BizHub is."""
    return rx.center(
        rx.vstack(
            rx.heading("BizHub", size="8", as_="h1"),
            rx.text("People, partners, ad accounts and figures of your company in one hub.", color_scheme="gray"),
            align="center",
            spacing="4",
        ),
        min_height="100vh",
        padding="4",
        as_child=False,
        role="main",
    )
