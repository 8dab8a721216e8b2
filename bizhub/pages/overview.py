"""/overview: what is left to set up, and how the ad accounts do."""

import reflex as rx

from bizhub.components import insight_parts
from bizhub.components.checklist import checklist
from bizhub.components.page import page_header, page_link, section_title
from bizhub.pages.frame import signed_in_page
from bizhub.state.checklist import ChecklistState
from bizhub.state.insights import FiguresState, InsightsState
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
            rx.fragment(shown, " · ", InsightsState.period),
            page_link(rx.button("Import figures"), href="/import"),
        ),
        checklist(),
        rx.cond(
            InsightsState.is_empty,
            insight_parts.nothing_yet(),
            rx.fragment(
                insight_parts.totals_and_chart(),
                section_title(FiguresState.by_words),
                insight_parts.table(paged=False),
            ),
        ),
    )
