"""`python -m bizhub import`: what it says, what it does, with and without a server, and through kills."""

import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from bizhub.__main__ import main
from bizhub.commands import import_
from bizhub.settings import Settings
from tests.commands.center_on_disk import ROOT, CenterOnDisk
from tests.commands.import_process import CANCELLED, POINTS
from tests.data import reports

on_sqlite = pytest.mark.parametrize("database_settings", ["sqlite"], indirect=True)

HEAD = "By Day,Account ID,Account name,Currency,Cost,Impressions,Clicks (destination),Conversions\n"
THREE = (
    HEAD + "2026-01-01,11,Shop A,EUR,5.00,10,1,0\n2026-01-01,12,Shop B,USD,6.50,20,2,1\n2026-01-02,13,C,JPY,7,30,3,2\n"
)
SUMS_OF_THREE = {"11": (5_000_000, 10, 1, 0), "12": (6_500_000, 20, 2, 1), "13": (7_000_000, 30, 3, 2)}
UNTOUCHED = {"received", "staging"}
SAMPLE = {"staging", "promised", "swapping"}


class Typed(NamedTuple):
    """What came of a command."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Typed]


@pytest.fixture
def center(database_settings: Settings) -> CenterOnDisk:
    return CenterOnDisk.make(database_settings)


@pytest.fixture
def typed(database_settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command in this process, which is quicker: exit code, what is printed, what is complained about."""
    monkeypatch.setattr(import_, "get_settings", lambda: database_settings)

    def run(center: CenterOnDisk, *arguments: object) -> Typed:
        code = main(["import", *map(str, arguments), "--center", center.id])
        printed = capsys.readouterr()
        return Typed(code, str(printed.out), str(printed.err))

    return run


def written(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def test_the_shared_files_are_previewed_and_imported(center: CenterOnDisk) -> None:
    done = center.command(*(reports.real_path(account) for account in reports.REAL))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:4] == [
        "ads_manager_export_916.csv",
        "  New ad account 916 “Ad account 916” (USD, Europe/Berlin)",
        "    2023-08-01 to 2023-08-31, 54 rows: Cost $149.71, Impressions 482,925, Clicks (destination) 113, "
        "Conversions 58",
        "Imported ads_manager_export_916.csv: 54 rows.",
    ]
    assert "Imported ads_manager_export_1178.csv: 625 rows." in done.stdout
    outcome = center.outcome()
    assert outcome.sums == {account: tuple(facts[2:]) for account, facts in reports.REAL.items()}
    assert outcome.states == ["DONE"] * 3
    assert outcome.chain_problems == 0


@on_sqlite
def test_only_their_owner_reads_the_figures(center: CenterOnDisk) -> None:
    done = center.command(reports.real_path("916"))
    assert done.returncode == 0
    paths = [center.settings.data_dir, *center.settings.data_dir.rglob("*")]
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in paths}
    assert {name for name, mode in modes.items() if mode & 0o077} == set()
    assert modes["insights.duckdb"] == 0o600


def test_the_record_names_the_operator(center: CenterOnDisk, typed: Run) -> None:
    typed(center, reports.real_path("916"))
    found = center.rows(
        "SELECT event, user_id, user_name, through FROM activity WHERE center_id <> 0 ORDER BY sequence"
    )
    assert found == [
        ("ad_account:create", None, "Operator", "import"),
        ("ad_account:grant", None, "Operator", "import"),
        ("import:run", None, "Operator", "import"),
    ]


@on_sqlite
def test_the_same_file_again_changes_nothing(center: CenterOnDisk, typed: Run) -> None:
    typed(center, reports.real_path("916"))
    entries = center.rows("SELECT count(*) FROM activity WHERE center_id <> 0")
    again = typed(center, reports.real_path("916"))
    assert again.returncode == 0
    assert "  Update ad account 916 “Ad account 916” (USD, Europe/Berlin)" in again.stdout
    assert "    These figures are already here: nothing changes." in again.stdout
    assert center.rows("SELECT count(*) FROM activity WHERE center_id <> 0") == entries


@on_sqlite
def test_a_bad_row_is_listed_and_the_other_files_are_imported(center: CenterOnDisk, typed: Run, tmp_path: Path) -> None:
    bad = written(tmp_path, "bad.csv", HEAD + "2026-01-01,11,A,EUR,much,1,1,0\n2026-01-02,11,A,EUR,1.00,few,1,0\n")
    done = typed(center, bad, written(tmp_path, "three.csv", THREE))
    assert done.returncode == 1
    assert done.stdout.splitlines()[:4] == [
        "bad.csv",
        "  2 cells cannot be read, so nothing of this file is imported:",
        "    Line 2, Cost: “much”, expected an amount such as 1,234.50",
        "    Line 3, Impressions: “few”, expected a whole number such as 1,234",
    ]
    outcome = center.outcome()
    assert (outcome.sums, outcome.states) == (SUMS_OF_THREE, ["REFUSED", "DONE"])


@on_sqlite
def test_columns_that_are_left_out_are_named(center: CenterOnDisk, typed: Run, tmp_path: Path) -> None:
    lines = [line + (",Mood" if number == 0 else ",fine") for number, line in enumerate(THREE.splitlines())]
    done = typed(center, written(tmp_path, "three.csv", "\n".join(lines)), "--preview")
    assert done.returncode == 0
    assert "  Columns that BizHub does not know and leaves out: Mood." in done.stdout
    assert center.outcome().sums == {}


@on_sqlite
def test_what_the_file_does_not_say_is_said_on_the_command_line(
    center: CenterOnDisk, typed: Run, tmp_path: Path
) -> None:
    path = written(tmp_path, "report.csv", "By Day,Cost,Impressions\n2026-01-01,4.00,9\n")
    asked = typed(center, path)
    assert asked.returncode == 1
    assert "    Which ad account do these figures belong to? Say --account ID." in asked.stdout
    assert "    Which currency are these figures in? Say --currency CODE." in asked.stdout
    done = typed(center, path, "--account", "42", "--currency", "chf", "--time-zone", "Europe/Zurich")
    assert done.returncode == 0
    assert center.rows("SELECT external_id, currency, time_zone FROM ad_account") == [("42", "CHF", "Europe/Zurich")]
    assert list((center.settings.data_dir / "uploads").iterdir()) == []


@on_sqlite
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--account", "7"), "--account is for files of one ad account; this one has 3."),
        (("--currency", "EUR"), "The figures of Shop B are in USD, not in EUR."),
        (("--time-zone", "Mars/Base"), "Mars/Base is not a time zone."),
    ],
)
def test_what_contradicts_the_file_is_refused(
    center: CenterOnDisk, typed: Run, tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    done = typed(center, written(tmp_path, "three.csv", THREE), *arguments)
    assert done.returncode == 1
    assert f"    Cannot be imported: {sentence}" in done.stdout
    assert center.outcome().sums == {}


@on_sqlite
def test_an_ad_account_keeps_its_time_zone(center: CenterOnDisk, typed: Run) -> None:
    typed(center, reports.real_path("916"))
    done = typed(center, reports.real_path("916"), "--time-zone", "Asia/Tokyo")
    assert done.returncode == 1
    assert "Ad account 916 has the time zone Europe/Berlin; an ad account keeps its time zone." in done.stdout


@on_sqlite
def test_a_file_that_is_not_there_is_named(center: CenterOnDisk, typed: Run, tmp_path: Path) -> None:
    done = typed(center, tmp_path / "gone.csv")
    assert (done.returncode, done.stdout) == (1, "gone.csv\n  There is no such file.\n")


@on_sqlite
@pytest.mark.parametrize("unknown", ["7298441093355120099", "x"])
def test_an_unknown_center_is_not_found(center: CenterOnDisk, typed: Run, unknown: str) -> None:
    other = CenterOnDisk(center.settings, unknown)
    done = typed(other, reports.real_path("916"))
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "Not found.\n")


def test_without_a_bizhub_the_command_says_so_and_makes_none(tmp_path: Path) -> None:
    center = CenterOnDisk(Settings(data_dir=tmp_path / "none"), "7298441093355120099")
    done = center.command(reports.real_path("916"))
    assert done.returncode == 1
    assert done.stderr == f"There is no BizHub in {tmp_path / 'none'}. Set BIZHUB_DATA_DIR to its data folder.\n"
    assert not (tmp_path / "none").exists()


def test_a_running_server_does_it(center: CenterOnDisk) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.commands.handover_server"],
        cwd=ROOT, env=center.environment, stdout=subprocess.PIPE, text=True,
    ) as server:  # fmt: skip
        assert server.stdout is not None
        assert server.stdout.readline() == "ready\n"
        # The server holds the lock of the data folder, so nobody else can have opened the figures.
        done = center.command(reports.real_path("936"))
        server.kill()
    assert done.returncode == 0, done.stderr
    assert center.outcome().sums == {"936": tuple(reports.REAL["936"][2:])}


@on_sqlite
@pytest.mark.parametrize(
    "point",
    [pytest.param(name, marks=() if name in SAMPLE else pytest.mark.soak) for name in POINTS if name != CANCELLED],
)
def test_a_killed_import_is_complete_or_untouched(center: CenterOnDisk, typed: Run, tmp_path: Path, point: str) -> None:
    path = written(tmp_path, "three.csv", THREE)
    killed = center.command(point, path, module="tests.commands.import_process")
    assert killed.returncode == -signal.SIGKILL
    outcome = center.restarted()
    assert outcome.sums == ({} if point in UNTOUCHED else SUMS_OF_THREE)
    assert outcome.chain_problems == 0
    assert typed(center, path).returncode == 0
    assert center.outcome().sums == SUMS_OF_THREE
    entries = center.rows("SELECT event, count(*) FROM activity WHERE center_id <> 0 GROUP BY event ORDER BY event")
    assert entries == [("ad_account:create", 3), ("ad_account:grant", 3), ("import:run", 3)]


@on_sqlite
def test_an_import_that_is_killed_while_it_is_cancelled_keeps_what_it_promised(
    center: CenterOnDisk, tmp_path: Path
) -> None:
    path = written(tmp_path, "three.csv", THREE)
    killed = center.command(CANCELLED, path, module="tests.commands.import_process")
    assert killed.returncode == -signal.SIGKILL
    outcome = center.restarted()
    assert outcome.sums == {account: SUMS_OF_THREE[account] for account in ("11", "12")}
    assert (outcome.states, outcome.chain_problems) == (["CANCELLED"], 0)
    assert center.rows("SELECT state, count(*) FROM import_batch GROUP BY state") == [("DONE", 2)]
    (told,) = center.rows("SELECT error FROM import_file")
    assert str(told[0]).startswith("Cancelled. 2 of 3 ad accounts of this file were imported, ")


def large(folder: Path, rows: int) -> tuple[Path, tuple[int, ...]]:
    """A file with one account's rows over a year, and its sums, computed here."""
    path, sums = folder / "ads_77.csv", [0, 0, 0, 0]
    with path.open("w", encoding="utf-8") as file:
        file.write("By Day,Campaign name,Ad name,Currency,Cost,Impressions,Clicks (destination),Conversions\n")
        for number in range(rows):
            day = time.strftime("%Y-%m-%d", time.gmtime(1_700_000_000 + number % 365 * 86_400))
            cents, impressions, clicks = number * 7 % 10_000, number % 9_000, number % 90
            file.write(f"{day},C{number % 40},A{number},EUR,{cents // 100}.{cents % 100:02},{impressions},{clicks},1\n")
            sums = [sums[0] + cents * 10_000, sums[1] + impressions, sums[2] + clicks, sums[3] + 1]
    return path, tuple(sums)


@on_sqlite
@pytest.mark.parametrize(
    ("rows", "megabytes"),
    [(100_000, 300), pytest.param(1_000_000, 600, marks=[pytest.mark.soak, pytest.mark.timeout(900)])],
)
def test_a_large_file_is_imported_in_bounded_memory(
    center: CenterOnDisk, tmp_path: Path, rows: int, megabytes: int
) -> None:
    path, sums = large(tmp_path, rows)
    words = [sys.executable, "-m", "tests.commands.peak_memory", "import", str(path), "--center", center.id]
    started = time.monotonic()
    done = subprocess.run(words, cwd=ROOT, env=center.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    used = int(done.stderr.splitlines()[-1])
    print(f"{rows:,} rows: {time.monotonic() - started:.1f} s, {used} MB")  # noqa: T201
    assert 0 < used < megabytes
    assert center.outcome().sums == {"77": sums}


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_kills_at_any_moment_leave_an_import_complete_or_untouched(center: CenterOnDisk, tmp_path: Path) -> None:
    path = written(tmp_path, "three.csv", THREE)
    words = [sys.executable, "-m", "bizhub", "import", str(path), "--center", center.id]
    chosen = random.Random(2)
    for _ in range(30):
        with subprocess.Popen(words, cwd=ROOT, env=center.environment, stdout=subprocess.DEVNULL) as process:
            time.sleep(chosen.uniform(0.5, 4))
            process.kill()
        outcome = center.restarted()
        assert outcome.sums in ({}, SUMS_OF_THREE)
        assert outcome.chain_problems == 0
    assert center.command(path).returncode == 0
    assert center.outcome().sums == SUMS_OF_THREE
