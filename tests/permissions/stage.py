"""The stage on which the tables are tried: our center, another one, and the cast."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from pydantic import SecretStr
from sqlmodel import Session

from bizhub.domain.activity import ActivityFilter
from bizhub.domain.approvals import ApprovalState
from bizhub.domain.ids import new_id
from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.models.ad_account import Label, Pin
from bizhub.models.team import AccessRequest, Approval, AssetGroup, AssetGroupMember
from bizhub.models.user import UserSession
from bizhub.services import activity, bulk, bulk_jobs, center_picture, imports, members, reset, sign_up
from bizhub.services import runtime as runtimes
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, begin
from bizhub.settings import Settings
from tests import postgres
from tests.factories import LONG_AGO, MadeUser, World
from tests.permissions import desk_stage, recovery_stage, verification_stage
from tests.permissions.kept import Kept, keeping
from tests.permissions.two_step_stage import guarded
from tests.permissions.use_cases import Our
from tests.permissions.who import CAST
from tests.pictures import a_picture
from tests.services.import_run import Run
from tests.sign_in_steps import PASSWORD, STRANGER, code_to

ADDRESS, NEW_ADDRESS = "admin@example.org", "new@example.org"
"""Of our admin, and of somebody who has signed up and not confirmed yet."""


@dataclass(frozen=True)
class Stage:
    """Our center with its ad account and label, another center, and the callers of the cast.

    `orders` are the jobs that were ordered; none of them runs.
    """

    runtime: Runtime
    ours: Mapping[Our, str]
    callers: Mapping[str, Caller]
    orders: list[str]
    kept: Kept

    def real(self, value: Any) -> Any:
        """A value with the real IDs in it, wherever it names something of ours."""
        if isinstance(value, Our):
            return self.ours[value]
        if callable(value):
            return value(self.ours)
        if isinstance(value, dict):
            return {name: self.real(part) for name, part in value.items()}
        return [self.real(part) for part in value] if isinstance(value, list) else value

    @property
    def content(self) -> dict[str, Any]:
        """Everything that stays of what was done here."""
        return self.kept.content


@contextmanager
def put_up(settings: Settings) -> Iterator[Stage]:
    """A running BizHub with everything and everybody on it."""
    runtime = runtimes.start(settings)
    orders = Run(runtime, STRANGER, settings.data_dir).orders
    world, password = World(runtime), runtime.passwords.hash(PASSWORD)
    admin, eve = world.user("Admin", email=ADDRESS, password_hash=password), world.user("Eve", password_hash=password)
    center, elsewhere = world.center(admin, "Ours"), world.center(eve, "Theirs")
    people = {name: world.user(name.title().replace(" ", ""), password_hash=password) for name in CAST[4:9]}
    disabled = world.user("Disabled", password_hash=password, disabled_at=LONG_AGO)
    world.member(center, disabled, CenterRole.ADMIN)
    callers = {
        "nobody": Caller(center_id=center, address="127.0.0.1"),
        "disabled": disabled.caller(center),
        "stranger": eve.caller(elsewhere),
        "intruder": eve.caller(center),
        "admin": admin.caller(center),
        **{name: person.caller(center) for name, person in people.items()},
    }
    desk_stage.at_desk(world, reviewer := world.user("Reviewer", password_hash=password))
    callers["reviewer"] = reviewer.caller(center)
    account = world.ad_account(center, admin)
    _give_rights(world, center, account, people)
    analyst = int(people["analyst"].id)
    ours = {Our.AD_ACCOUNT: account, Our.CENTER: center, Our.SESSION: _second_session(runtime, people["member"])}
    ours |= _marks(runtime, int(center), int(account), analyst)
    picture = center_picture.change_picture(runtime, callers["admin"], content=a_picture(), seen="")
    ours |= {Our.FORMER: people["former"].id, Our.PICTURE: picture}
    ours |= {Our.ENTRY: _entry(runtime, callers["admin"], people["account admin"]), Our.NOTIFICATION: _told(runtime)}
    ours |= {Our.PERSON: people["member"].id, **_team(world, center, admin, analyst, eve)}
    ours |= _bulk_changes(runtime, callers["account admin"], account, people)
    ours |= {**guarded(world, center, password), **_files(runtime, callers["operator"], account), **_codes(runtime)}
    ours |= desk_stage.waiting(world, center, admin, reviewer)
    ours |= recovery_stage.waiting(world, center, people["member"], reviewer)
    ours |= verification_stage.being_written(world, center, admin)
    try:
        with keeping(runtime, orders) as kept:
            yield Stage(runtime, ours, callers, orders, kept)
    finally:
        runtimes.stop()


def _give_rights(world: World, center: str, account: str, people: Mapping[str, MadeUser]) -> None:
    world.member(center, people["former"], CenterRole.ADMIN, ended_at=LONG_AGO)
    for name in ("member", "analyst", "operator", "account admin"):
        world.member(center, people[name])
    levels = {"analyst": AdAccountLevel.ANALYST, "operator": AdAccountLevel.OPERATOR}
    for name, level in {**levels, "account admin": AdAccountLevel.ADMIN}.items():
        world.grant(center, account, people[name], level)


def _marks(runtime: Runtime, center: int, account: int, analyst: int) -> dict[Our, str]:
    """A label, an account that the analyst has pinned, and their request for a higher level on it."""
    pin = Pin(id=new_id(), user_id=analyst, center_id=center, ad_account_id=account, position=1)
    asked = AccessRequest(
        id=new_id(), center_id=center, ad_account_id=account, user_id=analyst, level=AdAccountLevel.OPERATOR,
        created_at=datetime.now(UTC),
    )  # fmt: skip
    _added(runtime, pin)
    label = Label(id=new_id(), center_id=center, name="Ours")
    return {Our.LABEL: _added(runtime, label), Our.REQUEST: _added(runtime, asked)}


def _files(runtime: Runtime, operator: Caller, account: str) -> dict[Our, str]:
    """Two files with figures of one ad account, read and ready to start; one of them was given up."""
    run = Run(runtime, operator, runtime.settings.data_dir)
    figures = "By Day,Campaign name,Currency,Cost,Impressions\n2026-01-01,A,EUR,5.00,10\n"
    ended, file = (run.preview(run.file(f"ads_{account}.csv", figures)).file_id for _ in range(2))
    run.act(imports.cancel_import, file_id=ended)
    return {Our.FILE: file, Our.ENDED_FILE: ended}


def _codes(runtime: Runtime) -> dict[Our, str]:
    """Somebody signs up, and our admin has forgotten the password: both codes are on their way."""
    signing_up = sign_up.sign_up(runtime, STRANGER, name="New", address=NEW_ADDRESS, password=PASSWORD)
    resetting = reset.ask_for_reset(runtime, STRANGER, address=ADDRESS)
    return {
        Our.SIGN_UP: signing_up,
        Our.SIGN_UP_CODE: code_to(runtime, NEW_ADDRESS),
        Our.RESET: resetting,
        Our.RESET_CODE: code_to(runtime, ADDRESS),
    }


def _entry(runtime: Runtime, admin: Caller, whom: MadeUser) -> str:
    """The place in the activity of a change that our admin has made."""
    with begin(runtime, admin, write=True) as work:
        seen = {"role": "STANDARD", "finance_role": ""}
        members.change_role(work, user_id=whom.id, role="STANDARD", finance_role="ANALYST", seen=seen)
    with begin(runtime, admin, write=False) as work:
        return str(activity.list_activity(work, chosen=ActivityFilter()).rows[0].entry.sequence)


def _told(runtime: Runtime) -> str:
    """What the account admin was told of that change."""
    with runtime.database.transaction(write=False) as connection:
        return str(connection.exec_driver_sql("SELECT id FROM notification").scalar_one())


def _team(world: World, center: str, admin: MadeUser, analyst: int, invited: MadeUser) -> dict[Our, str]:
    """An asset group, and an invitation."""
    runtime, link = world.runtime, "a link that nobody guesses"
    shared = {"center_id": int(center), "created_at": LONG_AGO}
    group = AssetGroup(
        id=new_id(), name="Ours", name_key="ours", level=AdAccountLevel.ANALYST, created_by=int(admin.id), **shared
    )
    group_id = _added(runtime, group)
    _added(
        runtime,
        AssetGroupMember(
            id=new_id(), asset_group_id=int(group_id), user_id=analyst, valid_from=LONG_AGO, added_by=int(admin.id)
        ),
    )
    invitation = world.invitation(center, admin, invited.email, link)
    return {
        **_approvals(world, center, analyst),
        Our.ASSET_GROUP: group_id,
        Our.INVITATION: invitation,
        Our.INVITATION_LINK: link,
    }


def _approvals(world: World, center: str, analyst: int) -> dict[Our, str]:
    """What waits for another admin, or for an objection."""
    deputy = int(world.user("Deputy").id)

    def waiting(number: int, state: ApprovalState, by: int, concerned: int | None = None) -> str:
        return _added(world.runtime, Approval(
            id=new_id(), center_id=int(center), kind="member:remove", arguments=f'{{"user_id": "{number}"}}',
            subject=f"member:{number}", words="remove somebody", asked_by=by, asked_at=datetime.now(UTC),
            until=datetime.now(UTC) + timedelta(days=9), state=state, concerned_id=concerned,
        ))  # fmt: skip

    return {
        Our.APPROVAL: waiting(1, ApprovalState.OPEN, deputy),
        Our.NOTICE: waiting(2, ApprovalState.NOTICE, analyst, analyst),
    }


def _bulk_changes(runtime: Runtime, leader: Caller, account: str, people: Mapping[str, MadeUser]) -> dict[Our, str]:
    """One that is done, which gave the analyst's level an end far away; one that was started, one that is prepared."""
    prepared: list[str] = []
    for name, level, until in (("analyst", "ANALYST", date(2999, 1, 1)), *[("member", "ADMIN", None)] * 2):
        with begin(runtime, leader, write=True) as work:
            person = people[name].id
            prepared.append(bulk.prepare_run(work, people=person, ad_accounts=account, level=level, until=until))
    for run in prepared[:2]:
        with begin(runtime, leader, write=True) as work:
            bulk.start_run(work, run_id=run)
    bulk_jobs.run_started(runtime, int(prepared[0]), progress=lambda _done, _of: None)
    return dict(zip((Our.BULK_DONE, Our.BULK_RUNNING, Our.BULK_PREVIEW), prepared, strict=True))


def _second_session(runtime: Runtime, person: MadeUser) -> str:
    now = datetime.now(UTC)
    session = UserSession(
        id=new_id(), token_hash="0" * 64, user_id=int(person.id), device="other", address="127.0.0.1", created_at=now,
        last_seen_at=now, expires_at=now + timedelta(days=1),
    )  # fmt: skip
    return _added(runtime, session)


def _added(runtime: Runtime, row: Any) -> str:
    """The ID of a row, now stored."""
    with runtime.database.transaction(write=True) as connection:
        session = Session(bind=connection, join_transaction_mode="rollback_only")
        session.add(row)
        session.flush()
        return str(row.id)


@dataclass(frozen=True)
class Place:
    """Where a stage stands: a data folder and, unless it is SQLite, a database of this server."""

    settings: Settings
    server: postgres.Template | None = None

    @contextmanager
    def copied(self, number: int) -> Iterator[Settings]:
        """Settings of a copy, while nothing runs here; it is gone afterwards."""
        folder = self.settings.data_dir.with_name(f"{self.settings.data_dir.name}-{number}")
        shutil.copytree(self.settings.data_dir, folder)
        with ExitStack() as stack:
            stack.callback(shutil.rmtree, folder)
            changed: dict[str, Any] = {"data_dir": folder}
            if self.server is not None:
                url = stack.enter_context(self.server.copy(f"stage_{number}", of="stage"))
                changed["database_url"] = SecretStr(url)
            yield self.settings.model_copy(update=changed)


class Standing:
    """A stage as it was put up, for one try after the other: once somebody has changed it, a copy takes its place."""

    def __init__(self, place: Place) -> None:
        """Put it up and leave it alone; what is played on are copies."""
        self._place = place
        self._numbers = count(1)
        self._copy = ExitStack()
        with put_up(place.settings) as self._made:
            pass
        self._put_up_copy()

    def renew(self) -> None:
        """Stand there as before."""
        if self.stage.content != self._before:
            self._copy.close()
            self._put_up_copy()

    def close(self) -> None:
        """Take the last copy down."""
        self._copy.close()

    def _put_up_copy(self) -> None:
        settings = self._copy.enter_context(self._place.copied(next(self._numbers)))
        runtime = runtimes.start(settings)
        self._copy.callback(runtimes.stop)
        orders = Run(runtime, STRANGER, settings.data_dir).orders
        kept = self._copy.enter_context(keeping(runtime, orders))
        self.stage = replace(self._made, runtime=runtime, orders=orders, kept=kept)
        self._before = self.stage.content
