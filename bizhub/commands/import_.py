"""`python -m bizhub import FILE… --center ID`: preview report files, then import them.

Works while the server runs, which then does it, and while it does not. The actor in the record is the operator.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bizhub.adapters import migrate, server_lock
from bizhub.commands import handover
from bizhub.domain.errors import BizHubError
from bizhub.domain.ids import new_id
from bizhub.domain.imports import Choice
from bizhub.services import import_command
from bizhub.settings import Settings, get_settings


def configure(parser: ArgumentParser) -> None:
    """Take the files, their center and what a file may not say."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="report files, .csv or .xlsx")
    parser.add_argument("--center", required=True, metavar="ID", help="the center's 19-digit ID")
    parser.add_argument("--account", default="", metavar="EXTERNAL_ID", help="the ad account a file belongs to")
    parser.add_argument("--time-zone", default="", metavar="TZ", help="of new ad accounts; else the center's")
    parser.add_argument("--currency", default="", metavar="CUR", help="where a file names none, such as EUR")
    parser.add_argument("--preview", action="store_true", help="only say what would happen")


def run(options: Namespace) -> int:
    """Preview, then import what can be imported; 1 when something could not."""
    settings = get_settings()
    try:
        _prepare(settings)
        return import_files(settings, options)
    except BizHubError as problem:
        print(problem.message, file=sys.stderr)
        return 1


def _prepare(settings: Settings) -> None:
    """Bring the database up to date; a running server has done so."""
    if not settings.database_url and not (settings.data_dir / "bizhub.db").is_file():
        raise BizHubError(f"There is no BizHub in {settings.data_dir}. Set BIZHUB_DATA_DIR to its data folder.")
    if server_lock.holder(settings.data_dir) is None:
        migrate.upgrade(settings)


def import_files(settings: Settings, options: Namespace) -> int:
    """Have both jobs done and print what comes of them; the result is the exit code."""
    choice = Choice(external_id=options.account, time_zone=options.time_zone, currency=options.currency.upper())
    # A server has another working folder, and an ID chosen here makes a job that was killed find its file again.
    files = [{"id": str(new_id()), "path": str(path.resolve())} for path in options.files]
    payload = {"center_id": options.center, "files": files, "choice": asdict(choice), "keep": not options.preview}
    previews = handover.run(settings, import_command.RECEIVE_JOB, payload)["files"]
    print("\n".join(line for preview in previews for line in preview["lines"]))
    ready = [preview["id"] for preview in previews if preview["is_ready"]]
    complete = len(ready) == len(previews)
    if ready and not options.preview:
        payload = {"center_id": options.center, "file_ids": ready}
        ended = handover.run(settings, import_command.RUN_JOB, payload)["files"]
        imported = [_told(file) for file in ended]
        complete = complete and all(imported)
    return 0 if complete else 1


def _told(file: Mapping[str, Any]) -> bool:
    """Say how an import ended; whether it is in place."""
    if file["error"]:
        print(f"Not imported: {file['name']}. {file['error']}", file=sys.stderr)
        return False
    print(f"Imported {file['name']}: {file['rows']:,} rows.")
    return True
