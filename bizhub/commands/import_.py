"""`python -m bizhub import FILE… --center ID`: preview report files, then import them.

Works while the server runs, which then does it, and while it does not. The actor in the record is the operator.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bizhub.commands import handover
from bizhub.commands.handover import HaveDone
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
        handover.prepare(settings)
        return import_files(settings, options)
    except BizHubError as problem:
        print(problem.message, file=sys.stderr)
        return 1


def import_files(settings: Settings, options: Namespace) -> int:
    """Have the files previewed and imported and print what comes of it; the result is the exit code.

    One after the other, since a file may replace what the one before it brought: its preview says so.
    """
    choice = Choice(external_id=options.account, time_zone=options.time_zone, currency=options.currency.upper())
    # A server has another working folder, and an ID chosen here makes a job that was killed find its file again.
    files = [{"id": str(new_id()), "path": str(path.resolve())} for path in options.files]
    payload = {"center_id": options.center, "choice": asdict(choice), "keep": not options.preview}
    with handover.at_work(settings) as have_done:
        if options.preview:
            succeeded = [preview["is_ready"] for preview in _preview(have_done, {**payload, "files": files})]
        else:
            succeeded = [_import(have_done, {**payload, "files": [file]}) for file in files]
    return 0 if all(succeeded) else 1


def _preview(have_done: HaveDone, payload: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    previews: Sequence[Mapping[str, Any]] = have_done(import_command.RECEIVE_JOB, payload)["files"]
    print("\n".join(line for preview in previews for line in preview["lines"]), flush=True)
    return previews


def _import(have_done: HaveDone, payload: Mapping[str, Any]) -> bool:
    """Preview and import one file; whether it is in place."""
    (preview,) = _preview(have_done, payload)
    if not preview["is_ready"]:
        return False
    payload = {"center_id": payload["center_id"], "file_ids": [preview["id"]]}
    (ended,) = have_done(import_command.RUN_JOB, payload)["files"]
    return _told(ended)


def _told(file: Mapping[str, Any]) -> bool:
    """Say how an import ended; whether it is in place."""
    if file["error"]:
        print(f"Not imported: {file['name']}. {file['error']}", file=sys.stderr)
        return False
    rows = "1 row" if file["rows"] == 1 else f"{file['rows']:,} rows"
    print(f"Imported {file['name']}: {rows}.", flush=True)
    return True
