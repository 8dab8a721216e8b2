"""The activity of a center: pages of entries, exports of them, and the check of the record."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, false, or_, select, true

from bizhub.domain.activity import (
    PAGE_SIZE,
    ActivityFilter,
    ActivityPage,
    ActivityRow,
    FilterChoices,
    StoredEntry,
    moment_of,
    row_of,
)
from bizhub.domain.activity_words import events_of
from bizhub.domain.audit import AuditEvent
from bizhub.domain.chain import ChainReport, Problem
from bizhub.domain.ids import parse_id
from bizhub.domain.policy import CenterRole, Permission
from bizhub.services import access, chain_check, record
from bizhub.services.bulk_rows import RUN
from bizhub.services.chain_check import Progress
from bizhub.services.visible import visible_accounts
from bizhub.services.work import Work

EXPORT_ROWS = 1_000
"""Entries of one step of an export; each step is a short transaction that asks again who reads."""

AD_ACCOUNT = "ad_account"

_ACTIVITY = record.ACTIVITY
_COLUMNS = tuple(_ACTIVITY.c[name] for name in StoredEntry.__slots__)


def list_activity(work: Work, *, chosen: ActivityFilter, before: int = 0, after: int = 0) -> ActivityPage:
    """A page of the entries the person may see, newest first: older than `before`, or newer than `after`.

    A page that would begin above the newest entries becomes the first page.
    """
    work.require(Permission.ACTIVITY_VIEW_OWN)
    query = _entries(work, chosen)
    if after > 0:
        rows = work.connection.execute(_oldest_above(query, after)).all()[::-1]
        if len(rows) > PAGE_SIZE:
            rows = rows[1:]
            return _page(rows, older=rows[-1].sequence, newer=rows[0].sequence)
        before = 0
    rows = list(work.connection.execute(_newest_below(query, before, PAGE_SIZE + 1)).all())
    has_older = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    if not rows:
        return _page([], older=0, newer=0) if before == 0 else list_activity(work, chosen=chosen)
    return _page(rows, older=rows[-1].sequence if has_older else 0, newer=rows[0].sequence if before else 0)


def list_filter_choices(work: Work, *, asset: str = "") -> FilterChoices:
    """People to filter by, and the name of the asset that is filtered by.

    Standard members choose among themselves and the admins, whose names they may know.
    """
    work.require(Permission.ACTIVITY_VIEW_OWN)
    user, membership = access.USER, access.MEMBERSHIP
    people = (
        select(user.c.id, user.c.name)
        .join(membership, membership.c.user_id == user.c.id)
        .where(membership.c.center_id == work.center_id)
        .distinct()
        .order_by(user.c.name, user.c.id)
    )
    if not work.may(Permission.ACTIVITY_VIEW_CENTER):
        people = people.where(or_(user.c.id == work.user_id, membership.c.role == CenterRole.ADMIN))
    found = work.connection.execute(people).all()
    return FilterChoices(tuple((str(row.id), row.name) for row in found), _asset_name(work, asset))


def begin_export(work: Work, *, chosen: ActivityFilter, format: str) -> int:  # noqa: A002
    """Record that somebody takes the entries away; the export begins below the returned sequence."""
    work.require(Permission.ACTIVITY_VIEW_OWN)
    newest = work.connection.execute(_newest_below(_entries(work, ActivityFilter()), 0, 1)).first()
    work.audit(
        AuditEvent.ACTIVITY_EXPORT,
        object_type="center",
        object_id=str(work.center_id),
        object_name=work.in_center().name,
        after={"format": format, **chosen.described()},
    )
    return 1 if newest is None else int(newest.sequence) + 1


def read_export_step(work: Work, *, chosen: ActivityFilter, before: int) -> tuple[ActivityRow, ...]:
    """The next entries of an export, newest first; empty at its end."""
    work.require(Permission.ACTIVITY_VIEW_OWN)
    rows = work.connection.execute(_newest_below(_entries(work, chosen), before, EXPORT_ROWS)).all()
    return tuple(row_of(_stored(row)) for row in rows)


def verify_activity(work: Work, *, progress: Progress | None = None) -> ChainReport:
    """Check the center's record; this only reads, `note_verification` records that it was done."""
    work.require(Permission.ACTIVITY_VIEW_CENTER)
    report = chain_check.check(work.runtime, work.connection, work.center_id, progress)
    unprotected = chain_check.protection_problem(work.connection)
    if not unprotected:
        return report
    problems = (*report.problems, Problem(0, unprotected))
    return replace(report, problems=problems, problem_count=report.problem_count + 1)


def note_verification(work: Work, *, report: ChainReport) -> None:
    """Record that somebody checked the record, and what came out."""
    work.require(Permission.ACTIVITY_VIEW_CENTER)
    work.audit(
        AuditEvent.ACTIVITY_VERIFY,
        object_type="center",
        object_id=str(work.center_id),
        object_name=work.in_center().name,
        after={"entries": report.entries, "problems": report.problem_count},
    )


def _entries(work: Work, chosen: ActivityFilter) -> Select[Any]:
    """The entries that the person may see and the filter lets through."""
    entry = _ACTIVITY.c
    conditions: list[ColumnElement[bool]] = [entry.center_id == work.center_id, _may_see(work)]
    if chosen.person:
        conditions.append(entry.user_id == (parse_id(chosen.person) or 0))
    if chosen.kind:
        conditions.append(entry.event.in_(events_of(chosen.kind)))
    if chosen.asset:
        conditions.append(and_(entry.object_type == AD_ACCOUNT, entry.object_id == chosen.asset))
    if chosen.bulk:
        conditions.append(_is_of_bulk(work, chosen.bulk))
    if chosen.since is not None:
        conditions.append(entry.at >= chosen.since)
    if chosen.before is not None:
        conditions.append(entry.at < chosen.before)
    if chosen.search.strip():
        conditions.append(_mentions(chosen.search.strip()))
    return select(*_COLUMNS).where(*conditions)


def _may_see(work: Work) -> ColumnElement[bool]:
    """An admin: all; others: what they did themselves, and what concerns ad accounts they hold at any level."""
    if work.may(Permission.ACTIVITY_VIEW_CENTER):
        return true()
    if work.user is None:
        return false()
    held = access.held_ad_accounts(user_id=work.user_id, center_id=work.center_id, moment=work.now).subquery()
    on_held = _ACTIVITY.c.object_id.in_(select(cast(held.c.ad_account_id, Text)))
    return or_(_ACTIVITY.c.user_id == work.user_id, and_(_ACTIVITY.c.object_type == AD_ACCOUNT, on_held))


def _is_of_bulk(work: Work, bulk: str) -> ColumnElement[bool]:
    """The entries of a bulk change and about it; looked for only in the time in which it ran."""
    number, entry = parse_id(bulk), _ACTIVITY.c
    query = select(RUN.c.started_at, RUN.c.finished_at).where(RUN.c.id == number, RUN.c.center_id == work.center_id)
    found = work.connection.execute(query).one_or_none()
    if number is None or found is None or found.started_at is None:
        return false()
    made = (entry.event == AuditEvent.AD_ACCOUNT_GRANT.value, entry.after.contains(f'"bulk":"{number}"'))
    within = [entry.at >= record.microseconds(found.started_at)]
    if found.finished_at is not None:
        within.append(entry.at <= record.microseconds(found.finished_at))
    about = and_(entry.object_type == "bulk", entry.object_id == str(number))
    return or_(about, and_(*made, *within))


def _mentions(search: str) -> ColumnElement[bool]:
    """The words in a name of a person or object; or an ID as a whole."""
    # SQLite folds ASCII letters only, so other letters are tried in each of their cases.
    spellings = {search, search.lower(), search.upper(), search.title()}
    names = (_ACTIVITY.c.object_name, _ACTIVITY.c.user_name)
    found = [name.icontains(spelling, autoescape=True) for name in names for spelling in sorted(spellings)]
    return or_(*found, _ACTIVITY.c.object_id == search)


def _newest_below(query: Select[Any], before: int, limit: int) -> Select[Any]:
    sequence = _ACTIVITY.c.sequence
    bounded = query.where(sequence < before) if before > 0 else query
    return bounded.order_by(sequence.desc()).limit(limit)


def _oldest_above(query: Select[Any], after: int) -> Select[Any]:
    sequence = _ACTIVITY.c.sequence
    return query.where(sequence > after).order_by(sequence).limit(PAGE_SIZE + 1)


def _page(rows: Sequence[Any], *, older: int, newer: int) -> ActivityPage:
    return ActivityPage(tuple(row_of(_stored(row)) for row in rows), older, newer)


def _stored(row: Any) -> StoredEntry:
    values = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for it
    user_id = values.pop("user_id")
    return StoredEntry(**{**values, "at": moment_of(values["at"]), "user_id": "" if user_id is None else str(user_id)})


def _asset_name(work: Work, asset: str) -> str:
    """The name of an ad account that the person may see; empty for everything else."""
    number = parse_id(asset)
    if number is None:
        return ""
    found = visible_accounts(work, [number]).get(number)
    return found.name if found else ""
