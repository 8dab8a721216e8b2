"""The outbox: nothing is lost, nothing is said too much."""

import logging
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Row, select

from bizhub.adapters import clock
from bizhub.adapters.mail import FolderCarrier
from bizhub.domain import outbox as rules
from bizhub.domain.errors import InvalidInput
from bizhub.domain.jobs import JobState
from bizhub.domain.outbox import Channel
from bizhub.services import background, outbox
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, begin
from bizhub.settings import Settings
from tests.adapters import mail_server
from tests.processes import environment_of

LONG_S = 60


def queue(runtime: Runtime, **changes: Any) -> str:
    values: dict[str, Any] = {
        "channel": Channel.EMAIL, "recipient": "ada@example.org", "subject": "Your code", "body": "Code 428511",
    }  # fmt: skip
    with begin(runtime, Caller(), write=True) as work:
        return outbox.queue_message(work, **{**values, **changes})


def row(runtime: Runtime, message_id: str) -> Row[Any]:
    with runtime.database.transaction(write=False) as connection:
        return connection.execute(select(outbox.MESSAGE).where(outbox.MESSAGE.c.id == int(message_id))).one()


def until(happened: Callable[[], object], what: str) -> None:
    give_up = time.monotonic() + LONG_S
    while not happened():
        assert time.monotonic() < give_up, f"never happened: {what}"
        time.sleep(0.02)


def files(runtime: Runtime) -> list[Path]:
    return sorted((runtime.settings.data_dir / "outbox").glob("*"))


@pytest.fixture
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "_RETRY_AFTER_S", (0.1, 0.1))


def test_a_message_of_a_change_that_fails_was_never_written(runtime: Runtime) -> None:
    def change() -> None:
        with begin(runtime, Caller(), write=True) as work:
            outbox.queue_message(work, channel=Channel.EMAIL, recipient="ada@example.org", subject="Hi", body="Hi")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    with runtime.database.transaction(write=False) as connection:
        assert connection.execute(select(outbox.MESSAGE)).all() == []


def test_a_committed_message_leaves_at_once_and_its_body_is_blanked(runtime: Runtime) -> None:
    background.start(runtime)
    message_id = queue(runtime)
    until(lambda: row(runtime, message_id).state == "SENT", "it is sent")
    sent = row(runtime, message_id)
    assert (sent.body_text, sent.tries, sent.last_error) == ("", 0, "")
    assert sent.sent_at >= sent.created_at
    (path,) = files(runtime)
    assert message_from_bytes(path.read_bytes(), policy=policy.default).get_content() == "Code 428511\r\n"


def test_what_is_queued_while_no_jobs_run_leaves_at_their_start(runtime: Runtime) -> None:
    message_id = queue(runtime)
    assert (row(runtime, message_id).state, files(runtime)) == ("QUEUED", [])
    background.start(runtime)
    until(lambda: row(runtime, message_id).state == "SENT", "it is sent")
    assert len(files(runtime)) == 1


def test_text_messages_leave_too(runtime: Runtime) -> None:
    message_id = queue(runtime, channel=Channel.SMS, recipient="+491701234567", subject="")
    assert outbox.deliver(runtime, message_id, 0) == ("SENT", None)
    assert [path.suffix for path in files(runtime)] == [".txt"]


@pytest.mark.usefixtures("quick_retries")
def test_a_temporary_failure_is_tried_again(runtime: Runtime) -> None:
    with mail_server.serve() as box:
        box.answers_to_recipient = ["450 4.2.1 Mailbox is busy", "450 4.2.1 Mailbox is busy"]
        runtime.settings.smtp_url = SecretStr(f"smtp://127.0.0.1:{box.port}")
        background.start(runtime)
        message_id = queue(runtime)
        until(lambda: row(runtime, message_id).state == "SENT", "it is sent")
    assert row(runtime, message_id).tries == 2
    assert [mail["Message-ID"] for mail in box.mail] == [f"<{message_id}@localhost>"]


def test_a_failed_try_says_why_and_keeps_the_message(runtime: Runtime) -> None:
    runtime.settings.smtp_url = SecretStr(f"smtp://127.0.0.1:{mail_server.free_port()}")
    message_id = queue(runtime)
    before = clock.now()
    state, again_at = outbox.deliver(runtime, message_id, 0)
    kept = row(runtime, message_id)
    assert (state, kept.state, kept.tries, kept.body_text) == ("QUEUED", "QUEUED", 1, "Code 428511")
    assert kept.next_try_at == again_at
    assert timedelta(seconds=15) <= kept.next_try_at - before < timedelta(seconds=30)
    assert "ConnectionRefusedError" in kept.last_error


def test_a_final_refusal_fails_at_once(runtime: Runtime) -> None:
    with mail_server.serve() as box:
        box.answers_to_recipient = ["550 5.1.1 Nobody of that name"]
        runtime.settings.smtp_url = SecretStr(f"smtp://127.0.0.1:{box.port}")
        message_id = queue(runtime)
        assert outbox.deliver(runtime, message_id, 0) == ("FAILED", None)
    failed = row(runtime, message_id)
    assert (failed.state, failed.tries, failed.body_text, failed.sent_at) == ("FAILED", 1, "", None)
    assert failed.last_error == "550 5.1.1 Nobody of that name"


@pytest.mark.usefixtures("quick_retries")
def test_after_the_last_try_a_message_has_failed(runtime: Runtime) -> None:
    runtime.settings.smtp_url = SecretStr(f"smtp://127.0.0.1:{mail_server.free_port()}")
    message_id = queue(runtime)
    states = [outbox.deliver(runtime, message_id, tries)[0] for tries in range(3)]
    assert states == ["QUEUED", "QUEUED", "FAILED"]
    assert row(runtime, message_id).body_text == ""


def test_an_expired_code_is_not_delivered(runtime: Runtime) -> None:
    message_id = queue(runtime, expires_at=clock.now() - timedelta(seconds=1))
    assert outbox.deliver(runtime, message_id, 0) == ("FAILED", None)
    assert (files(runtime), row(runtime, message_id).body_text) == ([], "")
    assert "expired" in row(runtime, message_id).last_error


def test_a_try_that_was_made_is_not_made_again(runtime: Runtime) -> None:
    message_id = queue(runtime)
    outbox.deliver(runtime, message_id, 0)
    for path in files(runtime):
        path.unlink()
    assert outbox.deliver(runtime, message_id, 0) == ("not waiting for this try", None)
    assert files(runtime) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"recipient": "ada@example.org\nBcc: eve@evil.example"},
        {"recipient": "ada@example.org, eve@evil.example"},
        {"subject": "Hello\r\nBcc: eve@evil.example"},
        {"channel": Channel.SMS, "recipient": "+49170\n1234567"},
    ],
)
def test_a_header_of_ones_own_is_refused(runtime: Runtime, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        queue(runtime, **changes)
    with runtime.database.transaction(write=False) as connection:
        assert connection.execute(select(outbox.MESSAGE)).all() == []


def test_a_code_is_never_logged(
    runtime: Runtime, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)

    def break_down(carrier: FolderCarrier, message: rules.Message) -> None:
        raise ZeroDivisionError(repr(message))

    monkeypatch.setattr(FolderCarrier, "deliver", break_down)
    background.start(runtime)
    queue(runtime)
    until(lambda: "ZeroDivisionError" in caplog.text, "the job breaks down")
    assert "428511" not in caplog.text
    assert "ada@example.org" not in caplog.text


def test_a_try_that_broke_down_is_ordered_again_by_the_sweep(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = FolderCarrier.deliver

    def break_down_once(_carrier: FolderCarrier, _message: rules.Message) -> None:
        monkeypatch.setattr(FolderCarrier, "deliver", whole)
        raise ZeroDivisionError

    monkeypatch.setattr(FolderCarrier, "deliver", break_down_once)
    background.start(runtime)
    message_id = queue(runtime)
    job = runtime.jobs.wait(f"message-{message_id}-0", timeout_s=LONG_S)
    assert (job.state, row(runtime, message_id).state) == (JobState.FAILED, "QUEUED")
    runtime.jobs.enqueue("sweep_messages")
    until(lambda: row(runtime, message_id).state == "SENT", "it is sent")


def test_settings_that_cannot_be_right_stop_the_start(runtime: Runtime) -> None:
    runtime.settings.smtp_url = SecretStr("mail.example")
    with pytest.raises(ValueError, match="BIZHUB_SMTP_URL"):
        background.start(runtime)
    assert not runtime.jobs.running


def test_a_kill_during_delivery_loses_nothing(runtime: Runtime) -> None:
    with mail_server.serve() as box:
        box.answers_to_data = [mail_server.NO_ANSWER]
        runtime.settings.smtp_url = SecretStr(f"smtp://127.0.0.1:{box.port}")
        with _process(runtime.settings, "ada@example.org") as first:
            until(lambda: len(box.mail) == 1, "the server has the mail and has not said so")
            first.send_signal(signal.SIGKILL)
        background.start(runtime)
        until(lambda: len(box.mail) == 2, "it comes again")
        message_id = box.mail[0]["Message-ID"][1:20]
        until(lambda: row(runtime, message_id).state == "SENT", "it is noted")
    assert box.mail[0].as_bytes() == box.mail[1].as_bytes()
    assert row(runtime, message_id).body_text == ""


def _process(settings: Settings, *recipients: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.services.outbox_process", *recipients],
        env=environment_of(settings),
        cwd=Path(__file__).resolve().parents[2],
    )
