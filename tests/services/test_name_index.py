"""Searching ad accounts by what people really type; the expected first hits were written by hand."""

import random

import pytest

from bizhub.domain.ranking import lift, parse_query
from bizhub.services.name_index import NamedAccount, NameIndex, Scope

NAMES = (
    "Shop Deutschland", "Shop Denmark", "Shop Japan", "Shop France", "Shop España", "Shop UK", "Shop United States",
    "Shoes Depot", "Brand global", "Brand Europe", "Linden & Co Prospecting", "Linden & Co Retargeting",
    "Möbel Müller Österreich", "Möbel Müller Schweiz", "Straßenkunst Berlin", "Łódź Outlet", "Ærø Kaffe",
    "İstanbul Moda", "東京ショップ", "大阪ショップ", "서울 스토어", "Магазин Москва", "Αθήνα Store",
    "Garten-Paradies 24", "Garten-Paradies 48", "B2B Leads", "App Install iOS", "App Install Android",
    "Spring Sale 2023", "Spring Sale 2024", "Autumn Sale 2024", "Kids' World", "Café Paris", "Netherlands Outlet",
    "Nordics Always-On",
    "ACME_US_Conversions_Q3", "ACME_US_Conversions_Q4", "ACME_UK_Reach", "Philippines Test", "Backup account",
)  # fmt: skip

ACCOUNTS = [
    NamedAccount(7301000000000004410 + 1117 * place, name, str(900 + 7 * place), "EUR")
    for place, name in enumerate(NAMES)
]

FIRST_HITS = [
    ("shp de", "Shop Deutschland"),
    ("shop deutschland", "Shop Deutschland"),
    ("shop den", "Shop Denmark"),
    ("deutsch", "Shop Deutschland"),
    ("duetschland", "Shop Deutschland"),
    ("deutchland", "Shop Deutschland"),
    ("land shop", "Shop Deutschland"),
    ("dk shop", "Shop Denmark"),
    ("jp", "Shop Japan"),
    ("shop jpan", "Shop Japan"),
    ("espana", "Shop España"),
    ("es", "Shop España"),
    ("us shop", "Shop United States"),
    ("untied states", "Shop United States"),
    ("sus", "Shop United States"),
    ("depo", "Shoes Depot"),
    ("shoe", "Shoes Depot"),
    ("bg", "Brand global"),
    ("nao", "Nordics Always-On"),
    ("brnd eur", "Brand Europe"),
    ("linden ret", "Linden & Co Retargeting"),
    ("lcr", "Linden & Co Retargeting"),
    ("retargetting", "Linden & Co Retargeting"),
    ("prosp", "Linden & Co Prospecting"),
    ("mobel os", "Möbel Müller Österreich"),
    ("müller schweiz", "Möbel Müller Schweiz"),
    ("muller ch", "Möbel Müller Schweiz"),
    ("strassenkunst", "Straßenkunst Berlin"),
    ("straße", "Straßenkunst Berlin"),
    ("lodz", "Łódź Outlet"),
    ("aero", "Ærø Kaffe"),
    ("istanbul", "İstanbul Moda"),
    ("東京", "東京ショップ"),
    ("大阪ショ", "大阪ショップ"),
    ("서울", "서울 스토어"),
    ("스토", "서울 스토어"),
    ("москва", "Магазин Москва"),
    ("αθηνα", "Αθήνα Store"),
    ("garten 48", "Garten-Paradies 48"),
    ("gartenparadies", "Garten-Paradies 24"),
    ("b2b", "B2B Leads"),
    ("app and", "App Install Android"),
    ("ios", "App Install iOS"),
    ("sale 2024", "Autumn Sale 2024"),
    ("sprng 23", "Spring Sale 2023"),
    ("autum", "Autumn Sale 2024"),
    ("kids world", "Kids' World"),
    ("cafe", "Café Paris"),
    ("nl", "Netherlands Outlet"),
    ("always on", "Nordics Always-On"),
    ("acme q4", "ACME_US_Conversions_Q4"),
    ("acme uk", "ACME_UK_Reach"),
    ("conv q3", "ACME_US_Conversions_Q3"),
    ("phillipines", "Philippines Test"),
    ("bakcup", "Backup account"),
    ("backupaccount", "Backup account"),
    ("shopjapan", "Shop Japan"),
    ("shopjapn", "Shop Japan"),
    ("7301000000000004410", "Shop Deutschland"),
    ("7301…5527", "Shop Denmark"),
    ("5527", "Shop Denmark"),
    ("#907", "Shop Denmark"),
    ("914", "Shop Japan"),
]


@pytest.fixture(scope="module")
def index() -> NameIndex:
    return NameIndex(ACCOUNTS)


def names(index: NameIndex, typed: str, scope: Scope | None = None, limit: int = 8) -> list[str]:
    return [answer.account.name for answer in index.search(parse_query(typed), scope or Scope(), limit=limit)]


@pytest.mark.parametrize(("typed", "expected"), FIRST_HITS, ids=[typed for typed, _ in FIRST_HITS])
def test_the_first_answer_is_the_one_meant(index: NameIndex, typed: str, expected: str) -> None:
    assert names(index, typed)[0] == expected


def test_the_picture_of_the_palette(index: NameIndex) -> None:
    assert names(index, "shp de") == ["Shop Deutschland", "Shop Denmark", "Shoes Depot"]


@pytest.mark.parametrize("typed", ["xqzw", "deutschland japan", "99999999", "#abc", "", "  ", "&&", "\n"])
def test_nothing_is_found_for_what_is_not_there(index: NameIndex, typed: str) -> None:
    assert names(index, typed) == []


@pytest.mark.parametrize(("typed", "expected"), [("sale", "Spring Sale 2024"), ("shop", "Shop Japan")])
def test_what_was_used_lately_comes_first_among_equals(index: NameIndex, typed: str, expected: str) -> None:
    used = next(account.id for account in ACCOUNTS if account.name == expected)
    assert names(index, typed)[0] != expected
    assert names(index, typed, Scope(lifts={used: lift(0, pinned=False)}))[0] == expected


def test_what_was_used_lately_does_not_beat_a_better_answer(index: NameIndex) -> None:
    used = next(account.id for account in ACCOUNTS if account.name == "Shop Denmark")
    scope = Scope(lifts={used: lift(0, pinned=True)})
    assert names(index, "shop deutsch", scope)[0] == "Shop Deutschland"


def test_only_what_may_be_seen_is_found(index: NameIndex) -> None:
    seen = index.positions_of([ACCOUNTS[1].id, 12345])
    assert names(index, "shop", Scope(allowed=seen)) == ["Shop Denmark"]
    assert names(index, "deutschland", Scope(allowed=seen)) == []


def test_answers_do_not_depend_on_the_order_of_the_accounts(index: NameIndex) -> None:
    shuffled = random.Random(7).sample(ACCOUNTS, len(ACCOUNTS))
    again = NameIndex(shuffled)
    assert [names(again, typed) for typed, _ in FIRST_HITS] == [names(index, typed) for typed, _ in FIRST_HITS]


def test_equal_answers_stand_by_length_name_and_id() -> None:
    accounts = [NamedAccount(3, "Shop B", "x"), NamedAccount(2, "Shop A", "y"), NamedAccount(1, "Shop B", "z")]
    found = NameIndex(accounts).search(parse_query("shop"), Scope(), limit=8)
    assert [answer.account.id for answer in found] == [2, 1, 3]


def test_labels_are_found() -> None:
    accounts = [NamedAccount(1, "Alpha", "1", labels=("Agency",)), NamedAccount(2, "Agency", "2")]
    assert names(NameIndex(accounts), "agency") == ["Agency", "Alpha"]
    assert names(NameIndex(accounts), "alpha agency") == ["Alpha"]


def test_an_empty_index_answers_nothing() -> None:
    assert names(NameIndex([]), "shop") == []


def test_a_name_without_any_word_can_be_found() -> None:
    assert names(NameIndex([NamedAccount(1, "🔥🔥", "1")]), "🔥") == ["🔥🔥"]
