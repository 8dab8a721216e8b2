"""A center in a data folder that no process holds, and what the imports into it came to."""

import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bizhub.adapters.database import Database
from bizhub.domain.audit import AuditEvent
from bizhub.domain.figures import Period, Scope
from bizhub.services import background, chain_check
from bizhub.services import runtime as runtimes
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from bizhub.settings import Settings
from tests.factories import World
from tests.processes import environment_of

ROOT = Path(__file__).resolve().parents[2]
EVER = Period(date(2000, 1, 1), date(2100, 1, 1))
ADDITIVE = ("spend", "impressions", "clicks", "conversion")
PATIENCE_S = 60


@dataclass(frozen=True)
class Outcome:
    """Sums by external ID in the order of ADDITIVE, states of files, problems of the record, runs of known days."""

    sums: dict[str, tuple[int | None, ...]]
    states: list[str]
    chain_problems: int
    known: dict[str, tuple[Period, ...]]


def _wait_until_idle(runtime: Runtime) -> None:
    """Wait for what was interrupted, and for what the sweep has ordered."""
    give_up = time.monotonic() + PATIENCE_S
    while runtime.jobs.client.list_workflows(status=["ENQUEUED", "PENDING"], load_input=False):
        assert time.monotonic() < give_up, "jobs never end"
        time.sleep(0.05)


@dataclass(frozen=True)
class CenterOnDisk:
    """A center with two admins."""

    settings: Settings
    id: str

    @classmethod
    def make(cls, settings: Settings) -> "CenterOnDisk":
        """Write it into the migrated database of these settings."""
        runtime = runtimes.start(settings)
        try:
            world = World(runtime)
            olga = world.user("Olga")
            center = world.center(olga)
            with begin(runtime, olga.caller(), write=True) as work:
                work.audit(AuditEvent.USER_SIGN_UP, object_type="user", object_id=olga.id)
        finally:
            runtimes.stop()
        return cls(settings, center)

    @property
    def environment(self) -> dict[str, str]:
        """For processes that work on it."""
        return environment_of(self.settings)

    def command(self, *arguments: object, module: str = "bizhub import") -> subprocess.CompletedProcess[str]:
        """`python -m bizhub import ARGUMENTS… --center ID`, or another module's."""
        words = [sys.executable, "-m", *module.split(" ", 1), *map(str, arguments), "--center", self.id]
        return subprocess.run(words, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)

    def restarted(self) -> Outcome:
        """Start BizHub's jobs, wait until nothing is left to do, and look."""
        runtime = runtimes.start(self.settings)
        try:
            background.start(runtime)
            runtime.jobs.wait(runtime.jobs.enqueue("sweep_imports"), timeout_s=PATIENCE_S)
            _wait_until_idle(runtime)
            return self._outcome(runtime)
        finally:
            runtimes.stop()

    def outcome(self) -> Outcome:
        """Look, without letting any job go on."""
        runtime = runtimes.start(self.settings)
        try:
            return self._outcome(runtime)
        finally:
            runtimes.stop()

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What a query answers."""
        database = Database(self.settings)
        try:
            with database.transaction(write=False) as connection:
                return [tuple(row) for row in connection.execute(text(statement)).all()]
        finally:
            database.close()

    def _outcome(self, runtime: Runtime) -> Outcome:
        with runtime.database.transaction(write=False) as connection:
            accounts = connection.execute(text("SELECT id, external_id, currency FROM ad_account")).all()
            states = connection.execute(text("SELECT state FROM import_file ORDER BY id")).scalars().all()
            chains = [chain_check.check(runtime, connection, n) for n in chain_check.center_ids(runtime, connection)]
        sums: dict[str, tuple[int | None, ...]] = {}
        for account in accounts:
            for total in runtime.insights.totals(Scope.of(account.id, account.currency), EVER, ADDITIVE):
                sums[account.external_id] = tuple(total.figures.sums[name] for name in ADDITIVE)
        covered = {account.external_id: runtime.insights.coverage(account.id) for account in accounts}
        known = {name: coverage.known.runs for name, coverage in covered.items() if coverage is not None}
        return Outcome(sums, list(states), sum(chain.problem_count for chain in chains), known)
