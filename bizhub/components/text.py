"""Small pieces of text: icons, figures, dates, IDs, tiles with initials, badges."""

from collections.abc import Mapping
from typing import Any

import reflex as rx
from reflex_base.components.component import Component
from reflex_base.vars.function import FunctionStringVar

Text = str | rx.Var[str]

STATUS_BADGES: Mapping[str, tuple[str, str, str]] = {
    # status: word, tone, icon
    "STATUS_ENABLE": ("Active", "good", "check"),
    "STATUS_DISABLE": ("Disabled", "neutral", "ban"),
    "STATUS_PENDING_CONFIRM": ("In review", "warn", "clock"),
    "STATUS_PENDING_CONFIRM_MODIFY": ("In review again", "warn", "clock"),
    "STATUS_CONFIRM_FAIL": ("Refused", "bad", "x"),
    "STATUS_LIMIT": ("Suspended", "bad", "ban"),
    "ADMIN": ("Admin", "accent", "shield"),
    "STANDARD": ("Standard", "neutral", "user"),
    "OWNER": ("Yours", "accent", "user"),
    "OPERATOR": ("Operator", "accent", "pencil"),
    "ANALYST": ("Analyst", "neutral", "eye"),
    "RUNNING": ("Running", "accent", "loader"),
    "WAITING": ("Waiting", "neutral", "clock"),
    "EXPIRED": ("Expired", "warn", "clock_alert"),
    "DECLINED": ("Declined", "neutral", "x"),
    "DONE": ("Done", "good", "check"),
    "FAILED": ("Failed", "bad", "x"),
    "SUBMITTED": ("Waiting for the desk", "warn", "clock"),
    "APPROVED": ("Approved", "good", "check"),
    "REJECTED": ("Rejected", "bad", "x"),
    "WITHDRAWN": ("Withdrawn", "neutral", "undo_2"),
    "IMPORTED": ("Imported", "neutral", "file_down"),
}


# Written in the browser from what the state already holds, so that nothing is sent twice.
_SHORT_ID = FunctionStringVar.create("((id) => (id.length > 10 ? id.slice(0, 4) + '…' + id.slice(-4) : id))")
_INITIALS = FunctionStringVar.create(
    # Letters, not halves of them: an emoji is two units of a JavaScript string.
    "((name) => { const words = name.split(/[\\s@._-]+/).filter(Boolean).map((word) => [...word]); "
    "return (words.length > 1 ? words[0][0] + words[1][0] : (words[0] || []).slice(0, 2).join('')).toUpperCase(); })"
)


def icon(name: str, *, class_name: str = "") -> Component:
    """A Lucide icon of 16 px that screen readers skip; the words beside it carry the meaning."""
    return rx.icon(name, size=16, class_name=f"bh-icon {class_name}".strip(), aria_hidden="true")


def hidden(*children: Component | Text, **props: Any) -> Component:
    """Text for screen readers only."""
    return rx.el.span(*children, class_name="bh-hidden", **props)


def strong(text: Text) -> Component:
    """Text that stands out within its line."""
    return rx.el.span(text, class_name="bh-strong")


def secondary(*children: Component | Text, **props: Any) -> Component:
    """Text of second rank: 13 px, gray."""
    return rx.el.span(*children, class_name="bh-secondary", **props)


def number(text: Text) -> Component:
    """A figure already written in the reader's locale, in tabular digits."""
    return rx.el.span(text, class_name="bh-num")


def money(text: Text) -> Component:
    """An amount already written with its currency in the reader's locale."""
    return number(text)


def moment(text: Text, *, utc: Text = "") -> Component:
    """A date or time already written for the reader; `utc` is the exact ISO moment for machines."""
    return rx.el.time(text, date_time=utc, title=utc, class_name="bh-num")


def short_id(full: Text) -> rx.Var[str]:
    """An ID shortened in the middle: 7301…4410."""
    return _SHORT_ID.call(full).to(str)


def initials(name: Text) -> rx.Var[str]:
    """One or two capital letters that stand for a name."""
    return _INITIALS.call(name).to(str)


def copy_button(full: Text, *, what: str, label: Text = "") -> Component:
    """Copies a text to the clipboard in the browser and says so; `what` is e.g. "center ID"."""
    return rx.el.button(
        icon("copy", class_name="bh-copy-idle"),
        icon("check", class_name="bh-copy-done"),
        rx.el.span(label) if label else None,
        hidden(f"Copy {what}", aria_live="polite"),
        type="button",
        class_name="bh-plain bh-copy",
        title=f"Copy {what}",
        data_bh_copy=full,
    )


def copyable_id(full: Text, *, what: str, shorten: bool = True) -> Component:
    """An ID shortened in the middle, with its copy button; the whole ID is in the title."""
    shown = short_id(full) if shorten else full
    return rx.el.span(
        rx.el.span(shown, title=full, class_name="bh-num"),
        copy_button(full, what=what),
        class_name="bh-copyable",
    )


def tile(name: Text, *, person: bool = False) -> Component:
    """Initials in a small square (accounts, centers) or circle (people)."""
    return rx.el.span(initials(name), class_name="bh-tile bh-round" if person else "bh-tile", aria_hidden="true")


def center_tile(row: Any) -> Component:
    """The picture of a center (with id, name and picture), else its initials."""
    source = f"/center-picture?center={row.id}&name={row.picture}"
    return rx.cond(row.picture != "", rx.el.img(src=source, alt="", class_name="bh-tile"), tile(row.name))


def key(text: Text) -> Component:
    """A key of the keyboard."""
    return rx.el.kbd(text, class_name="bh-kbd")


def badge(word: Text, *, tone: Text = "neutral", icon_name: str = "") -> Component:
    """A word with a colour: neutral, accent, good, warn or bad; never the colour alone."""
    return rx.el.span(icon(icon_name) if icon_name else None, word, class_name="bh-badge", data_tone=tone)


def status_badge(status: Text) -> Component:
    """The badge of a status or role by its code; an unknown code shows itself."""
    if isinstance(status, str):
        word, tone, icon_name = STATUS_BADGES.get(status, (status, "neutral", "circle"))
        return badge(word, tone=tone, icon_name=icon_name)
    cases = [
        (code, badge(word, tone=tone, icon_name=icon_name)) for code, (word, tone, icon_name) in STATUS_BADGES.items()
    ]
    return rx.fragment(rx.match(status, *cases, badge(status)))
