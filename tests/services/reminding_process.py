"""A process that reminds people of what ends, for tests that kill it; each center has one member whose time ends."""

from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Event

from bizhub.services import end_reminders
from bizhub.services import runtime as runtimes
from bizhub.settings import Settings
from tests.factories import MadeUser, World


def now() -> datetime:
    return datetime.now(UTC)


def with_ends(world: World, admin: MadeUser, number: int) -> str:
    """A center with a member whose membership ends in three days."""
    center = world.center(admin, f"Center {number}")
    world.member(center, world.user(f"Max {number}"), valid_until=now() + timedelta(days=3))
    return center


def remind(settings: Settings, begins: Event) -> None:
    """Remind, center by center."""
    runtime = runtimes.start(settings)
    begins.set()
    end_reminders.remind_due(runtime, now())
