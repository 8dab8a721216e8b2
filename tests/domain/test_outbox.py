"""Rules of messages: where they may go, when they are tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from bizhub.domain.errors import InvalidInput
from bizhub.domain.outbox import Channel, checked_recipient, checked_subject, next_try_at

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "address", ["ada@example.org", "o'neil+tag@sub.example.co", "ü@bücher.example", "ada@example.co.uk"]
)
def test_one_email_address_is_taken(address: str) -> None:
    assert checked_recipient(Channel.EMAIL, address) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "@example.org",
        "ada@",
        "ada@example.org, eve@evil.example",
        "ada@example.org\nBcc: eve@evil.example",
        "ada@example.org\r\nBcc: eve@evil.example",
        "ada@example.org\x00",
        "ada@example.org\u2028Bcc: eve@evil.example",
        " ada@example.org",
        "Ada <ada@example.org>",
        "<ada@example.org>",
        "ada@example.org>",
        "ada@@example.org",
        "ada eve@example.org",
        "+491701234567",
    ],
)
def test_anything_but_one_email_address_is_refused(address: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        checked_recipient(Channel.EMAIL, address)
    assert refusal.value.field == "recipient"


@pytest.mark.parametrize(
    "number", ["", "01701234567", "+0491701234567", "+49 170 1234567", "+49170123456x", "a@b.c", "+4\n"]
)
def test_anything_but_one_phone_number_is_refused(number: str) -> None:
    with pytest.raises(InvalidInput):
        checked_recipient(Channel.SMS, number)


def test_a_phone_number_is_taken() -> None:
    assert checked_recipient(Channel.SMS, "+491701234567") == "+491701234567"


@pytest.mark.parametrize(
    "subject", ["Hello\nBcc: eve@evil.example", "Hello\r", "a\x00b", "a\x85b", "a\u2029b", "x" * 201]
)
def test_a_subject_is_one_short_line(subject: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        checked_subject(subject)
    assert refusal.value.field == "subject"


def test_tries_come_later_and_later_for_a_day_and_end() -> None:
    waits = [next_try_at(tries, NOW) for tries in range(1, 12)]
    moments = [moment - NOW for moment in waits[:-1] if moment is not None]
    assert moments[0] == timedelta(seconds=15)
    assert moments == sorted(moments)
    assert timedelta(hours=23) < sum(moments, timedelta()) < timedelta(hours=25)
    assert (len(moments), waits[-1]) == (10, None)
