"""What open pages should hear of once a change is committed: `work.after_commit(partial(signals.send, …))`."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import structlog


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """A session ended, by its person, by an administrator or with a new password; `digest` is its token hash."""

    digest: str


@dataclass(frozen=True, slots=True)
class ViewChanged:
    """A session sees BizHub as somebody else from now on, or no longer; `digest` is its token hash."""

    digest: str


@dataclass(frozen=True, slots=True)
class CenterChanged:
    """Something that pages of a center show has changed: `subject` is the first half of the audit event's name."""

    center_id: str
    subject: str


@dataclass(frozen=True, slots=True)
class UserChanged:
    """Something that pages of one person show has changed: rights, centers, name."""

    user_id: str


@dataclass(frozen=True, slots=True)
class Notified:
    """A person was told something, or has read it."""

    user_id: str


@dataclass(frozen=True, slots=True)
class ImportMoved:
    """An import of a person came a step further; the figures of the center are another matter: "figures"."""

    user_id: str


@dataclass(frozen=True, slots=True)
class DeskChanged:
    """Something that waits for the desk came, was taken up, put back or decided."""


Signal = DeskChanged | SessionEnded | ViewChanged | CenterChanged | UserChanged | Notified | ImportMoved
Listener = Callable[[Signal], None]

_listeners: list[Listener] = []
_lock = threading.Lock()


def send(signal: Signal) -> None:
    """Tell whoever listens in this process; a failing listener never harms the change that was made."""
    with _lock:
        listeners = tuple(_listeners)
    for listener in listeners:
        try:
            listener(signal)
        except Exception:  # noqa: BLE001  # the change is committed; whatever a listener does, it stays
            structlog.get_logger(__name__).exception("A listener failed", signal=type(signal).__name__)


def listen(listener: Listener) -> Callable[[], None]:
    """Call this for every signal from now on, from whichever thread sends it; returns the way to stop."""
    with _lock:
        _listeners.append(listener)

    def stop() -> None:
        with _lock:
            _listeners.remove(listener)

    return stop
