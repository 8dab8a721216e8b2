"""Each use case tried by everybody who differs in role, finance role, level or the way of holding it.

In `make test` each way is tried with one finance role, in turn; `make soak` tries all, on both databases.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bizhub.domain.ids import new_id
from bizhub.domain.policy import AdAccountLevel, CenterRole, FinanceRole
from bizhub.services import asset_groups
from bizhub.services.work import Caller, begin
from tests.factories import LONG_AGO, MadeUser, World
from tests.permissions.attempts import REFUSALS, attempt
from tests.permissions.levels import FINANCE_ROLES, LEVELS, TRIED, VERDICTS, Named, Person, everybody, may
from tests.permissions.stage import Stage
from tests.permissions.use_cases import USE_CASES, Our
from tests.permissions.who import Who

BOTH = pytest.mark.parametrize(
    "stage_place",
    ["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.soak])],
    indirect=True,
    scope="module",
)

TOMORROW = datetime.now(UTC) + timedelta(days=1)
EVERYBODY = list(everybody())
HOLDINGS = sorted({(person.level, person.way) for person in EVERYBODY})
DRAWN = [
    person
    for person in EVERYBODY
    if FINANCE_ROLES.index(person.finance) == HOLDINGS.index((person.level, person.way)) % len(FINANCE_ROLES)
]
REST = [person for person in EVERYBODY if person not in DRAWN]


class Crowd:
    """Everybody, in the center of a stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.world = World(stage.runtime)
        owner = self.world.user("Owner")
        self.elsewhere = self.world.center(owner, "Elsewhere")
        self.foreign = self.world.ad_account(self.elsewhere, owner)
        self.groups = {level: self._group(level) for level in LEVELS if level}

    def _act(self, use_case: Any, **arguments: Any) -> Any:
        with begin(self.stage.runtime, self.stage.callers["admin"], write=True) as work:
            return use_case(work, **arguments)

    def _group(self, level: str) -> str:
        group: str = self._act(asset_groups.create_group, name=f"All {level}", level=level)
        self._act(asset_groups.change_ad_accounts, group_id=group, add=[self.stage.ours[Our.AD_ACCOUNT]])
        return group

    def enter(self, person: Person) -> tuple[Caller, str]:
        """This person, knocking at our center, and the ad account that is named."""
        center, user = self.stage.ours[Our.CENTER], self.world.user("Ina")
        over: dict[str, Any] = {
            "left": {"ended_at": LONG_AGO},
            "membership over": {"valid_until": LONG_AGO + timedelta(days=1)},
            "membership not yet begun": {"valid_from": TOMORROW},
        }.get(person.way, {})
        finance = FinanceRole(person.finance) if person.finance else None
        # A group takes in only members of now: what they hold stands when their membership is over.
        self.world.member(center, user, CenterRole(person.role), finance, **over)
        self.world.member(self.elsewhere, user, CenterRole.ADMIN)
        if person.level:
            self._hold(person, user, center)
        named = {"foreign": self.foreign, "gone": str(new_id())}.get(person.way, self.stage.ours[Our.AD_ACCOUNT])
        return user.caller(center), named

    def _hold(self, person: Person, user: MadeUser, center: str) -> None:
        ours, level = self.stage.ours[Our.AD_ACCOUNT], AdAccountLevel(person.level)
        changes: dict[str, Any] = {
            "by import": {"via": "import"},
            "until tomorrow": {"valid_until": TOMORROW},
            "ended": {"valid_until": LONG_AGO + timedelta(days=1)},
            "taken back": {"revoked_at": LONG_AGO + timedelta(days=1)},
            "not yet begun": {"valid_from": TOMORROW},
        }.get(person.way, {})
        if person.way == "foreign":
            self.world.grant(self.elsewhere, self.foreign, user, level)
        elif person.way in ("by a group", "twice"):
            self._act(asset_groups.change_members, group_id=self.groups[person.level], add=[user.id])
            if person.way == "twice":
                self.world.grant(center, ours, user, AdAccountLevel.ANALYST)
        elif person.way != "gone":
            self.world.grant(center, ours, user, level, **changes)

    def mismatches(self, person: Person) -> list[str]:
        """The use cases that answer other than the table says."""
        caller, named = self.enter(person)
        wrong = []
        for name in TRIED:
            ours = Named({**self.stage.ours, Our.AD_ACCOUNT: named})
            arguments = replace(self.stage, ours=ours).real(USE_CASES[name].arguments)
            error = attempt(self.stage.runtime, caller, name, arguments)
            if isinstance(error, REFUSALS) is may(person, name, names_account=ours.was_asked):
                wrong.append(f"{person}: {name} gave {error!r}")
        return wrong


@pytest.fixture(scope="module")
def crowd(stage: Stage) -> Crowd:
    return Crowd(stage)


@BOTH
@pytest.mark.parametrize("person", DRAWN, ids=str)
def test_who_differs_in_any_way_may_what_the_table_says(crowd: Crowd, person: Person) -> None:
    assert crowd.mismatches(person) == []


@pytest.mark.soak
@BOTH
@pytest.mark.parametrize("person", REST, ids=str)
def test_everybody_else_likewise(crowd: Crowd, person: Person) -> None:
    assert crowd.mismatches(person) == []


def test_the_table_leaves_out_only_what_anybody_may_or_nobody() -> None:
    assert set(Who) - set(VERDICTS) == {Who.ANYBODY, Who.PART}
