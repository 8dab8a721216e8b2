"""Files about the same days of one ad account: each would replace what the others brought."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import permutations

from sqlalchemy import select

from bizhub.domain.errors import Conflict
from bizhub.domain.figures import Period
from bizhub.domain.imports import GOING_IN, FileState, Obstacle, Overlap, PlannedAccount
from bizhub.domain.names import some_of
from bizhub.services import import_accounts
from bizhub.services.import_files import BATCH, FILE, StoredFile, stored_file
from bizhub.services.import_plan import plan_accounts
from bizhub.services.work import Work

_ON_THEIR_WAY = [state.value for state in (FileState.PREVIEW, *GOING_IN)]

Planned = tuple[StoredFile, Sequence[PlannedAccount]]
"""A file and some of its ad accounts."""


class Restated(Conflict):
    """What an import would replace is no longer what its preview said."""


def find_overlaps(planned: Sequence[Planned]) -> dict[int, Overlap]:
    """The first overlap of each file with another one; files of the same content take nothing from each other."""
    by_target: defaultdict[str, list[tuple[StoredFile, PlannedAccount]]] = defaultdict(list)
    for file, accounts in planned:
        for account in accounts:
            by_target[account.target].append((file, account))
    by_target.pop("", None)  # nobody has said yet which account it is
    found: dict[int, Overlap] = {}
    for named in by_target.values():
        for (file, account), (other, theirs) in permutations(named, 2):
            if file.id not in found and file.sha256 != other.sha256 and account.period.within(theirs.period):
                found[file.id] = Overlap(account.source, account.name, other.file_name, other.state in GOING_IN)
    return found


def find_obstacle(work: Work, file: StoredFile) -> Obstacle | None:
    """Why a file may not be imported together with others, at the first of all its accounts; see `find_overlap`."""
    overlap = find_overlap(work, file)
    if overlap is None:
        return None
    return Obstacle(import_accounts.place_of(work.connection, file.id, overlap.source), overlap.sentence)


def find_overlap(work: Work, file: StoredFile) -> Overlap | None:
    """The first overlap of all accounts of a file with another one that is on its way.

    Only files of the acting person are looked at: what others bring meanwhile is seen when this one runs.
    """
    others = _others(work, file)
    for some in import_accounts.in_turn(work.connection, file.id) if others else ():
        planned = plan_accounts(work, _without_figures(file), some)
        rivals = import_accounts.read_named(work.connection, sorted(others), _names_of(planned))
        theirs = [(others[number], plan_accounts(work, _without_figures(others[number]), named))
                  for number, named in rivals.items()]  # fmt: skip
        overlap = find_overlaps([(file, planned), *theirs]).get(file.id)
        if overlap:
            return overlap
    return None


def require_as_seen(work: Work, file: StoredFile, accounts: Sequence[PlannedAccount]) -> None:
    """Raise Restated when other figures went into the days of these accounts after the preview was made.

    What is stored already is no loss, unless a kill left something in the record that is yet to be put in place.
    """
    stored = {int(account.ad_account_id): account for account in accounts if not account.creates}
    changed = [
        stored[number].name
        for some in import_accounts.parts_of(sorted(stored))
        for number, period, is_in_place in _imported_since(work, file, some)
        if stored[number].period.within(period) and not (is_in_place and stored[number].changes_nothing)
    ]
    if changed:
        named = some_of(list(dict.fromkeys(changed)))
        raise Restated(f"Other figures of {named} for these days were imported in the meantime.")


def _others(work: Work, file: StoredFile) -> dict[int, StoredFile]:
    """The person's other files that wait or go in, by number."""
    whose = FILE.c.user_id.is_(None) if work.is_operator else FILE.c.user_id == work.user_id
    here = (FILE.c.center_id == work.center_id) & whose & FILE.c.state.in_(_ON_THEIR_WAY) & (FILE.c.id != file.id)
    return {row.id: stored_file(row) for row in work.connection.execute(select(FILE).where(here))}


def _without_figures(file: StoredFile) -> StoredFile:
    return replace(file, state=FileState.RUNNING)


def _names_of(planned: Sequence[PlannedAccount]) -> set[str]:
    """Every way in which a file may name one of these ad accounts."""
    return {name for account in planned for name in (account.external_id, account.ad_account_id, account.name)} - {""}


def _imported_since(work: Work, file: StoredFile, ad_account_ids: Sequence[int]) -> Iterator[tuple[int, Period, bool]]:
    """The ad account and the days of other imports, and whether their figures are in place."""
    later = BATCH.c.done_at.is_(None) | (BATCH.c.done_at > file.seen_at)
    query = select(BATCH.c.ad_account_id, BATCH.c.first_day, BATCH.c.last_day, BATCH.c.done_at)
    others = query.where(BATCH.c.ad_account_id.in_(ad_account_ids), BATCH.c.file_id != file.id, later)
    for number, first, last, done_at in work.connection.execute(others.order_by(BATCH.c.id)):
        yield number, Period(first, last), done_at is not None
