"""The card with the picture of a center: shown, sent, removed."""

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.page import card, note
from bizhub.components.text import initials
from bizhub.components.upload import file_drop
from bizhub.domain.pictures import LARGEST_BYTES
from bizhub.state.center_picture import CenterPictureState
from bizhub.state.session import SessionState

_PATH = "/center-picture"


def center_picture(may_edit: rx.Var[bool]) -> Component:
    """The picture, or the initials of the name; whoever may, changes it."""
    source = f"{_PATH}?center={SessionState.center_id}&name={SessionState.center_picture}"
    shown = rx.cond(
        SessionState.center_picture != "",
        rx.el.img(src=source, alt="The picture of this center", class_name="bh-tile bh-large"),
        rx.el.span(initials(SessionState.center_name), class_name="bh-tile bh-large", aria_hidden="true"),
    )
    problem = CenterPictureState.errors.get("picture", "")
    remove = rx.button(
        "Remove the picture", type="button", variant="surface", color_scheme="gray", on_click=CenterPictureState.remove
    )
    change = rx.el.div(
        file_drop(
            "center_picture",
            title="Choose a picture",
            hint=f"PNG, JPG or WebP, up to {LARGEST_BYTES // 1024**2} MB. The middle of it is shown as a square.",
            accept="image/png,image/jpeg,image/webp",
            target=f"{_PATH}?center={SessionState.center_id}&seen={SessionState.center_picture}",
            largest_bytes=LARGEST_BYTES,
            on_report=CenterPictureState.uploaded,
        ),
        rx.cond(problem != "", note(problem, tone="bad", role="alert"), rx.fragment()),
        rx.cond(SessionState.center_picture != "", rx.el.div(remove, class_name="bh-form-actions"), rx.fragment()),
        class_name="bh-stack bh-below",
    )
    return card(shown, rx.cond(may_edit, change, rx.fragment()), title="Picture")
