"""Which of the center's ad accounts the accounts of a file lead to, and whether the person may import into them."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import select

from bizhub.domain.errors import BizHubError
from bizhub.domain.ids import parse_id
from bizhub.domain.policy import Permission
from bizhub.services import access, import_accounts
from bizhub.services.access import AD_ACCOUNT
from bizhub.services.import_accounts import FoundAccount
from bizhub.services.work import Work


class KnownAccounts:
    """The center's ad accounts that some accounts of a file lead to, and whether the person may import into them."""

    def __init__(self, work: Work, accounts: Sequence[FoundAccount]) -> None:
        """Look all of them up in a few questions."""
        self._work = work
        ids = {_wanted(account) for account in accounts} - {""}
        names = {account.name for account in accounts if not _wanted(account)} - {""}
        self._by_external_id = {row.external_id: row for row in self._rows(AD_ACCOUNT.c.external_id, ids)}
        own_ids = {parse_id(value) for value in ids - self._by_external_id.keys()} - {None}
        self._by_id = {str(row.id): row for row in self._rows(AD_ACCOUNT.c.id, own_ids)}
        self._by_name: dict[str, list[Any]] = {}
        for row in self._rows(AD_ACCOUNT.c.name, names):
            self._by_name.setdefault(row.name, []).append(row)
        self._allowed = self._may_import_into()
        self._may_create: str | None = None

    def account(self, found: FoundAccount) -> Any:
        """The account with this external ID (or this ID of BizHub); without an ID, the only one of that name."""
        wanted = _wanted(found)
        if wanted:
            return self._by_external_id.get(wanted) or self._by_id.get(wanted)
        named = self._by_name.get(found.name, [])
        return named[0] if len(named) == 1 else None

    def refusal(self, stored: Any) -> str:
        """Why the person may not import into this account, or create it; empty when they may."""
        if stored is None:
            if self._may_create is None:
                self._may_create = self._refused(Permission.ASSET_MANAGE)
            return self._may_create
        if self._work.is_operator or stored.id in self._allowed:
            return ""
        return self._refused(Permission.AD_ACCOUNT_IMPORT, ad_account=str(stored.id))

    def _refused(self, permission: Permission, **subject: str) -> str:
        try:
            self._work.require(permission, **subject)
        except BizHubError as refusal:
            return refusal.message
        return ""

    def _rows(self, column: Any, values: Collection[Any]) -> Iterator[Any]:
        table = AD_ACCOUNT
        query = select(table.c.id, table.c.external_id, table.c.name, table.c.currency, table.c.time_zone)
        for some in import_accounts.parts_of(sorted(values)):
            here = (table.c.center_id == self._work.center_id) & column.in_(some)
            yield from self._work.connection.execute(query.where(here)).all()

    def _may_import_into(self) -> set[int]:
        if self._work.is_operator:
            return set()
        named = (row for rows in self._by_name.values() for row in rows)
        rows = [*self._by_external_id.values(), *self._by_id.values(), *named]
        return _allowed_among(self._work, {row.id for row in rows})


def require_import_into(work: Work, numbers: Collection[int]) -> None:
    """Raise unless the person may import into all of these ad accounts of the center; asked in a few questions."""
    if not work.is_operator:
        for number in sorted(set(numbers) - _allowed_among(work, numbers)):
            work.require(Permission.AD_ACCOUNT_IMPORT, ad_account=str(number))


def count_new(work: Work, file_id: int) -> int:
    """How many of a file's accounts the center does not have yet."""
    count = 0
    for some in import_accounts.in_turn(work.connection, file_id):
        known = KnownAccounts(work, some)
        count += sum(known.account(found) is None for found in some)
    return count


def _allowed_among(work: Work, numbers: Collection[int]) -> set[int]:
    held: Any = access.held_with(
        Permission.AD_ACCOUNT_IMPORT, user_id=work.user_id, center_id=work.center_id, moment=work.now
    )
    parts = import_accounts.parts_of(sorted(numbers))
    found = (work.connection.execute(held.where(access.GRANT.c.ad_account_id.in_(some))) for some in parts)
    return {row[0] for rows in found for row in rows}


def _wanted(found: FoundAccount) -> str:
    return found.choice.external_id or found.external_id
