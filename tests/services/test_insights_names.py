"""Tables of ad accounts by name: sorted and searched as the list of ad accounts is."""

from datetime import date
from typing import Any

import pytest

from bizhub.domain.figures import Dimension, Drill, Order
from bizhub.domain.insights import Details, Question
from bizhub.domain.policy import AdAccountLevel
from bizhub.services import insights
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import World
from tests.services.made_figures import FiguresCenter

AUGUST: dict[str, Any] = {"first": date(2023, 8, 1), "last": date(2023, 8, 31)}
BY_NAME = Order("name", descending=False)
MADE = {
    # In the order of their IDs: name, currency, cost.
    "z-7": ("Zebra", "EUR", 50),
    "u-20": ("Über Łódź", "JPY", 9_000),
    "a-1": ("alpha", "USD", 10),
    "a-2": ("Alpha", "EUR", 20),
    "p-100": ("100% Shop", "USD", 70),
    "none": ("Beta without figures", "EUR", 0),
}
SORTED = ["p-100", "a-1", "a-2", "u-20", "z-7"]


@pytest.fixture
def center(runtime: Runtime, world: World) -> FiguresCenter:
    made = FiguresCenter.made(runtime, world)
    for external_id, (name, currency, cost) in MADE.items():
        number = world.ad_account(made.id, made.owner, name, external_id=external_id, currency=currency)
        made.accounts[external_id] = number
        if cost:
            made.add(external_id, f"2023-08-10,{cost},100,5,A")
    return made


def listed(center: FiguresCenter, search: str = "", order: Order = BY_NAME, **asked: Any) -> list[str]:
    """The accounts of the table, as the platform numbers them."""
    details: Details = center.ask(
        insights.show_details,
        question=Question(**AUGUST, convert_to=asked.pop("convert_to", "")),
        metric="clicks",
        by=Dimension.ACCOUNT,
        drill=Drill(search=search),
        order=order,
        **asked,
    )
    numbers = {int(number): external_id for external_id, number in center.accounts.items()}
    return [numbers[row.row.account_id or 0] for row in details.table.rows]


@pytest.mark.parametrize("convert_to", ["", "EUR"])
def test_ad_accounts_are_sorted_by_name_across_currencies(center: FiguresCenter, convert_to: str) -> None:
    assert listed(center, convert_to=convert_to) == SORTED
    assert listed(center, order=Order("name", descending=True), convert_to=convert_to) == SORTED[::-1]


def test_the_second_page_goes_on_where_the_first_ended(center: FiguresCenter) -> None:
    pages = [listed(center, page=page, page_size=2) for page in (1, 2, 3)]
    assert pages == [SORTED[:2], SORTED[2:4], SORTED[4:]]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("ALPHA", ["a-1", "a-2"]),
        ("uber", ["u-20"]),
        ("lodz über", ["u-20"]),
        ("A-2", ["a-2"]),
        ("#a-1", ["a-1"]),
        ("0%", ["p-100"]),
        ("_", []),
        ("beta", []),
        ("nobody", []),
        (" ", SORTED),
    ],
)
def test_ad_accounts_are_found_by_name_or_id(center: FiguresCenter, search: str, found: list[str]) -> None:
    assert listed(center, search) == found


def test_what_is_found_can_be_sorted_by_a_figure(center: FiguresCenter) -> None:
    assert listed(center, "a", Order("spend", descending=True)) == ["z-7", "a-2", "a-1"]


def test_only_accounts_that_one_may_see_are_found(center: FiguresCenter, world: World) -> None:
    member = world.user("Max")
    world.member(center.id, member)
    world.grant(center.id, center.accounts["a-2"], member, AdAccountLevel.ANALYST)
    with begin(center.runtime, member.caller(center.id), write=False) as work:
        details = insights.show_details(
            work,
            question=Question(**AUGUST),
            metric="clicks",
            by=Dimension.ACCOUNT,
            drill=Drill(search="alpha"),
            order=BY_NAME,
        )
    assert [str(row.row.account_id) for row in details.table.rows] == [center.accounts["a-2"]]
