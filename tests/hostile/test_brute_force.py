"""Guessing passwords and codes through the doors: from one place, from many, from a new browser for each try."""

from collections import Counter
from collections.abc import Callable

import pytest

from bizhub.services.runtime import Runtime
from tests.http.browser import Browser, OpenBrowser
from tests.sign_in_steps import PASSWORD, MovableClock, code_to, messages_to, other_than, sign_up_and_confirm

ADA = "ada@example.org"
WINDOWS_OF_FIVE_MINUTES = 12
LOOKED_AT, REFUSED = 422, 429

HOW_MANY = [
    pytest.param(60, id="60 guesses"),
    pytest.param(10_000, id="10000 guesses", marks=[pytest.mark.soak, pytest.mark.timeout(1800)]),
]
HOW_MANY_IN_AN_HOUR = [
    pytest.param(240, id="240 guesses"),
    pytest.param(10_000, id="10000 guesses", marks=[pytest.mark.soak, pytest.mark.timeout(1800)]),
]


def place(number: int) -> str:
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def at_one_person(number: int) -> tuple[str, str]:
    return ADA, place(number)


def from_one_place(number: int) -> tuple[str, str]:
    return f"user{number}@example.org", "203.0.113.66"


def from_one_place_that_lies(number: int) -> tuple[str, str]:
    return f"user{number}@example.org", f"{place(number)}, 203.0.113.66"


def guess(browser: Browser, address: str, come_from: str, password: str = "eleven blue ladders") -> int:
    browser.cookies.clear()
    browser.headers["x-forwarded-for"] = come_from
    return browser.post("/auth/sign-in", json={"address": address, "password": password}).status_code


@pytest.mark.parametrize("how_many", HOW_MANY)
@pytest.mark.parametrize("shape", [at_one_person, from_one_place, from_one_place_that_lies])
def test_ten_guesses_are_looked_at_and_the_owner_gets_in(
    runtime: Runtime,
    open_browser: OpenBrowser,
    moved_clock: MovableClock,
    shape: Callable[[int], tuple[str, str]],
    how_many: int,
) -> None:
    own = sign_up_and_confirm(runtime, ADA)
    attacker, owner = open_browser(), open_browser(come_from="192.0.2.9")
    answers = Counter(guess(attacker, *shape(number)) for number in range(how_many))
    assert answers == {LOOKED_AT: 10, REFUSED: how_many - 10}
    owner.cookies.set("bizhub_device", own.device_mark)
    assert owner.post("/auth/sign-in", json={"address": ADA, "password": PASSWORD}).status_code == 200
    moved_clock.move(minutes=5, seconds=1)
    assert guess(attacker, ADA, "192.0.2.10", PASSWORD) == 200


@pytest.mark.parametrize("how_many", HOW_MANY_IN_AN_HOUR)
def test_an_hour_of_guessing_at_one_person(
    runtime: Runtime, open_browser: OpenBrowser, moved_clock: MovableClock, how_many: int
) -> None:
    sign_up_and_confirm(runtime, ADA)
    attacker = open_browser()
    answers: Counter[int] = Counter()
    for number in range(how_many):
        answers[guess(attacker, ADA, place(number))] += 1
        moved_clock.move(seconds=3600 / how_many)
    assert 100 <= answers[LOOKED_AT] <= 10 * WINDOWS_OF_FIVE_MINUTES


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_ten_thousand_guesses_at_everybody_from_everywhere(
    runtime: Runtime, open_browser: OpenBrowser, moved_clock: MovableClock
) -> None:
    own = sign_up_and_confirm(runtime, ADA)
    attacker, owner = open_browser(), open_browser(come_from="192.0.2.9")
    answers = Counter(guess(attacker, f"user{number}@example.org", place(number)) for number in range(10_000))
    assert answers == {LOOKED_AT: 1_000, REFUSED: 9_000}
    owner.cookies.set("bizhub_device", own.device_mark)
    assert owner.post("/auth/sign-in", json={"address": ADA, "password": PASSWORD}).status_code == 200


def guess_code(browser: Browser, request: str, code: str, number: int) -> int:
    browser.cookies.clear()
    browser.cookies.set("bizhub_request", request)
    browser.headers["x-forwarded-for"] = place(number)
    return browser.post("/auth/new-password", json={"code": code, "password": "eleven blue ladders"}).status_code


@pytest.mark.parametrize("how_many", HOW_MANY)
def test_five_guesses_at_a_code_are_looked_at(
    runtime: Runtime, open_browser: OpenBrowser, moved_clock: MovableClock, how_many: int
) -> None:
    sign_up_and_confirm(runtime, ADA)
    attacker = open_browser()
    attacker.post("/auth/reset", json={"address": ADA})
    request = attacker.cookies["bizhub_request"]
    code = code_to(runtime, ADA)
    answers = Counter(guess_code(attacker, request, other_than(code), number) for number in range(how_many))
    assert answers == {LOOKED_AT: 5, REFUSED: how_many - 5}
    moved_clock.move(minutes=6)
    assert guess_code(attacker, request, code, 1) == LOOKED_AT  # right, but used up
    assert len(messages_to(runtime, ADA)) == 2


def test_a_day_of_resets_gives_twenty_five_guesses(
    runtime: Runtime, open_browser: OpenBrowser, moved_clock: MovableClock
) -> None:
    sign_up_and_confirm(runtime, ADA)
    attacker = open_browser()
    answers: Counter[int] = Counter()
    for hour in range(5):
        attacker.cookies.clear()
        attacker.headers["x-forwarded-for"] = place(hour)
        assert attacker.post("/auth/reset", json={"address": ADA}).status_code == 200
        request, wrong = attacker.cookies["bizhub_request"], other_than(code_to(runtime, ADA))
        answers.update(guess_code(attacker, request, wrong, number) for number in range(8))
        moved_clock.move(hours=1)
    assert answers == {LOOKED_AT: 25, REFUSED: 15}
    attacker.cookies.clear()
    attacker.headers["x-forwarded-for"] = place(99)
    assert attacker.post("/auth/reset", json={"address": ADA}).status_code == REFUSED
