"""What components promise to screen readers, keyboards and scripts, read from what they draw."""

import re
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
import reflex as rx

from bizhub.components.data_table import Column, Paging, Selection, Sorting, cell, data_table
from bizhub.components.figure_table import figure_table
from bizhub.components.forms import form_field, password_field, select_field
from bizhub.components.page import empty_state
from bizhub.components.palette import palette
from bizhub.components.shell import NAV_ITEMS, shell
from bizhub.components.text import STATUS_BADGES, badge, initials, short_id, status_badge
from bizhub.components.theme import SCRIPTS, STYLESHEETS, head_components
from bizhub.state.insights_rows import FigureLine, MetricColumn
from bizhub.state.notification_rows import NotificationLine
from tests.components.conftest import ASSETS


@dataclass
class Row:
    """What a state's list holds."""

    id: str
    name: str


def _var(name: str, kind: Any) -> Any:
    return rx.Var(name, _var_type=kind).guess_type()


def _drawn(component: rx.Component) -> str:
    return str(component.render())


def _table(**more: Any) -> str:
    return _drawn(
        data_table(
            _var("rows", list[Row]),
            [
                Column("Name", lambda row: cell(row.name), sort_key="name"),
                Column("Cost", lambda row: row.id, align="right", phone=False),
            ],
            label="Ad accounts",
            loading=_var("loading", bool),
            empty=empty_state("megaphone", "No ad accounts yet."),
            **more,
        )
    )


FIELDS = {
    "text": form_field("E-mail", "one", error=_var("problem", str), hint="Where we write."),
    "password": password_field("Password", "one", error=_var("problem", str), hint="8 or more."),
    "select": select_field("Zone", "one", [("a", "A")], error=_var("problem", str), hint="Days."),
}


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS.keys())
@pytest.mark.parametrize(
    "tie",
    [
        'htmlFor:"field-one"',
        'id:"field-one"',
        '"aria-describedby":"field-one-error field-one-hint"',
        '"aria-required":"true"',
        'id:"field-one-error"',
        'id:"field-one-hint"',
    ],
)
def test_a_field_is_tied_to_its_words(field: rx.Component, tie: str) -> None:
    assert tie in _drawn(field)


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS.keys())
def test_a_wrong_field_says_so(field: rx.Component) -> None:
    assert re.search(r'"aria-invalid":\(.*problem.*"true" : "false"\)', _drawn(field))


@pytest.mark.parametrize(
    "mark", ['"aria-sort"', '"data-align":"right"', '"data-phone":"no"', '"aria-busy"', "bh-skeleton"]
)
def test_a_table_carries_its_marks(mark: str) -> None:
    sorting = Sorting(_var("key", str), _var("down", bool), lambda _key: rx.noop())
    assert mark in _table(sorting=sorting)


def test_an_unsorted_column_has_no_button() -> None:
    sorting = Sorting(_var("key", str), _var("down", bool), lambda _key: rx.noop())
    assert _table(sorting=sorting).count("bh-sort") == _table(sorting=sorting).count("bh-sort-idle") * 2


def test_a_table_without_extras_has_none() -> None:
    assert not re.search("bh-sort|bh-pager|bh-checkbox|bh-row-menu|bh-row-link", _table())


@pytest.mark.parametrize(("sorting", "buttons"), [(None, 0), (Sorting("a", False, lambda _key: rx.noop()), 2)])
def test_only_a_table_that_can_be_sorted_has_buttons_in_its_head(sorting: Sorting | None, buttons: int) -> None:
    columns, rows = _var("columns", list[MetricColumn]), _var("rows", list[FigureLine])
    drawn = _drawn(
        figure_table(
            columns, rows, label="Figures", loading=_var("loading", bool), empty=rx.fragment(), sorting=sorting,
            first_label="Currency",
        )
    )  # fmt: skip
    assert len(re.findall("bh-sort(?!-)", drawn)) == buttons


def test_rows_lead_to_their_page_and_can_be_selected() -> None:
    selection = Selection(_var("ids", list[str]), lambda _id: rx.noop(), rx.noop(), rx.noop())
    paging = Paging("1", "5", "5", _var("a", bool), _var("b", bool), rx.noop(), rx.noop())
    drawn = _table(selection=selection, paging=paging, row_href=lambda row: "/accounts/" + row.id)
    assert all(mark in drawn for mark in ("bh-row-link", "Select row", "bh-pager"))


def _palette_state() -> Any:
    @dataclass
    class PaletteRow:
        kind: str
        id: str
        name: str
        detail: str
        heading: str
        digit: str
        href: str
        parts: list[str]

    return SimpleNamespace(
        rows=_var("rows", list[PaletteRow]),
        answered=_var("answered", str),
        search=rx.noop(),
        choose=lambda *_: rx.noop(),
    )


@pytest.mark.parametrize(
    "mark",
    [
        'id:"bh-palette"',
        'id:"bh-palette-input"',
        'id:"bh-palette-list"',
        '"data-answered"',
        '"data-digit"',
        'role:"option"',
        "bh-palette-row",
    ],
)
def test_the_palette_draws_what_its_script_works_on(mark: str) -> None:
    assert mark in _drawn(palette(_palette_state()))


def _bell_state() -> Any:
    texts = {name: _var(name, str) for name in ("count", "spoken")}
    booleans = {name: _var(name, bool) for name in ("opened", "loaded")}
    rows = _var("rows", list[NotificationLine])
    return SimpleNamespace(
        rows=rows, set_opened=lambda *_: rx.noop(), read=lambda *_: rx.noop(), read_all=rx.noop(), **texts, **booleans
    )


def _shell(content: Any, active: str = "") -> str:
    return _drawn(
        shell(content, active=active, session=_session(), palette_state=_palette_state(), bell_state=_bell_state())
    )


def _session() -> Any:
    texts = (
        "user_id",
        "user_name",
        "user_email",
        "center_id",
        "center_name",
        "role",
        "account_id",
        "account_external_id",
        "account_name",
        "account_currency",
        "viewing_name",
        "viewing_until",
    )
    return SimpleNamespace(
        viewing_seconds=_var("viewing_seconds", int),
        is_at_desk=_var("is_at_desk", bool),
        centers=_var("centers", list[dict[str, str]]),
        switch_center=lambda _id: rx.noop(),
        **{name: _var(name, str) for name in texts},
    )


@pytest.mark.parametrize("item", NAV_ITEMS, ids=lambda item: item.name)
def test_the_shell_marks_the_current_page_only(item: Any) -> None:
    drawn = _shell(rx.el.h1("x"), item.name)
    assert drawn.count('"aria-current":"page"') == 2  # sidebar and phone navigation


@pytest.mark.parametrize(
    "mark",
    ['id:"main"', "Skip to content", 'id:"bh-sign-out"', '"data-bh-open":"bh-palette"', '"data-bh-open":"bh-nav"'],
)
def test_the_shell_has_its_handles(mark: str) -> None:
    assert mark in _shell(rx.fragment())


@pytest.mark.parametrize("status", STATUS_BADGES)
def test_a_status_has_a_word_and_an_icon(status: str) -> None:
    word, _, icon_name = STATUS_BADGES[status]
    drawn = _drawn(status_badge(status))
    assert word in drawn
    assert "bh-icon" in drawn
    assert icon_name


def test_an_unknown_status_shows_itself() -> None:
    assert "STATUS_NEW" in _drawn(status_badge("STATUS_NEW"))


def test_a_badge_never_speaks_by_colour_alone() -> None:
    assert "Ends soon" in _drawn(badge("Ends soon", tone="warn"))


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        (short_id("7301448213390154410"), "7301…4410"),
        (short_id("short"), "short"),
        (initials("Shop Deutschland"), "SD"),
        (initials("marketer"), "MA"),
        (initials("owner@linden.example"), "OL"),
        (initials(""), ""),
        (initials("-linden"), "LI"),
        (initials("Ann \U0001f600 Shop"), "A\U0001f600"),
        (initials("\U0001f600\U0001f680\U0001f600"), "\U0001f600\U0001f680"),
    ],
)
def test_names_and_ids_are_shortened_in_the_browser(show: Any, expression: rx.Var, shown: str) -> None:
    assert show("").evaluate(str(expression)) == shown


def _sheets() -> dict[str, str]:
    return {name: (ASSETS / name.strip("/")).read_text("utf-8") for name in STYLESHEETS}


@pytest.mark.parametrize("sheet", _sheets().values(), ids=_sheets().keys())
def test_stylesheets_name_colours_by_token(sheet: str) -> None:
    assert re.findall(r"(?<!--bh-float: )#[0-9a-f]{3,8}\b|rgba?\(|hsl", sheet) == []


@pytest.mark.parametrize("sheet", _sheets().values(), ids=_sheets().keys())
def test_no_text_is_smaller_than_12_px(sheet: str) -> None:
    sizes = [
        int(size) for size in re.findall(r"font-size: (\d+)px|--bh-font-\w+: (\d+)px", sheet) for size in size if size
    ]
    assert [size for size in sizes if size < 12] == []


def test_scripts_are_named_by_their_text() -> None:
    drawn = "".join(_drawn(part) for part in head_components())
    sources = re.findall(r'src:"(/\w+\.js\?v=[0-9a-f]{10})"', drawn)
    assert [source[1:].split("?")[0] for source in sources] == ["reader.js", *SCRIPTS]
