"""`python -m bizhub demo`: fills a center to look around in, and says how to sign in.

Works while the server runs, which then does it, and while it does not. It is made once: where its person can sign in,
nothing is added. Another data folder (BIZHUB_DATA_DIR) takes another demo.
"""

import os
import secrets
import shlex
import sys
from argparse import ArgumentParser, Namespace
from contextlib import closing, suppress
from datetime import timedelta

from bizhub.adapters import clock, migrate, restore_place, server_lock
from bizhub.adapters.passwords import Passwords
from bizhub.adapters.server_lock import LockHeld, Owner
from bizhub.commands import handover, import_
from bizhub.domain.errors import BizHubError
from bizhub.services import demo
from bizhub.settings import Settings, get_settings

_ONCE_MORE = "Nobody can sign in yet: make the demo once more to finish it."
_PERHAPS_ONCE_MORE = "When this password is refused then, make the demo once more."


def configure(parser: ArgumentParser) -> None:
    """Take the size."""
    parser.add_argument("--accounts", type=_count, default=40, help="made-up ad accounts (40)")
    parser.add_argument("--days", type=_count, default=90, help="days of figures, up to yesterday (90)")
    parser.add_argument("--campaigns", type=_count, default=3, help="campaigns in each ad account (3)")


def run(options: Namespace) -> int:
    """Make the demo; 1 when it is there already or could not be finished."""
    settings = get_settings()
    try:
        _prepare(settings)
        code = _fill(settings, options)
    except handover.Unfinished as problem:
        print(f"{problem.message} {_ONCE_MORE}", file=sys.stderr)
        return 1
    except BizHubError as problem:
        print(problem.message, file=sys.stderr)
        return 1
    return _open(settings) or code


def _prepare(settings: Settings) -> None:
    """Bring the database up to date, or make it; whoever holds the data folder has done so."""
    if problem := restore_place.problem_of(settings.data_dir):
        raise BizHubError(problem)
    with suppress(LockHeld), server_lock.acquire(settings.data_dir, Owner.COMMAND):
        migrate.upgrade(settings)


def _fill(settings: Settings, options: Namespace) -> int:
    """Have the center made and the reports imported; 1 when a report could not be."""
    last_day = clock.now().date() - timedelta(days=1)
    size = {"accounts": options.accounts, "days": options.days, "campaigns": options.campaigns}
    made = handover.run(settings, demo.MAKE_JOB, {**size, "last_day": last_day.isoformat()})
    reports = sorted(demo.REPORTS.glob("*.csv"))
    chosen = Namespace(files=reports, center=made["center_id"], account="", time_zone="", currency="", preview=False)
    code = import_.import_files(settings, chosen)
    print(f"{made['accounts']:,} made-up ad accounts with {made['rows']:,} rows, and {len(reports)} real ones.")
    return code


def _open(settings: Settings) -> int:
    """Say how to sign in, then let people do so. Of the password the job gets only the hash: its payload is stored.

    In this order, because a job that was ordered is carried out even when this process is gone.
    """
    password = secrets.token_urlsafe(12)
    with closing(Passwords(settings)) as passwords:
        payload = {"password_hash": passwords.hash(password)}
    print(f"Start BizHub with: {_start_words()}")
    print(f"Sign in at {settings.address} as {demo.EMAIL} with the password {password}", flush=True)
    try:
        handover.run(settings, demo.OPEN_JOB, payload)
    except handover.Unfinished as problem:
        print(f"{problem.message} {_PERHAPS_ONCE_MORE}", file=sys.stderr)
        return 1
    except BizHubError as problem:
        print(problem.message, file=sys.stderr)
        return 1
    return 0


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 100_000:
        raise ValueError(text)
    return number


def _start_words() -> str:
    """The command that finds this data again: settings from the environment are gone in another terminal."""
    names = [name for name in ("BIZHUB_DATA_DIR", "BIZHUB_PORT") if name in os.environ]
    given = [f"{name}={shlex.quote(os.environ[name])}" for name in names]
    return " ".join([*given, "make run"])
