"""What importing a file would do to each ad account, as the acting person may do it; nothing is changed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from babel.numbers import list_currencies
from sqlalchemy import select

from bizhub.domain.errors import BizHubError
from bizhub.domain.figures import Grain, Period, Restatement
from bizhub.domain.imports import Choice, FileState, FoundBy, ImportPlan, PlannedAccount
from bizhub.domain.policy import Permission
from bizhub.services.access import AD_ACCOUNT
from bizhub.services.import_files import FoundAccount, StoredFile
from bizhub.services.work import Work

NAME_LENGTH = 100
EXTERNAL_ID_LENGTH = 64


def plan_import(work: Work, file: StoredFile) -> ImportPlan:
    """The preview of a file in the current center."""
    found = file.found
    accounts = tuple(
        _plan_account(work, file, account, found.choices.get(account.source, Choice())) for account in found.accounts
    )
    return ImportPlan(
        file_id=str(file.id),
        file_name=file.file_name,
        state=file.state,
        accounts=_without_twins(accounts),
        unknown_columns=tuple(found.unknown),
        derived_columns=tuple(found.derived),
        file_rows=found.file_rows,
        total_rows=found.total_rows,
        problems=tuple(found.problems),
        problem_count=found.problem_count,
        error=file.error,
    )


def _plan_account(work: Work, file: StoredFile, found: FoundAccount, choice: Choice) -> PlannedAccount:
    """One account: which one it is, what would change, what is missing."""
    stored = _find_account(work, choice.external_id or found.external_id, found.name)
    period = Period(date.fromisoformat(found.first_day), date.fromisoformat(found.last_day))
    refusal = _refusal(work, stored)
    if refusal:  # nothing is looked up in an account that the person may not see
        return _refused(file, found, choice, stored, refusal)
    external_id = stored.external_id if stored else choice.external_id or found.external_id or found.name
    currency = stored.currency if stored else choice.currency or found.currency
    restated = None
    if stored and file.state is FileState.PREVIEW:
        restated = work.runtime.insights.restatement(str(file.id), found.source, stored.id)
    return PlannedAccount(
        source=found.source,
        external_id=external_id,
        name=stored.name if stored else choice.name or found.name or f"Ad account {external_id}".strip(),
        ad_account_id=str(stored.id) if stored else "",
        currency=currency,
        time_zone=stored.time_zone if stored else choice.time_zone or work.in_center().time_zone,
        first_day=period.first,
        last_day=period.last,
        rows=found.rows,
        sums=dict(found.sums),
        changed_days=len(restated.changed_days) if restated else period.days,
        new_grain=found_grain(file),
        found_by=_found_by(found, choice),
        is_currency_chosen=not found.currency,
        asks=_asks(external_id, currency),
        problem=_mismatch(stored, found) if stored else _bad_choice(found, choice),
        **_before(restated),
    )


def _refused(file: StoredFile, found: FoundAccount, choice: Choice, stored: Any, refusal: str) -> PlannedAccount:
    """An account into which the person may not import: what the file says of it, and of what is stored the name."""
    external_id = choice.external_id or found.external_id
    return PlannedAccount(
        source=found.source,
        external_id=external_id,
        name=stored.name if stored else choice.name or found.name or f"Ad account {external_id}".strip(),
        ad_account_id=str(stored.id) if stored else "",
        currency=found.currency,
        time_zone="",
        first_day=date.fromisoformat(found.first_day),
        last_day=date.fromisoformat(found.last_day),
        rows=found.rows,
        sums=dict(found.sums),
        changed_days=0,
        new_grain=found_grain(file),
        found_by=_found_by(found, choice),
        problem=refusal,
        **_before(None),
    )


def _found_by(found: FoundAccount, choice: Choice) -> FoundBy:
    if choice.external_id:
        return FoundBy.CHOICE
    if found.source:
        return FoundBy.ID_COLUMN if found.external_id else FoundBy.NAME_COLUMN
    return FoundBy.FILE_NAME if found.external_id else FoundBy.NOTHING


def found_grain(file: StoredFile) -> str:
    """How fine the file's figures are, as stored."""
    return Grain(file.found.grain).value


def _before(restated: Restatement | None) -> dict[str, Any]:
    """What stands in the period now."""
    if restated is None:
        return {"rows_before": 0, "sums_before": {}, "changes_nothing": False, "is_coarser": False, "stored_grain": ""}
    return {
        "rows_before": restated.rows_before,
        "sums_before": {name: value for name, value in restated.before.sums.items() if value is not None},
        "changes_nothing": restated.changes_nothing,
        "is_coarser": restated.is_coarser,
        "stored_grain": restated.stored_grain.value if restated.stored_grain else "",
    }


def _find_account(work: Work, external_id: str, name: str) -> Any:
    """The center's account with this external ID (or this ID of BizHub); without an ID, the only one of that name."""
    table = AD_ACCOUNT
    query = select(table.c.id, table.c.external_id, table.c.name, table.c.currency, table.c.time_zone).where(
        table.c.center_id == work.center_id
    )
    if external_id:
        row = work.connection.execute(query.where(table.c.external_id == external_id)).one_or_none()
        if row is None and len(external_id) == 19 and external_id.isdecimal():
            row = work.connection.execute(query.where(table.c.id == int(external_id))).one_or_none()
        return row
    if not name:
        return None
    rows = work.connection.execute(query.where(table.c.name == name).limit(2)).all()
    return rows[0] if len(rows) == 1 else None


def _asks(external_id: str, currency: str) -> tuple[str, ...]:
    missing = {"external_id": not external_id, "currency": not currency}
    return tuple(field for field, is_missing in missing.items() if is_missing)


def _refusal(work: Work, stored: Any) -> str:
    """Why the person may not import into this account, or create it; empty when they may."""
    try:
        if stored is None:
            work.require(Permission.ASSET_MANAGE)
        else:
            work.require(Permission.AD_ACCOUNT_IMPORT, ad_account=str(stored.id))
    except BizHubError as refusal:
        return refusal.message
    return ""


def _mismatch(stored: Any, found: FoundAccount) -> str:
    if not found.currency or found.currency == stored.currency:
        return ""
    return (
        f"The file is in {found.currency}, the ad account {stored.name} in {stored.currency}. "
        f"An ad account keeps its currency.{'' if found.source else ' Give the ID of another account.'}"
    )


def _bad_choice(found: FoundAccount, choice: Choice) -> str:
    currency = choice.currency or found.currency
    if currency and currency not in list_currencies():
        return f"{currency} is not a currency code."
    if choice.time_zone and choice.time_zone not in available_timezones():
        return f"{choice.time_zone} is not a time zone."
    if len(choice.name or found.name) > NAME_LENGTH:
        return f"The name is longer than {NAME_LENGTH} characters."
    if len(choice.external_id or found.external_id or found.name) > EXTERNAL_ID_LENGTH:
        return f"The account ID is longer than {EXTERNAL_ID_LENGTH} characters."
    return ""


def _without_twins(accounts: tuple[PlannedAccount, ...]) -> tuple[PlannedAccount, ...]:
    """Two parts of a file that lead to the same account would overwrite each other: say so at both."""
    by_target: dict[str, list[str]] = {}
    for account in accounts:
        by_target.setdefault(account.ad_account_id or account.external_id, []).append(account.source)
    return tuple(_with_twin_problem(account, by_target) for account in accounts)


def _with_twin_problem(account: PlannedAccount, by_target: Mapping[str, list[str]]) -> PlannedAccount:
    twins = by_target[account.ad_account_id or account.external_id]
    if len(twins) == 1 or account.problem or not account.external_id:
        return account
    named = " and ".join(f"“{source}”" for source in twins[:3])
    return replace(account, problem=f"{named} in the file lead to the same ad account. Give them different IDs.")
