"""What the log may hold, whoever writes to it."""

import asyncio
import io
import json
import logging
import sys
import time
from collections.abc import Iterator

import pytest
import structlog
from reflex_base.event import Event

from bizhub.adapters import logs
from bizhub.adapters.redaction import is_secret_name, redact_line, redact_traceback
from bizhub.settings import Settings

CANARIES = {
    "password": "cnry-Pa55-word",
    "cookie": "cnry-cookie-value",
    "token": "q7Gx-cnryTOKENabcdefghijklmnopqrstuvwxyz_12",
    "code": "731946",
    "document": "cnry-document-body",
}
assert len(CANARIES["token"]) == 43

HOSTILE_EVENT = Event(
    name="bizhub___state___sign_in.nothing_like_this",
    router_data={"headers": {"cookie": f"bizhub={CANARIES['cookie']}", "x-api-key": "cnry-key"}, "ip": "10.0.0.7"},
    payload={"password": CANARIES["password"], "note": "cnry-typed-text"},
)


@pytest.fixture
def log(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """The configured log, written to memory; the format is the test's parameter or JSON."""
    before = (logging.getLogRecordFactory(), logging.getLogger().handlers[:], logging.getLogger().level, sys.excepthook)
    stream = io.StringIO()
    logs.configure(Settings(log_format=getattr(request, "param", "json"), log_level="DEBUG"), stream)
    yield stream
    factory, handlers, level, hook = before
    logging.setLogRecordFactory(factory)
    logging.captureWarnings(capture=False)
    logging.getLogger().handlers[:] = handlers
    logging.getLogger().setLevel(level)
    sys.excepthook = hook
    structlog.reset_defaults()


def written(stream: io.StringIO) -> list[dict[str, str]]:
    """Every JSON line of the log."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize("log", ["json", "console"], indirect=True)
@pytest.mark.parametrize(
    "name",
    ["reflex_base.event.processor.event_processor", "reflex.app", "_granian", "dbos", "sqlalchemy.engine", "anything"],
)
def test_no_logger_writes_a_whole_event(log: io.StringIO, name: str) -> None:
    logging.getLogger(name).error("Error processing event queue entry for %s [txid=%s]:", HOSTILE_EVENT, "ab12")
    assert "Error processing event queue entry" in log.getvalue()
    assert "nothing_like_this" in log.getvalue()
    assert "cnry" not in log.getvalue()


@pytest.mark.parametrize("log", ["json", "console"], indirect=True)
def test_a_traceback_carries_no_secret(log: io.StringIO) -> None:
    try:
        raise ValueError(f"Failed to deserialize event data: {HOSTILE_EVENT.payload}")
    except ValueError:
        logging.getLogger("engineio.server").exception("message handler error")
        structlog.get_logger("bizhub.state").exception("Stopped", reference="R1")
    assert log.getvalue().count("Traceback") == 2
    assert "ValueError" in log.getvalue()
    assert "cnry" not in log.getvalue()


@pytest.mark.parametrize("log", ["json", "console"], indirect=True)
def test_a_handler_that_somebody_else_adds_is_redacted_too(log: io.StringIO) -> None:
    foreign = io.StringIO()
    handler = logging.StreamHandler(foreign)
    logging.getLogger("reflex").addHandler(handler)
    logging.getLogger("reflex.app").warning("Event data: %s", {"password": CANARIES["password"]}, exc_info=False)
    logging.getLogger("reflex").removeHandler(handler)
    assert "Event data" in foreign.getvalue()
    assert "cnry" not in foreign.getvalue()


@pytest.mark.parametrize(
    "line",
    [
        f"password={CANARIES['password']}",
        f"{{'new_password': '{CANARIES['password']}'}}",
        f'{{"password": "{CANARIES["password"]} with spaces"}}',
        f"Cookie: theme=dark; bizhub={CANARIES['cookie']}; other={CANARIES['cookie']}",
        f"set-cookie: __Host-bizhub={CANARIES['cookie']}; HttpOnly",
        f"got bizhub={CANARIES['cookie']} twice",
        f"GET /reset/{CANARIES['token']}",
        f"https://hub.example/invite?t={CANARIES['token']}&x=1",
        f"session_token={CANARIES['token']}",
        f"Authorization: Bearer {CANARIES['token']}",
        "x-api-key: cnry-key",
        f"smtp_password is unused, smtp_password: '{CANARIES['password']}'",
        f"[SQL: INSERT INTO app_user VALUES (?)] [parameters: ('{CANARIES['password']}', 'cnry-mail')]",
        f"1 validation error for Args\nname [type=string_type, input_value='{CANARIES['password']}', input_type=str]",
        f"Error transforming event argument 'n' with value '{CANARIES['password']}' and type hint int",
        f"Event data must be a dictionary, but received ['{CANARIES['password']}'] of type list",
        f"store b'%PDF-1.7 {CANARIES['document']} {'x' * 40}'",
    ],
)
def test_secrets_leave_every_line(line: str) -> None:
    shown = redact_line(line)
    assert "cnry" not in shown
    assert "redacted" in shown or "[bytes]" in shown


@pytest.mark.parametrize("line", [f"code={CANARIES['code']}", f"Your code is {CANARIES['code']}", '{"code": "731946"}'])
def test_confirmation_codes_leave_every_line(line: str) -> None:
    assert CANARIES["code"] not in redact_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "status_code=404",
        "Imported 12 rows of report.csv for 7400000000000000001",
        "center 7400000000000000001 switched",
        "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "handler bizhub___state___session____session_state.load refused: no session",
    ],
)
def test_ordinary_lines_stay_whole(line: str) -> None:
    assert redact_line(line) == line


def test_values_under_secret_names_never_appear(log: io.StringIO) -> None:
    structlog.get_logger("bizhub").warning(
        "Refused",
        password="cnry-1",
        body=b"cnry-document",
        nested={"cookie": "cnry-2", "list": [{"reset_token": "cnry-3"}]},
        rows=3,
    )
    assert "cnry" not in log.getvalue()
    assert written(log)[0]["rows"] == 3
    assert written(log)[0]["body"] == "[13 bytes]"


@pytest.mark.parametrize("log", ["json", "console"], indirect=True)
@pytest.mark.parametrize("breaker", ["\r\n", "\n", "\r", "\u2028", "\x1b[2J", "\x00", "\x85"])
def test_a_line_cannot_be_forged(log: io.StringIO, breaker: str) -> None:
    logging.getLogger("reflex").info("name is %s", f"x{breaker}2026-11-23 [info] Signed in as owner")
    structlog.get_logger("bizhub").info(f"name is x{breaker}forged", who=f"x{breaker}forged")
    assert len(log.getvalue().splitlines()) == 2
    assert breaker not in log.getvalue().replace("\n", "")


@pytest.mark.parametrize("log", ["console"], indirect=True)
def test_a_traceback_cannot_forge_a_line_in_the_console(log: io.StringIO) -> None:
    try:
        raise ValueError("x\n2026-11-23 [info] Signed in as owner")
    except ValueError:
        logging.getLogger("reflex").exception("oops")
    forged = [line for line in log.getvalue().splitlines() if line.startswith("2026-11-23 [info]")]
    assert forged == []
    assert "Signed in as owner" in log.getvalue()


def test_a_secret_in_a_later_line_of_an_exception_is_found() -> None:
    text = "Traceback (most recent call last):\n  File 'x', line 1\nValueError: payload={\n'note': 'cnry-typed'\n}"
    assert "cnry" not in redact_traceback(text)


def test_library_loggers_lose_their_own_handlers(log: io.StringIO) -> None:
    own = io.StringIO()
    logging.getLogger("granian.access").addHandler(logging.StreamHandler(own))
    logging.getLogger("granian.access").propagate = False
    logs.configure(Settings(log_format="json", log_level="INFO"), log)
    logging.getLogger("granian.access").info("GET / 200")
    assert own.getvalue() == ""
    assert written(log)[0]["event"] == "GET / 200"


def test_what_a_task_raises_is_redacted(log: io.StringIO) -> None:
    async def fails() -> None:
        raise RuntimeError(f"payload={HOSTILE_EVENT.payload}")

    async def run() -> None:
        task = asyncio.get_running_loop().create_task(fails())
        await asyncio.wait([task])
        asyncio.get_running_loop().call_exception_handler({"message": "lost", "exception": task.exception()})

    asyncio.run(run())
    assert "RuntimeError" in log.getvalue()
    assert "cnry" not in log.getvalue()


def test_an_uncaught_error_is_redacted(log: io.StringIO) -> None:
    error = RuntimeError(f"cookie: bizhub={CANARIES['cookie']}")
    sys.excepthook(type(error), error, None)
    assert "Stopped by an error" in log.getvalue()
    assert "cnry" not in log.getvalue()


def test_format_errors_do_not_lose_the_record(log: io.StringIO) -> None:
    logging.getLogger("dbos").warning("%d rows", "many")
    assert written(log)[0]["event"] == "%d rows"


def test_long_hostile_lines_are_cut_quickly() -> None:
    lines = ["a" * 1_000_000, "token" * 200_000, "b'" * 500_000, "password='" + "\\'" * 400_000, "_" * 900_000 + "="]
    started = time.process_time()
    longest = max(len(redact_line(line)) for line in lines)
    assert longest < 4_100
    assert time.process_time() - started < 2.0


@pytest.mark.parametrize("name", ["password", "new_password", "session_token", "Cookie", "code", "sms_code", "API_KEY"])
def test_secret_names(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize("name", ["status_code_text", "name", "center_id", "rows", "codec"])
def test_ordinary_names(name: str) -> None:
    assert not is_secret_name(name)
