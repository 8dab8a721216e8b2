"""A file on the import page: how far it is, what it would do to each ad account, what a person may choose."""

from typing import Any

import reflex as rx

from bizhub.components.forms import form_field, select_field
from bizhub.components.page import card, note, page_link
from bizhub.components.text import icon, secondary
from bizhub.components.upload import progress_bar
from bizhub.components.variables import var
from bizhub.state.imports import ImportState


def import_file(file: Any) -> rx.Component:
    """The card of one file."""
    return card(
        rx.fragment(
            rx.match(
                file.state,
                ("READING", progress_bar(file.progress, label="Reading the file", action=_cancel(file))),
                ("RUNNING", progress_bar(file.progress, label="Putting the figures in place", action=_cancel(file))),
                ("CANCELLING", progress_bar(file.progress, label="Cancelling; what was begun is finished first")),
                ("DONE", _done(file)),
                ("REFUSED", _refused(file)),
                ("FAILED", note(file.error, tone="bad")),
                ("CANCELLED", note(rx.cond(file.error != "", file.error, "Cancelled. Nothing was changed."))),
                _preview(file),
            )
        ),
        title=file.name,
        aside=rx.el.span(secondary(file.words), _close(file), class_name="bh-row"),
    )


def _close(file: Any) -> rx.Component:
    """For what has ended; what is on its way is cancelled first."""
    return rx.fragment(
        rx.match(
            file.state,
            ("READING", rx.fragment()),
            ("PREVIEW", rx.fragment()),
            ("RUNNING", rx.fragment()),
            ("CANCELLING", rx.fragment()),
            rx.icon_button(
                icon("x"),
                aria_label=f"Take {file.name} off this page",
                variant="ghost",
                color_scheme="gray",
                on_click=ImportState.clear(file.id),
            ),
        )
    )


def _cancel(file: Any) -> rx.Component:
    return rx.button(
        "Cancel",
        aria_label=f"Cancel importing {file.name}",
        variant="soft",
        color_scheme="gray",
        on_click=ImportState.cancel(file.id),
    )


def _done(file: Any) -> rx.Component:
    return note(file.done_words, tone="good", action=page_link("See insights", href=file.insights_path))


def _refused(file: Any) -> rx.Component:
    return rx.fragment(
        rx.cond(file.error != "", note(file.error, tone="bad", role="alert"), rx.fragment()),
        rx.cond(file.problem_words != "", note(file.problem_words, tone="bad", role="alert"), rx.fragment()),
        rx.cond(file.problems.length() > 0, _problems(file), rx.fragment()),
    )


def _problems(file: Any) -> rx.Component:
    return rx.el.div(
        rx.table.root(
            rx.table.header(
                rx.table.row(
                    rx.table.column_header_cell("Line"),
                    rx.table.column_header_cell("Column"),
                    rx.table.column_header_cell("What stands there"),
                    rx.table.column_header_cell("What was expected"),
                )
            ),
            rx.table.body(
                rx.foreach(
                    file.problems,
                    lambda problem: rx.table.row(
                        rx.table.row_header_cell(problem.line),
                        rx.table.cell(problem.column),
                        rx.table.cell(problem.value),
                        rx.table.cell(problem.expected),
                    ),
                )
            ),
            size="1",
        ),
        class_name="bh-problems",
        tab_index=0,
        role="region",
        aria_label="Cells that could not be read",
    )


def _preview(file: Any) -> rx.Component:
    return rx.fragment(
        rx.cond(file.error != "", note(file.error, tone="warn", role="alert"), rx.fragment()),
        rx.foreach(file.notes, lambda words: note(words)),
        rx.foreach(file.accounts, lambda account: _account(file, account)),
        rx.cond(file.obstacle != "", note(file.obstacle, tone="bad", role="alert"), rx.fragment()),
        rx.cond(file.seen_words != "", note(file.seen_words, tone="warn"), rx.fragment()),
        rx.cond(file.overlap != "", note(file.overlap, tone="warn"), rx.fragment()),
        rx.cond(
            var(ImportState.errors).get(file.id, "") != "",
            note(var(ImportState.errors).get(file.id, ""), tone="bad", role="alert"),
            rx.fragment(),
        ),
        rx.cond(file.place_words != "", _turning(file), rx.fragment()),
        rx.el.div(
            _cancel(file),
            rx.button("Import", on_click=ImportState.start(file.id), disabled=~file.is_ready),
            class_name="bh-row-end",
        ),
    )


def _turning(file: Any) -> rx.Component:
    """The way to the other ad accounts of a file that names many."""

    def turn(words: str, icon_name: str, first: Any) -> rx.Component:
        return rx.icon_button(
            icon(icon_name),
            aria_label=words,
            variant="surface",
            color_scheme="gray",
            disabled=first < 0,
            on_click=ImportState.turn(file.id, first),
        )

    return rx.el.div(
        rx.el.span(file.place_words, class_name="bh-secondary bh-num"),
        rx.el.span(class_name="bh-spread"),
        turn("Previous ad accounts", "chevron_left", file.previous),
        turn("Next ad accounts", "chevron_right", file.next),
        class_name="bh-row",
    )


def _account(file: Any, account: Any) -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.badge(account.verb, color_scheme=rx.cond(account.creates, "iris", "gray")),
            rx.el.h3(account.title),
            secondary(account.about),
            class_name="bh-row",
        ),
        secondary(f"{account.period} · {account.rows}"),
        rx.el.dl(rx.foreach(account.sums, _sum), class_name="bh-sums"),
        rx.foreach(account.notes, lambda words: note(words, tone="warn")),
        rx.cond(account.problem != "", note(account.problem, tone="bad", role="alert"), rx.fragment()),
        rx.cond(account.asks_external_id | account.creates, _choices(file, account), rx.fragment()),
        key=account.source,  # else its fields would keep what stood in the fields of another account
        class_name="bh-import-account",
    )


def _sum(line: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(line.label),
        rx.el.dd(
            rx.cond(line.before != "", rx.el.span(line.before, " → ", class_name="bh-secondary"), rx.fragment()),
            line.value,
            class_name="bh-num",
        ),
    )


def _choices(file: Any, account: Any) -> rx.Component:
    """Which account it is, and what a person may say about one that does not exist yet."""

    def choose(name: str) -> Any:
        return lambda value: ImportState.choose(file.id, account.source, name, value)

    def entered(name: str) -> dict[str, Any]:
        """Handed over when the field is left or Enter is pressed: half an ID is the ID of another account."""
        return {"on_blur": choose(name), "custom_attrs": {"data-bh-enter": ""}}

    field = f"{file.id}-{account.source}"
    return rx.el.div(
        rx.cond(
            account.asks_external_id,
            form_field(
                "Ad account ID",
                f"external-{field}",
                hint=account.external_id_hint,
                error=account.external_id_error,
                default_value=account.external_id,
                **entered("external_id"),
                max_length=64,
            ),
            rx.fragment(),
        ),
        rx.cond(account.creates, _of_new_account(account, field, choose, entered), rx.fragment()),
        class_name="bh-fields",
    )


def _of_new_account(account: Any, field: Any, choose: Any, entered: Any) -> rx.Component:
    """Name, currency and time zone; only the name is kept while typing, in case the page is left."""
    return rx.fragment(
        form_field(
            "Name",
            f"name-{field}",
            default_value=account.name,
            on_change=lambda value: choose("name")(value).debounce(400),
            **entered("name"),
            max_length=100,
        ),
        rx.cond(
            account.asks_currency,
            form_field(
                "Currency",
                f"currency-{field}",
                hint="Three letters, such as EUR. It can never be changed.",
                default_value=account.currency,
                **entered("currency"),
                max_length=3,
            ),
            rx.fragment(),
        ),
        select_field(
            "Time zone",
            f"zone-{field}",
            var(ImportState.time_zones),
            hint="The days of the figures are days in this zone. It can never be changed.",
            value=account.time_zone,
            on_change=choose("time_zone"),
        ),
    )
