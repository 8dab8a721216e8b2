"""`python -m bizhub restore DIR`: puts a backup into the data folder of the settings, which is empty."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from bizhub.commands.backup import what_it_holds
from bizhub.domain.errors import BizHubError
from bizhub.services.restore import restore
from bizhub.settings import get_settings


def configure(parser: ArgumentParser) -> None:
    """Take where the backup is."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="a folder that `backup` has written")


def run(options: Namespace) -> int:
    """Check it, put it in place and say what came back; 1 when it was not restored."""
    settings = get_settings()
    try:
        manifest = restore(settings, options.folder.absolute(), show=_show)
    except BizHubError as problem:
        print(problem.message, file=sys.stderr)
        return 1
    print(f"Restored the backup of {manifest.moment:%Y-%m-%d %H:%M:%S} UTC into {settings.data_dir}.")
    print(what_it_holds(manifest.centers, manifest.ad_accounts, manifest.entries))
    print("Check the record: python -m bizhub activity verify")
    return 0


def _show(line: str) -> None:
    print(f"{line} …", file=sys.stderr, flush=True)
