"""Settings of this BizHub: environment variables `BIZHUB_…`, a data folder, and secrets that are made once."""

import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_SECRET_BYTES = 32


class Settings(BaseSettings):
    """Everything an operator may set. Sizes in bytes, times in the unit of the name."""

    model_config = SettingsConfigDict(env_prefix="BIZHUB_", extra="ignore")

    data_dir: Path = Field(default=Path("data"), description="Folder of databases, secrets and the outbox")
    host: str = Field(default="127.0.0.1", description="Network address the server listens on")
    port: int = Field(default=8000, ge=1, le=65535, description="Port the server listens on")
    public_url: str | None = Field(default=None, description="Address people use, when it is not http://localhost:PORT")
    trusted_proxy_hops: int = Field(default=0, ge=0, description="Reverse proxies in front that set X-Forwarded-For")
    sockets_per_address: int = Field(default=320, ge=10, description="Pages open at once from one network address")
    requests_per_address: int = Field(default=200, ge=10, description="Requests at once from one network address")
    database_url: SecretStr | None = Field(default=None, description="postgresql+psycopg://…; else SQLite")

    smtp_url: SecretStr | None = Field(default=None, description="smtp://user:password@host:port; empty: files")
    mail_from: str = Field(default="BizHub <bizhub@localhost>", description="Sender of e-mails")
    sms_webhook_url: SecretStr | None = Field(
        default=None, description="POST target for text messages; empty writes files"
    )

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="DEBUG, INFO, WARNING or ERROR"
    )
    log_format: Literal["console", "json"] = Field(default="console", description="console or json")
    worker_threads: int = Field(default=8, ge=1, le=64, description="Threads that run use cases")

    argon2_memory_kib: int = Field(default=19456, ge=8, description="Argon2id memory per hash")
    argon2_rounds: int = Field(default=2, ge=1, description="Argon2id rounds per hash")
    session_days: int = Field(default=14, ge=1, le=90, description="Days until a session ends by itself")
    code_minutes: int = Field(default=10, ge=1, le=10, description="Minutes a confirmation code is valid")

    import_max_bytes: int = Field(default=200 * 1024**2, ge=1024, description="Largest report file")
    duckdb_memory: str = Field(default="2GB", description="Memory the insights store may use")
    verification_months: int = Field(default=12, ge=1, le=120, description="Months until a verification expires")
    document_days: int = Field(
        default=180, ge=1, le=3650, description="Days after a decision until its documents are deleted"
    )
    document_bytes_per_center: int = Field(
        default=200 * 1024**2, ge=1024, description="Room for the documents of a center"
    )
    clamav_address: str | None = Field(
        default=None, description="HOST:PORT of a clamd that looks at documents; empty for none"
    )
    desk_two_step: bool = Field(default=True, description="Whether the desk asks for 2-step verification")
    desk_two_reviewers: bool = Field(default=False, description="Whether a decision of the desk takes two reviewers")
    recovery_days: int = Field(
        default=7, ge=1, le=90, description="Days in which members may object before the desk's admin is appointed"
    )

    ad_accounts_per_center: int = Field(default=100_000, ge=1, description="Limit of ad accounts in a center")

    @field_validator("public_url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "")
        if value and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("Give a whole address, such as https://bizhub.example.com")
        return value or None

    @property
    def address(self) -> str:
        """The public address without a trailing slash."""
        return (self.public_url or f"http://localhost:{self.port}").rstrip("/")

    @property
    def is_https(self) -> bool:
        """Whether people reach this BizHub over TLS."""
        return urlsplit(self.address).scheme == "https"

    @property
    def cookie_name(self) -> str:
        """Name of the session cookie; the `__Host-` prefix needs TLS."""
        return "__Host-bizhub" if self.is_https else "bizhub"

    @property
    def request_cookie_name(self) -> str:
        """Name of the cookie that says which code the browser waits for."""
        return f"{self.cookie_name}_request"

    @property
    def second_step_cookie_name(self) -> str:
        """Name of the cookie of a sign-in that waits for its second step."""
        return f"{self.cookie_name}_second"

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """Origins whose pages may talk to this server."""
        if self.public_url:
            return (self.address,)
        return (f"http://localhost:{self.port}", f"http://127.0.0.1:{self.port}")

    @property
    def sqlalchemy_url(self) -> str:
        """The relational database as SQLAlchemy writes it."""
        if self.database_url:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir.resolve() / 'bizhub.db'}"

    def folder(self, name: str) -> Path:
        """A folder below the data folder, made on first use, closed to other users."""
        path = self.data_dir / name
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path

    def secret(self, name: str) -> bytes:
        """The 32 secret bytes of that name, made once with mode 0600, kept outside every database."""
        path = self.folder("secrets") / name
        try:
            return path.read_bytes()
        except FileNotFoundError:
            write_once(path, secrets.token_bytes(_SECRET_BYTES))
            return path.read_bytes()


def write_once(path: Path, content: bytes) -> None:
    """Write a whole file or nothing, closed to others and proof against a power cut; of two writers the first wins."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()


def wrong_settings(error: ValidationError) -> str:
    """What is wrong with the settings, a line for each; without the values, which may be secrets."""
    lines = (
        f"BIZHUB_{str(item['loc'][0]).upper()}: {item['msg'].removeprefix('Value error, ')}." for item in error.errors()
    )
    return "\n".join(["BizHub cannot start with these settings.", *lines])
