"""What the desk sees of each kind of case: its panel, and the handler that loads it."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from bizhub.components.desk_ad_account import ad_account_panel
from bizhub.components.desk_ticket import ticket_panel
from bizhub.components.desk_verification import verification_panel
from bizhub.domain.desk import CaseKind
from bizhub.state.desk_ad_account import DeskAdAccountState
from bizhub.state.desk_ticket import DeskTicketState
from bizhub.state.desk_verification import DeskVerificationState

PANELS: dict[CaseKind, tuple[Callable[[], rx.Component], Any]] = {
    CaseKind.VERIFICATION: (verification_panel, DeskVerificationState.show),
    CaseKind.AD_ACCOUNT: (ad_account_panel, DeskAdAccountState.show),
    CaseKind.TICKET: (ticket_panel, DeskTicketState.show),
}
"""A panel draws the data of a case and its decision; the page around it the rest."""


def panel(kind: Any) -> rx.Component:
    """The panel of a case of this kind."""
    return rx.fragment(*(rx.cond(kind == one.value, draw(), rx.fragment()) for one, (draw, _) in PANELS.items()))


def loaders() -> list[Any]:
    """What the page of a case loads besides itself."""
    return [show for _, show in PANELS.values()]
