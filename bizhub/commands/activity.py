"""`python -m bizhub activity verify`: proves that no entry of the record was altered, removed or inserted.

It only reads, so it works while the server runs and while it does not.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from contextlib import closing

from sqlalchemy import inspect, select

from bizhub.adapters import restore_place
from bizhub.domain.chain import ChainReport
from bizhub.domain.ids import parse_id
from bizhub.services import chain_check
from bizhub.services.record import SYSTEM
from bizhub.services.runtime import Runtime, start
from bizhub.services.sign_in_state import CENTER
from bizhub.settings import Settings, get_settings


def configure(parser: ArgumentParser) -> None:
    """Take `verify`, optionally for one center."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="Check every record, or one center's")
    verify.add_argument("--center", metavar="ID", help="Check the record of this center only; 0 is the system's")


def run(options: Namespace) -> int:
    """Check, say what was found; 1 when there is a problem or nothing could be checked."""
    settings = get_settings()
    reason = _why_not(settings)
    if reason:
        print(reason, file=sys.stderr)
        return 1
    with closing(start(settings)) as runtime:
        return verify_records(runtime, options.center)


def _why_not(settings: Settings) -> str:
    """Why nothing can be checked; asked before anything is opened, because opening would make what is missing."""
    if problem := restore_place.problem_of(settings.data_dir):
        return problem
    if not settings.database_url and not (settings.data_dir / "bizhub.db").is_file():
        return f"There is no BizHub in {settings.data_dir}. Set BIZHUB_DATA_DIR to its data folder."
    if not (settings.data_dir / "secrets" / "activity").is_file():
        return (
            f"The key of the record is missing: {settings.data_dir / 'secrets' / 'activity'}. "
            "Without it nothing can be checked; restore it from a backup."
        )
    return ""


def verify_records(runtime: Runtime, wanted: str | None) -> int:
    """Check all chains, or the wanted center's, and print what was found; the result is the exit code."""
    with runtime.database.transaction(write=False) as connection:
        if not inspect(connection).has_table("activity"):
            print("This database has no record yet: start BizHub once.", file=sys.stderr)
            return 1
        found = chain_check.center_ids(runtime, connection)
        names = {row.id: row.name for row in connection.execute(select(CENTER.c.id, CENTER.c.name))}
        unprotected = chain_check.protection_problem(connection)
    chosen = found if wanted is None else [center for center in found if center == _number(wanted)]
    if wanted is not None and not chosen:
        print(f"There is no record of a center {wanted}.", file=sys.stderr)
        return 1
    reports = [_check(runtime, center_id, names) for center_id in chosen]
    return _conclude(reports, unprotected)


def _check(runtime: Runtime, center_id: int, names: dict[int, str]) -> ChainReport:
    with runtime.database.transaction(write=False) as connection:
        report = chain_check.check(runtime, connection, center_id)
    name = "The system" if center_id == SYSTEM else f"{names.get(center_id, 'A center that is gone')} ({center_id})"
    speed = f", {report.entries / report.seconds:,.0f} a second" if report.entries >= 1_000 else ""
    verdict = "intact" if report.is_intact else _count(report.problem_count, "problem")
    print(f"{name}: {_count(report.entries, 'entry', 'entries')}{speed}: {verdict}")
    for problem in report.problems:
        print(f"  {problem.sentence}")
    if report.problem_count > len(report.problems):
        print(f"  … and {report.problem_count - len(report.problems):,} more.")
    return report


def _conclude(reports: Sequence[ChainReport], unprotected: str) -> int:
    entries = sum(report.entries for report in reports)
    problems = sum(report.problem_count for report in reports)
    if unprotected:
        print(unprotected)
    if problems or unprotected:
        print("The record is not intact." if problems else "The record is intact, but not protected.")
        return 1
    print(f"The record is intact: {_count(entries, 'entry', 'entries')} in {_count(len(reports), 'record')}.")
    return 0


def _number(center: str) -> int | None:
    return SYSTEM if center == str(SYSTEM) else parse_id(center)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
