"""One use case, one transaction: `begin` opens it, `Work` carries it and who acts in it."""

import copy
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Connection, update
from sqlmodel import Session

from bizhub.adapters import clock
from bizhub.domain.audit import AuditEvent, Entry, Through
from bizhub.domain.ids import parse_id
from bizhub.domain.people import View
from bizhub.domain.viewing import Viewing, ViewingOnly
from bizhub.services import last_seen, record, sign_in_state
from bizhub.services.acting import Acting, Caller
from bizhub.services.record import SYSTEM
from bizhub.services.runtime import Runtime
from bizhub.services.sign_in_state import SESSION, VIEWS_NOBODY, LapsedView

__all__ = ["Caller", "Work", "begin", "begin_job", "token_hash"]

_log = structlog.get_logger(__name__)
_OPERATOR = "Operator"


class Work(Acting):
    """An open transaction and the person acting in it."""

    def __init__(self, runtime: Runtime, connection: Connection, caller: Caller, now: datetime) -> None:
        """Start without a person; `begin` and `begin_job` fill in who acts."""
        super().__init__(connection, caller, now)
        self.runtime = runtime
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
                if write and found.lapsed is not None:
                    _note_end(work, found.session_id, found.lapsed)
                if last_seen.is_due(found.last_seen_at, now):
                    touch = found.session_id
        if work.user is not None and caller.center_id:
            _enter(work, caller.center_id)
        if work.view is not None:
            _look_as(work, work.view, viewing, write=write)
        yield work
        work.finish()
    work.run_after_commit()
    if touch is not None:
        last_seen.note(runtime, touch, caller.address, now)


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
            work.center = None if center_id is None else sign_in_state.read_center(connection, parse_id(center_id), now)
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


def _note_end(work: Work, session_id: int, lapsed: LapsedView) -> None:
    """Record that the time of a view had run out; nothing happened at that second that could have."""
    own = update(SESSION).where(SESSION.c.id == session_id, SESSION.c.viewing_until == lapsed.until)
    if work.connection.execute(own.values(VIEWS_NOBODY)).rowcount == 1:
        work.audit(
            AuditEvent.MEMBER_VIEW_END, object_type="member", object_id=str(lapsed.person_id),
            object_name=lapsed.person, center_id=lapsed.center_id,
            after=sign_in_state.ran_out(lapsed.until),
        )  # fmt: skip


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


def _as_json(values: dict[str, Any] | None) -> str:
    return "" if values is None else json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
