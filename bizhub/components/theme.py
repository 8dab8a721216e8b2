"""The look of BizHub: theme, font, stylesheets, the scripts every page loads, toasts."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import reflex as rx
from reflex_base.components.component import Component
from reflex_base.utils.imports import ImportDict

ASSETS = Path(__file__).parents[2] / "assets"
STYLESHEETS = [
    f"/styles/{name}.css"
    for name in (
        "base",
        "shell",
        "forms",
        "table",
        "palette",
        "activity",
        "centers",
        "team",
        "accounts",
        "figures",
        "landing",
        "desk",
        "verification",
        "sign_in",
    )
]
SCRIPTS = (
    "bizhub.js",
    "palette.js",
    "upload.js",
    "address.js",
    "forms.js",
    "days.js",
    "suggest.js",
    "downloads.js",
    "kept_forms.js",
    "viewing.js",
    "desk.js",
    "documents.js",
)


def theme(*children: Component) -> Component:
    """The Radix theme; give it to `rx.plugins.RadixThemesPlugin(theme=theme())`."""
    return rx.theme(
        *children,
        accent_color="iris",
        gray_color="slate",
        radius="medium",
        panel_background="solid",
        appearance="inherit",
    )


class InterFont(rx.Component):
    """Inter from its npm package, served by BizHub itself."""

    tag = "Fragment"
    library = "react"
    lib_dependencies: list[str] = ["@fontsource-variable/inter@5.2.8"]

    def add_imports(self) -> ImportDict:
        """Import the font's stylesheet for its side effect."""
        return {"": ["@fontsource-variable/inter/index.css"]}


def head_components() -> list[Component]:
    """What goes into the head of every page: icon, colour of the browser's frame, scripts."""
    return [
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.meta(name="color-scheme", content="light dark"),
        # Not deferred: it has to run before the page connects.
        rx.el.script(src=_fingerprinted("reader.js")),
        *(rx.el.script(src=_fingerprinted(name), defer=True) for name in SCRIPTS),
    ]


def toaster() -> Component:
    """Where toasts appear: below the top bar, on a phone over it, clear of buttons; give to `rx.App(toaster=…)`."""
    return rx.toast.provider(
        position="top-center",
        close_button=True,
        rich_colors=False,
        visible_toasts=3,
        toast_options=rx.toast.options(duration=6000),  # pyright: ignore[reportCallIssue] (the rest has defaults)
    )


def app_look() -> dict[str, Any]:
    """The keyword arguments of `rx.App` that belong to the look."""
    from bizhub.components.overlay import app_wraps

    return {
        "app_wraps": app_wraps(),
        "stylesheets": STYLESHEETS,
        "head_components": head_components(),
        "toaster": toaster(),
    }


def _fingerprinted(name: str) -> str:
    """The script's address, which changes with its text so that no browser keeps an old one."""
    return f"/{name}?v={sha256((ASSETS / name).read_bytes()).hexdigest()[:10]}"
