"""Deliver messages: e-mail by SMTP, texts by a webhook, either as files while nothing is configured."""

import os
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import httpx

from bizhub.domain.outbox import Channel, Message
from bizhub.settings import Settings

_TIMEOUT_S = 20.0
_LONGEST_ERROR = 300
_LONGEST_PLAIN_LINE = 900
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_REFUSED_FOR_GOOD = frozenset({400, 410, 413, 422})


class DeliveryFailed(Exception):
    """A message was not taken. `permanent`: the answer was about this very message, so trying again is no use."""

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        """Keep the reason, shortened, on one line."""
        super().__init__(" ".join(reason.split())[:_LONGEST_ERROR])
        self.permanent = permanent


class Carrier(Protocol):
    """Takes messages away. The same message twice must look like one to who gets it, as far as the medium allows."""

    def deliver(self, message: Message) -> None:
        """Take one message or raise DeliveryFailed."""


def carrier_for(settings: Settings, channel: Channel) -> Carrier:
    """What the settings say for a channel; ValueError, without secrets in it, when they cannot be right."""
    if channel is Channel.EMAIL and settings.smtp_url:
        return SmtpCarrier(_smtp_server(settings.smtp_url.get_secret_value()), settings.mail_from)
    if channel is Channel.SMS and settings.sms_webhook_url:
        return WebhookCarrier(_webhook(settings.sms_webhook_url.get_secret_value()))
    return FolderCarrier(settings.folder("outbox"), settings.mail_from)


def describe(settings: Settings) -> str:
    """Where messages go, in a sentence for the start-up text; ValueError as `carrier_for`."""
    for channel in Channel:
        carrier_for(settings, channel)
    folder = settings.data_dir / "outbox"
    mail = "by SMTP" if settings.smtp_url else f"to files in {folder}"
    texts = "to the webhook" if settings.sms_webhook_url else f"to files in {folder}"
    return f"Messages go {mail}." if mail == texts else f"E-mails go {mail}, text messages {texts}."


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server as BIZHUB_SMTP_URL names it."""

    host: str
    port: int
    is_tls: bool
    is_starttls: bool
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        """Without the password."""
        return f"SmtpServer({self.host}:{self.port})"


@dataclass(frozen=True, slots=True)
class SmtpCarrier:
    """Hands e-mails to a mail server."""

    server: SmtpServer
    sender: str

    def deliver(self, message: Message) -> None:
        """Send one e-mail over a connection of its own."""
        try:
            connection = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryFailed(_reason(error)) from error
        try:
            email = as_email(message, self.sender)
            connection.send_message(email, from_addr=parseaddr(self.sender)[1], to_addrs=[str(email["To"])])
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryFailed(_reason(error), permanent=_is_permanent(error)) from error
        finally:
            _hang_up(connection)

    def _connect(self) -> smtplib.SMTP:
        server, own_name = self.server, parseaddr(self.sender)[1].rpartition("@")[2] or "localhost"
        if server.is_tls:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, own_name, timeout=_TIMEOUT_S, context=ssl.create_default_context()
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, own_name, timeout=_TIMEOUT_S)
        try:
            if server.is_starttls:
                connection.starttls(context=ssl.create_default_context())
            if server.user:
                connection.login(server.user, server.password)
        except BaseException:
            connection.close()
            raise
        return connection


@dataclass(frozen=True, slots=True)
class WebhookCarrier:
    """Posts text messages as JSON `{"id", "to", "text"}`; `Idempotency-Key` is the message's ID."""

    url: str

    def deliver(self, message: Message) -> None:
        """Post one message; redirects are not followed, since they would take the text elsewhere."""
        try:
            answer = httpx.post(
                self.url,
                json={"id": message.id, "to": message.recipient, "text": message.body},
                headers={"Idempotency-Key": message.id},
                timeout=_TIMEOUT_S,
            )
        except httpx.HTTPError as error:
            raise DeliveryFailed(f"{type(error).__name__}: {error}") from error
        if not answer.is_success:
            raise DeliveryFailed(
                f"The webhook answered {answer.status_code}", permanent=answer.status_code in _REFUSED_FOR_GOOD
            )

    def __repr__(self) -> str:
        """Without the URL, which may carry a key."""
        return "WebhookCarrier()"


@dataclass(frozen=True, slots=True)
class FolderCarrier:
    """Writes messages as files that only the server's user reads; the same message gets the same name."""

    folder: Path
    sender: str

    def deliver(self, message: Message) -> None:
        """Write `TIME-ID.eml` or `.txt`, whole or not at all."""
        is_email = message.channel is Channel.EMAIL
        content = bytes(as_email(message, self.sender)) if is_email else _as_text(message)
        name = f"{message.created_at:%Y%m%dT%H%M%S}-{message.id}.{'eml' if is_email else 'txt'}"
        draft = self.folder / f".{name}"
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.folder / name)
        except OSError as error:
            raise DeliveryFailed(_reason(error)) from error


def as_email(message: Message, sender: str) -> EmailMessage:
    """The e-mail, the same bytes every time: who gets it twice can tell by its Message-ID."""
    local, _, host = message.recipient.rpartition("@")
    email = EmailMessage(policy=SMTP if local.isascii() else SMTPUTF8)
    email["Message-ID"] = f"<{message.id}@{parseaddr(sender)[1].rpartition('@')[2] or 'localhost'}>"
    email["Date"] = format_datetime(message.created_at)
    email["From"] = sender
    email["To"] = f"{local}@{host.encode('idna').decode()}"
    email["Subject"] = message.subject
    email["Auto-Submitted"] = "auto-generated"
    lines = message.body.splitlines()
    is_plain = message.body.isascii() and all(len(line) <= _LONGEST_PLAIN_LINE for line in lines)
    email.set_content("\n".join(lines) + "\n", cte="7bit" if is_plain else "quoted-printable")
    return email


def _as_text(message: Message) -> bytes:
    date = format_datetime(message.created_at)
    return f"To: {message.recipient}\nDate: {date}\n\n{message.body}\n".encode()


def _smtp_server(url: str) -> SmtpServer:
    """Read smtp://user:password@host:port?starttls=1 or smtps://…"""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    options = parse_qs(parts.query)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or port == -1 or set(options) - {"starttls"}:
        raise ValueError("BIZHUB_SMTP_URL must look like smtp://user:password@host:587?starttls=1 or smtps://…")
    is_tls = parts.scheme == "smtps"
    is_starttls = not is_tls and options.get("starttls", ["0"])[-1] != "0"
    if parts.username and not is_tls and not is_starttls and parts.hostname not in _LOCAL:
        raise ValueError("BIZHUB_SMTP_URL would send the password unencrypted: add ?starttls=1 or use smtps://")
    return SmtpServer(
        host=parts.hostname,
        port=port or (465 if is_tls else 587 if is_starttls else 25),
        is_tls=is_tls,
        is_starttls=is_starttls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _webhook(url: str) -> str:
    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL:
        parts = httpx.URL()
    if parts.scheme not in {"http", "https"} or not parts.host:
        raise ValueError("BIZHUB_SMS_WEBHOOK_URL must look like https://host/path")
    return url


def _is_permanent(error: Exception) -> bool:
    """Whether the server's answer is about this recipient or this text, and final.

    A refused sender or sign-in is the operator's to repair, so those messages wait.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return isinstance(error, smtplib.SMTPNotSupportedError)  # an address this server cannot write


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {_decoded(text)}" for code, text in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_decoded(error.smtp_error)}"
    return f"{type(error).__name__}: {error}"


def _decoded(text: bytes | str) -> str:
    return text.decode("ascii", errors="replace") if isinstance(text, bytes) else text


def _hang_up(connection: smtplib.SMTP) -> None:
    """Say goodbye; how that goes no longer matters."""
    try:
        connection.quit()
    except (OSError, smtplib.SMTPException):
        connection.close()
