"""`python -m bizhub demo`: fills a center to look around in, and says how to sign in.

It is made once: where its person exists, nothing is added. Another data folder (BIZHUB_DATA_DIR) takes another demo.
"""

import os
import secrets
import shlex
import sys
from argparse import ArgumentParser, Namespace
from contextlib import closing

from bizhub.adapters import migrate, server_lock
from bizhub.adapters.server_lock import LockHeld, Owner
from bizhub.commands import import_
from bizhub.domain.errors import BizHubError
from bizhub.services import demo
from bizhub.services.runtime import start
from bizhub.settings import Settings, get_settings

_BAR = 30


def configure(parser: ArgumentParser) -> None:
    """Take the size."""
    parser.add_argument("--accounts", type=_count, default=40, help="made-up ad accounts (40)")
    parser.add_argument("--days", type=_count, default=90, help="days of figures, up to yesterday (90)")
    parser.add_argument("--campaigns", type=_count, default=3, help="campaigns in each ad account (3)")


def run(options: Namespace) -> int:
    """Make the demo; 1 when a server runs or the demo is there already."""
    settings = get_settings()
    password = secrets.token_urlsafe(12)
    try:
        with server_lock.acquire(settings.data_dir, Owner.COMMAND):
            migrate.upgrade(settings)
            made = _make(settings, password, options)
    except LockHeld:
        print("BizHub is running. Stop it (Ctrl-C), then make the demo.", file=sys.stderr)
        return 1
    except BizHubError as problem:
        print(problem.message, file=sys.stderr)
        return 1
    reports = sorted(demo.REPORTS.glob("*.csv"))
    chosen = Namespace(files=reports, center=made.center_id, account="", time_zone="", currency="", preview=False)
    code = import_.import_files(settings, chosen)
    print(f"{made.accounts:,} made-up ad accounts with {made.figure_rows:,} rows, and {len(reports)} real ones.")
    print(f"Start BizHub with: {_start_words()}")
    print(f"Sign in at {settings.address} as {demo.EMAIL} with the password {password}")
    return code


def _make(settings: Settings, password: str, options: Namespace) -> demo.DemoCenter:
    with closing(start(settings)) as runtime:
        return demo.make_demo(
            runtime,
            password=password,
            accounts=options.accounts,
            days=options.days,
            campaigns=options.campaigns,
            progress=_draw,
        )


def _draw(what: str, share: float) -> None:
    """A line that grows; where nobody watches, only its end."""
    if sys.stderr.isatty():
        bar = "█" * round(share * _BAR)
        print(f"\r{what:<24} {bar:<{_BAR}} {share:>4.0%}", end="\n" if share >= 1 else "", file=sys.stderr, flush=True)
    elif share >= 1:
        print(f"{what}: done", file=sys.stderr)


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
