"""The filled data folders that the bench measures on: made once by `python -m bizhub demo`, kept in .build/bench."""

import hashlib
import os
import secrets
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from bizhub.adapters import clock, insights_known, insights_sql
from bizhub.adapters.database import Database
from bizhub.commands import frontend
from bizhub.domain.ids import new_id
from bizhub.services.access import AD_ACCOUNT, MEMBERSHIP, USER
from bizhub.services.demo import EMAIL, REPORTS
from bizhub.services.sign_in_state import SESSION
from bizhub.services.work import token_hash
from bizhub.settings import Settings

FOLDER = frontend.WORK / "bench"
CAMPAIGNS = 5
# A world made by other code, or for other tables, is made anew.
_MADE_BY = (
    "bizhub/migrations/versions",
    "bizhub/adapters/insights_demo.py",
    "bizhub/services/demo.py",
)


@dataclass(frozen=True, slots=True)
class World:
    """A filled data folder that no process holds, its center and whoever looks at it."""

    data_dir: Path
    center_id: str
    user_id: int

    @property
    def settings(self) -> Settings:
        """For processes that open it."""
        return Settings(data_dir=self.data_dir)

    def sign_in(self) -> str:
        """Open a session of the demo's person, an admin of the center; the cookie's value."""
        return self.sign_in_often(1)[0]

    def sign_in_often(self, times: int) -> list[str]:
        """Open several sessions."""
        tokens = [secrets.token_urlsafe(32) for _ in range(times)]
        now = clock.now()
        rows: list[dict[str, Any]] = [
            {
                "id": new_id(), "token_hash": token_hash(token), "user_id": self.user_id, "device": "bench",
                "address": "127.0.0.1", "created_at": now, "last_seen_at": now, "expires_at": now + timedelta(days=1),
            }
            for token in tokens
        ]  # fmt: skip
        database = Database(self.settings)
        with database.transaction(write=True) as connection:
            connection.execute(insert(SESSION), rows)
        database.close()
        return tokens

    def accounts(self, count: int) -> list[tuple[str, str]]:
        """ID and name of some made-up ad accounts, spread over all of them."""
        database = Database(self.settings)
        with database.transaction(write=False) as connection:
            query = select(AD_ACCOUNT.c.id, AD_ACCOUNT.c.name).where(AD_ACCOUNT.c.external_id.like("73%"))
            rows = connection.execute(query.order_by(AD_ACCOUNT.c.id)).all()
        database.close()
        step = max(1, len(rows) // count)
        return [(str(row.id), row.name) for row in rows[::step][:count]]


def ready(accounts: int, days: int) -> World:
    """The world of this size; made when there is none, which takes minutes for the large ones."""
    data_dir = FOLDER / f"{accounts}x{days}x{CAMPAIGNS}"
    mark = data_dir / "made-by"
    if not mark.exists() or mark.read_text() != _fingerprint():
        shutil.rmtree(data_dir, ignore_errors=True)
        data_dir.mkdir(parents=True)
        print(f"Making {accounts:,} ad accounts x {days} days x {CAMPAIGNS} campaigns in {data_dir}", file=sys.stderr)
        made_up = min(accounts, Settings().ad_accounts_per_center - len(list(REPORTS.glob("*.csv"))))
        size = ["--accounts", str(made_up), "--days", str(days), "--campaigns", str(CAMPAIGNS)]
        environment = {**os.environ, "BIZHUB_DATA_DIR": str(data_dir), "BIZHUB_DATABASE_URL": ""}
        subprocess.run(
            [sys.executable, "-m", "bizhub", "demo", *size],
            cwd=frontend.ROOT, env=environment, stdout=subprocess.DEVNULL, check=True,
        )  # fmt: skip
        mark.write_text(_fingerprint())
    return _found(data_dir)


def _found(data_dir: Path) -> World:
    database = Database(Settings(data_dir=data_dir))
    with database.transaction(write=False) as connection:
        query = select(MEMBERSHIP.c.center_id, USER.c.id).join(USER, USER.c.id == MEMBERSHIP.c.user_id)
        center_id, user_id = connection.execute(query.where(USER.c.email == EMAIL)).one()
    database.close()
    return World(data_dir, str(center_id), user_id)


def _fingerprint() -> str:
    digest = hashlib.sha256("\n".join((*insights_sql.SCHEMA, insights_known.SCHEMA)).encode())
    for name in _MADE_BY:
        source = frontend.ROOT / name
        for path in sorted(source.glob("*.py")) if source.is_dir() else [source]:
            digest.update(path.read_bytes())
    return digest.hexdigest()
