"""Structured logs for BizHub and every library below it, with nothing in them that must not be read.

Redaction happens where a record is made, so it holds for every logger and every handler, whoever added them.
"""

import logging
import sys
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor

from bizhub.adapters.log_pace import LogPace
from bizhub.adapters.redaction import redact_line, redact_traceback, redact_value
from bizhub.settings import Settings

_OWN_KEYS = frozenset({"event", "exception", "level", "logger", "timestamp", "_record", "_from_structlog"})
_QUIET = {"sqlalchemy": logging.WARNING, "dbos": logging.WARNING, "engineio": logging.WARNING,
          "socketio": logging.WARNING, "asyncio": logging.WARNING, "httpx": logging.WARNING,
          "alembic.runtime.plugins": logging.WARNING, "reflex": logging.INFO}  # fmt: skip
_TRACEBACKS = logging.Formatter()


def configure(settings: Settings, stream: TextIO | None = None) -> None:
    """Send every log record, redacted, to one stream (stderr by default); calling it again replaces the first."""
    logging.setLogRecordFactory(_redacted_record)
    logging.captureWarnings(capture=True)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.addFilter(LogPace())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name, _foreign_exception],
            processors=[
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_renderers(settings.log_format),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [kept for kept in root.handlers if not _is_stream(kept)] + [handler]
    root.setLevel(settings.log_level.upper())
    _take_over_library_loggers()
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.PositionalArgumentsFormatter(),
            _own_exception,
            _redacted_event,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    sys.excepthook = _log_uncaught


def _renderers(log_format: str) -> list[Processor]:
    if log_format == "json":
        return [structlog.processors.JSONRenderer(sort_keys=False, default=str)]
    return [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]


def _is_stream(handler: logging.Handler) -> bool:
    return type(handler) is logging.StreamHandler


def _take_over_library_loggers() -> None:
    """Libraries that print through handlers of their own (granian, dbos) write to ours instead."""
    for name in [*logging.Logger.manager.loggerDict, "_granian", "granian.access", "dbos", "reflex"]:
        logger = logging.getLogger(name)
        logger.handlers[:] = [kept for kept in logger.handlers if not _is_stream(kept)]
        logger.propagate = True
    for name, level in _QUIET.items():
        logging.getLogger(name).setLevel(level)


def _redacted_record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    """A log record whose text and traceback are safe before any handler sees them."""
    record = logging.LogRecord(*args, **kwargs)
    if isinstance(record.msg, dict):
        return record  # one of our own events, redacted by _redacted_event
    record.msg, record.args = redact_line(_text(record)), ()
    if record.exc_info and record.exc_info[0] is not None:
        record.exc_text = redact_traceback(_TRACEBACKS.formatException(record.exc_info))
    if record.stack_info:
        record.stack_info = redact_traceback(record.stack_info)
    return record


def _text(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return str(record.msg)  # arguments that do not fit their format are not worth a lost record


def _redacted_event(_: Any, __: str, event_dict: EventDict) -> EventDict:
    safe = {key: value if key in _OWN_KEYS else redact_value(key, value) for key, value in event_dict.items()}
    return {**safe, "event": redact_line(str(event_dict.get("event", "")))}


def _own_exception(_: Any, __: str, event_dict: EventDict) -> EventDict:
    info = event_dict.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    elif isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    if isinstance(info, tuple) and info[0] is not None:
        event_dict["exception"] = redact_traceback(_TRACEBACKS.formatException(info))
    return event_dict


def _foreign_exception(_: Any, __: str, event_dict: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event_dict.pop("exc_info", None)
    record: logging.LogRecord = event_dict["_record"]
    if record.exc_text:
        event_dict["exception"] = record.exc_text
    return event_dict


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger("bizhub").critical("Stopped by an error", exc_info=(kind, error, trace))
