"""Who acts, what they may do, and that a change and its record stand or fall together."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import text, update
from structlog.testing import capture_logs

from bizhub.domain.audit import AuditEvent
from bizhub.domain.errors import NotFound, PermissionDenied, SignedOut
from bizhub.domain.policy import AdAccountLevel, Permission
from bizhub.services import last_seen, sign_in_state
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, begin
from tests.factories import World

HOUR = timedelta(hours=1)


def entries(runtime: Runtime) -> int:
    with runtime.database.transaction(write=False) as connection:
        return int(connection.execute(text("SELECT count(*) FROM activity")).scalar_one())


def test_a_stranger_is_signed_out(runtime: Runtime) -> None:
    with begin(runtime, Caller(session_token="nobody"), write=False) as work, pytest.raises(SignedOut):
        work.require(Permission.CENTER_VIEW)


def test_a_member_of_another_center_finds_nothing(runtime: Runtime, world: World) -> None:
    center = world.center(world.user("Owner"))
    stranger = world.user("Stranger")
    with begin(runtime, stranger.caller(center), write=False) as work, pytest.raises(NotFound):
        work.require(Permission.CENTER_VIEW)


def test_a_refusal_names_what_is_missing_and_who_can_give_it(runtime: Runtime, world: World) -> None:
    owner, member = world.user("Olga"), world.user("Max")
    center = world.center(owner)
    world.member(center, member)
    account = world.ad_account(center, owner, "Shop DE")
    with begin(runtime, member.caller(center), write=False) as work, pytest.raises(PermissionDenied) as refusal:
        work.require(Permission.AD_ACCOUNT_IMPORT, ad_account=account)
    assert refusal.value.message == "You need the level Operator on Shop DE for this. Olga can give it to you."


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({}, True),
        ({"valid_until": datetime.now(UTC) + HOUR}, True),
        ({"valid_until": datetime.now(UTC) - HOUR}, False),
        ({"valid_from": datetime.now(UTC) + HOUR}, False),
        ({"revoked_at": datetime.now(UTC) - HOUR}, False),
    ],
    ids=["open", "ends later", "ended", "not begun", "revoked"],
)
def test_a_grant_holds_only_in_its_time(
    runtime: Runtime, world: World, changes: dict[str, object], holds: bool
) -> None:
    owner, member = world.user("Olga"), world.user("Max")
    center = world.center(owner)
    world.member(center, member)
    account = world.ad_account(center, owner)
    world.grant(center, account, member, AdAccountLevel.OPERATOR, **changes)
    with begin(runtime, member.caller(center), write=False) as work:
        assert work.may(Permission.AD_ACCOUNT_IMPORT, ad_account=account) is holds


def test_the_highest_grant_wins(runtime: Runtime, world: World) -> None:
    owner, member = world.user("Olga"), world.user("Max")
    center = world.center(owner)
    world.member(center, member)
    account = world.ad_account(center, owner)
    world.grant(center, account, member, AdAccountLevel.OPERATOR)
    world.grant(center, account, member, AdAccountLevel.ANALYST)
    with begin(runtime, member.caller(center), write=False) as work:
        assert work.may(Permission.AD_ACCOUNT_IMPORT, ad_account=account)
        assert not work.may(Permission.AD_ACCOUNT_SETTINGS, ad_account=account)


def test_an_admin_sees_every_account_and_changes_none_without_a_level(runtime: Runtime, world: World) -> None:
    owner = world.user("Olga")
    center = world.center(owner)
    account = world.ad_account(center, owner)
    with begin(runtime, owner.caller(center), write=False) as work:
        assert work.may(Permission.AD_ACCOUNT_VIEW, ad_account=account)
        assert not work.may(Permission.AD_ACCOUNT_IMPORT, ad_account=account)


def test_a_grant_on_a_foreign_account_gives_nothing_here(runtime: Runtime, world: World) -> None:
    owner, other = world.user("Olga"), world.user("Otto")
    here, there = world.center(owner), world.center(other)
    account = world.ad_account(there, other)
    world.grant(there, account, owner, AdAccountLevel.ADMIN)
    with begin(runtime, owner.caller(here), write=False) as work, pytest.raises(NotFound):
        work.require(Permission.AD_ACCOUNT_VIEW, ad_account=account)


@pytest.mark.parametrize("changes", [{"disabled_at": datetime(2026, 1, 1, tzinfo=UTC)}])
def test_a_disabled_user_is_signed_out(runtime: Runtime, world: World, changes: dict[str, object]) -> None:
    user = world.user("Gone", **changes)
    with begin(runtime, user.caller(), write=False) as work, pytest.raises(SignedOut):
        work.signed_in()


def test_a_change_without_its_record_does_not_happen(runtime: Runtime, world: World) -> None:
    owner = world.user("Olga")
    center = world.center(owner)

    def fail() -> None:
        with begin(runtime, owner.caller(center), write=True) as work:
            work.connection.execute(text("UPDATE center SET name = 'Changed'"))
            work.audit(AuditEvent.CENTER_EDIT, object_type="center", object_id=center)
            raise RuntimeError

    pytest.raises(RuntimeError, fail)
    with runtime.database.transaction(write=False) as connection:
        assert connection.execute(text("SELECT name FROM center")).scalar_one() == "Linden & Co"
    assert entries(runtime) == 0


def test_a_record_that_cannot_be_stored_takes_the_change_back(runtime: Runtime, world: World) -> None:
    owner = world.user("Olga")
    center = world.center(owner)

    def fail() -> None:
        with begin(runtime, owner.caller(center), write=True) as work:
            work.connection.execute(text("UPDATE center SET name = 'Changed'"))
            work.audit(AuditEvent.CENTER_EDIT, object_type="center", object_id=center, after={"no": object()})

    pytest.raises(TypeError, fail)
    with runtime.database.transaction(write=False) as connection:
        assert connection.execute(text("SELECT name FROM center")).scalar_one() == "Linden & Co"


def test_a_read_cannot_write(runtime: Runtime, world: World) -> None:
    owner = world.user("Olga")
    center = world.center(owner)
    with pytest.raises(Exception, match=r"(?i)read.?only"), begin(runtime, owner.caller(center), write=False) as work:
        work.connection.execute(text("UPDATE center SET name = 'Changed'"))


@pytest.mark.parametrize("statement", ["UPDATE activity SET user_name = 'x'", "DELETE FROM activity"])
def test_the_activity_refuses_change(runtime: Runtime, world: World, statement: str) -> None:
    owner = world.user("Olga")
    center = world.center(owner)
    with begin(runtime, owner.caller(center), write=True) as work:
        work.audit(AuditEvent.CENTER_EDIT, object_type="center", object_id=center)
    with pytest.raises(Exception, match="append-only"), runtime.database.transaction(write=True) as connection:
        connection.execute(text(statement))
    assert entries(runtime) == 2, "the center's and the one that says that its record began"


def test_what_fails_after_the_commit_is_logged_and_undoes_nothing(runtime: Runtime, world: World) -> None:
    user, done = world.user("Ada"), []
    with capture_logs() as logs, begin(runtime, user.caller(), write=True) as work:
        work.after_commit(partial(int, "no number"))
        work.after_commit(partial(done.append, "the next"))
    assert done == ["the next"]
    assert [entry["log_level"] for entry in logs] == ["error"]


def test_a_change_stands_when_its_person_cannot_be_noted_as_seen(
    runtime: Runtime, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = world.user("Ada")
    with runtime.database.transaction(write=True) as connection:
        connection.execute(update(sign_in_state.SESSION).values(last_seen_at=datetime.now(UTC) - HOUR))
    monkeypatch.setattr(last_seen, "_write", partial(int, "locked"))
    with capture_logs() as logs, begin(runtime, user.caller(), write=False) as work:
        name = work.signed_in().name
    assert (name, [entry["log_level"] for entry in logs]) == ("Ada", ["warning"])
