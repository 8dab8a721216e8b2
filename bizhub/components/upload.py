"""Choosing or dropping a file, and progress; the file goes to the server's own route, never `rx.upload`."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.bridge import bridge_input
from bizhub.components.text import Text, icon


def file_drop(
    name: str,
    *,
    title: str,
    hint: Text,
    accept: str,
    target: Text,
    largest_bytes: Any,
    on_report: Any,
    multiple: bool = False,
) -> Component:
    """A place to drop or choose files; assets/upload.js posts each to `target`, one after the other.

    A file of more than `largest_bytes` is not sent: it has failed with status 413 and no answer.

    `on_report` gets JSON text, at most five times a second and once at the end of each file:
    `{"file": "a.csv", "place": 1, "of": 3, "sent": bytes, "size": bytes, "state": …, "status": 200, "answer": …}`,
    where `state` is "sending", "done", "failed" or "cancelled" and `answer` the route's JSON or null.
    """
    return rx.el.div(
        rx.el.label(
            icon("cloud_upload"),
            rx.el.span(rx.el.strong(title), " or drop them here" if multiple else " or drop it here"),
            rx.el.span(hint, class_name="bh-hint"),
            rx.el.input(
                type="file",
                accept=accept,
                multiple=multiple,
                class_name="bh-hidden",
                custom_attrs={"data-bh-upload": target, "data-bh-report": name, "data-bh-limit": largest_bytes},
            ),
            class_name="bh-drop",
        ),
        _sending(name),
        bridge_input(name, on_report),
        class_name="bh-upload",
    )


def _sending(name: str) -> Component:
    """The file on its way; assets/upload.js fills it in."""
    return rx.el.div(
        rx.el.div(
            rx.el.span(class_name="bh-ellipsis", custom_attrs={"data-bh-upload-name": name}),
            rx.el.button("Cancel", type="button", class_name="bh-plain", custom_attrs={"data-bh-upload-cancel": name}),
            class_name="bh-progress-words",
        ),
        rx.el.progress(value=0, max=100, aria_label="Upload", custom_attrs={"data-bh-upload-bar": name}),
        hidden=True,
        class_name="bh-progress",
        custom_attrs={"data-bh-upload-progress": name},
    )


def progress_bar(value: Any, *, label: Text, words: Text = "", action: Component | None = None) -> Component:
    """How far a piece of work is, 0–100, with words ("120,000 of 1,000,000 rows") and a way to cancel."""
    return rx.el.div(
        rx.el.div(
            rx.el.span(label, class_name="bh-ellipsis"),
            rx.el.span(class_name="bh-spread"),
            rx.el.span(words, class_name="bh-secondary bh-num"),
            action,
            class_name="bh-progress-words",
        ),
        rx.el.progress(value=value, max=100, aria_label=label),
        class_name="bh-progress",
    )
