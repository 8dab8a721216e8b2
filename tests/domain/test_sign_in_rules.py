"""Addresses, codes, devices, names and networks as people and browsers write them."""

import pytest

from bizhub.domain.addresses import AddressKind, address_from
from bizhub.domain.codes import typed_code
from bizhub.domain.devices import device_words
from bizhub.domain.limits import network_of
from bizhub.domain.message_place import is_local_only
from bizhub.domain.names import one_line

CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("value", "kind"), [("ada@example.org", AddressKind.EMAIL), ("+491701234567", AddressKind.PHONE)]
)
def test_an_address_says_how_a_message_travels(value: str, kind: AddressKind) -> None:
    assert address_from(value).kind is kind


@pytest.mark.parametrize(
    ("listens_on", "public", "visitor", "is_local"),
    [
        ("127.0.0.1", "http://localhost:8000", "127.0.0.1", True),
        ("::1", "http://[::1]:8000", "::1", True),
        ("0.0.0.0", "http://localhost:8000", "127.0.0.1", False),
        ("127.0.0.1", "https://hub.example", "127.0.0.1", False),
        ("127.0.0.1", "http://localhost:8000", "192.168.1.7", False),
        ("127.0.0.1", "http://localhost:8000", "", False),
        ("127.0.0.1", "http://localhost.evil.example", "127.0.0.1", False),
    ],
)
def test_only_who_sits_at_the_machine_is_told_of_its_folders(
    listens_on: str, public: str, visitor: str, is_local: bool
) -> None:
    assert is_local_only(listens_on, public, visitor) is is_local


@pytest.mark.parametrize(
    "typed", ["123456", " 123 456 ", "123-456", "1 2 3 4 5 6", "123\u00a0456", "123–456", "123.456"]
)
def test_six_digits_are_a_code_however_they_are_spaced(typed: str) -> None:
    assert typed_code(typed) == "123456"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "１２３４５６", "²³¹⁴⁵⁶"])
def test_anything_else_is_none(typed: str) -> None:
    assert typed_code(typed) == ""


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME}", "Chrome on Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Edg/140.0.0.0", "Edge on Windows"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {CHROME} OPR/120.0.0.0", "Opera on Linux"),
        ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0.0.0 Safari/537.36", "Chrome on Linux"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {CHROME}", "Chrome on ChromeOS"),
        ("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/18.5 Safari/605.1.15",
            "Safari on macOS",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/18.5 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "CriOS/140.0 Mobile/15E148 Safari/604.1",
            "Chrome on iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15; SM-S931B) AppleWebKit/537.36 (KHTML, like Gecko) "
            "SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
            "Samsung Internet on Android",
        ),
        ("curl/8.14.1", "Unknown device"),
        ("", "Unknown device"),
        ("<script>Windows", "Windows"),
    ],
)
def test_a_browser_is_named_in_plain_words(user_agent: str, words: str) -> None:
    assert device_words(user_agent) == words


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Ada   Lovelace\n", "Ada Lovelace"),
        ("Ada\u202egnp.exe", "Adagnp.exe"),
        ("A\x00da\x1b[2J", "Ada[2J"),
        ("\u200b\ufeff", ""),
        ("نادیا\u200cهم", "نادیا\u200cهم"),
        ("Zoë 🚜", "Zoë 🚜"),
    ],
)
def test_a_name_is_one_line_of_what_can_be_seen(typed: str, name: str) -> None:
    assert one_line(typed) == name


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("", "unknown"),
        ("elsewhere", "unknown"),
    ],
)
def test_a_network_is_what_one_subscriber_has(address: str, network: str) -> None:
    assert network_of(address) == network
