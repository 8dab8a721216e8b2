"""A center to look around in: people, ad accounts with figures, labels, pins.

Two jobs make it, so that a running server does it. The first fills the center, some ad accounts at a time, and goes on
with what an earlier one left. Until the second gives its people their password nobody can sign in, and the demo counts
as not there yet.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, update

from bizhub.adapters.insights_demo import DemoAccount, fill_with_demo_figures
from bizhub.adapters.jobs import Job, job
from bizhub.domain.ad_accounts import AdAccountStatus
from bizhub.domain.audit import AuditEvent, Through
from bizhub.domain.demo_names import demo_market, demo_name
from bizhub.domain.errors import Conflict
from bizhub.domain.figures import Period
from bizhub.domain.folding import fold
from bizhub.domain.ids import new_id
from bizhub.domain.labels import COLORS
from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.services.access import AD_ACCOUNT, GRANT, MEMBERSHIP, USER
from bizhub.services.ad_account_list import ACCOUNT_LABEL, LABEL, PIN
from bizhub.services.record import SYSTEM
from bizhub.services.runtime import Runtime
from bizhub.services.sign_in_state import CENTER
from bizhub.services.work import Work, begin_job

EMAIL = "demo@bizhub.example"
REPORTS = Path(__file__).resolve().parent.parent / "demo_data"
MAKE_JOB = "make_demo"
OPEN_JOB = "open_demo"
ACCOUNTS_AT_ONCE = 100
"""Ad accounts made in one transaction, while everybody else's changes wait: some hundredths of a second."""
FIGURES_AT_ONCE = 100_000
"""Rows of figures written in one step; a cancelled demo ends after it."""

_PEOPLE = (
    (EMAIL, "Olga Weber", CenterRole.ADMIN),
    ("second-admin@bizhub.example", "Amir Haddad", CenterRole.ADMIN),
    ("marketer@bizhub.example", "Mia Sørensen", CenterRole.STANDARD),
)
_LABELS = ("Always on", "Seasonal", "Test budget", "Key client", "Paused soon")
_MARKETER_HOLDS_EVERY = 3
_DISABLED_EVERY = 29
_PINS = 3
_FIRST_EXTERNAL_ID = 7_300_000_000_000_000_000
_EXTERNAL_ID_STEP = 7919
_IS_DEMO = USER.c.email.in_([email for email, _, _ in _PEOPLE])
_MADE_UP = "7300000000%"
"""What the external IDs of made-up ad accounts look like, and those of reports do not."""
_NO_PASSWORD = ""


@dataclass(frozen=True, slots=True)
class _Begun:
    """A demo that has its people and its center."""

    center_id: int
    user_ids: Sequence[int]
    label_ids: Sequence[int]


@job(MAKE_JOB, queue="commands")
def make_demo(current: Job, *, accounts: int, days: int, campaigns: int, last_day: str) -> dict[str, Any]:
    """Make the demo's center with so many made-up ad accounts, or go on with one that nobody can sign in to yet.

    Raises Conflict when somebody can. The result has `center_id`, and how many `accounts` and `rows` of figures.
    """
    runtime: Runtime = current.runtime
    with _operator(runtime) as work:
        begun = _find(work) or _begin(work)
    for start in range(_count_made(runtime, begun), accounts, ACCOUNTS_AT_ONCE):
        current.progress(start, accounts, note="Making ad accounts:")
        with _operator(runtime, begun.center_id) as work:
            _add_accounts(work, begun, range(start, min(start + ACCOUNTS_AT_ONCE, accounts)))
    last = date.fromisoformat(last_day)
    made = _made(runtime, begun)
    rows = _fill(current, made, Period(last - timedelta(days=days - 1), last), campaigns)
    return {"center_id": str(begun.center_id), "accounts": len(made), "rows": rows}


@job(OPEN_JOB, queue="commands")
def open_demo(current: Job, *, password_hash: str) -> None:
    """Let the demo's people sign in. Raises Conflict when they could already, with another password."""
    with _operator(current.runtime) as work:
        _open(work, password_hash)


def _operator(runtime: Runtime, center_id: int | None = None) -> AbstractContextManager[Work]:
    center = None if center_id is None else str(center_id)
    return begin_job(runtime, user_id=None, center_id=center, through=Through.SYSTEM, write=True)


def _find(work: Work) -> _Begun | None:
    """The demo that was begun, or None; raises Conflict when it is open."""
    query = select(USER.c.password_hash, MEMBERSHIP.c.center_id).outerjoin(
        MEMBERSHIP, MEMBERSHIP.c.user_id == USER.c.id
    )
    owner = work.connection.execute(query.where(USER.c.email == EMAIL)).first()
    if owner is None:
        return None
    if owner.password_hash != _NO_PASSWORD:
        raise Conflict(f"The demo is there already: sign in as {EMAIL}.")
    users = work.connection.execute(select(USER.c.email, USER.c.id).where(_IS_DEMO)).all()
    ids: dict[str, int] = {row.email: row.id for row in users}
    labels = select(LABEL.c.id).where(LABEL.c.center_id == owner.center_id).order_by(LABEL.c.id)
    label_ids: list[int] = [row.id for row in work.connection.execute(labels)]
    return _Begun(owner.center_id, [ids[email] for email, _, _ in _PEOPLE], label_ids)


def _begin(work: Work) -> _Begun:
    users = [_user(work, email, name) for email, name, _ in _PEOPLE]
    center = _center(work, users[0])
    for user, (_, name, role) in zip(users, _PEOPLE, strict=True):
        values = {"id": new_id(), "center_id": center, "user_id": user, "role": role.value, "valid_from": work.now}
        work.connection.execute(insert(MEMBERSHIP).values(**values, added_by=users[0]))
        _note(work, center, AuditEvent.MEMBER_ADD, "member", user, name, {"role": role.value})
    label_ids = [new_id() for _ in _LABELS]
    labels = [
        {"id": number, "center_id": center, "name": name, "color": COLORS[place % len(COLORS)]}
        for place, (number, name) in enumerate(zip(label_ids, _LABELS, strict=True))
    ]
    work.connection.execute(insert(LABEL), labels)
    return _Begun(center, users, label_ids)


def _open(work: Work, password_hash: str) -> None:
    stored = work.connection.execute(select(USER.c.password_hash).where(USER.c.email == EMAIL)).scalar()
    if stored == password_hash:  # a kill came between the change and its answer
        return
    closed = (_IS_DEMO, USER.c.password_hash == _NO_PASSWORD)
    opened = work.connection.execute(select(USER.c.id, USER.c.name).where(*closed)).all()
    if stored != _NO_PASSWORD or not opened:
        raise Conflict("Another demo was finished first: the password it was told with counts, not this one.")
    values = {"password_hash": password_hash, "password_changed_at": work.now}
    work.connection.execute(update(USER).where(*closed).values(**values))
    for user in opened:
        _note(work, SYSTEM, AuditEvent.USER_SIGN_UP, "user", user.id, user.name, None)


def _user(work: Work, email: str, name: str) -> int:
    number = new_id()
    work.connection.execute(
        insert(USER).values(
            id=number,
            name=name,
            email=email,
            email_confirmed_at=work.now,
            password_hash=_NO_PASSWORD,
            password_changed_at=work.now,
            locale="",
            created_at=work.now,
        )
    )
    return number


def _center(work: Work, owner: int) -> int:
    number, name = new_id(), "Linden & Co"
    work.connection.execute(
        insert(CENTER).values(
            id=number,
            name=name,
            company_name="Linden & Co GmbH",
            region="DE",
            currency="EUR",
            time_zone="Europe/Berlin",
            industry="",
            website="https://linden.example",
            contact_name="Olga Weber",
            contact_email=EMAIL,
            contact_phone="",
            created_at=work.now,
            created_by=owner,
        )
    )
    _note(work, number, AuditEvent.CENTER_CREATE, "center", number, name, {"currency": "EUR", "region": "DE"})
    return number


def _count_made(runtime: Runtime, begun: _Begun) -> int:
    """How many ad accounts an earlier run has made: they are made in order, so these are the first ones."""
    with runtime.database.transaction(write=False) as connection:
        return connection.execute(select(func.count()).where(*_made_up(begun))).scalar_one()


def _made(runtime: Runtime, begun: _Begun) -> list[DemoAccount]:
    query = select(AD_ACCOUNT.c.id, AD_ACCOUNT.c.name).where(*_made_up(begun))
    with runtime.database.transaction(write=False) as connection:
        found = connection.execute(query.order_by(AD_ACCOUNT.c.id)).all()
    markets = [(row.id, demo_market(row.name)) for row in found]
    return [DemoAccount(number, market[1], market[2]) for number, market in markets]


def _made_up(begun: _Begun) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return AD_ACCOUNT.c.center_id == begun.center_id, AD_ACCOUNT.c.external_id.like(_MADE_UP)


def _fill(current: Job, accounts: Sequence[DemoAccount], period: Period, campaigns: int) -> int:
    """Give every ad account its figures; what a run before this one wrote is replaced."""
    runtime: Runtime = current.runtime
    rows, step = 0, max(1, FIGURES_AT_ONCE // (period.days * campaigns))
    for start in range(0, len(accounts), step):
        current.progress(start, len(accounts), note="Making figures of ad accounts:")
        some = accounts[start : start + step]
        rows += fill_with_demo_figures(runtime.insights, some, period, campaigns=campaigns)
    return rows


def _add_accounts(work: Work, begun: _Begun, places: range) -> None:
    """Add the ad accounts of these places, with who holds them, their labels and the owner's pins."""
    owner, marketer = begun.user_ids[0], begun.user_ids[2]
    accounts = {place: _account(work, begun, place) for place in places}
    held = [(owner, account["id"], AdAccountLevel.ADMIN) for account in accounts.values()]
    held += [
        (marketer, account["id"], AdAccountLevel.OPERATOR)
        for place, account in accounts.items()
        if place % _MARKETER_HOLDS_EVERY == 0
    ]
    labels = begun.label_ids
    marks = [
        {"ad_account_id": account["id"], "label_id": labels[place % len(labels)]}
        for place, account in accounts.items()
        if place % 2 == 0
    ]
    pins = [
        {
            "id": new_id(), "user_id": owner, "center_id": begun.center_id, "ad_account_id": account["id"],
            "position": place + 1,
        }
        for place, account in accounts.items()
        if place < _PINS
    ]  # fmt: skip
    grants = [_grant(work, begun, *each) for each in held]
    for table, rows in ((AD_ACCOUNT, [*accounts.values()]), (GRANT, grants), (ACCOUNT_LABEL, marks), (PIN, pins)):
        if rows:
            work.connection.execute(insert(table), rows)
    for account in accounts.values():
        after = {"external_id": account["external_id"], "currency": account["currency"]}
        _note(work, begun.center_id, AuditEvent.AD_ACCOUNT_CREATE, "ad_account", account["id"], account["name"], after)


def _account(work: Work, begun: _Begun, place: int) -> dict[str, Any]:
    name = demo_name(place)
    currency, _, _, time_zone = demo_market(name)
    disabled = place % _DISABLED_EVERY == _DISABLED_EVERY - 1
    status = AdAccountStatus.DISABLE if disabled else AdAccountStatus.ENABLE
    return {
        "id": new_id(), "center_id": begun.center_id,
        "external_id": str(_FIRST_EXTERNAL_ID + place * _EXTERNAL_ID_STEP), "name": name, "name_key": fold(name),
        "currency": currency, "time_zone": time_zone, "industry": "", "status": status.value, "imported": True,
        "note": "", "created_at": work.now, "created_by": begun.user_ids[0], "version": 1,
    }  # fmt: skip


def _grant(work: Work, begun: _Begun, user: int, account: int, level: AdAccountLevel) -> dict[str, Any]:
    return {
        "id": new_id(), "center_id": begun.center_id, "ad_account_id": account, "user_id": user, "level": level.value,
        "valid_from": work.now, "granted_by": begun.user_ids[0], "via": "direct", "reason": "Demo",
    }  # fmt: skip


def _note(
    work: Work, center: int, event: AuditEvent, object_type: str, number: int, name: str, after: dict[str, Any] | None
) -> None:
    work.audit(event, object_type=object_type, object_id=str(number), object_name=name, after=after, center_id=center)
