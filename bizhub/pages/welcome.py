"""/welcome: the wizard that makes a center, and what comes after it."""

from typing import Any

import reflex as rx

from bizhub.components.bridge import sign_out_form
from bizhub.components.checklist import checklist
from bizhub.components.forms import form_actions, form_error, form_field, select_field, time_zone_field
from bizhub.components.invitations import offer_card
from bizhub.components.page import note, page_link, row, skeleton
from bizhub.components.shell import SIGN_OUT_PATH, brand
from bizhub.components.text import copyable_id, secondary
from bizhub.components.variables import var
from bizhub.components.wizard import step_bar, wizard_frame, wizard_step
from bizhub.domain.centers import INDUSTRIES, LONGEST_NAME, LONGEST_WEBSITE
from bizhub.state.checklist import ChecklistState
from bizhub.state.invitation import OffersState
from bizhub.state.session import SessionState
from bizhub.state.welcome import CURRENCIES, REGIONS, TIME_ZONES, WelcomeState

STEPS = ("Business", "Region", "Contact", "Check")


@rx.page(
    route="/welcome",
    title="Your center · BizHub",
    on_load=[SessionState.load, OffersState.load, WelcomeState.load, ChecklistState.load],
)
def welcome_page() -> rx.Component:
    """The wizard, outside the shell: there may be no center yet."""
    return rx.fragment(
        _top(),
        rx.cond(
            WelcomeState.made_id != "",
            rx.el.main(_made(), id="main", class_name="bh-page bh-wizard", data_width="form"),
            wizard_frame(
                rx.fragment(_offers(), step_bar(STEPS, WelcomeState.step)),
                rx.fragment(
                    rx.match(
                        WelcomeState.step,
                        (1, _business()),
                        (2, _place()),
                        (3, _contact()),
                        (4, _check()),
                        rx.el.div(*(skeleton() for _ in range(5)), class_name="bh-stack"),
                    ),
                    _alone(),
                ),
            ),
        ),
        sign_out_form(SIGN_OUT_PATH),
    )


def _alone() -> rx.Component:
    """The way for who has no business."""
    words = (secondary("No business?"), page_link("Keep ad accounts of your own", href="/my"))
    return rx.cond(WelcomeState.step == 1, row(*words), rx.fragment())


def _top() -> rx.Component:
    return rx.el.header(
        brand(),
        rx.el.span(class_name="bh-push"),
        rx.cond(
            (SessionState.center_id != "") & (WelcomeState.made_id == ""),
            page_link("Cancel", href="/overview"),
            rx.fragment(),
        ),
        rx.button(
            "Sign out",
            variant="ghost",
            color_scheme="gray",
            type="button",
            custom_attrs={"data-bh-submit": "bh-sign-out"},
        ),
        class_name="bh-topbar",
    )


def _offers() -> rx.Component:
    """Invitations to the person's own address: joining a center comes before making one."""
    return rx.cond(
        var(OffersState.offers).length() > 0,
        rx.el.section(
            rx.foreach(OffersState.offers, _offer),
            rx.el.p("Or create a center of your own:", class_name="bh-secondary"),
            aria_label="Invitations",
            class_name="bh-stack",
        ),
        rx.fragment(),
    )


def _offer(offer: Any) -> rx.Component:
    return offer_card(offer, on_accept=OffersState.accept(offer.id), on_decline=OffersState.decline(offer.id))


def _field(label: str, name: str, **more: Any) -> rx.Component:
    """A text field that is kept while it is typed."""
    return form_field(
        label,
        name,
        error=WelcomeState.errors.get(name, ""),
        default_value=WelcomeState.values[name],
        # The debounce is one for all fields: whoever moves on quickly is kept when the field is left.
        on_change=WelcomeState.keep(name).debounce(300),
        on_blur=WelcomeState.keep(name),
        **more,
    )


def _choice(label: str, name: str, options: Any, **more: Any) -> rx.Component:
    return select_field(
        label,
        name,
        options,
        error=WelcomeState.errors.get(name, ""),
        default_value=WelcomeState.values[name],
        on_change=WelcomeState.keep(name),
        placeholder="Choose",
        **more,
    )


def _step_form(*fields: rx.Component, first: bool = False) -> rx.Component:
    back = rx.button("Back", type="button", variant="surface", color_scheme="gray", on_click=WelcomeState.go_back)
    return rx.el.form(
        *fields,
        form_actions(*([] if first else [back]), rx.button("Continue", type="submit")),
        on_submit=WelcomeState.go_on,
        no_validate=True,
        class_name="bh-stack",
    )


def _business() -> rx.Component:
    return wizard_step(
        "What is your business called?",
        "A center is the one place for your ad accounts, the people who work on them, and the proof of who did what.",
        _step_form(
            _field(
                "Business name",
                "name",
                max_length=LONGEST_NAME,
                auto_complete="organization",
                auto_focus=var(OffersState.offers).length() == 0,  # it would scroll them out of sight on phones
            ),
            _choice("Industry", "industry", INDUSTRIES),
            _field(
                "Website",
                "website",
                optional=True,
                max_length=LONGEST_WEBSITE,
                auto_complete="url",
                input_mode="url",
                placeholder="shop.example.com",
            ),
            first=True,
        ),
    )


def _place() -> rx.Component:
    return wizard_step(
        "Where is it, and in what does it pay?",
        "Currency and time zone are suggested for everything that is added to the center.",
        _step_form(
            _choice("Country", "region", REGIONS, auto_complete="country"),
            rx.el.div(_choice("Currency", "currency", CURRENCIES), key=var(WelcomeState.suggestions).to_string()),
            rx.el.div(_time_zone(), key=var(WelcomeState.suggestions).to_string()),
            note(
                "You cannot change these later yourself. Company name, website, country, currency and time zone are "
                "then changed by the people who run this BizHub, through a ticket.",
            ),
            note(
                "Does a local unit use another currency? Let it create a center of its own, and add the headquarters "
                "to it as a partner.",
            ),
        ),
    )


def _time_zone() -> rx.Component:
    name = "time_zone"
    return time_zone_field(
        TIME_ZONES,
        error=WelcomeState.errors.get(name, ""),
        hint=WelcomeState.zone_hint,
        default_value=WelcomeState.values[name],
        on_change=WelcomeState.keep(name).debounce(300),
        on_blur=WelcomeState.keep(name),
    )


def _contact() -> rx.Component:
    return wizard_step(
        "Who answers for it?",
        "Used when the center itself has to be reached. An e-mail address or a phone number is enough.",
        _step_form(
            _field("Name", "contact_name", max_length=LONGEST_NAME, auto_complete="name"),
            _field("E-mail", "contact_email", optional=True, type="email", auto_complete="email", max_length=320),
            _field(
                "Phone number",
                "contact_phone",
                optional=True,
                type="tel",
                auto_complete="tel",
                max_length=30,
                placeholder="+49 30 901820",
            ),
        ),
    )


def _check() -> rx.Component:
    return wizard_step(
        "Is this right?",
        "You become the center's admin. The center's name can be changed at any time.",
        form_error(WelcomeState.errors.get("", "")),
        rx.el.dl(rx.foreach(WelcomeState.summary, _told), class_name="bh-told"),
        rx.el.div(rx.foreach(WelcomeState.errors.items(), lambda item: note(item[1], tone="bad", role="alert"))),
        note("Company name, website, country, currency and time zone can later be changed only through a ticket."),
        form_actions(
            rx.button("Back", variant="surface", color_scheme="gray", type="button", on_click=WelcomeState.go_back),
            rx.button(
                "Create the center",
                type="button",
                on_click=WelcomeState.create,
                loading=WelcomeState.is_creating,
                disabled=WelcomeState.is_creating,
            ),
        ),
    )


def _told(line: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(line[0]),
        rx.el.dd(line[1]),
        rx.el.dd(
            rx.el.button(
                "Change",
                rx.el.span(" ", line[0], class_name="bh-hidden"),
                type="button",
                class_name="bh-plain bh-link",
                on_click=WelcomeState.show_step(line[2].to(int)),
            )
        ),
    )


def _made() -> rx.Component:
    return rx.fragment(
        rx.el.header(
            rx.el.div(
                rx.el.h1(WelcomeState.made_name, " is ready"),
                rx.el.p("You are its admin. This is its ID; partners and support will ask for it."),
                class_name="bh-header-words",
            ),
            class_name="bh-header",
        ),
        rx.el.p(
            rx.el.span("ID: ", copyable_id(WelcomeState.made_id, what="center ID", shorten=False)),
            class_name="bh-made-id",
        ),
        checklist(can_hide=False),
        form_actions(rx.button(page_link("Go to the overview", href="/overview", class_name=""), as_child=True)),
    )
