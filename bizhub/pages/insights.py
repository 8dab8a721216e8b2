"""/insights: performance of one ad account or of all, down to the single ad."""

import reflex as rx

from bizhub.components import insight_parts
from bizhub.components.forms import filter_bar, form_error
from bizhub.components.page import page_header
from bizhub.components.variables import var
from bizhub.domain.policy import Permission
from bizhub.pages.frame import signed_in_page
from bizhub.state.insights import FiguresState, InsightsState
from bizhub.state.session import SessionState


@signed_in_page(route="/insights", title="Insights", active="insights", on_load=[InsightsState.load])
def insights() -> rx.Component:
    """The page of insights."""
    shown = rx.cond(SessionState.account_id != "", SessionState.account_name, "All ad accounts")
    part = rx.cond(FiguresState.part_words != "", rx.fragment(FiguresState.part_words, " · "), rx.fragment())
    own = rx.cond(
        var(SessionState.permissions).contains(Permission.INSIGHTS_VIEW_CENTER.value) & (SessionState.account_id == ""),
        rx.button(
            rx.cond(InsightsState.own_only, "Show the whole center", "Show only mine"),
            variant="surface",
            color_scheme="gray",
            on_click=InsightsState.toggle_own,
        ),
        rx.fragment(),
    )
    return rx.fragment(
        page_header(
            "Insights",
            rx.fragment(shown, " · ", part, InsightsState.period),
            own,
            insight_parts.export_figures(),
        ),
        rx.el.div(
            filter_bar(insight_parts.period_picker(), rx.el.span(class_name="bh-spread"), insight_parts.choices()),
            class_name="bh-two-abreast",
        ),
        form_error(var(InsightsState.errors).values().join(" ")),
        rx.cond(
            InsightsState.is_empty,
            insight_parts.nothing_yet(),
            rx.fragment(insight_parts.totals_and_chart(), insight_parts.figures()),
        ),
    )
