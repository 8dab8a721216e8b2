"""Sessions as their owner sees them, and a new one on its way to the browser."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One signed-in device of a person."""

    id: str
    device: str
    address: str
    signed_in_at: datetime
    last_seen_at: datetime
    is_this_device: bool


@dataclass(frozen=True, slots=True)
class WaitingSignIn:
    """A right password that waits for the second step: the secret by which the browser refers to it."""

    request: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewSession:
    """What the browser gets of a session that was just opened; both are secrets and stored only as hashes."""

    token: str = field(repr=False)
    device_mark: str = field(repr=False)
    has_center: bool
