"""One use case, one transaction: `begin` opens it, `Work` carries it and who acts in it."""

import copy
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Connection, update
from sqlmodel import Session

from bizhub.adapters import clock
from bizhub.domain import policy
from bizhub.domain.audit import AuditEvent, Entry, Through
from bizhub.domain.errors import CenterBarred, NoCenter, NotFound, PermissionDenied, SignedOut
from bizhub.domain.ids import parse_id
from bizhub.domain.people import CenterRow, Person, View
from bizhub.domain.policy import CenterRole, Permission
from bizhub.domain.viewing import Viewing, ViewingOnly
from bizhub.services import access, record, sign_in_state
from bizhub.services.record import SYSTEM
from bizhub.services.runtime import Runtime

_log = structlog.get_logger(__name__)
_LAST_SEEN_EVERY = timedelta(minutes=5)
_OPERATOR = "Operator"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who knocks, before anything of it is believed."""

    session_token: str | None = None
    center_id: str | None = None
    address: str = ""
    through: Through = Through.WEB
    device: str = ""


class Work:
    """An open transaction and the person acting in it, read again in this transaction."""

    def __init__(self, runtime: Runtime, connection: Connection, caller: Caller, now: datetime) -> None:
        """Start without a person; `begin` and `begin_job` fill in who acts."""
        self.runtime = runtime
        self.connection = connection
        self.caller = caller
        self.now = now
        self.user: Person | None = None
        self.session_id: str | None = None
        self.session_began: datetime | None = None
        self.center: CenterRow | None = None
        self.barred: CenterRow | None = None
        self.view: View | None = None
        self.is_operator = False
        self.approval = ""
        """What entries say of who asked or did not object, while what was asked for is carried out."""
        self._session: Session | None = None
        self._entries: dict[int, list[Entry]] = {}
        self.gathered: dict[type, Any] = {}
        """What services gather during the change, each under a class of its own; see `before_commit`."""
        self._before_commit: list[Callable[[], object]] = []
        self._after_commit: list[Callable[[], object]] = []

    @property
    def session(self) -> Session:
        """An ORM session on this transaction, made when first asked for."""
        if self._session is None:
            self._session = Session(bind=self.connection, join_transaction_mode="rollback_only")
        return self._session

    @property
    def user_id(self) -> int:
        """The acting user's number; raises SignedOut without one."""
        return int(self.signed_in().id)

    @property
    def center_id(self) -> int:
        """The current center's number; raises NotFound without one."""
        return int(self.in_center().id)

    @property
    def role(self) -> CenterRole:
        """What the acting person is in the current center; the operator acts as an admin."""
        return self.in_center().role

    @property
    def sees_all_ad_accounts(self) -> bool:
        """Whether the acting person sees every ad account of the current center, not only those held."""
        center = self.in_center()
        return Permission.INSIGHTS_VIEW_CENTER in policy.role_permissions(center.role, center.finance_role)

    def signed_in(self) -> Person:
        """The acting person; raises SignedOut without one."""
        if self.user is None:
            raise SignedOut
        return self.user

    def in_center(self) -> CenterRow:
        """The current center; raises NoCenter for a caller who names none, NotFound for one that is not theirs.

        Raises CenterBarred while its rules about signing in keep the person out.
        """
        if self.user is None and not self.is_operator:
            raise SignedOut
        if self.center is None and self.barred is not None and self.barred.bar is not None:
            raise CenterBarred(self.barred.bar, self.barred.name)
        if self.center is None:
            raise NotFound if self.caller.center_id else NoCenter
        return self.center

    def step_past_the_bar(self) -> None:
        """Let somebody into a center who only goes: leaving is open to everybody."""
        if self.barred is not None:
            self.center, self.barred = self.barred, None

    def may(self, permission: Permission, *, ad_account: str | None = None) -> bool:
        """Whether the acting person holds a permission now; unknown ad accounts raise NotFound."""
        try:
            self.require(permission, ad_account=ad_account)
        except PermissionDenied:
            return False
        return True

    def require(self, permission: Permission, *, ad_account: str | None = None) -> None:
        """Raise unless the acting person holds a permission: on the center, or on one ad account of it."""
        center = self.in_center()
        if policy.is_about_ad_account(permission):
            self.require_on(permission, ad_account)
        elif permission not in policy.role_permissions(center.role, center.finance_role) and not self.is_operator:
            granters = access.admin_names(self.connection, int(center.id), self.now)
            raise PermissionDenied(missing=policy.PERMISSION_NAMES[permission], granters=granters)

    def require_on(self, permission: Permission, ad_account: str | None) -> access.FoundAccount:
        """The ad account, for whoever holds a permission on it; a missing level is named, all else is NotFound."""
        center = self.in_center()
        number = parse_id(ad_account)
        if number is None:
            raise NotFound
        found = access.find_ad_account(
            self.connection,
            user_id=0 if self.is_operator else self.user_id,
            center_id=int(center.id),
            ad_account_id=number,
            moment=self.now,
        )
        if found is None:
            raise NotFound
        if permission not in policy.ad_account_permissions(center.role, found.level) and not self.is_operator:
            granters = access.admin_names(self.connection, int(center.id), self.now)
            missing = policy.PERMISSION_NAMES[permission].replace("this ad account", found.name)
            raise PermissionDenied(missing=missing, granters=granters)
        return found

    def somewhere_permissions(self) -> frozenset[Permission]:
        """What the acting person may do with some ad account of the current center, or take the level for."""
        center = self.in_center()
        user_id = 0 if self.is_operator else self.user_id
        levels = access.held_levels(self.connection, user_id=user_id, center_id=int(center.id), moment=self.now)
        return policy.somewhere_permissions(center.role, levels)

    def require_somewhere(self, permission: Permission) -> None:
        """Raise unless the acting person may do this to some ad account of the current center."""
        if permission not in self.somewhere_permissions():
            granters = access.admin_names(self.connection, self.center_id, self.now)
            missing = policy.PERMISSION_NAMES[permission].replace("this ad account", "an ad account")
            raise PermissionDenied(missing=missing, granters=granters)

    def audit(
        self,
        event: AuditEvent,
        *,
        object_type: str,
        object_id: str,
        object_name: str = "",
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        center_id: int | None = None,
    ) -> None:
        """Record a change; the entry is chained and stored when the transaction commits."""
        if center_id is None:
            center_id = int(self.center.id) if self.center else SYSTEM
        entry = Entry(event, object_type, object_id, object_name, _as_json(before), _as_json(after), self.approval)
        self._entries.setdefault(center_id, []).append(entry)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A part that leaves nothing behind when it raises: no row, no entry, nothing told, nothing that follows."""
        entries = {center: list(some) for center, some in self._entries.items()}
        gathered, ending = copy.deepcopy(self.gathered), list(self._before_commit)
        following = list(self._after_commit)
        try:
            with self.connection.begin_nested():
                yield
        except BaseException:
            self._entries, self._after_commit = entries, following
            self.gathered, self._before_commit = gathered, ending
            raise

    def before_commit(self, action: Callable[[], object]) -> None:
        """Do something as the last part of this change, when all of it is known."""
        self._before_commit.append(action)

    def after_commit(self, action: Callable[[], object]) -> None:
        """Do something once the change is safe; nothing acknowledged may depend on it."""
        self._after_commit.append(action)

    def finish(self) -> None:
        """End the change: what waited for its end, the ORM session, and as the last step the entries."""
        for action in self._before_commit:
            action()
        if self._session is not None:
            self._session.flush()
        if not self._entries:
            return
        number = int(self.user.id) if self.user else None
        name = self.user.name if self.user else (_OPERATOR if self.is_operator else "")
        who = record.actor(self.now, number, name, self.caller.through, self.caller.address)
        grown = record.store(self.runtime, self.connection, who, self._entries)
        self._after_commit.insert(0, partial(record.move_anchors, self.runtime, grown))

    def run_after_commit(self) -> None:
        """Run what waited for the commit; what fails is logged, since the change stands and was acknowledged."""
        for action in self._after_commit:
            try:
                action()
            except Exception:  # noqa: BLE001  # jobs are ordered again, anchors move with the next entry
                _log.exception("What follows a change failed")


@contextmanager
def begin(runtime: Runtime, caller: Caller, *, write: bool, viewing: Viewing = Viewing.REFUSED) -> Iterator[Work]:
    """Open a transaction for a caller; session, user and membership are read again when its turn to write has come.

    `viewing` is what is done in a session that sees BizHub as somebody else; raises ViewingOnly.
    """
    touch: int | None = None
    with runtime.database.transaction(write=write, queue=_queue(caller.center_id)) as connection:
        now = clock.now()
        work = Work(runtime, connection, caller, now)
        if caller.session_token:
            found = sign_in_state.read_session(connection, token_hash(caller.session_token), now)
            if found is not None:
                work.user, work.session_id, work.view = found.person, str(found.session_id), found.view
                work.session_began = found.began_at
                if now - found.last_seen_at > _LAST_SEEN_EVERY:
                    touch = found.session_id
        if work.user is not None and caller.center_id:
            _enter(work, caller.center_id)
        if work.view is not None:
            _look_as(work, work.view, viewing, write=write)
        yield work
        work.finish()
    work.run_after_commit()
    if touch is not None:
        _note_last_seen(runtime, touch, caller.address, now)


@contextmanager
def begin_job(
    runtime: Runtime, *, user_id: str | None, center_id: str | None, through: Through, write: bool, address: str = ""
) -> Iterator[Work]:
    """Open a transaction for a job or the command line; without a user the operator acts.

    The person's membership is read again: a right that ended while the job waited has ended.
    """
    caller = Caller(center_id=center_id, address=address, through=through)
    with runtime.database.transaction(write=write, queue=_queue(center_id)) as connection:
        now = clock.now()
        work = Work(runtime, connection, caller, now)
        if user_id is None:
            work.is_operator = True
            work.center = None if center_id is None else sign_in_state.read_center(connection, parse_id(center_id))
        else:
            work.user = sign_in_state.read_person(connection, parse_id(user_id))
            if work.user is not None and center_id is not None:
                _enter(work, center_id)
        yield work
        work.finish()
    work.run_after_commit()


def _look_as(work: Work, view: View, viewing: Viewing, *, write: bool) -> None:
    """Act as the viewed person, in their center only, or as oneself, or not at all."""
    if viewing is Viewing.REFUSED or (write and viewing is not Viewing.ENDS):
        raise ViewingOnly(view.person.name)
    if viewing is Viewing.AS_MEMBER:
        work.user, work.barred = view.person, None
        work.center = view.center if work.caller.center_id == view.center.id else None


def token_hash(token: str) -> str:
    """What the database keeps of a session token: SHA-256, hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", errors="surrogatepass")).hexdigest()


def _queue(center_id: str | None) -> int:
    """The chain that the writers of a center, or of none, add to: on PostgreSQL they follow each other."""
    return (parse_id(center_id) if center_id else None) or SYSTEM


def _enter(work: Work, center_id: str) -> None:
    """Let the person into the center that is named, if it is theirs and its rules about signing in let them."""
    number = parse_id(center_id)
    if number is None:
        return
    own = sign_in_state.read_membership(work.connection, number, work.user_id, work.now, work.session_began)
    if own is not None and own.bar is not None:
        work.barred = own
    else:
        work.center = own


def _note_last_seen(runtime: Runtime, session_id: int, address: str, now: datetime) -> None:
    try:
        _write_last_seen(runtime, session_id, address, now)
    except Exception:  # noqa: BLE001  # what the person asked for is done; the next request tries again
        _log.warning("When a session was last seen could not be noted", exc_info=True)


def _write_last_seen(runtime: Runtime, session_id: int, address: str, now: datetime) -> None:
    with runtime.database.transaction(write=True) as connection:
        table = sign_in_state.SESSION
        connection.execute(update(table).where(table.c.id == session_id).values(last_seen_at=now, address=address[:64]))


def _as_json(values: dict[str, Any] | None) -> str:
    return "" if values is None else json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
