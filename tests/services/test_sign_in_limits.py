"""How often anybody may guess, and that guessing locks out nobody else."""

import pytest
from sqlalchemy import text

from bizhub.domain.errors import InvalidInput, TooManyTries
from bizhub.services import runtime as runtimes
from bizhub.services.runtime import Runtime
from tests.factories import World
from tests.sign_in_steps import PASSWORD, MovableClock, count, sign_in_as, sign_up_and_confirm

ADA = "ada@example.org"


def guess(runtime: Runtime, address: str = ADA, **changes: str) -> str:
    """The kind of refusal of a wrong guess."""
    with pytest.raises((InvalidInput, TooManyTries)) as refusal:
        sign_in_as(runtime, address, **{"password": "wrong", **changes})
    return type(refusal.value).__name__


def place(number: int) -> str:
    return f"198.51.{number // 250}.{number % 250 + 1}"


@pytest.mark.parametrize("address", [ADA, "nobody@example.org", "+491701234567"])
def test_an_address_takes_ten_guesses_from_anywhere(runtime: Runtime, world: World, address: str) -> None:
    world.user("Ada", email=ADA, password_hash=runtime.passwords.hash(PASSWORD))
    refusals = [guess(runtime, address, come_from=place(number)) for number in range(12)]
    assert refusals == ["InvalidInput"] * 10 + ["TooManyTries"] * 2


def test_the_right_password_does_not_help_once_the_tries_are_over(runtime: Runtime, world: World) -> None:
    world.user("Ada", email=ADA, password_hash=runtime.passwords.hash(PASSWORD))
    for number in range(10):
        guess(runtime, come_from=place(number))
    assert guess(runtime, password=PASSWORD) == "TooManyTries"


def test_a_network_takes_ten_guesses_at_anybody(runtime: Runtime) -> None:
    refusals = [guess(runtime, f"user{number}@example.org") for number in range(12)]
    assert refusals == ["InvalidInput"] * 10 + ["TooManyTries"] * 2


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "TooManyTries"),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", "InvalidInput"),
        ("::ffff:203.0.113.5", "203.0.113.5", "TooManyTries"),
    ],
    ids=["one subscriber", "another subscriber", "IPv4 in IPv6"],
)
def test_a_network_is_what_one_subscriber_has(runtime: Runtime, first: str, second: str, outcome: str) -> None:
    for number in range(10):
        guess(runtime, f"user{number}@example.org", come_from=first)
    assert guess(runtime, "last@example.org", come_from=second) == outcome


def test_all_together_have_a_thousand_guesses(runtime: Runtime, moved_clock: MovableClock) -> None:
    rows = [{"id": number, "at": moved_clock.now()} for number in range(999)]
    moments = "'2026-11-23 09:00:00.000000'" if runtime.database.is_sqlite else "'2026-11-23 09:00:00+00'"
    with runtime.database.transaction(write=True) as connection:
        statement = f"INSERT INTO counted_try (id, bucket, at) VALUES (:id, 'sign_in:all', {moments})"
        connection.execute(text(statement), [{"id": row["id"]} for row in rows])
    assert guess(runtime, "user1@example.org", come_from=place(1)) == "InvalidInput"
    assert guess(runtime, "user2@example.org", come_from=place(2)) == "TooManyTries"
    moved_clock.move(minutes=5, seconds=1)
    assert guess(runtime, "user3@example.org", come_from=place(3)) == "InvalidInput"


def test_the_tries_come_back_after_five_minutes(runtime: Runtime, moved_clock: MovableClock) -> None:
    sign_up_and_confirm(runtime, ADA)
    for number in range(10):
        guess(runtime, come_from=place(number))
        moved_clock.move(seconds=1)
    moved_clock.move(minutes=4, seconds=49)
    assert guess(runtime, come_from=place(11)) == "TooManyTries"
    moved_clock.move(seconds=2)
    assert sign_in_as(runtime, ADA).token


def test_the_refusal_says_how_long_to_wait(runtime: Runtime, moved_clock: MovableClock) -> None:
    for number in range(10):
        guess(runtime, come_from=place(number))
    moved_clock.move(seconds=100)
    with pytest.raises(TooManyTries) as refusal:
        sign_in_as(runtime, ADA)
    assert refusal.value.retry_after_s == 200
    assert refusal.value.message == "Too many tries. Please wait 4 minutes and try again."


def test_right_passwords_do_not_count(runtime: Runtime) -> None:
    sign_up_and_confirm(runtime, ADA)
    tokens = {sign_in_as(runtime, ADA).token for _ in range(12)}
    assert len(tokens) == 12


def test_refused_tries_do_not_count_and_are_not_stored(runtime: Runtime) -> None:
    for number in range(10):
        guess(runtime, come_from=place(number))
    before = count(runtime, "counted_try")
    for number in range(20):
        guess(runtime, come_from=place(number))
    assert count(runtime, "counted_try") == before


def test_limits_survive_a_restart(runtime: Runtime) -> None:
    for number in range(10):
        guess(runtime, come_from=place(number))
    settings = runtime.settings
    runtimes.stop()
    again = runtimes.start(settings)
    assert guess(again, come_from=place(20)) == "TooManyTries"


def test_strangers_do_not_lock_the_owner_out_of_their_own_device(runtime: Runtime) -> None:
    own = sign_up_and_confirm(runtime, ADA)
    for number in range(12):
        guess(runtime, come_from=place(number))
    assert guess(runtime, password=PASSWORD, come_from=place(30)) == "TooManyTries"
    assert sign_in_as(runtime, ADA, device_mark=own.device_mark).token


def test_a_device_of_ones_own_has_its_own_ten_tries(runtime: Runtime) -> None:
    own = sign_up_and_confirm(runtime, ADA)
    refusals = [guess(runtime, come_from=place(number), device_mark=own.device_mark) for number in range(11)]
    assert refusals == ["InvalidInput"] * 10 + ["TooManyTries"]
    assert sign_in_as(runtime, ADA, come_from=place(40)).token


@pytest.mark.parametrize("mark", ["", "guessed", "x" * 5000])
def test_a_mark_that_nobody_was_given_helps_nobody(runtime: Runtime, mark: str) -> None:
    sign_up_and_confirm(runtime, ADA)
    refusals = [guess(runtime, come_from=place(number), device_mark=mark) for number in range(11)]
    assert refusals[-1] == "TooManyTries"


def test_ones_own_device_does_not_help_to_guess_at_others(runtime: Runtime) -> None:
    own = sign_up_and_confirm(runtime, "mallory@example.org")
    sign_up_and_confirm(runtime, ADA)
    refusals = [guess(runtime, come_from=place(number), device_mark=own.device_mark) for number in range(11)]
    assert refusals[-1] == "TooManyTries"


def test_a_browser_keeps_its_mark_for_every_person_who_uses_it(runtime: Runtime) -> None:
    first = sign_up_and_confirm(runtime, ADA)
    sign_up_and_confirm(runtime, "bob@example.org")
    second = sign_in_as(runtime, "bob@example.org", device_mark=first.device_mark)
    assert second.device_mark == first.device_mark
    assert sign_in_as(runtime, ADA, device_mark="planted").device_mark != "planted"


def test_two_addresses_of_one_person_share_their_tries_silently(runtime: Runtime, world: World) -> None:
    hashed = runtime.passwords.hash(PASSWORD)
    world.user("Ada", email=ADA, phone="+491701234567", password_hash=hashed)
    for number in range(10):
        guess(runtime, ADA, come_from=place(number))
    assert guess(runtime, "+491701234567", password=PASSWORD, come_from=place(20)) == "InvalidInput"


def test_neither_addresses_nor_tries_stay_for_ever(runtime: Runtime, moved_clock: MovableClock) -> None:
    guess(runtime)
    with runtime.database.transaction(write=False) as connection:
        assert "ada" not in str(connection.execute(text("SELECT bucket FROM counted_try")).all())
    moved_clock.move(days=1, seconds=1)
    guess(runtime, "bob@example.org")
    assert count(runtime, "counted_try") == 4
