"""Ad accounts: the check of a right, the list page, the palette's answer and the read of a switch."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import insert

from bench.measure import Line, bare, compare, median_ms
from bizhub.adapters import migrate
from bizhub.domain.ad_accounts import AdAccountFilter, AdAccountSort
from bizhub.domain.audit import Through
from bizhub.domain.ids import new_id
from bizhub.domain.policy import AdAccountLevel, CenterRole, Permission
from bizhub.domain.ranking import parse_query
from bizhub.services import access, access_explorer, ad_accounts, palette, runtime, search_index, session_view
from bizhub.services.runtime import Runtime
from bizhub.services.sign_in_state import CENTER
from bizhub.services.work import Work, begin_job
from bizhub.settings import Settings

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
_FIRST = (
    "Shop",
    "Brand",
    "Linden",
    "Nova",
    "Acme",
    "Blume",
    "Fox",
    "Delta",
    "Orbit",
    "Kiosk",
    "Studio",
    "Kaffee",
    "Möbel",
    "Garten",
    "Sport",
    "Auto",
)
_SECOND = (
    "Deutschland",
    "Denmark",
    "France",
    "España",
    "Italia",
    "Japan",
    "Global",
    "Europe",
    "Polska",
    "Türkiye",
    "Brasil",
    "USA",
    "東京",
    "서울",
)
_THIRD = (
    "Prospecting",
    "Retargeting",
    "Brand",
    "Sales",
    "Spring",
    "Summer",
    "Autumn",
    "Winter",
    "Test",
    "Main",
    "Leads",
    "App",
)
TYPED = (
    "shp de", "shop deutschland", "s", "sd", "retargting", "4410", "duetschland", "shopde", "brnd glb", "xqzw", "te",
    "möbel ita", "東", "kaffee japan winter", "e", "deutschl", "linden 0042",
)  # fmt: skip


class Center:
    """A center with so many ad accounts; its standard member holds a level on each, others hold more."""

    def __init__(self, runtime: Runtime, accounts: int, *, grants: int) -> None:
        chance = random.Random(accounts)
        self.runtime = runtime
        self.admin, self.member, self.id = new_id(), new_id(), new_id()
        self.accounts = [new_id() for _ in range(accounts)]
        others = [new_id() for _ in range(max(0, grants - accounts))]
        with runtime.database.transaction(write=True) as connection:
            users = [self.admin, self.member, *others[:20]]
            connection.execute(insert(access.USER), [_user(number) for number in users])
            connection.execute(insert(CENTER), [_center(self.id, self.admin)])
            roles = {self.admin: CenterRole.ADMIN}
            connection.execute(
                insert(access.MEMBERSHIP),
                [_membership(self.id, user, roles.get(user, CenterRole.STANDARD), self.admin) for user in users],
            )
            rows = [_account(number, place, self.id, self.admin, chance) for place, number in enumerate(self.accounts)]
            connection.execute(insert(access.AD_ACCOUNT), rows)
            given = [(self.member, number) for number in self.accounts]
            given += [(users[2 + place % 20], chance.choice(self.accounts)) for place in range(len(others))]
            connection.execute(insert(access.GRANT), [_grant(self.id, user, number) for user, number in given])

    @contextmanager
    def opened(self, user: int) -> Iterator[Work]:
        """A transaction in which a person of the center reads."""
        with begin_job(
            self.runtime, user_id=str(user), center_id=str(self.id), through=Through.WEB, write=False
        ) as work:
            yield work


def lines() -> Iterator[Line]:
    """Every line of this file."""
    with TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        migrate.upgrade(settings)
        running = runtime.start(settings)
        try:
            big = Center(running, 10_000, grants=30_000)
            yield from _checks(big)
            yield from _lists(big)
            yield from _explorer(big)
            yield from _palette(big, 15)
            huge = Center(running, 100_000, grants=100_000)
            yield from _palette(huge, 80)
            sizes = {10: Center(running, 10, grants=10), 1_000: Center(running, 1_000, grants=1_000)}
            yield from _switches({**sizes, 10_000: big, 100_000: huge})
        finally:
            runtime.stop()


def _checks(center: Center) -> Iterator[Line]:
    """The check inside an open transaction against its own SELECT."""
    some = random.Random(1).sample(center.accounts, 200)
    with center.opened(center.member) as work:
        values = {"user": center.member, "center": center.id, "moment": work.now}

        def check() -> None:
            for number in some:
                work.may(Permission.AD_ACCOUNT_IMPORT, ad_account=str(number))

        def select() -> None:
            for number in some:
                work.connection.execute(access._LEVELS, {**values, "ad_account": number}).all()  # noqa: SLF001

        measured, floor = compare(check, select, rounds=30)
    yield Line("may this person do this to this asset, 30,000 grants", measured / 200, floor / 200, 2)


def _lists(center: Center) -> Iterator[Line]:
    for sort, descending, who in (
        (AdAccountSort.NAME, False, "standard member"),
        (AdAccountSort.CREATED, True, "standard member"),
        (AdAccountSort.NAME, False, "admin"),
        (AdAccountSort.CREATED, True, "admin"),
    ):
        chosen = AdAccountFilter(sort=sort, descending=descending)
        with center.opened(center.admin if who == "admin" else center.member) as work:
            show = partial(ad_accounts.list_ad_accounts, work, chosen=chosen)
            measured, floor = compare(show, bare(work.connection, show), rounds=60)
        yield Line(f"list page of 50 of 10,000 by {sort.value}, {who}", measured, floor, 2)


def _explorer(center: Center) -> Iterator[Line]:
    """The access explorer of somebody with 10,000 ad accounts, at a moment of the past against now."""
    # A year ago: everything held now was held then, and as many levels have ended since.
    then = datetime.now(UTC) - timedelta(days=365)
    ended = {"revoked_at": datetime.now(UTC) - timedelta(days=1)}
    with center.runtime.database.transaction(write=True) as connection:
        rows = [{**_grant(center.id, center.member, number), **ended} for number in center.accounts]
        connection.execute(insert(access.GRANT), rows)
    with center.opened(center.admin) as work:
        explain = partial(access_explorer.explain_person, work, user_id=str(center.member))
        past, now = compare(partial(explain, at=then), explain, rounds=15)
    yield Line("Access explorer of 10,000 ad accounts a year ago, against now", past, now, 2)


def _palette(center: Center, budget_ms: float) -> Iterator[Line]:
    """Ranking alone on the index, and the whole answer with its transaction."""
    with center.opened(center.member) as work:
        search_index.search_names(work, parse_query("warm"), lifts={}, limit=8)
        ranked = {typed: median_ms(partial(_rank, work, typed), rounds=7) for typed in TYPED}
    whole = [median_ms(partial(_answer, center, typed), rounds=7) for typed in TYPED]
    count = f"{len(center.accounts):,}"
    slowest = max(ranked, key=ranked.__getitem__)
    yield Line(
        f"ranking of {count} accounts, slowest of {len(TYPED)} queries ({slowest})", ranked[slowest], None, budget_ms
    )
    yield Line(
        f"palette answer, {count} accounts, mean of {len(TYPED)} queries",
        sum(whole) / len(whole),
        None,
        budget_ms,
    )


def _rank(work: Work, typed: str) -> None:
    search_index.search_names(work, parse_query(typed), lifts={}, limit=8)


def _answer(center: Center, typed: str) -> None:
    with center.opened(center.member) as work:
        palette.search_palette(work, query=typed, current_account="")


def _switches(centers: dict[int, Center]) -> Iterator[Line]:
    """The read of a switch at each size, against the smallest center."""
    taken = {}
    for size, center in centers.items():
        chance = random.Random(size)

        def switch(center: Center = center, chance: random.Random = chance) -> None:
            with center.opened(center.member) as work:
                session_view.view_ad_account(work, ad_account_id=str(chance.choice(center.accounts)))

        taken[size] = median_ms(switch, rounds=300)
    smallest = taken[min(taken)]
    for size, milliseconds in taken.items():
        yield Line(f"switch, its read, {size:,} accounts against 10", milliseconds, smallest, 1.3)


def _user(number: int) -> dict[str, Any]:
    return {
        "id": number, "name": "Max", "email": f"{number}@example.org", "password_hash": "!", "locale": "",
        "password_changed_at": LONG_AGO, "created_at": LONG_AGO,
    }  # fmt: skip


def _center(number: int, admin: int) -> dict[str, Any]:
    texts = dict.fromkeys(("industry", "website", "contact_name", "contact_email", "contact_phone"), "")
    return {
        "id": number, "name": "Linden", "company_name": "Linden", "region": "DE", "currency": "EUR",
        "time_zone": "Europe/Berlin", "created_at": LONG_AGO, "created_by": admin, **texts,
    }  # fmt: skip


def _membership(center: int, user: int, role: CenterRole, admin: int) -> dict[str, Any]:
    return {
        "id": new_id(), "center_id": center, "user_id": user, "role": role, "valid_from": LONG_AGO, "added_by": admin,
    }  # fmt: skip


def _account(number: int, place: int, center: int, admin: int, chance: random.Random) -> dict[str, Any]:
    name = f"{chance.choice(_FIRST)} {chance.choice(_SECOND)} {chance.choice(_THIRD)} {place:05d}"
    return {
        "id": number, "center_id": center, "external_id": str(10**18 + 7919 * place), "name": name, "currency": "EUR",
        "time_zone": "Europe/Berlin", "industry": "", "status": "STATUS_ENABLE", "imported": True, "note": "",
        "created_at": LONG_AGO, "created_by": admin, "version": 1,
    }  # fmt: skip


def _grant(center: int, user: int, account: int) -> dict[str, Any]:
    return {
        "id": new_id(), "center_id": center, "ad_account_id": account, "user_id": user, "via": "direct", "reason": "",
        "level": AdAccountLevel.OPERATOR, "valid_from": LONG_AGO,
    }  # fmt: skip


if __name__ == "__main__":
    for line in lines():
        print(line)
