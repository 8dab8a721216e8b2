"""What the pages of the desk share: who may not see them, and the keys."""

from typing import Any

import reflex as rx

from bizhub.components.page import button_link, card, empty_state
from bizhub.components.text import key
from bizhub.components.variables import var
from bizhub.state.desk import NEEDS_TWO_STEP


def desk_or_problem(problem: Any, content: rx.Component) -> rx.Component:
    """The content, or why somebody does not see it."""
    two_step = empty_state(
        "shield_check",
        "The desk asks for 2-step verification, because it sees what centers send in confidence.",
        button_link("Turn it on", href="/profile/two-step"),
    )
    missing = empty_state("map_pin_off", "Not found. There is nothing here for you.")
    refused = card(rx.cond(var(problem) == NEEDS_TWO_STEP, two_step, missing))
    return rx.cond(var(problem) != "", refused, content)


def keys(*pairs: tuple[str, str]) -> rx.Component:
    """Keys and what each does; they do nothing while somebody types."""
    return rx.el.p(
        *(rx.el.span(key(name), " ", words, class_name="bh-key-pair") for name, words in pairs),
        class_name="bh-keys bh-secondary bh-small bh-desk",
    )
