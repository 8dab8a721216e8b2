"""Members for a field that takes one."""

from typing import Any

from bizhub.domain.folding import fold
from bizhub.domain.palette import PaletteAnswer, PaletteKind, PaletteRow
from bizhub.domain.policy import Permission
from bizhub.domain.ranking import bold_parts
from bizhub.services import member_list
from bizhub.services.work import Work

MOST_SUGGESTED = 6
_LONGEST_QUERY = 100


def suggest_members(work: Work, *, query: str) -> PaletteAnswer:
    """Members whose names answer the typed text, for whoever may say who works on some ad account.

    Admins of the center find them by address, too; nobody else learns addresses.
    """
    work.require(Permission.TEAM_VIEW)
    sees_all = work.may(Permission.MEMBER_MANAGE)
    if not sees_all:
        work.require_somewhere(Permission.AD_ACCOUNT_PEOPLE)
    query = query.strip()[:_LONGEST_QUERY]
    words = fold(query).split()
    found = [
        row
        for row in work.connection.execute(member_list.MEMBERS, {"center": work.center_id})
        if _is_here(work, row) and all(word in _searched(row, sees_all=sees_all) for word in words)
    ]
    found.sort(key=lambda row: (not fold(row.name).startswith(fold(query)), fold(row.name), row.id))
    return PaletteAnswer(query, tuple(_row(row, query, sees_all=sees_all) for row in found[:MOST_SUGGESTED]))


def _is_here(work: Work, row: Any) -> bool:
    return row.disabled_at is None and (row.valid_until is None or row.valid_until > work.now)


def _searched(row: Any, *, sees_all: bool) -> str:
    return fold(f"{row.name} {member_list.address_of(row)}" if sees_all else row.name)


def _row(row: Any, query: str, *, sees_all: bool) -> PaletteRow:
    detail = member_list.address_of(row) if sees_all else ""
    parts = tuple(bold_parts(row.name, query))
    return PaletteRow(PaletteKind.PERSON.value, str(row.id), row.name, detail, "", "", "", parts)
