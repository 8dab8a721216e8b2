"""What tests of use cases may ask for besides."""

import pytest

from bizhub.adapters import clock
from tests.sign_in_steps import MovableClock, a_clock


@pytest.fixture
def moved_clock(monkeypatch: pytest.MonkeyPatch) -> MovableClock:
    """The clock of the running BizHub, in the test's hands."""
    held = a_clock()
    monkeypatch.setattr(clock, "now", held.now)
    return held
