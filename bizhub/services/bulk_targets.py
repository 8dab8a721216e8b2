"""Whom and which ad accounts a bulk change is about: IDs and addresses as they were typed, pasted or chosen."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import func, select

from bizhub.domain.bulk import MOST_PAIRS
from bizhub.domain.errors import InvalidInput
from bizhub.domain.ids import parse_id
from bizhub.domain.policy import Permission
from bizhub.services import access
from bizhub.services.access import AD_ACCOUNT, MEMBERSHIP, USER
from bizhub.services.ad_account_list import in_center
from bizhub.services.work import Work

Choice = tuple[str, str]
"""ID and name."""

_BETWEEN = re.compile(r"[\s,;]+")
_CHUNK = 500
_NAMED = 3


def find_people(work: Work, typed: str) -> list[int]:
    """The members that are named by ID or, for admins of the center, by e-mail address; raises InvalidInput."""
    words = _words(typed, "people", "Choose at least one person.")
    numbers, addresses = _split(words)
    found: dict[str, int] = {}
    member = (MEMBERSHIP.c.center_id == work.center_id, access.current_member_at(work.now))
    for chunk in _chunks(sorted(set(numbers.values()))):
        rows = _members().where(*member, USER.c.id.in_(chunk))
        found |= {str(row.id): row.id for row in work.connection.execute(rows)}
    # Nobody else learns whose address somebody has.
    for chunk in _chunks(sorted(set(addresses.values()))) if work.may(Permission.MEMBER_MANAGE) else ():
        rows = _members().where(*member, func.lower(USER.c.email).in_(chunk))
        found |= {row.email.lower(): row.id for row in work.connection.execute(rows)}
    return _in_order(words, found, "people", ("person", "people"))


def find_ad_accounts(work: Work, typed: str) -> list[int]:
    """The ad accounts that are named by their ID or the one they have in the ads manager; raises InvalidInput.

    Those that the person may not see are as unknown as those that do not exist.
    """
    words = _words(typed, "ad_accounts", "Choose at least one ad account.")
    numbers = [number for number in map(parse_id, words) if number is not None]
    found: dict[str, int] = {}
    # The ID here comes last, so that it counts where another ad account has the same one elsewhere.
    for chunk in _chunks(words):
        here = (AD_ACCOUNT.c.center_id == work.center_id, AD_ACCOUNT.c.external_id.in_(chunk))
        found |= {row.external_id: row.id for row in work.connection.execute(_accounts(work).where(*here))}
    for some in _chunks(numbers):
        here = (in_center(work.center_id), AD_ACCOUNT.c.id.in_(some))
        found |= {str(row.id): row.id for row in work.connection.execute(_accounts(work).where(*here))}
    return _in_order(words, found, "ad_accounts", ("ad account", "ad accounts"))


def name_choices(
    work: Work, *, people: Sequence[str], ad_accounts: Sequence[str]
) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    """The people and ad accounts of these IDs that somebody may choose for a bulk change; the others are left out."""
    work.require_somewhere(Permission.AD_ACCOUNT_PEOPLE)
    numbers = [number for number in map(parse_id, people) if number is not None][:_CHUNK]
    member = (MEMBERSHIP.c.center_id == work.center_id, access.current_member_at(work.now))
    persons = work.connection.execute(_members().where(*member, USER.c.id.in_(numbers)).order_by(USER.c.name)).all()
    numbers = [number for number in map(parse_id, ad_accounts) if number is not None][:_CHUNK]
    query = _accounts(work).where(in_center(work.center_id), AD_ACCOUNT.c.id.in_(numbers))
    accounts = work.connection.execute(query.order_by(AD_ACCOUNT.c.name_key, AD_ACCOUNT.c.id)).all()
    return tuple((str(row.id), row.name) for row in persons), tuple((str(row.id), row.name) for row in accounts)


def _members() -> Any:
    return select(USER.c.id, USER.c.name, USER.c.email).join(MEMBERSHIP, MEMBERSHIP.c.user_id == USER.c.id)


def _accounts(work: Work) -> Any:
    query = select(AD_ACCOUNT.c.id, AD_ACCOUNT.c.external_id, AD_ACCOUNT.c.name)
    if work.sees_all_ad_accounts:
        return query
    held = access.held_ad_accounts(user_id=work.user_id, center_id=work.center_id, moment=work.now)
    return query.where(AD_ACCOUNT.c.id.in_(held))


def _words(typed: str, field: str, nothing: str) -> list[str]:
    """What was typed, each word once, in its order."""
    words = list(dict.fromkeys(word for word in _BETWEEN.split(typed) if word))
    if not words:
        raise InvalidInput(nothing, field=field)
    if len(words) > MOST_PAIRS:
        raise InvalidInput(f"These are {len(words):,} IDs. Up to {MOST_PAIRS:,} go into one step.", field=field)
    return words


def _split(words: Iterable[str]) -> tuple[dict[str, int], dict[str, str]]:
    """IDs, and what may be an address, by the word."""
    numbers = {word: number for word in words if (number := parse_id(word)) is not None}
    return numbers, {word: word.lower() for word in words if "@" in word}


def _in_order(words: Sequence[str], found: dict[str, int], field: str, what: tuple[str, str]) -> list[int]:
    numbers = {word: found.get(word, found.get(word.lower())) for word in words}
    unknown = [word for word, number in numbers.items() if number is None]
    if unknown:
        one, many = what
        more = f" and {len(unknown) - _NAMED:,} more" if len(unknown) > _NAMED else ""
        counted = f"1 {one} is" if len(unknown) == 1 else f"{len(unknown):,} {many} are"
        shown = ", ".join(word[:64] for word in unknown[:_NAMED])
        raise InvalidInput(f"{counted} not known here: {shown}{more}. Correct or remove them.", field=field)
    return list(dict.fromkeys(number for number in numbers.values() if number is not None))


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
