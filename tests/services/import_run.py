"""Takes a file through its import the way the server does, job by job, in this process."""

import hashlib
import json
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from bizhub.domain.figures import Figures, Grain, Period, Scope
from bizhub.domain.ids import new_id
from bizhub.domain.imports import ENDED, Choice, FileState, ImportPlan, Obstacle
from bizhub.domain.report import ReportAccount
from bizhub.services import import_accounts, import_jobs, imports
from bizhub.services.import_files import FILE, Found
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, begin

ADDITIVE = ("spend", "impressions", "clicks", "conversion")


@dataclass
class StillJob:
    """A job whose progress nobody watches."""

    runtime: Runtime
    id: str = "test"

    def progress(self, done: int, total: int = 0, note: str = "") -> None:
        """Nobody watches."""

    def check(self) -> None:
        """Nobody cancels."""

    def alone(self, _: str) -> AbstractContextManager[None]:
        """Nobody else is there."""
        return nullcontext()


@dataclass
class Run:
    """One person's imports."""

    runtime: Runtime
    caller: Caller
    folder: Path
    orders: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        # Jobs are run by hand here, so that a test decides when.
        self.runtime.jobs.enqueue = lambda name, **_: self.orders.append(name) or ""  # type: ignore[method-assign]
        self.runtime.jobs.status = lambda _job_id: None  # type: ignore[method-assign]
        self.runtime.jobs.cancel = lambda _job_id: None  # type: ignore[method-assign]

    def file(self, name: str, content: str) -> Path:
        """A report file with this text."""
        path = self.folder / name
        path.write_text(content)
        return path

    def act(self, use_case: Callable[..., Any], **arguments: Any) -> Any:
        """Run a use case as this person."""
        with begin(self.runtime, self.caller, write=True) as work:
            return use_case(work, **arguments)

    def receive(self, path: Path) -> str:
        """Hand a copy of a file in."""
        copy = self.runtime.settings.folder("uploads") / f"{path.name}.part"
        shutil.copyfile(path, copy)
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        return str(self.act(imports.receive_file, file_name=path.name, path=copy, sha256=digest, size=len(content)))

    def preview(self, path: Path) -> ImportPlan:
        """Hand a file in and read it."""
        file_id = self.receive(path)
        self.run_job(import_jobs.read_import, file_id)
        plan: ImportPlan = self.act(imports.view_import, file_id=file_id)
        return plan

    def put(self, state: FileState, account: str = "", **changes: Any) -> str:
        """An import in the table as if it had come to this state, naming an ad account or none; nothing is staged."""
        now, number = datetime.now(UTC), new_id()
        values: dict[str, Any] = {
            "id": number, "file_name": "a.csv", "sha256": "0" * 64, "size": 1, "state": state.value, "error": "",
            "plan": json.dumps(asdict(Found(grain=Grain.ACCOUNT.value))), "created_at": now, "seen_at": now,
            "finished_at": now if state in ENDED else None,
        }  # fmt: skip
        self.act(
            lambda work: work.connection.execute(
                insert(FILE).values({**values, "center_id": work.center_id, "user_id": work.user_id, **changes})
            )
        )
        day = Period(date(2026, 1, 1), date(2026, 1, 1))
        named = [ReportAccount(account, account, None, "EUR", day, 1, Figures({"spend": 1_000_000}))] if account else []
        import_accounts.store_accounts(self.runtime, number, named)
        return str(number)

    def choose(self, plan: ImportPlan, choice: Choice) -> ImportPlan:
        """Say everything of a choice about the file's first account."""
        source = plan.accounts[0].source
        for name, value in asdict(choice).items():
            self.act(imports.choose_account, file_id=plan.file_id, source=source, field=name, value=value)
        return self.view(plan)

    def view(self, plan: ImportPlan) -> ImportPlan:
        """The preview as it is now."""
        seen: ImportPlan = self.act(imports.view_import, file_id=plan.file_id)
        return seen

    def obstacle(self, plan: ImportPlan) -> str:
        """What keeps a file from being imported; empty for nothing."""
        found: Obstacle | None = self.act(imports.find_obstacle, file_id=plan.file_id)
        return found.sentence if found else ""

    def finish(self, plan: ImportPlan) -> None:
        """Start a previewed import and run it to its end."""
        assert self.obstacle(plan) == ""
        self.act(imports.start_import, file_id=plan.file_id)
        self.run_job(import_jobs.run_import, plan.file_id)
        ended: ImportPlan = self.act(imports.view_import, file_id=plan.file_id)
        assert ended.state is FileState.DONE, ended.error

    def run_job(self, function: Callable[..., Any], file_id: str) -> None:
        """Run a job's function here and now."""
        function(StillJob(self.runtime), file_id=file_id)

    def accounts(self) -> list[tuple[str, ...]]:
        """External ID, name, currency and time zone of every ad account."""
        with self.runtime.database.transaction(write=False) as connection:
            rows = connection.execute(
                text("SELECT external_id, name, currency, time_zone FROM ad_account ORDER BY external_id")
            ).all()
        return [tuple(row) for row in rows]

    def entries(self) -> int:
        """How many entries the record has."""
        with self.runtime.database.transaction(write=False) as connection:
            return int(connection.execute(text("SELECT count(*) FROM activity WHERE center_id <> 0")).scalar_one())

    def totals(self, external_id: str) -> dict[str, int]:
        """The stored sums of an ad account; empty when nothing is stored."""
        with self.runtime.database.transaction(write=False) as connection:
            row = connection.execute(
                text("SELECT id, currency FROM ad_account WHERE external_id = :id"), {"id": external_id}
            ).one()
        scope = Scope.of(row.id, row.currency)
        found = self.runtime.insights.totals(scope, Period(date(2000, 1, 1), date(2100, 1, 1)), ADDITIVE)
        return {name: value for total in found for name, value in total.figures.sums.items() if value is not None}
