"""No answer tells whether an address is known: not its text, not its size, not its time."""

from collections.abc import Callable, Sequence
from datetime import datetime

import httpx
import pytest

from bizhub.adapters import clock
from bizhub.adapters.passwords import Checked, Passwords
from bizhub.services.runtime import Runtime
from tests.factories import World
from tests.hostile.telling import Timing, area_under_curve, interleaved
from tests.http.browser import Browser, OpenBrowser
from tests.sign_in_steps import PASSWORD, a_clock, messages_to

SAMPLE = 100
LARGEST_AUC = 0.65
"""Of two samples of 100 that are alike, one in ten thousand is further apart than this by chance."""
LARGEST_DIFFERENCE_MS = 2
ROUNDS = 4

Ask = Callable[[Browser, str], httpx.Response]


def sign_in(browser: Browser, address: str) -> httpx.Response:
    return browser.post("/auth/sign-in", json={"address": address, "password": "eleven blue ladders"})


def sign_up(browser: Browser, address: str) -> httpx.Response:
    return browser.post("/auth/sign-up", json={"name": "Ada", "address": address, "password": PASSWORD})


def reset(browser: Browser, address: str) -> httpx.Response:
    return browser.post("/auth/reset", json={"address": address})


@pytest.fixture(autouse=True)
def hasty_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look at the clock finds it a second later, so that no limit is reached."""
    held = a_clock()

    def now() -> datetime:
        held.move(seconds=1)
        return held.now()

    monkeypatch.setattr(clock, "now", now)


@pytest.fixture
def full_cost(runtime: Runtime) -> None:
    """Hashes that cost what they cost in production; asked for before `people`."""
    runtime.settings.argon2_memory_kib, runtime.settings.argon2_rounds = 19456, 2


@pytest.fixture
def people(runtime: Runtime) -> list[str]:
    """The addresses of known people, half of them phone numbers."""
    world, hashed = World(runtime), runtime.passwords.hash(PASSWORD)
    emails = [f"known{number}@example.org" for number in range(SAMPLE // 2)]
    phones = [f"+4917012345{number:02d}" for number in range(SAMPLE // 2)]
    for number, (email, phone) in enumerate(zip(emails, phones, strict=True)):
        world.user(f"Known {number}", email=email, password_hash=hashed)
        world.user(f"Caller {number}", email=None, email_confirmed_at=None, phone=phone, password_hash=hashed)
    return emails + phones


STRANGERS = [f"other{number}@example.org" for number in range(SAMPLE // 2)] + [
    f"+4917098765{number:02d}" for number in range(SAMPLE // 2)
]


def time_of(ask: Ask, open_browser: OpenBrowser, known: Sequence[str], unknown: Sequence[str]) -> Timing:
    browser = open_browser()

    def from_elsewhere(address: str, number: int) -> None:
        browser.cookies.clear()
        browser.headers["x-forwarded-for"] = f"10.0.{number // 250}.{number % 250}"
        assert ask(browser, address).status_code in (200, 422)

    for number in range(10):
        from_elsewhere(f"warm{number}@example.org", 500 + number)
    return interleaved(from_elsewhere, known, unknown, seed=20261123)


def pooled_time_of(ask: Ask, open_browser: OpenBrowser, known: Sequence[str], unknown: Sequence[str]) -> Timing:
    """More samples until the medians are as close as they have to be.

    On a busy machine an answer takes 4 to 20 ms, and medians of 100 of these differ by more than the target without any
    reason. Chance goes away with more samples; a difference that is there stays.
    """
    timing = Timing((), ())
    for _ in range(ROUNDS):
        found = time_of(ask, open_browser, known, unknown)
        timing = Timing((*timing.known, *found.known), (*timing.unknown, *found.unknown))
        if timing.median_difference_ms <= LARGEST_DIFFERENCE_MS:
            break
    return timing


@pytest.mark.parametrize("ask", [sign_in, sign_up, reset])
def test_the_time_tells_nothing(runtime: Runtime, open_browser: OpenBrowser, people: list[str], ask: Ask) -> None:
    timing = pooled_time_of(ask, open_browser, people, STRANGERS)
    assert timing.auc <= LARGEST_AUC
    assert timing.median_difference_ms <= LARGEST_DIFFERENCE_MS


@pytest.mark.soak
def test_this_would_notice_an_unknown_address_answered_without_a_hash(
    full_cost: None, open_browser: OpenBrowser, people: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    check = Passwords.check

    def hasty(self: Passwords, password: str, stored: str | None) -> Checked:
        return Checked(matches=False) if stored is None else check(self, password, stored)

    monkeypatch.setattr(Passwords, "check", hasty)
    assert time_of(sign_in, open_browser, people, STRANGERS).auc > LARGEST_AUC


def what_is_seen(answer: httpx.Response) -> tuple[object, ...]:
    """Everything of an answer but the values of its random cookies, of which only the length is kept."""
    cookies = [(cookie.name, len(cookie.value or ""), cookie.path) for cookie in answer.cookies.jar]
    headers = [(name, value) for name, value in answer.headers.items() if name != "set-cookie"]
    return answer.status_code, answer.text, headers, cookies


@pytest.mark.parametrize("ask", [sign_in, sign_up, reset])
def test_text_and_size_tell_nothing(runtime: Runtime, open_browser: OpenBrowser, people: list[str], ask: Ask) -> None:
    addresses = [people[0], people[-1], STRANGERS[0], STRANGERS[-1]]
    seen = [what_is_seen(ask(open_browser(come_from=f"10.0.0.{n}"), to)) for n, to in enumerate(addresses)]
    assert seen == [seen[0]] * 4


@pytest.mark.parametrize(
    ("begin", "door"), [(sign_up, "/auth/confirm"), (reset, "/auth/new-password")], ids=["sign-up", "reset"]
)
def test_guessing_the_code_tells_nothing(
    runtime: Runtime, open_browser: OpenBrowser, people: list[str], begin: Ask, door: str
) -> None:
    def story(address: str, place: int) -> list[tuple[object, ...]]:
        browser = open_browser(come_from=f"10.0.1.{place}")
        begin(browser, address)
        messages_to(runtime, address)
        sent = {"code": "000000"} if door == "/auth/confirm" else {"code": "000000", "password": PASSWORD}
        guesses = [browser.post(door, json=sent) for _ in range(6)]
        return [what_is_seen(answer) for answer in [browser.post("/auth/send-again", json={}), *guesses]]

    told = [story(address, place) for place, address in enumerate([people[0], STRANGERS[0], people[-1], STRANGERS[-1]])]
    assert told == [told[0]] * 4


@pytest.mark.parametrize(
    ("first", "second", "area"),
    [
        ([1, 2, 3], [4, 5, 6], 1.0),
        ([4, 5, 6], [1, 2, 3], 0.0),
        ([1, 2], [1, 2], 0.5),
        ([1, 3], [2, 4], 0.75),
        ([7] * 10, [7] * 3, 0.5),
    ],
)
def test_the_area_is_the_share_of_right_guesses(first: list[float], second: list[float], area: float) -> None:
    assert area_under_curve(first, second) == area
