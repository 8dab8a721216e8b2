"""/overview: what is left to set up, and how the ad accounts do."""

import reflex as rx

from bizhub.components import insight_parts
from bizhub.components.checklist import checklist
from bizhub.components.page import button_link, page_header
from bizhub.components.text import icon
from bizhub.components.variables import var
from bizhub.pages.frame import signed_in_page
from bizhub.state.checklist import ChecklistState
from bizhub.state.insights import InsightsState
from bizhub.state.session import SessionState


@signed_in_page(
    route="/overview", title="Overview", active="overview", on_load=[ChecklistState.load, InsightsState.load]
)
def overview() -> rx.Component:
    """The first page after signing in."""
    shown = rx.cond(SessionState.account_id != "", SessionState.account_name, SessionState.center_name)
    return rx.fragment(
        page_header(
            "Overview",
            rx.cond(InsightsState.is_empty, shown, rx.fragment(shown, " · ", InsightsState.period)),
            rx.cond(
                SessionState.may_import & ~var(InsightsState.is_empty),
                button_link(icon("file_up"), "Import figures", href="/import"),
                rx.fragment(),
            ),
        ),
        checklist(),
        rx.cond(
            InsightsState.is_empty,
            insight_parts.nothing_yet(),
            rx.fragment(
                insight_parts.totals_and_chart(),
                insight_parts.first_figures(),
            ),
        ),
    )
