"""What the desk sees of centers without an admin: the drawer in which one is chosen, and what became of each."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.dialogs import confirm_dialog, drawer
from bizhub.components.forms import form_actions, form_field
from bizhub.components.page import card
from bizhub.components.text import hidden, secondary, strong, tile
from bizhub.components.variables import var
from bizhub.domain.levels import LONGEST_REASON
from bizhub.state.desk_recovery import DeskRecoveryState


def choosing() -> Component:
    """The drawer of one center: who was its admins, whom the desk can choose, and the form."""
    return drawer(
        DeskRecoveryState.opened != "",
        rx.el.div(
            rx.el.h2("Admins who are gone", class_name="bh-strong"),
            rx.el.ul(rx.foreach(DeskRecoveryState.admins, _admin), class_name="bh-access"),
            rx.el.h2("Members", class_name="bh-strong"),
            rx.cond(
                var(DeskRecoveryState.candidates).length() > 0,
                rx.el.ul(rx.foreach(DeskRecoveryState.candidates, _candidate), class_name="bh-access"),
                secondary("Nobody is left. Type the address of somebody who has signed up."),
            ),
            _form(),
            class_name="bh-stack",
        ),
        over="Choose an admin for",
        title=DeskRecoveryState.opened_name,
        subtitle="All members are told, and any of them can object.",
        on_open_change=DeskRecoveryState.set_opened,
    )


def recoveries(lines: Any, title: str, *, waits: bool) -> Component:
    """Those that wait, or those that are over; nothing where there are none."""

    def draw(line: Any) -> Component:
        return _recovery(line, waits=waits)

    listed = rx.el.ul(rx.foreach(lines, draw), class_name="bh-access")
    return rx.cond(var(lines).length() > 0, card(listed, title=title), rx.fragment())


def _admin(line: Any) -> Component:
    return rx.el.li(
        tile(line.name, person=True),
        rx.el.span(strong(line.name), " ", secondary(line.why), class_name="bh-access-name"),
        key=line.name,
    )


def _candidate(line: Any) -> Component:
    choose = rx.button(
        "Choose",
        hidden(" ", line.name),
        type="button",
        variant="surface",
        color_scheme="gray",
        on_click=DeskRecoveryState.choose(line.address),
    )
    return rx.el.li(
        tile(line.name, person=True),
        rx.el.span(
            strong(line.name),
            " ",
            secondary(rx.cond(line.why_not != "", line.why_not, f"{line.address} · last seen: {line.last_seen}")),
            class_name="bh-access-name",
        ),
        rx.cond(line.why_not == "", choose, rx.fragment()),
        key=line.address,
    )


def _form() -> Component:
    errors = DeskRecoveryState.errors
    return rx.el.form(
        form_field(
            "Who becomes the admin",
            "address",
            error=errors.get("address", ""),
            hint="The e-mail address or phone number they sign in with; a member, or somebody new.",
            default_value=DeskRecoveryState.chosen,
            key=f"address-{DeskRecoveryState.chosen}",
            max_length=320,
            auto_complete="off",
            spell_check=False,
        ),
        form_field(
            "Why",
            "reason",
            error=errors.get("reason", ""),
            hint="All members read it.",
            max_length=LONGEST_REASON,
            auto_complete="off",
        ),
        form_actions(rx.button("Choose this admin", type="submit")),
        no_validate=True,
        on_submit=DeskRecoveryState.start,
        class_name="bh-stack",
    )


def _recovery(line: Any, *, waits: bool) -> Component:
    stop = confirm_dialog(
        rx.button("Stop…", hidden(": ", line.center), variant="surface", color_scheme="gray"),
        title="Stop this?",
        ends=rx.fragment(strong(line.person), " is not made an admin of ", strong(line.center), "."),
        verb="Stop it",
        on_confirm=DeskRecoveryState.cancel(line.id),
    )
    when = secondary("done on ", line.due, ", unless a member objects") if waits else secondary(line.outcome)
    return rx.el.li(
        tile(line.center),
        rx.el.span(strong(line.person), " for ", strong(line.center), class_name="bh-access-name"),
        rx.el.span(stop, class_name="bh-row") if waits else None,
        rx.el.ul(
            rx.el.li(when),
            rx.el.li(secondary("chosen by ", line.asked, ": “", line.reason, "”")),
            rx.cond(line.answer != "", rx.el.li(secondary("“", line.answer, "”")), rx.fragment()),
        ),
        key=line.id,
    )
