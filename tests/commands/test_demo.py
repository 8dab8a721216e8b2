"""The demo: a center that is really there, made once, with the real reports in it."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from bizhub import __main__ as command_line
from bizhub.domain.demo_names import demo_name
from bizhub.domain.sessions import NewSession
from bizhub.services import chain_check, demo, sign_in
from bizhub.services import runtime as runtimes
from bizhub.services.work import Caller
from bizhub.settings import Settings, get_settings

SMALL = ["demo", "--accounts", "7", "--days", "5", "--campaigns", "2"]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings that the command line reads."""
    monkeypatch.setenv("BIZHUB_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("BIZHUB_ARGON2_MEMORY_KIB", "64")
    get_settings.cache_clear()
    return get_settings()


def test_it_says_how_to_find_this_data_again(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(SMALL) == 0
    assert f"Start BizHub with: BIZHUB_DATA_DIR={settings.data_dir} make run\n" in capsys.readouterr().out


def reports_cost() -> Decimal:
    total = Decimal(0)
    for report in demo.REPORTS.glob("*.csv"):
        with report.open(newline="") as file:
            total += sum(Decimal(row["Cost"]) for row in csv.DictReader(file))
    return total


def test_the_demo_can_be_signed_into_and_its_record_holds(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(SMALL) == 0
    told = re.search(r"as (\S+) with the password (\S+)", capsys.readouterr().out)
    assert told is not None
    running = runtimes.start(settings)
    session = sign_in.sign_in(running, Caller(), address=told.group(1), password=told.group(2))
    assert isinstance(session, NewSession)
    with running.database.transaction(write=False) as connection:
        assert connection.execute(text("SELECT count(*) FROM ad_account")).scalar_one() == 10
        reports = [
            chain_check.check(running, connection, center) for center in chain_check.center_ids(running, connection)
        ]
    rows = (
        running.insights.cursor().execute("SELECT count(*), sum(spend) FROM facts WHERE day < '2024-01-01'").fetchone()
    )
    made = running.insights.cursor().execute("SELECT count(*) FROM facts WHERE day > '2024-01-01'").fetchone()
    runtimes.stop()
    assert rows == (54 + 464 + 625, int(reports_cost() * 1_000_000))
    assert made == (7 * 5 * 2,)
    assert [report.problem_count for report in reports] == [0] * len(reports)


def test_a_second_demo_adds_nothing(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(SMALL) == 0
    assert command_line.main(SMALL) == 1
    assert capsys.readouterr().err.endswith("The demo is there already: sign in as demo@bizhub.example.\n")


def test_made_up_names_differ() -> None:
    assert len({demo_name(number) for number in range(20_000)}) == 20_000
