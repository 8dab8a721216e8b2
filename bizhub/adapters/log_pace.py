"""How many lines one place in the code may log: whoever connects makes a library print, so a flood fills the disk."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

LINES = 60
"""Lines that one place may log within WINDOW_S; what comes after is counted, and told in one line."""

WINDOW_S = 60.0

Place = tuple[str, int, int]


@dataclass(slots=True)
class _Window:
    """One place's lines since it began."""

    began: float
    written: int = 0
    left_out: int = 0


class LogPace(logging.Filter):
    """A filter of one handler; a place is a line of code at a level, so that its texts count together."""

    def __init__(self, lines: int = LINES, clock: Callable[[], float] = time.monotonic) -> None:
        """Let `lines` through for each place and window."""
        super().__init__()
        self._lines = lines
        self._clock = clock
        self._windows: dict[Place, _Window] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a line is written; the last one before a pause and the first one after it say so."""
        if record.levelno >= logging.CRITICAL:
            return True
        place, now = (record.pathname, record.lineno, record.levelno), self._clock()
        window = self._windows.setdefault(place, _Window(now))
        if now - window.began >= WINDOW_S:
            if window.left_out:
                _add(record, f"(and {window.left_out:,} more like this before)")
            window = self._windows[place] = _Window(now)
        if window.written >= self._lines:
            window.left_out += 1
            return False
        window.written += 1
        if window.written == self._lines:
            _add(record, "(more like this are only counted for a while)")
        return True


def _add(record: logging.LogRecord, remark: str) -> None:
    """Say something more in a record, whichever of its two shapes its text has (see logs)."""
    if isinstance(record.msg, dict):
        record.msg = {**record.msg, "event": f"{record.msg.get('event', '')} {remark}"}
    else:
        record.msg = f"{record.msg} {remark}"
