"""How many lines one place in the code may log: whoever connects makes a library print, so a flood fills the disk."""

import logging
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from types import TracebackType

LINES = 60
"""Lines that one place may log within WINDOW_S; what comes after is counted, and told in one line."""

WINDOW_S = 60.0

Place = tuple[str, int, int, Hashable]


@dataclass(slots=True)
class _Window:
    """One place's lines since it began."""

    began: float
    written: int = 0
    left_out: int = 0


class LogPace(logging.Filter):
    """A filter of one handler; a place is a line of code at a level, so that its texts count together.

    Many failures are logged by one line, so each place that fails counts by itself: nobody hides one behind another.
    """

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
        place, now = (record.pathname, record.lineno, record.levelno, _failing_line(record)), self._clock()
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


def _failing_line(record: logging.LogRecord) -> Hashable:
    """Where what is logged has failed; None for lines about no error."""
    told = record.msg.get("exc_info") if isinstance(record.msg, dict) else record.exc_info
    error = told[1] if isinstance(told, tuple) else told
    if not isinstance(error, BaseException):
        return None
    trace: TracebackType | None = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return type(error), trace and (trace.tb_frame.f_code.co_filename, trace.tb_lineno)


def _add(record: logging.LogRecord, remark: str) -> None:
    """Say something more in a record, whichever of its two shapes its text has (see logs)."""
    if isinstance(record.msg, dict):
        record.msg = {**record.msg, "event": f"{record.msg.get('event', '')} {remark}"}
    else:
        record.msg = f"{record.msg} {remark}"
