"""Asking for a level on an ad account, and answering: whoever may say who works on it can grant or refuse."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, exists, insert, select, update

from bizhub.domain.access_requests import LASTS, RequestList, RequestOffer, RequestRow, RequestState
from bizhub.domain.audit import AuditEvent
from bizhub.domain.errors import Conflict, InvalidInput, NotFound
from bizhub.domain.ids import new_id, parse_id
from bizhub.domain.levels import EXTENSION, Held, LevelChange, Pair, last_day
from bizhub.domain.limits import ACCESS_REQUESTS, Rule
from bizhub.domain.notifications import Kind
from bizhub.domain.policy import AdAccountLevel, Permission, is_at_least
from bizhub.models.team import AccessRequest
from bizhub.services import access, access_request_messages, levels, limits, members, signals
from bizhub.services.access import AD_ACCOUNT, MEMBERSHIP, USER, current_member_at
from bizhub.services.ad_account_people import checked_level, checked_reason, refuse_beyond_own, require_people
from bizhub.services.work import Work

REQUEST = cast(Table, AccessRequest.__table__)  # type: ignore[attr-defined]
OBJECT = "ad_account"
_MOST_SHOWN = 200

_ANSWERER = USER.alias("answerer")
_ROWS = (
    select(
        REQUEST,
        USER.c.name.label("person"),
        USER.c.email,
        AD_ACCOUNT.c.name.label("ad_account"),
        _ANSWERER.c.name.label("answerer"),
    )
    .join(USER, USER.c.id == REQUEST.c.user_id)
    .join(AD_ACCOUNT, AD_ACCOUNT.c.id == REQUEST.c.ad_account_id)
    .outerjoin(_ANSWERER, _ANSWERER.c.id == REQUEST.c.answered_by)
    .where(REQUEST.c.center_id == bindparam("center"))
    .order_by(REQUEST.c.created_at.desc(), REQUEST.c.id.desc())
    .limit(_MOST_SHOWN)
)
_OWN = _ROWS.where(REQUEST.c.user_id == bindparam("person"))
_IS_HERE = exists().where(
    MEMBERSHIP.c.user_id == REQUEST.c.user_id,
    MEMBERSHIP.c.center_id == REQUEST.c.center_id,
    current_member_at(bindparam("moment")),
)
_OPEN = _ROWS.where(REQUEST.c.state == RequestState.PENDING, REQUEST.c.created_at > bindparam("since"), _IS_HERE)
_ONE = _ROWS.where(REQUEST.c.id == bindparam("request"))


def view_request_offer(work: Work, *, ad_account_id: str) -> RequestOffer:
    """What a member may ask for on an ad account of the center, held or not; raises NotFound for any other."""
    account = _account(work, ad_account_id)
    above = tuple(level for level in reversed(AdAccountLevel) if not is_at_least(account.level, level))
    values = {"center": work.center_id, "person": work.user_id}
    own = _OWN.where(REQUEST.c.ad_account_id == parse_id(ad_account_id)).limit(1)
    last = work.connection.execute(own, values).first()
    return RequestOffer(account.name, account.level, above, None if last is None else _row(work, last))


def request_access(work: Work, *, ad_account_id: str, level: str, until: date | None = None, reason: str = "") -> None:
    """Ask whoever can give it for a level; a request of one's own that waits gives way. Raises InvalidInput."""
    account, wanted = _account(work, ad_account_id), checked_level(level)
    ends = None if until is None else members.checked_end(work, until)
    if is_at_least(account.level, wanted) and not _lasts_longer(work, ad_account_id, account, Held(wanted, ends)):
        raise InvalidInput("You hold this level already.", field="level")
    limits.count_try(work, [Rule(f"access_request:{work.user_id}", ACCESS_REQUESTS)])
    number, about = new_id(), parse_id(ad_account_id)
    waiting = update(REQUEST).where(
        REQUEST.c.ad_account_id == about, REQUEST.c.user_id == work.user_id, REQUEST.c.state == RequestState.PENDING
    )
    work.connection.execute(waiting.values(_answered(work, RequestState.WITHDRAWN)))
    line = checked_reason(reason)
    asked = {"level": wanted.value, "valid_until": ends, "reason": line}
    shared = {"center_id": work.center_id, "ad_account_id": about, "user_id": work.user_id, "created_at": work.now}
    work.connection.execute(insert(REQUEST).values(id=number, state=RequestState.PENDING, answer="", **asked, **shared))
    shown = {"level": wanted.value, "valid_until": ends.isoformat() if ends else "", "reason": line}
    _record(work, AuditEvent.ACCESS_REQUEST_SEND, ad_account_id, account.name, shown)
    access_request_messages.ask(
        work, ad_account=(int(ad_account_id), account.name), level=wanted, until=until, reason=line
    )


def ask_longer(work: Work, *, ad_account_id: str) -> date:
    """Ask that the level one holds on an ad account lasts longer; until which day. Raises as `request_access` does.

    Asked twice it is the same request.
    """
    account = _account(work, ad_account_id)
    ends = _own_end(work, ad_account_id)
    if account.level is None or ends is None:
        raise Conflict("You hold no level here that ends.")
    until = last_day(ends, work.in_center().time_zone) + EXTENSION
    if not _waits(view_request_offer(work, ad_account_id=ad_account_id).last, account.level, until, work.now):
        request_access(work, ad_account_id=ad_account_id, level=account.level, until=until)
    return until


def _waits(row: RequestRow | None, level: AdAccountLevel, until: date, moment: datetime) -> bool:
    """Whether this request can still be answered and asks for exactly that."""
    if row is None or row.state is not RequestState.PENDING or row.lapses_at <= moment:
        return False
    return (row.level, row.until) == (level, until)


def withdraw_request(work: Work, *, request_id: str) -> None:
    """Take back a request of one's own that waits."""
    work.require(Permission.CENTER_VIEW)
    row = _read(work, request_id)
    if row.user_id != work.user_id:
        raise NotFound
    _answer(work, row, RequestState.WITHDRAWN)
    _record(work, AuditEvent.ACCESS_REQUEST_WITHDRAW, str(row.ad_account_id), row.ad_account, {})


def grant_request(work: Work, *, request_id: str) -> None:
    """Give what was asked for, at most what the acting person may give. Raises InvalidInput, Conflict."""
    row, account = _answerable(work, request_id)
    members.current(work, str(row.user_id))
    if row.valid_until is not None and row.valid_until <= work.now:
        raise Conflict("The last day that was asked for is over.")
    wanted = Held(AdAccountLevel(row.level), row.valid_until)
    refuse_beyond_own(work, account, row.ad_account_id, wanted)
    _answer(work, row, RequestState.GRANTED)
    pair = Pair(row.ad_account_id, row.user_id)
    held = levels.held_directly(work, pair)
    if held is None or wanted.gives_more_than(held):
        levels.apply(work, [LevelChange(pair, wanted)], reason=row.reason)
    _record(work, AuditEvent.ACCESS_REQUEST_GRANT, str(row.ad_account_id), row.ad_account, {"user": row.person})
    access_request_messages.tell(work, row=row, kind=Kind.REQUEST_GRANTED, words="")


def refuse_request(work: Work, *, request_id: str, answer: str = "") -> None:
    """Say no, optionally why."""
    row, _ = _answerable(work, request_id)
    words = checked_reason(answer)
    _answer(work, row, RequestState.REFUSED, words)
    after = {"user": row.person, "answer": words}
    _record(work, AuditEvent.ACCESS_REQUEST_REFUSE, str(row.ad_account_id), row.ad_account, after)
    access_request_messages.tell(work, row=row, kind=Kind.REQUEST_REFUSED, words=words)


def list_requests(work: Work) -> RequestList:
    """What waits for an answer that the acting person may give, and what they have asked for themselves."""
    work.require(Permission.TEAM_VIEW)
    values = {"center": work.center_id, "person": work.user_id, "since": work.now - LASTS, "moment": work.now}
    theirs = _OPEN.where(REQUEST.c.user_id != work.user_id)
    if not work.may(Permission.ASSET_MANAGE):
        may = access.held_with(
            Permission.AD_ACCOUNT_PEOPLE, user_id=work.user_id, center_id=work.center_id, moment=work.now
        )
        theirs = theirs.where(REQUEST.c.ad_account_id.in_(may.correlate(None)))
    others = work.connection.execute(theirs, values).all()
    own = work.connection.execute(_OWN, values).all()
    return RequestList(_listed(work, others), _listed(work, own))


def _account(work: Work, ad_account_id: str) -> access.FoundAccount:
    """An ad account of the center, held or not: who has its ID may know its name, and ask."""
    work.require(Permission.CENTER_VIEW)
    number = parse_id(ad_account_id)
    found = None if number is None else access.find_ad_account(
        work.connection, user_id=work.user_id, center_id=work.center_id, ad_account_id=number, moment=work.now
    )  # fmt: skip
    if found is None:
        raise NotFound
    return found


def _lasts_longer(work: Work, ad_account_id: str, account: access.FoundAccount, wanted: Held) -> bool:
    """Whether the level that is asked for is the one held, beyond its end."""
    ends = _own_end(work, ad_account_id)
    return account.level is wanted.level and ends is not None and (wanted.until is None or wanted.until > ends)


def _own_end(work: Work, ad_account_id: str) -> datetime | None:
    return access.latest_end(
        work.connection, user_id=work.user_id, center_id=work.center_id, ad_account_id=int(ad_account_id),
        moment=work.now,
    )  # fmt: skip


def _read(work: Work, request_id: str) -> Row[Any]:
    values = {"center": work.center_id, "request": parse_id(request_id)}
    row = work.connection.execute(_ONE, values).one_or_none()
    if row is None:
        raise NotFound
    return row


def _answerable(work: Work, request_id: str) -> tuple[Row[Any], access.FoundAccount]:
    """A request of somebody else, for whoever may say who works on its ad account."""
    row = _read(work, request_id)
    account = require_people(work, str(row.ad_account_id))
    if row.user_id == work.user_id:
        raise Conflict("Somebody else answers your own request.")
    return row, account


def _answer(work: Work, row: Row[Any], state: RequestState, answer: str = "") -> None:
    """Store the answer, once: of two at the same time one finds it answered."""
    still = update(REQUEST).where(
        REQUEST.c.id == row.id, REQUEST.c.state == RequestState.PENDING, REQUEST.c.created_at > work.now - LASTS
    )
    if work.connection.execute(still.values(answer=answer, **_answered(work, state))).rowcount != 1:
        raise Conflict("This request was answered or withdrawn in the meantime, or it has lapsed.")


def _answered(work: Work, state: RequestState) -> dict[str, Any]:
    return {"state": state, "answered_at": work.now, "answered_by": work.user_id}


def _record(work: Work, event: AuditEvent, ad_account_id: str, name: str, after: dict[str, str]) -> None:
    work.audit(
        event,
        object_type=OBJECT,
        object_id=ad_account_id,
        object_name=name,
        after={field: value for field, value in after.items() if value} or None,
    )
    work.after_commit(partial(signals.send, signals.CenterChanged(str(work.center_id), "access_request")))


def _listed(work: Work, rows: Sequence[Row[Any]]) -> tuple[RequestRow, ...]:
    return tuple(_row(work, row) for row in rows)


def _row(work: Work, row: Row[Any]) -> RequestRow:
    time_zone = work.in_center().time_zone
    return RequestRow(
        id=str(row.id),
        person=row.person,
        ad_account_id=str(row.ad_account_id),
        ad_account=row.ad_account,
        level=AdAccountLevel(row.level),
        until=None if row.valid_until is None else last_day(row.valid_until, time_zone),
        reason=row.reason,
        state=RequestState(row.state),
        asked_at=row.created_at,
        lapses_at=row.created_at + LASTS,
        answered_by=row.answerer or "",
        answer=row.answer,
    )
