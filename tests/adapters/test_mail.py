"""Delivery: a mail server, a webhook, a folder."""

import logging
import socket
import stat
import threading
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from bizhub.adapters import mail
from bizhub.adapters.mail import DeliveryFailed, carrier_for, describe
from bizhub.domain.outbox import Channel, Message
from bizhub.settings import Settings
from tests.adapters import mail_server
from tests.adapters.webhook_server import webhook

WHEN = datetime(2026, 11, 23, 9, 30, 15, tzinfo=UTC)
EMAIL = Message("1234567890123456789", Channel.EMAIL, "ada@example.org", "Your code: ä€", "Code 428511\nGrüße", WHEN)
TEXT = Message("1234567890123456780", Channel.SMS, "+491701234567", "", "BizHub: 428511", WHEN)


def settings_for(folder: Path, **changes: Any) -> Settings:
    return Settings(data_dir=folder, mail_from="BizHub Österreich <hub@bizhub.example>", **changes)


def deliver(settings: Settings, message: Message) -> None:
    carrier_for(settings, message.channel).deliver(message)


def test_an_email_arrives_as_it_was_written(tmp_path: Path) -> None:
    with mail_server.serve() as box:
        deliver(settings_for(tmp_path, smtp_url=f"smtp://127.0.0.1:{box.port}"), EMAIL)
    (got,) = box.mail
    assert got["Subject"] == "Your code: ä€"
    assert got["From"] == "BizHub Österreich <hub@bizhub.example>"
    assert got["To"] == "ada@example.org"
    assert got["Message-ID"] == "<1234567890123456789@bizhub.example>"
    assert got["Date"] == "Mon, 23 Nov 2026 09:30:15 +0000"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got.get_content() == "Code 428511\r\nGrüße\r\n"
    assert box.sent_to == [["ada@example.org"]]


def test_the_same_message_twice_has_the_same_message_id(tmp_path: Path) -> None:
    with mail_server.serve() as box:
        for _ in range(2):
            deliver(settings_for(tmp_path, smtp_url=f"smtp://127.0.0.1:{box.port}"), EMAIL)
    assert box.mail[0].as_bytes() == box.mail[1].as_bytes()


def test_starttls_encrypts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(mail_server.CERTIFICATE))
    with mail_server.serve(tls_context=mail_server.server_tls()) as box:
        deliver(settings_for(tmp_path, smtp_url=f"smtp://localhost:{box.port}?starttls=1"), EMAIL)
    assert box.encrypted == [True]


def test_smtps_encrypts_from_the_first_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(mail_server.CERTIFICATE))
    with mail_server.serve(ssl_context=mail_server.server_tls()) as box:
        deliver(settings_for(tmp_path, smtp_url=f"smtps://localhost:{box.port}"), EMAIL)
    assert len(box.mail) == 1


def test_a_certificate_nobody_vouches_for_gets_nothing(tmp_path: Path) -> None:
    tls = mail_server.server_tls()
    with mail_server.serve(tls_context=tls) as box, pytest.raises(DeliveryFailed, match="certificate") as failure:
        deliver(settings_for(tmp_path, smtp_url=f"smtp://localhost:{box.port}?starttls=1"), EMAIL)
    assert (failure.value.permanent, box.mail) == (False, [])


def test_a_server_without_starttls_gets_nothing_when_it_is_required(tmp_path: Path) -> None:
    with mail_server.serve() as box, pytest.raises(DeliveryFailed) as failure:
        deliver(settings_for(tmp_path, smtp_url=f"smtp://127.0.0.1:{box.port}?starttls=1"), EMAIL)
    assert (failure.value.permanent, box.mail) == (False, [])


def test_it_signs_in(tmp_path: Path) -> None:
    with mail_server.serve(is_signing_in=True) as box:
        url = f"smtp://hub%40example.org:pass%3Aword%2F1@127.0.0.1:{box.port}"
        deliver(settings_for(tmp_path, smtp_url=url), EMAIL)
    assert (box.sign_ins, len(box.mail)) == (["hub@example.org"], 1)


def test_a_refused_sign_in_is_tried_again_later_and_hides_the_password(tmp_path: Path) -> None:
    with mail_server.serve(is_signing_in=True) as box, pytest.raises(DeliveryFailed) as failure:
        deliver(settings_for(tmp_path, smtp_url=f"smtp://hub:canary@127.0.0.1:{box.port}"), EMAIL)
    assert str(failure.value).startswith("535 ")
    assert "canary" not in str(failure.value)
    assert (failure.value.permanent, box.mail) == (False, [])


@pytest.mark.parametrize(
    ("where", "answer", "permanent"),
    [
        ("answers_to_recipient", "450 4.2.1 Mailbox is busy", False),
        ("answers_to_recipient", "421 4.3.2 Shutting down", False),
        ("answers_to_recipient", "550 5.1.1 Nobody of that name", True),
        ("answers_to_data", "451 4.7.1 Greylisted", False),
        ("answers_to_data", "554 5.7.1 Looks like spam", True),
        ("answers_to_sender", "451 4.3.0 Try later", False),
        ("answers_to_sender", "550 5.7.1 Sender not allowed", False),
    ],
)
def test_only_a_final_answer_about_the_message_is_final(
    tmp_path: Path, where: str, answer: str, *, permanent: bool
) -> None:
    with mail_server.serve() as box:
        setattr(box, where, [answer])
        with pytest.raises(DeliveryFailed) as failure:
            deliver(settings_for(tmp_path, smtp_url=f"smtp://127.0.0.1:{box.port}"), EMAIL)
        assert (str(failure.value), failure.value.permanent) == (answer, permanent)
        deliver(settings_for(tmp_path, smtp_url=f"smtp://127.0.0.1:{box.port}"), EMAIL)
    assert len(box.mail) == 1


def test_a_host_with_umlauts_is_written_as_the_net_writes_it(tmp_path: Path) -> None:
    with mail_server.serve() as box:
        settings = settings_for(tmp_path, smtp_url=f"smtp://127.0.0.1:{box.port}")
        deliver(settings, replace(EMAIL, recipient="ada@bücher.example"))
    assert box.sent_to == [["ada@xn--bcher-kva.example"]]


def test_an_address_the_server_cannot_write_is_final(tmp_path: Path) -> None:
    with mail_server.serve() as box, pytest.raises(DeliveryFailed) as failure:
        deliver(
            settings_for(tmp_path, smtp_url=f"smtp://127.0.0.1:{box.port}"),
            replace(EMAIL, recipient="ü@example.org"),
        )
    assert failure.value.permanent


def test_a_server_that_is_away_is_tried_again_later(tmp_path: Path) -> None:
    url = f"smtp://127.0.0.1:{mail_server.free_port()}"
    with pytest.raises(DeliveryFailed, match="ConnectionRefusedError") as failure:
        deliver(settings_for(tmp_path, smtp_url=url), EMAIL)
    assert not failure.value.permanent


def test_a_server_that_hangs_up_is_tried_again_later(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up() -> None:
            caller, _ = listener.accept()
            caller.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        with pytest.raises(DeliveryFailed) as failure:
            deliver(settings_for(tmp_path, smtp_url=f"smtp://127.0.0.1:{listener.getsockname()[1]}"), EMAIL)
        thread.join()
    assert not failure.value.permanent


def test_a_text_is_posted(tmp_path: Path) -> None:
    with webhook() as hook:
        deliver(settings_for(tmp_path, sms_webhook_url=hook.url), TEXT)
    ((headers, body),) = hook.requests
    assert body == {"id": "1234567890123456780", "to": "+491701234567", "text": "BizHub: 428511"}
    assert headers["Idempotency-Key"] == "1234567890123456780"


@pytest.mark.parametrize(
    ("status", "permanent"),
    [(302, False), (400, True), (401, False), (404, False), (422, True), (429, False), (500, False), (503, False)],
)
def test_what_the_webhook_answers_decides(tmp_path: Path, status: int, *, permanent: bool) -> None:
    with webhook() as hook:
        hook.status = status
        with pytest.raises(DeliveryFailed, match=str(status)) as failure:
            deliver(settings_for(tmp_path, sms_webhook_url=hook.url), TEXT)
    assert (failure.value.permanent, len(hook.requests)) == (permanent, 1)


def test_a_webhook_that_is_away_is_tried_again_later(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{mail_server.free_port()}/?key=canary-key"
    with pytest.raises(DeliveryFailed) as failure:
        deliver(settings_for(tmp_path, sms_webhook_url=url), TEXT)
    assert not failure.value.permanent
    assert "canary-key" not in str(failure.value)


def test_without_settings_an_email_becomes_a_file(tmp_path: Path) -> None:
    deliver(settings_for(tmp_path), EMAIL)
    (path,) = (tmp_path / "outbox").iterdir()
    got = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert path.name == "20261123T093015-1234567890123456789.eml"
    assert (got["To"], got["Subject"], got.get_content()) == (
        "ada@example.org", "Your code: ä€", "Code 428511\r\nGrüße\r\n",
    )  # fmt: skip
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_an_address_with_umlauts_is_readable_in_the_file(tmp_path: Path) -> None:
    deliver(settings_for(tmp_path), replace(EMAIL, recipient="jürgen@example.org"))
    (path,) = (tmp_path / "outbox").iterdir()
    assert "To: jürgen@example.org" in path.read_text().splitlines()


def test_a_long_link_is_one_line_in_the_file(tmp_path: Path) -> None:
    link = f"https://hub.example/reset#{'x' * 200}"
    deliver(settings_for(tmp_path), replace(EMAIL, body=f"Open this:\n{link}\n"))
    (path,) = (tmp_path / "outbox").iterdir()
    assert link in path.read_text().splitlines()


def test_without_settings_a_text_becomes_a_file(tmp_path: Path) -> None:
    deliver(settings_for(tmp_path), TEXT)
    (path,) = (tmp_path / "outbox").iterdir()
    assert path.name == "20261123T093015-1234567890123456780.txt"
    assert path.read_text() == "To: +491701234567\nDate: Mon, 23 Nov 2026 09:30:15 +0000\n\nBizHub: 428511\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_same_message_twice_is_one_file(tmp_path: Path) -> None:
    deliver(settings_for(tmp_path), EMAIL)
    deliver(settings_for(tmp_path), EMAIL)
    assert len(list((tmp_path / "outbox").iterdir())) == 1


def test_a_folder_that_cannot_be_written_is_tried_again_later(tmp_path: Path) -> None:
    carrier = mail.FolderCarrier(tmp_path / "missing", "hub@bizhub.example")
    with pytest.raises(DeliveryFailed) as failure:
        carrier.deliver(EMAIL)
    assert not failure.value.permanent


@pytest.mark.parametrize(
    ("channel", "setting", "value"),
    [
        (Channel.EMAIL, "smtp_url", "http://canary@mail.example"),
        (Channel.EMAIL, "smtp_url", "smtp://"),
        (Channel.EMAIL, "smtp_url", "smtp://mail.example:canary"),
        (Channel.EMAIL, "smtp_url", "smtp://mail.example?starttsl=canary"),
        (Channel.EMAIL, "smtp_url", "smtp://hub:canary@mail.example:587"),
        (Channel.SMS, "sms_webhook_url", "ftp://host/canary"),
        (Channel.SMS, "sms_webhook_url", "canary"),
        (Channel.SMS, "sms_webhook_url", "https://"),
    ],
)
def test_settings_that_cannot_be_right_are_named_without_their_secrets(
    tmp_path: Path, channel: Channel, setting: str, value: str
) -> None:
    settings = settings_for(tmp_path, **{setting: value})
    with pytest.raises(ValueError, match=f"BIZHUB_{setting.upper()}") as refusal:
        carrier_for(settings, channel)
    assert "canary" not in str(refusal.value)
    with pytest.raises(ValueError, match="BIZHUB_"):
        describe(settings)


@pytest.mark.parametrize(
    ("url", "port"),
    [
        ("smtp://mail.example", 25),
        ("smtp://hub:pw@localhost", 25),
        ("smtp://hub:pw@mail.example?starttls=1", 587),
        ("smtps://hub:pw@mail.example", 465),
        ("smtp://mail.example:2525", 2525),
    ],
)
def test_ports_are_the_usual_ones(tmp_path: Path, url: str, port: int) -> None:
    carrier = carrier_for(settings_for(tmp_path, smtp_url=url), Channel.EMAIL)
    assert isinstance(carrier, mail.SmtpCarrier)
    assert carrier.server.port == port
    assert "pw" not in repr(carrier)


def test_the_start_up_text_says_where_messages_go(tmp_path: Path) -> None:
    folder = tmp_path / "outbox"
    both = {"smtp_url": "smtp://localhost", "sms_webhook_url": "https://sms.example/send"}
    assert describe(settings_for(tmp_path)) == f"Messages go to files in {folder}."
    assert describe(settings_for(tmp_path, smtp_url=both["smtp_url"])) == (
        f"E-mails go by SMTP, text messages to files in {folder}."
    )
    assert describe(settings_for(tmp_path, **both)) == "E-mails go by SMTP, text messages to the webhook."


def test_nothing_of_a_message_is_logged_or_printed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with mail_server.serve() as box, webhook() as hook:
        settings = settings_for(tmp_path, smtp_url=f"smtp://127.0.0.1:{box.port}", sms_webhook_url=hook.url)
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # the test server's own
        deliver(settings, EMAIL)
        deliver(settings, TEXT)
    assert "428511" not in caplog.text
    assert "428511" not in repr(EMAIL) + repr(TEXT)
