"""/team/second-admin: the wizard that gives a center a second admin, and what became of it."""

from typing import Any

import reflex as rx

from bizhub.components.forms import form_actions, form_error, form_field
from bizhub.components.page import button_link, card, empty_state, note, page_header, page_link, skeleton, stack
from bizhub.components.suggest import suggest_field
from bizhub.components.text import hidden, icon, secondary, strong
from bizhub.components.variables import var
from bizhub.components.wizard import step_bar, wizard_step
from bizhub.domain.approvals import LASTS
from bizhub.domain.second_admin import STEPS
from bizhub.domain.team import ADMIN_MAY, LONGEST_MESSAGE
from bizhub.pages.frame import signed_in_page
from bizhub.state.second_admin import SecondAdminState
from bizhub.state.session import SessionState

_WHY = (
    "Somebody falls ill, leaves the firm, or loses their phone and their password: with one admin nobody could invite "
    "people, give access or take it away.",
    "Two admins see what the other does: every change is in the activity.",
    "Where the rules ask for it, important changes need both.",
)


@signed_in_page(
    route="/team/second-admin", title="Second admin", active="team", on_load=[SecondAdminState.load], width="form"
)
def second_admin_page() -> rx.Component:
    """The wizard at its step, or what was sent."""
    return rx.fragment(
        rx.cond(
            SecondAdminState.problem != "", _refused(), page_link("Team", href="/team", class_name="bh-link bh-turn")
        ),
        rx.cond(SecondAdminState.step > 0, step_bar(STEPS, SecondAdminState.step), rx.fragment()),
        rx.cond(
            SecondAdminState.loaded,
            rx.match(
                SecondAdminState.step, (1, _why()), (2, _who()), (3, _what()), (4, _message()), (5, _check()), _sent()
            ),
            rx.cond(SecondAdminState.problem == "", stack(skeleton(), skeleton()), rx.fragment()),
        ),
    )


def _refused() -> rx.Component:
    """Who is no admin has no wizard, but reads on which page they are."""
    to_the_team = button_link("To the team", href="/team", variant="surface")
    return rx.fragment(page_header("Second admin"), empty_state("shield", SecondAdminState.problem, to_the_team))


def _form(step: int, *content: rx.Component) -> rx.Component:
    return rx.el.form(
        *content,
        form_actions(*([_back(step - 1)] if step > 1 else []), rx.button("Continue", type="submit")),
        key=var(SecondAdminState.drawn).to_string(),
        on_submit=SecondAdminState.go_on(step),
        no_validate=True,
        class_name="bh-stack",
    )


def _back(step: int) -> rx.Component:
    return rx.button(
        "Back", type="button", variant="surface", color_scheme="gray", on_click=SecondAdminState.show_step(step)
    )


def _why() -> rx.Component:
    return wizard_step(
        "Why two admins?",
        rx.Var.create("So that ") + SessionState.center_name + " never depends on one person.",
        _form(1, rx.el.ul(*(rx.el.li(icon("check"), rx.el.span(line)) for line in _WHY), class_name="bh-list")),
    )


def _who() -> rx.Component:
    member = rx.el.div(
        rx.el.span("A member", class_name="bh-label"),
        suggest_field(
            "A member",
            placeholder="Find by name or address",
            chosen=SecondAdminState.name,
            rows=SecondAdminState.member_rows,
            answered=SecondAdminState.members_answered,
            on_ask=SecondAdminState.suggest_members,
            on_choose=SecondAdminState.choose_member,
            clear_label="Choose no member",
        ),
        class_name="bh-field",
    )
    return wizard_step(
        "Who shall be the second admin?",
        "Somebody of the team, or anybody else by their e-mail address.",
        _form(
            2,
            member,
            _text("Or an e-mail address", "address", SecondAdminState.address, auto_complete="off", input_mode="email"),
            rx.cond(SecondAdminState.replaced != "", note(_until_then()), rx.fragment()),
        ),
    )


def _text(label: str, name: str, value: Any, **more: Any) -> rx.Component:
    """A field that is kept while it is typed."""
    return form_field(
        label,
        name,
        error=SecondAdminState.errors.get(name, ""),
        default_value=value,
        on_change=SecondAdminState.keep(name).debounce(300),
        on_blur=SecondAdminState.keep(name),
        **more,
    )


def _what() -> rx.Component:
    may = rx.el.ul(*(rx.el.li(icon("check"), rx.el.span(line)) for line in ADMIN_MAY), class_name="bh-list")
    return wizard_step(
        _named("What ", " may do as an admin"),
        "Everything you may do yourself. It can be taken back at any time.",
        _form(3, may, secondary("They see money matters only with a finance role.")),
    )


def _named(before: str, after: str) -> Any:
    who = rx.cond(SecondAdminState.name != "", SecondAdminState.name, SecondAdminState.address)
    return rx.fragment(before, who, after)


def _message() -> rx.Component:
    field = _text(
        "Message",
        "message",
        SecondAdminState.message,
        multiline=True,
        rows=4,
        optional=True,
        auto_complete="off",
        hint=f"Goes with the invitation; at most {LONGEST_MESSAGE:,} characters.",
    )
    known = note("They are a member already: they become an admin at once, without an invitation to answer.")
    return wizard_step(
        _named("What do you want to tell ", "?"),
        "In your own words, or nothing at all.",
        _form(4, rx.cond(SecondAdminState.user_id != "", known, field)),
    )


def _check() -> rx.Component:
    approval = note(
        f"The rules of this center ask for two admins: another one has {LASTS.days} days to approve this before it "
        "happens.",
        tone="accent",
    )
    return wizard_step(
        "Is this right?",
        "It can be followed, changed and taken back until it is accepted.",
        rx.el.dl(
            _told("Second admin", _named("", ""), 2),
            rx.cond(
                SecondAdminState.user_id == "",
                _told("Message", rx.cond(SecondAdminState.message != "", SecondAdminState.message, "none"), 4),
                rx.fragment(),
            ),
            class_name="bh-told",
        ),
        form_error(SecondAdminState.errors.get("address", "")),
        rx.cond(SecondAdminState.replaced != "", note(_until_then()), rx.fragment()),
        rx.cond(SecondAdminState.needs_approval, approval, rx.fragment()),
        form_actions(
            _back(4),
            rx.button(
                icon("send"),
                rx.cond(
                    SecondAdminState.needs_approval,
                    "Send for approval",
                    rx.cond(SecondAdminState.user_id != "", "Make them an admin", "Send the invitation"),
                ),
                type="button",
                on_click=SecondAdminState.send,
            ),
        ),
    )


def _until_then() -> rx.Component:
    return rx.fragment("The invitation to ", SecondAdminState.replaced, " is good until this one is sent.")


def _told(label: str, words: Any, step: int) -> rx.Component:
    change = rx.el.button(
        "Change", hidden(" ", label), type="button", class_name="bh-plain bh-link",
        on_click=SecondAdminState.show_step(step),
    )  # fmt: skip
    return rx.el.div(rx.el.dt(label), rx.el.dd(words), rx.el.dd(change))


def _sent() -> rx.Component:
    there = note("This center has two admins or more: it depends on nobody alone.", tone="good")
    return wizard_step(
        "What was sent",
        "Until it is accepted you can send it again, change the address or take it back.",
        rx.el.div(
            rx.cond(SecondAdminState.lasting_admins > 1, there, rx.fragment()),
            card(
                rx.cond(
                    var(SecondAdminState.sent).length() > 0,
                    rx.el.ul(rx.foreach(SecondAdminState.sent, _line), class_name="bh-access"),
                    "Nothing waits any more: what was sent was answered or taken back.",
                )
            ),
            form_actions(rx.button("Add another admin", variant="surface", on_click=SecondAdminState.add_another)),
            class_name="bh-stack",
        ),
    )


def _line(line: Any) -> rx.Component:
    def button(words: str, on_click: Any) -> rx.Component:
        return rx.button(words, hidden(": ", line.title), variant="surface", color_scheme="gray", on_click=on_click)

    take_back = rx.cond(line.is_own, button("Take back", SecondAdminState.take_back(line.id)), rx.fragment())
    more = rx.fragment(
        button("Send again", SecondAdminState.resend(line.id)),
        button("Change address", SecondAdminState.change_address(line.id)),
    )
    return rx.el.li(
        rx.cond(line.is_approval, icon("stamp"), icon("mail")),
        rx.el.span(strong(line.title), class_name="bh-access-name"),
        rx.el.ul(
            rx.el.li(secondary(line.standing)),
            rx.el.li(rx.el.span(rx.cond(line.is_approval, rx.fragment(), more), take_back, class_name="bh-row")),
        ),
        key=line.id,
    )
