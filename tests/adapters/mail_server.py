"""A mail server in the test's process that answers as it is told and keeps what it gets."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

CERTIFICATE = Path(__file__).with_name("localhost.pem")
"""A self-signed certificate of localhost with its key, valid until 2126 and worth nothing outside these tests."""

OK = "250 OK"
NO_ANSWER = "no answer"
"""As an answer to the text of a mail: take it and say nothing, until the caller is gone."""


@dataclass
class Mailbox:
    """What arrived, and the answers that are given before that, in order."""

    port: int
    mail: list[EmailMessage] = field(default_factory=list)
    sent_to: list[list[str]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    sign_ins: list[str] = field(default_factory=list)
    answers_to_sender: list[str] = field(default_factory=list)
    answers_to_recipient: list[str] = field(default_factory=list)
    answers_to_data: list[str] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answers_to_sender.pop(0) if self.answers_to_sender else OK
        envelope.mail_from = address
        return answer

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answers_to_recipient.pop(0) if self.answers_to_recipient else OK
        envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.answers_to_data.pop(0) if self.answers_to_data else OK
        if answer not in {OK, NO_ANSWER}:
            return answer
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mail.append(mail)
        self.sent_to.append(envelope.rcpt_tos)
        self.encrypted.append(session.ssl is not None)
        await asyncio.sleep(60 if answer == NO_ANSWER else 0)
        return answer

    def check(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, credentials: LoginPassword
    ) -> AuthResult:
        self.sign_ins.append(credentials.login.decode())
        is_right = credentials == LoginPassword(b"hub@example.org", b"pass:word/1")
        return AuthResult(success=is_right, handled=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server_tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


@contextmanager
def serve(
    *,
    ssl_context: ssl.SSLContext | None = None,
    tls_context: ssl.SSLContext | None = None,
    is_signing_in: bool = False,
    port: int | None = None,
) -> Iterator[Mailbox]:
    """A mail server on this machine: plain, with TLS from the start (ssl_context) or after STARTTLS (tls_context)."""
    box = Mailbox(port or free_port())
    sign_in = {"auth_require_tls": False, "authenticator": box.check} if is_signing_in else {}
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=box.port,
        ssl_context=ssl_context,
        tls_context=tls_context,
        enable_SMTPUTF8=False,
        **sign_in,
    )
    controller.start()
    yield box
    controller.stop()
