"""The record: checking a chain, and a bulk change with one entry for each row."""

import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Table, insert, update

from bench.measure import Line, compare, median_ms
from bizhub.adapters import migrate
from bizhub.domain.audit import AuditEvent, Through
from bizhub.domain.bulk import RunState
from bizhub.domain.chain import GENESIS, entry_hash
from bizhub.domain.ids import new_id, new_ids
from bizhub.domain.policy import AdAccountLevel
from bizhub.services import bulk, bulk_jobs, chain_check, record, runtime
from bizhub.services.access import AD_ACCOUNT, GRANT, MEMBERSHIP, USER
from bizhub.services.bulk_rows import RUN
from bizhub.services.runtime import Runtime
from bizhub.services.sign_in_state import CENTER, SESSION
from bizhub.services.work import Caller, begin, begin_job, token_hash
from bizhub.settings import Settings

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FAR_AWAY = datetime(2200, 1, 1, tzinfo=UTC)
ENTRIES = 100_000
BULK = 10_000
_ACCOUNTS = 100
_ROUNDS = 5
_GRANT_COLUMNS = (
    "id", "ad_account_id", "center_id", "user_id", "level", "valid_from", "granted_by", "via", "reason",
)  # fmt: skip
_BULK_BUDGET = 3.0
_RUN_BUDGET = 5.0
_SECOND_MS = 1_000.0


def lines() -> Iterator[Line]:
    """Measure on a fresh SQLite database."""
    with TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        migrate.upgrade(settings)
        opened = runtime.start(settings)
        try:
            stage = _Stage(opened)
            yield stage.bulk()
            yield stage.bulk_change()
            yield stage.verify()
        finally:
            runtime.stop()


class _Stage:
    """A center with ad accounts to grant levels on."""

    def __init__(self, opened: Runtime) -> None:
        self._runtime = opened
        self._user, self._center, self._elsewhere = new_id(), new_id(), new_id()
        self._token = secrets.token_urlsafe(32)
        self._accounts = [new_id() for _ in range(_ACCOUNTS)]
        with opened.database.transaction(write=True) as connection:
            connection.execute(insert(USER).values(**_user(self._user)))
            connection.execute(insert(CENTER).values(**_center(self._center, self._user)))
            rows = [_account(number, self._center, self._user) for number in self._accounts]
            connection.execute(insert(AD_ACCOUNT), rows)
            connection.execute(insert(MEMBERSHIP), [_member(self._center, self._user, "ADMIN")])
            connection.execute(insert(SESSION), [_session(self._user, self._token)])

    def bulk(self) -> Line:
        """10,000 grants with their chained entries, against the driver writing rows that are ready."""
        ready = [(_as_stored(self._grant_rows()), self._entry_rows(place)) for place in range(_ROUNDS + 1)]
        measured, floor = compare(self._grant_all, lambda: self._write(*ready.pop()), rounds=_ROUNDS)
        return Line(f"{BULK:,} grants with {BULK:,} chained entries", measured, floor, _BULK_BUDGET)

    def bulk_change(self) -> Line:
        """A previewed bulk change of 10,000 pairs, run part by part, against the same floor."""
        ready = [
            (_as_stored(self._grant_rows()), self._entry_rows(place)) for place in range(_ROUNDS + 1, 2 * _ROUNDS + 2)
        ]
        runs = iter([self._previewed_run() for _ in range(_ROUNDS + 1)])
        measured, floor = compare(
            lambda: self._run(next(runs)),
            lambda: self._write(*ready.pop()),
            rounds=_ROUNDS,
        )
        return Line(f"bulk change of {BULK:,} pairs with {BULK:,} chained entries", measured, floor, _RUN_BUDGET)

    def _previewed_run(self) -> int:
        """A bulk change for people of its own, ready to start."""
        people = [new_id() for _ in range(BULK // _ACCOUNTS)]
        caller = Caller(self._token, str(self._center))
        with self._runtime.database.transaction(write=True) as connection:
            connection.execute(insert(USER), [{**_user(number), "email": f"{number}@example.org"} for number in people])
            connection.execute(insert(MEMBERSHIP), [_member(self._center, number, "STANDARD") for number in people])
        with begin(self._runtime, caller, write=True) as work:
            named, accounts = (" ".join(map(str, numbers)) for numbers in (people, self._accounts))
            return int(bulk.prepare_run(work, people=named, ad_accounts=accounts, level="OPERATOR"))

    def _run(self, run: int) -> None:
        """Start it, without the order of a job, and run it to its end."""
        with self._runtime.database.transaction(write=True) as connection:
            started = {"state": RunState.RUNNING.value, "started_at": datetime.now(UTC)}
            connection.execute(update(RUN).where(RUN.c.id == run).values(started))
        bulk_jobs.run_started(self._runtime, run, progress=lambda _done, _of: None)

    def verify(self) -> Line:
        """A whole chain; the budget of 100,000 entries a second, as milliseconds for that many."""
        entries = self._check()
        while entries < ENTRIES:
            self._grant_all()
            entries = self._check()
        measured = median_ms(self._check, rounds=_ROUNDS) * ENTRIES / entries
        speed = ENTRIES / measured * _SECOND_MS
        return Line(f"verify {ENTRIES:,} entries ({speed:,.0f}/s)", measured, None, _SECOND_MS)

    def _check(self) -> int:
        with self._runtime.database.transaction(write=False) as connection:
            report = chain_check.check(self._runtime, connection, self._center)
        assert report.is_intact, report.problems
        return report.entries

    def _grant_all(self) -> None:
        with begin_job(
            self._runtime, user_id=None, center_id=str(self._center), through=Through.SYSTEM, write=True
        ) as work:
            work.connection.execute(insert(GRANT), self._grant_rows())
            for place in range(BULK):
                work.audit(
                    AuditEvent.AD_ACCOUNT_GRANT,
                    object_type="ad_account",
                    object_id=str(self._accounts[place % _ACCOUNTS]),
                    object_name="Shop Deutschland",
                    after={"user": "Max Linden", "level": "OPERATOR"},
                )

    def _grant_rows(self) -> list[dict[str, Any]]:
        level = AdAccountLevel.OPERATOR.value
        rows = (
            (
                number,
                self._accounts[place % _ACCOUNTS],
                self._center,
                self._user,
                level,
                LONG_AGO,
                self._user,
                "direct",
                "",
            )
            for place, number in enumerate(new_ids(BULK))
        )
        return [dict(zip(_GRANT_COLUMNS, row, strict=True)) for row in rows]

    def _entry_rows(self, place: int) -> list[tuple[Any, ...]]:
        """Entries of another chain, hashed beforehand."""
        previous, rows = GENESIS, []
        for sequence in range(place * BULK + 1, (place + 1) * BULK + 1):
            stored = (
                new_id(), self._elsewhere, sequence, 1_577_836_800_000_000, None, "Operator", "system", "",
                "ad_account:grant", "ad_account", str(self._accounts[sequence % _ACCOUNTS]), "Shop Deutschland", "",
                '{"level":"OPERATOR","user":"Max Linden"}', "",
            )  # fmt: skip
            previous = entry_hash(self._runtime.activity_key, previous, stored)
            rows.append((*stored, previous))
        return rows

    def _write(self, grants: list[tuple[Any, ...]], entries: list[tuple[Any, ...]]) -> None:
        """Both tables' rows through the driver's executemany, in one transaction."""
        with self._runtime.database.transaction(write=True) as connection:
            driver: Any = connection.connection.driver_connection
            driver.executemany(_statement(GRANT, _GRANT_COLUMNS), grants)
            driver.executemany(_statement(record.ACTIVITY, record.ACTIVITY.columns.keys()), entries)


def _as_stored(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Rows as SQLite keeps them: moments are text."""
    return [tuple(str(value) if isinstance(value, datetime) else value for value in row.values()) for row in rows]


def _statement(table: Table, columns: Sequence[str]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f"INSERT INTO {table.name} ({names}) VALUES ({', '.join('?' * len(columns))})"


def _user(number: int) -> dict[str, Any]:
    return {
        "id": number, "name": "Olga", "email": "olga@example.org", "password_hash": "!", "locale": "",
        "password_changed_at": LONG_AGO, "created_at": LONG_AGO,
    }  # fmt: skip


def _member(center: int, user: int, role: str) -> dict[str, Any]:
    return {
        "id": new_id(), "center_id": center, "user_id": user, "role": role, "valid_from": LONG_AGO, "added_by": user,
    }  # fmt: skip


def _session(user: int, token: str) -> dict[str, Any]:
    return {
        "id": new_id(), "token_hash": token_hash(token), "user_id": user, "device": "bench", "address": "127.0.0.1",
        "created_at": LONG_AGO, "last_seen_at": LONG_AGO, "expires_at": FAR_AWAY,
    }  # fmt: skip


def _center(number: int, user: int) -> dict[str, Any]:
    return {
        "id": number, "name": "Linden", "company_name": "Linden", "region": "DE", "currency": "EUR",
        "time_zone": "Europe/Berlin", "industry": "", "website": "", "contact_name": "", "contact_email": "",
        "contact_phone": "", "created_at": LONG_AGO, "created_by": user,
    }  # fmt: skip


def _account(number: int, center: int, user: int) -> dict[str, Any]:
    return {
        "id": number, "center_id": center, "external_id": str(number), "name": "Shop Deutschland", "currency": "EUR",
        "time_zone": "Europe/Berlin", "industry": "", "status": "STATUS_ENABLE", "imported": True, "note": "",
        "created_at": LONG_AGO, "created_by": user, "version": 1,
    }  # fmt: skip
