"""A center to look around in: people, ad accounts with figures, labels, pins."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from bizhub.adapters import clock
from bizhub.adapters.insights_demo import DemoAccount, fill_with_demo_figures
from bizhub.adapters.watch import Watch
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
from bizhub.services.runtime import Runtime
from bizhub.services.sign_in_state import CENTER
from bizhub.services.work import Work, begin_job

EMAIL = "demo@bizhub.example"
REPORTS = Path(__file__).resolve().parent.parent / "demo_data"

_PEOPLE = (
    (EMAIL, "Olga Weber", CenterRole.ADMIN),
    ("second-admin@bizhub.example", "Amir Haddad", CenterRole.ADMIN),
    ("marketer@bizhub.example", "Mia Sørensen", CenterRole.STANDARD),
)
_LABELS = ("Always on", "Seasonal", "Test budget", "Key client", "Paused soon")
_MARKETER_HOLDS_EVERY = 3
_DISABLED_EVERY = 29
_PINS = 3

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class DemoCenter:
    """What was made."""

    center_id: str
    user_id: str
    accounts: int
    figure_rows: int


@dataclass(frozen=True, slots=True)
class _Made:
    center_id: int
    user_ids: Sequence[int]
    accounts: Sequence[DemoAccount]


def make_demo(
    runtime: Runtime, *, password: str, accounts: int, days: int, campaigns: int, progress: Progress
) -> DemoCenter:
    """Make the demo's center with so many made-up ad accounts. Raises Conflict when its person exists already."""
    password_hash = runtime.passwords.hash(password)
    progress("People and ad accounts", 0.0)
    with begin_job(runtime, user_id=None, center_id=None, through=Through.SYSTEM, write=True) as work:
        made = _make_rows(work, password_hash, accounts)
    progress("People and ad accounts", 1.0)
    last = clock.now().date() - timedelta(days=1)
    watch = Watch(progress=lambda share: progress("Figures", share))
    rows = fill_with_demo_figures(
        runtime.insights, made.accounts, Period(last - timedelta(days=days - 1), last), campaigns=campaigns, watch=watch
    )
    return DemoCenter(str(made.center_id), str(made.user_ids[0]), len(made.accounts), rows)


def _make_rows(work: Work, password_hash: str, count: int) -> _Made:
    if work.connection.execute(select(USER.c.id).where(USER.c.email == EMAIL)).first() is not None:
        raise Conflict(f"The demo is there already: sign in as {EMAIL}.")
    users = [_user(work, email, name, password_hash) for email, name, _ in _PEOPLE]
    center = _center(work, users[0])
    for user, (_, name, role) in zip(users, _PEOPLE, strict=True):
        values = {"id": new_id(), "center_id": center, "user_id": user, "role": role.value, "valid_from": work.now}
        work.connection.execute(insert(MEMBERSHIP).values(**values, added_by=users[0]))
        _note(work, center, AuditEvent.MEMBER_ADD, "member", user, name, {"role": role.value})
    accounts = _accounts(work, center, users[0], count)
    _grants(work, center, users, [account["id"] for account in accounts])
    _labels_and_pins(work, center, users[0], [account["id"] for account in accounts])
    markets = [(account["id"], demo_market(account["name"])) for account in accounts]
    return _Made(center, users, [DemoAccount(number, market[1], market[2]) for number, market in markets])


def _user(work: Work, email: str, name: str, password_hash: str) -> int:
    number = new_id()
    work.connection.execute(
        insert(USER).values(
            id=number,
            name=name,
            email=email,
            email_confirmed_at=work.now,
            password_hash=password_hash,
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


def _accounts(work: Work, center: int, owner: int, count: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for place in range(count):
        name = demo_name(place)
        currency, _, _, time_zone = demo_market(name)
        disabled = place % _DISABLED_EVERY == _DISABLED_EVERY - 1
        status = AdAccountStatus.DISABLE if disabled else AdAccountStatus.ENABLE
        rows.append(
            {
                "id": new_id(), "center_id": center, "external_id": str(7_300_000_000_000_000_000 + place * 7919),
                "name": name, "name_key": fold(name), "currency": currency, "time_zone": time_zone, "industry": "",
                "status": status.value, "imported": True, "note": "", "created_at": work.now, "created_by": owner,
                "version": 1,
            }
        )  # fmt: skip
    if rows:
        work.connection.execute(insert(AD_ACCOUNT), rows)
    for row in rows:
        after = {"external_id": row["external_id"], "currency": row["currency"]}
        _note(work, center, AuditEvent.AD_ACCOUNT_CREATE, "ad_account", row["id"], row["name"], after)
    return rows


def _grants(work: Work, center: int, users: Sequence[int], accounts: Sequence[int]) -> None:
    """The owner holds every account, the marketer some of them."""
    owner, marketer = users[0], users[2]
    held = [(owner, account, AdAccountLevel.ADMIN) for account in accounts]
    held += [(marketer, account, AdAccountLevel.OPERATOR) for account in accounts[::_MARKETER_HOLDS_EVERY]]
    rows = [
        {
            "id": new_id(), "center_id": center, "ad_account_id": account, "user_id": user, "level": level.value,
            "valid_from": work.now, "granted_by": owner, "via": "direct", "reason": "Demo",
        }
        for user, account, level in held
    ]  # fmt: skip
    if rows:
        work.connection.execute(insert(GRANT), rows)


def _labels_and_pins(work: Work, center: int, owner: int, accounts: Sequence[int]) -> None:
    labels = [
        {"id": new_id(), "center_id": center, "name": name, "color": COLORS[place % len(COLORS)]}
        for place, name in enumerate(_LABELS)
    ]
    work.connection.execute(insert(LABEL), labels)
    marks = [
        {"ad_account_id": account, "label_id": labels[place % len(labels)]["id"]}
        for place, account in enumerate(accounts)
        if place % 2 == 0
    ]
    pins = [
        {"id": new_id(), "user_id": owner, "center_id": center, "ad_account_id": account, "position": place}
        for place, account in enumerate(accounts[:_PINS], start=1)
    ]
    for table, rows in ((ACCOUNT_LABEL, marks), (PIN, pins)):
        if rows:
            work.connection.execute(insert(table), rows)


def _note(
    work: Work, center: int, event: AuditEvent, object_type: str, number: int, name: str, after: dict[str, Any]
) -> None:
    work.audit(event, object_type=object_type, object_id=str(number), object_name=name, after=after, center_id=center)
