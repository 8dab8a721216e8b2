"""The stage of the tests of bulk changes: Olga, an admin, two members and three ad accounts."""

from dataclasses import dataclass
from typing import Any

from bizhub.domain.bulk import RunView, reason_words
from bizhub.services import ad_account_people, bulk, bulk_jobs
from tests.factories import MadeUser, World
from tests.services.import_run import StillJob
from tests.services.team import Team

EVERYTHING = {(person, account): "OPERATOR" for person in ("Max", "Bo") for account in "ABC"}


@dataclass
class Bulk:
    """Olga, an admin; Max and Bo, members; three ad accounts; the job runs when a test says so."""

    team: Team
    world: World
    olga: MadeUser
    max: MadeUser
    bo: MadeUser
    accounts: list[str]
    orders: list[str]

    def prepare(self, by: MadeUser | None = None, **changes: Any) -> str:
        """A preview: Max and Bo on all ad accounts, unless something else is said."""
        asked = {"people": f"{self.max.id} {self.bo.id}", "ad_accounts": ",".join(self.accounts), "level": "OPERATOR"}
        return str(self.team.act(by or self.olga, bulk.prepare_run, **{**asked, **changes}))

    def view(self, run: str, by: MadeUser | None = None, **more: Any) -> RunView:
        seen: RunView = self.team.act(by or self.olga, bulk.view_run, run_id=run, **more)
        return seen

    def start(self, run: str, by: MadeUser | None = None) -> None:
        self.team.act(by or self.olga, bulk.start_run, run_id=run)

    def work(self, run: str) -> None:
        """Let the ordered job do all of it."""
        bulk_jobs.run_bulk(StillJob(self.team.runtime), run_id=run)  # type: ignore[arg-type]

    def run(self, by: MadeUser | None = None, **changes: Any) -> str:
        run = self.prepare(by, **changes)
        self.start(run, by)
        self.work(run)
        return run

    def undo(self, run: str, by: MadeUser | None = None) -> str:
        undo = str(self.team.act(by or self.olga, bulk.prepare_undo, run_id=run))
        self.start(undo, by)
        self.work(undo)
        return undo

    def told(self, run: str) -> list[tuple[str, str, str, str]]:
        """Person, ad account, state and reason of every pair."""
        return [
            (row.person, row.ad_account, row.verdict.state.value, reason_words(row.verdict.why, row.verdict.detail))
            for row in self.view(run).rows
        ]

    def levels(self) -> dict[tuple[str, str], str]:
        """What Max and Bo hold, as far as they hold something."""
        held = {
            (person.name, place): self.team.level(person, account)
            for person in (self.max, self.bo)
            for place, account in zip("ABC", self.accounts, strict=True)
        }
        return {pair: level for pair, level in held.items() if level}

    def give_max(self, by: MadeUser, account: str, level: str, seen: str) -> None:
        """One level, by hand."""
        values = {"seen": {"level": seen, "until": ""}, "level": level}
        self.team.act(by, ad_account_people.set_level, ad_account_id=account, user_id=self.max.id, **values)
