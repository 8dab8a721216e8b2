"""The filter of the ad-account list and the address it stands in."""

import pytest

from bizhub.domain.ad_accounts import AdAccountFilter, AdAccountSort, filter_from_query


@pytest.mark.parametrize(
    ("chosen", "query"),
    [
        (AdAccountFilter(), {}),
        (AdAccountFilter(search="shop & co"), {"q": "shop & co"}),
        (AdAccountFilter(status="STATUS_DISABLE", level="NONE"), {"status": "STATUS_DISABLE", "level": "NONE"}),
        (AdAccountFilter(sort=AdAccountSort.CREATED, descending=True), {"sort": "created", "order": "desc"}),
        (AdAccountFilter(page=3, page_size=100), {"page": "3", "size": "100"}),
        (
            AdAccountFilter(owner="OWNER_BC", label="7300000000000000001", currency="EUR"),
            {"owner": "OWNER_BC", "label": "7300000000000000001", "currency": "EUR"},
        ),
    ],
)
def test_a_filter_and_its_address_say_the_same(chosen: AdAccountFilter, query: dict[str, str]) -> None:
    assert chosen.as_query() == query
    assert filter_from_query(query) == chosen


@pytest.mark.parametrize(
    "query",
    [
        {"status": "' OR 1=1"},
        {"level": "OWNER"},
        {"owner": "somebody"},
        {"sort": "password"},
        {"order": "sideways"},
        {"page": "-1"},
        {"page": "0"},
        {"page": "1e9"},
        {"page": "٣"},
        {"size": "x"},
        {"unknown": "x"},
    ],
)
def test_what_makes_no_sense_is_left_out(query: dict[str, str]) -> None:
    assert filter_from_query(query) == AdAccountFilter()


@pytest.mark.parametrize(("size", "kept"), [("500", 100), ("100", 100), ("0", 1)])
def test_a_page_has_at_most_a_hundred_rows(size: str, kept: int) -> None:
    assert filter_from_query({"size": size}).page_size == kept


def test_a_page_number_has_an_end() -> None:
    assert filter_from_query({"page": "999999999"}).page == 1_000_000


@pytest.mark.parametrize(
    ("before", "key", "sort", "descending"),
    [
        (AdAccountFilter(page=3), "name", AdAccountSort.NAME, True),
        (AdAccountFilter(descending=True), "name", AdAccountSort.NAME, False),
        (AdAccountFilter(descending=True), "status", AdAccountSort.STATUS, False),
        (AdAccountFilter(), "nonsense", AdAccountSort.NAME, True),
    ],
)
def test_sorting_again_turns_around_and_begins_anew(
    before: AdAccountFilter, key: str, sort: AdAccountSort, descending: bool
) -> None:
    after = before.sorted_by(key)
    assert (after.sort, after.descending, after.page) == (sort, descending, 1)
