"""Who is behind a session token, and what they are in a center: prebuilt reads of the hot path."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Table, and_, bindparam, or_, select

from bizhub.domain.people import CenterRow, Person, View
from bizhub.domain.policy import CenterRole, FinanceRole
from bizhub.domain.sign_in_rules import SignInRules, TwoStepFor
from bizhub.models.center import CenterRules
from bizhub.models.two_step import TwoStep
from bizhub.models.user import UserSession
from bizhub.services import access
from bizhub.services.access import MEMBERSHIP, USER

SESSION = cast(Table, UserSession.__table__)  # type: ignore[attr-defined]
CENTER = access.CENTER
RULES = cast(Table, CenterRules.__table__)  # type: ignore[attr-defined]
TWO_STEP = cast(Table, TwoStep.__table__)  # type: ignore[attr-defined]
HAS_TWO_STEP = and_(TWO_STEP.c.user_id == USER.c.id, TWO_STEP.c.confirmed_at.is_not(None))
"""Joins people with their 2-step verification, where it is on."""

_PERSON = (USER.c.id, USER.c.name, USER.c.email, USER.c.phone, USER.c.locale)
VIEWS_NOBODY = {"viewing_user_id": None, "viewing_center_id": None, "viewing_until": None}
_VIEWING = (SESSION.c.viewing_user_id, SESSION.c.viewing_center_id, SESSION.c.viewing_until)
_SESSION = (
    select(SESSION.c.id.label("session_id"), SESSION.c.created_at, SESSION.c.last_seen_at, *_VIEWING, *_PERSON)
    .join(USER, USER.c.id == SESSION.c.user_id)
    .where(
        SESSION.c.token_hash == bindparam("token_hash"),
        SESSION.c.ended_at.is_(None),
        SESSION.c.expires_at > bindparam("moment"),
        USER.c.disabled_at.is_(None),
    )
)
_USER = select(*_PERSON).where(USER.c.id == bindparam("user"), USER.c.disabled_at.is_(None))
_CENTER_COLUMNS = (
    CENTER.c.id,
    CENTER.c.name,
    CENTER.c.currency,
    CENTER.c.time_zone,
    CENTER.c.ends_at,
    CENTER.c.picture,
)
_RULE_COLUMNS = (RULES.c.two_step_for, RULES.c.two_step_days, RULES.c.two_step_from, RULES.c.session_hours)
_OWN_TWO_STEP = and_(TWO_STEP.c.user_id == MEMBERSHIP.c.user_id, TWO_STEP.c.confirmed_at.is_not(None))
_MEMBERSHIPS = (
    select(
        *_CENTER_COLUMNS,
        MEMBERSHIP.c.role,
        MEMBERSHIP.c.finance_role,
        *_RULE_COLUMNS,
        TWO_STEP.c.user_id.label("has_two_step"),
    )
    .join(CENTER, CENTER.c.id == MEMBERSHIP.c.center_id)
    .outerjoin(RULES, RULES.c.center_id == MEMBERSHIP.c.center_id)
    .outerjoin(TWO_STEP, _OWN_TWO_STEP)
    .where(
        MEMBERSHIP.c.user_id == bindparam("user"),
        MEMBERSHIP.c.ended_at.is_(None),
        MEMBERSHIP.c.valid_from <= bindparam("moment"),
        or_(MEMBERSHIP.c.valid_until.is_(None), MEMBERSHIP.c.valid_until > bindparam("moment")),
        access.center_stands_at(bindparam("moment")),
    )
)
_MEMBERSHIP = _MEMBERSHIPS.where(MEMBERSHIP.c.center_id == bindparam("center"))
_ALL_MEMBERSHIPS = _MEMBERSHIPS.order_by(CENTER.c.is_personal, CENTER.c.name, CENTER.c.id)
_ONE_CENTER = select(*_CENTER_COLUMNS).where(
    CENTER.c.id == bindparam("center"), access.center_stands_at(bindparam("moment"))
)


@dataclass(frozen=True, slots=True)
class LapsedView:
    """Whom a session saw BizHub as in a center until its time ran out, while nothing says that it did."""

    person_id: int
    person: str
    center_id: int
    until: datetime


@dataclass(frozen=True, slots=True)
class FoundSession:
    """A valid session and its person; it sees BizHub as somebody else (`view`), or did (`lapsed`)."""

    session_id: int
    person: Person
    began_at: datetime
    last_seen_at: datetime
    view: View | None
    lapsed: LapsedView | None


def read_session(connection: Connection, token_hash: str, now: datetime) -> FoundSession | None:
    """The valid session with this token hash, of a user who is not disabled."""
    row = connection.execute(_SESSION, {"token_hash": token_hash, "moment": now}).one_or_none()
    if row is None:
        return None
    view, lapsed = _view(connection, row, now), _lapsed(connection, row, now)
    return FoundSession(row.session_id, _person(row), row.created_at, row.last_seen_at, view, lapsed)


def _view(connection: Connection, row: Any, now: datetime) -> View | None:
    """As whom a session sees BizHub: while it lasts, its person is an admin there and the other a member.

    Whom the center keeps out, either of the two, neither sees nor is seen as.
    """
    if row.viewing_until is None or row.viewing_until <= now:
        return None
    own = read_membership(connection, row.viewing_center_id, row.id, now, row.created_at)
    center = read_membership(connection, row.viewing_center_id, row.viewing_user_id, now, None)
    person = read_person(connection, row.viewing_user_id)
    if own is None or own.bar or own.role is not CenterRole.ADMIN or center is None or center.bar or person is None:
        return None
    return View(_person(row), person, center, row.viewing_until)


def _lapsed(connection: Connection, row: Any, now: datetime) -> LapsedView | None:
    if row.viewing_until is None or row.viewing_until > now:
        return None
    name = connection.execute(select(USER.c.name).where(USER.c.id == row.viewing_user_id)).scalar_one()
    return LapsedView(row.viewing_user_id, name, row.viewing_center_id, row.viewing_until)


def ran_out(until: datetime) -> dict[str, str]:
    """What the entry says of a view whose time had run out before anything ended it."""
    return {"reason": "time ran out", "until": until.isoformat()}


def read_person(connection: Connection, user_id: int | None) -> Person | None:
    """A user who is not disabled."""
    row = connection.execute(_USER, {"user": user_id}).one_or_none()
    return None if row is None else _person(row)


def read_membership(
    connection: Connection, center_id: int, user_id: int, now: datetime, began: datetime | None
) -> CenterRow | None:
    """A center as its current member sees it, in a session that `began` then; None for everybody else."""
    row = connection.execute(_MEMBERSHIP, {"user": user_id, "center": center_id, "moment": now}).one_or_none()
    return None if row is None else _center(row, now, began)


def read_memberships(
    connection: Connection, user_id: int, now: datetime, began: datetime | None = None
) -> tuple[CenterRow, ...]:
    """The centers of a user, by name, the place of their own ad accounts last.

    `began` as above, where it is asked what keeps them out.
    """
    rows = connection.execute(_ALL_MEMBERSHIPS, {"user": user_id, "moment": now}).all()
    return tuple(_center(row, now, began) for row in rows)


def read_center(connection: Connection, center_id: int | None, now: datetime) -> CenterRow | None:
    """A center as the operator sees it; None for one that was deleted, too."""
    row = connection.execute(_ONE_CENTER, {"center": center_id, "moment": now}).one_or_none()
    if row is None:
        return None
    return CenterRow(
        str(row.id), row.name, row.currency, row.time_zone, CenterRole.ADMIN, None, ends_at=row.ends_at
    )  # fmt: skip


def _person(row: Any) -> Person:
    return Person(str(row.id), row.name, row.email or "", row.phone or "", row.locale)


def sign_in_rules(row: Any) -> SignInRules:
    """The rules about signing in of a row with those columns of a center's rules, which may all be null."""
    if row.two_step_for is None:
        return SignInRules()
    return SignInRules(TwoStepFor(row.two_step_for), row.two_step_days, row.two_step_from, row.session_hours)


def _center(row: Any, now: datetime, began: datetime | None) -> CenterRow:
    role, finance_role = CenterRole(row.role), None if row.finance_role is None else FinanceRole(row.finance_role)
    rules, has_two_step = sign_in_rules(row), row.has_two_step is not None
    bar = rules.bar(role, has_two_step=has_two_step, session_began=began, now=now)
    asks = rules.asks(role)
    return CenterRow(
        str(row.id), row.name, row.currency, row.time_zone, role, finance_role, bar,
        two_step_from=None if has_two_step or not asks else rules.two_step_from, asks_two_step=asks,
        ends_at=row.ends_at, picture=row.picture or "",
    )  # fmt: skip
