"""What clamd says is believed; what it does not say is never taken for clean."""

import os
from io import BytesIO

import pytest

from bizhub.adapters.virus_scan import NoScanner, Verdict, scan
from tests.clam_server import HARM, clamd


def test_clean_and_harmful_files_are_told_apart() -> None:
    large = os.urandom(200_000)
    with clamd() as clam:
        assert scan(clam.address, BytesIO(large)) == Verdict("")
        assert scan(clam.address, BytesIO(large + HARM)) == Verdict("Test.Harm")
    assert clam.seen == [large, large + HARM]


@pytest.mark.parametrize(
    "answer", [b"INSTREAM size limit exceeded. ERROR\0", b"\0", b"stream: OKAY\0", b"stream: OK ERROR\0"]
)
def test_an_answer_that_is_no_verdict_is_none(answer: bytes) -> None:
    with clamd() as clam:
        clam.says = answer
        with pytest.raises(NoScanner):
            scan(clam.address, BytesIO(b"content"))


@pytest.mark.parametrize("address", ["127.0.0.1:1", "nowhere", "127.0.0.1:99999", "127.0.0.1:x", ":"])
def test_one_that_is_not_there_is_said_so(address: str) -> None:
    with pytest.raises(NoScanner):
        scan(address, BytesIO(b"content"))
