"""`python -m bizhub backup DIR`: everything this BizHub knows, as it was at one moment, in a folder of its own.

Works while the server runs, which then does it while people go on working, and while it does not.
"""

import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path

from bizhub.commands import handover
from bizhub.domain.errors import BizHubError
from bizhub.services import backup, formats
from bizhub.settings import get_settings

_NOTHING_LEFT = "The server stopped before the backup was whole. It does not count; make it again."


def configure(parser: ArgumentParser) -> None:
    """Take where it goes."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="a folder that is empty or does not exist yet")


def run(options: Namespace) -> int:
    """Have it made and say what it holds; 1 when there is none."""
    settings = get_settings()
    target: Path = options.folder.absolute()
    try:
        handover.prepare(settings)
        made = handover.run(settings, backup.BACKUP_JOB, {"target": str(target)})
    except handover.Unfinished as problem:
        print(_NOTHING_LEFT if "server" in problem.message else problem.message, file=sys.stderr)
        return 1
    except BizHubError as problem:
        print(problem.message, file=sys.stderr)
        return 1
    moment = datetime.fromisoformat(made["made_at"])
    print(f"Backup of {moment:%Y-%m-%d %H:%M:%S} UTC in {target}: {formats.file_size(made['size'])}.")
    print(what_it_holds(made["centers"], made["ad_accounts"], made["entries"]))
    print("The keys are in it: whoever has this folder can read everything. Keep it locked away.")
    print(f"To restore it into an empty data folder: python -m bizhub restore {target}")
    return 0


def what_it_holds(centers: int, ad_accounts: int, entries: int) -> str:
    """A line about a backup."""
    return (
        f"{_count(centers, 'center')}, {_count(ad_accounts, 'ad account')} with their figures, "
        f"{_count(entries, 'entry', 'entries')} of the activity."
    )


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
