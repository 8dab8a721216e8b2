"""What importing a file would do to each ad account, as the acting person may do it; nothing is changed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from babel.numbers import list_currencies

from bizhub.domain.figures import Grain, Period, Restatement
from bizhub.domain.imports import Choice, FileState, FoundBy, ImportPlan, Obstacle, PlannedAccount
from bizhub.domain.names import some_of
from bizhub.domain.policy import Permission
from bizhub.services import ad_accounts, import_accounts
from bizhub.services.import_accounts import FoundAccount
from bizhub.services.import_files import StoredFile
from bizhub.services.import_targets import KnownAccounts, count_new
from bizhub.services.regions import known_time_zones
from bizhub.services.work import Work

NAME_LENGTH = 100
EXTERNAL_ID_LENGTH = 64
_TYPED_ID = re.compile(r"[A-Za-z0-9_-]+")
_COMPARED_AT_ONCE = 1000


def plan_import(
    work: Work, file: StoredFile, *, first: int = 0, most: int | None = None, free: int | None = None
) -> ImportPlan:
    """The preview of a file in the current center: of all its ad accounts, or of `most` from the place `first` on.

    While it waits for a decision, its figures are compared with the stored ones, which takes its time. `free` is how
    many more ad accounts the center may hold, for who has counted them.
    """
    # Accounts are stored before the file says that it was read, which another connection may see.
    is_read = file.state is not FileState.READING
    count = import_accounts.count_accounts(work.connection, [file.id])[file.id] if is_read else 0
    most = count if most is None else most
    if most:
        first = max(0, min(first // most, (count - 1) // most)) * most
    found = import_accounts.read_accounts(work.connection, file.id, first=first, most=most)
    whole = file.found
    return ImportPlan(
        file_id=str(file.id),
        file_name=file.file_name,
        state=file.state,
        accounts=_without_twins(plan_accounts(work, file, found)),
        account_count=count,
        first=first,
        rows=whole.rows,
        unknown_columns=tuple(whole.unknown),
        derived_columns=tuple(whole.derived),
        file_rows=whole.file_rows,
        total_rows=whole.total_rows,
        problems=tuple(whole.problems),
        problem_count=whole.problem_count,
        error=file.error,
        obstacle=_why_no_room(work, file, count, free) if file.state is FileState.PREVIEW else "",
    )


def plan_accounts(work: Work, file: StoredFile, accounts: Sequence[FoundAccount]) -> list[PlannedAccount]:
    """What importing would do to some accounts of a file; each is looked at for itself."""
    known = KnownAccounts(work, accounts)
    restated = _compared(work, file, accounts, known) if file.state is FileState.PREVIEW else {}
    return [_plan_account(work, file, account, known, restated.get(account.source)) for account in accounts]


def _compared(
    work: Work, file: StoredFile, accounts: Sequence[FoundAccount], known: KnownAccounts
) -> dict[str, Restatement]:
    """What would change in those that are stored, by source; nothing is looked up where the person may not import."""
    stored = [(found.source, known.account(found)) for found in accounts]
    targets = [(source, account.id) for source, account in stored if account and not known.refusal(account)]
    restated: dict[str, Restatement] = {}
    for some in import_accounts.parts_of(targets, _COMPARED_AT_ONCE):
        restated |= work.runtime.insights.restatements(str(file.id), dict(some))
    return restated


def find_obstacle(work: Work, file: StoredFile) -> Obstacle | None:
    """The first of all accounts of a file that cannot be imported as it is; figures are not compared."""
    file = replace(file, state=FileState.RUNNING)
    targets: dict[str, str] = {}
    new: list[int] = []
    for some in import_accounts.in_turn(work.connection, file.id):
        for found, planned in zip(some, plan_accounts(work, file, some), strict=True):
            twin = targets.setdefault(planned.target, planned.source)
            if planned.problem or planned.asks:
                return Obstacle(found.place, planned.problem or _ASKED[planned.asks[0]])
            if twin != planned.source:
                return Obstacle(found.place, _twins([twin, planned.source]))
            new += [found.place] * planned.creates
    free = ad_accounts.count_free_places(work)
    return Obstacle(new[max(0, free)], ad_accounts.why_no_room(work, new=len(new))) if len(new) > max(0, free) else None


def _why_no_room(work: Work, file: StoredFile, account_count: int, free: int | None) -> str:
    """Why not all new accounts of a file fit into the center, for who may create any.

    Which are new is asked only where it matters.
    """
    free = ad_accounts.count_free_places(work) if free is None else free
    if account_count <= max(0, free) or not work.may(Permission.ASSET_MANAGE):
        return ""
    return ad_accounts.why_no_room(work, new=count_new(work, file.id))


def plan_first(work: Work, files: Sequence[StoredFile], *, most: int) -> list[tuple[PlannedAccount, ...]]:
    """What importing would do to the first accounts of several files, without comparing figures.

    All files are looked at together, in a few questions.
    """
    named = import_accounts.read_first_accounts(work.connection, [file.id for file in files], most=most)
    known = KnownAccounts(work, [found for some in named.values() for found in some])
    return [
        _without_twins([_plan_account(work, file, found, known) for found in named.get(file.id, ())]) for file in files
    ]


def find_ready(
    work: Work, planned: Sequence[tuple[StoredFile, Sequence[PlannedAccount]]], *, free: int
) -> tuple[str, ...]:
    """Those of some previewed files, of each of which some ad accounts are given, in whose way nothing stands."""
    counts = import_accounts.count_accounts(work.connection, [file.id for file, _ in planned])
    ready = (file for file, accounts in planned if all(account.is_ready for account in accounts))
    return tuple(str(file.id) for file in ready if not _why_no_room(work, file, counts[file.id], free))


_ASKED = {
    "external_id": "Say which ad account these figures belong to.",
    "currency": "Say which currency these figures are in.",
}


def _plan_account(
    work: Work, file: StoredFile, found: FoundAccount, known: KnownAccounts, restated: Restatement | None = None
) -> PlannedAccount:
    """One account: which one it is, what would change, what is missing."""
    choice = found.choice
    stored = known.account(found)
    period = Period(found.first_day, found.last_day)
    refusal = known.refusal(stored)
    if refusal:
        return _refused(file, found, choice, stored, refusal)
    external_id = stored.external_id if stored else choice.external_id or found.external_id or found.name
    currency = stored.currency if stored else found.currency or choice.currency
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
        sums=found.sums,
        changed_days=len(restated.changed_days) if restated else period.days,
        new_grain=found_grain(file),
        found_by=_found_by(found, choice),
        is_currency_chosen=not found.currency,
        asks=_asks(external_id, currency),
        problem=_mismatch(stored, found) if stored else _bad_id(choice) or _bad_choice(found, choice),
        problem_at="" if stored or not _bad_id(choice) else "external_id",
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
        first_day=found.first_day,
        last_day=found.last_day,
        rows=found.rows,
        sums=found.sums,
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


def _asks(external_id: str, currency: str) -> tuple[str, ...]:
    missing = {"external_id": not external_id, "currency": not currency}
    return tuple(field for field, is_missing in missing.items() if is_missing)


def _mismatch(stored: Any, found: FoundAccount) -> str:
    if not found.currency or found.currency == stored.currency:
        return ""
    return (
        f"The file is in {found.currency}, the ad account {stored.name} in {stored.currency}. "
        f"An ad account keeps its currency.{'' if found.source else ' Give the ID of another account.'}"
    )


def _bad_id(choice: Choice) -> str:
    """What is wrong with an ID that a person typed for a new account; what a file says is taken as it is."""
    if not choice.external_id or _TYPED_ID.fullmatch(choice.external_id):
        return ""
    return "The ID of an ad account has letters, digits, - and _ only."


def _bad_choice(found: FoundAccount, choice: Choice) -> str:
    currency = found.currency or choice.currency
    if currency and currency not in list_currencies():
        return f"{currency} is not a currency code."
    if choice.time_zone and choice.time_zone not in known_time_zones():
        return f"{choice.time_zone} is not a time zone."
    if len(choice.name or found.name) > NAME_LENGTH:
        return f"The name is longer than {NAME_LENGTH} characters."
    if len(choice.external_id or found.external_id or found.name) > EXTERNAL_ID_LENGTH:
        return f"The account ID is longer than {EXTERNAL_ID_LENGTH} characters."
    return ""


def _without_twins(accounts: Sequence[PlannedAccount]) -> tuple[PlannedAccount, ...]:
    """Two parts of a file that lead to the same account would overwrite each other: say so at both."""
    by_target: dict[str, list[str]] = {}
    for account in accounts:
        by_target.setdefault(account.target, []).append(account.source)
    return tuple(_with_twin_problem(account, by_target) for account in accounts)


def _with_twin_problem(account: PlannedAccount, by_target: Mapping[str, list[str]]) -> PlannedAccount:
    twins = by_target[account.target]
    if len(twins) == 1 or account.problem or not account.external_id:
        return account
    return replace(account, problem=_twins(twins))


def _twins(sources: Sequence[str]) -> str:
    named = some_of([f"“{source}”" for source in sources])
    return f"{named} in the file lead to the same ad account. Give them different IDs."
