"""The people of an ad account: giving, changing and ending levels, and an admin's own way to one."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from itertools import product

from sqlalchemy import bindparam, select

from bizhub.domain import edits
from bizhub.domain.errors import InvalidInput, NotFound, Overtaken
from bizhub.domain.ids import parse_id
from bizhub.domain.levels import (
    LONGEST_REASON,
    Held,
    LevelChange,
    LevelForm,
    Pair,
    Via,
    earliest,
    end_of_day,
    extended,
    last_day,
)
from bizhub.domain.names import one_line
from bizhub.domain.policy import AdAccountLevel, CenterRole, Permission, is_at_least
from bizhub.services import access, bulk_facts, levels, members
from bizhub.services.access import GRANT, MEMBERSHIP, USER, valid_at
from bizhub.services.group_grants import GROUP
from bizhub.services.work import Work

_GROUPS = (
    select(GROUP.c.name)
    .join(GRANT, GRANT.c.asset_group_id == GROUP.c.id)
    .where(
        GRANT.c.center_id == bindparam("center"),
        GRANT.c.user_id == bindparam("person"),
        GRANT.c.ad_account_id == bindparam("ad_account"),
        valid_at(bindparam("moment")),
    )
    .order_by(GROUP.c.name_key)
)
_ADMINS = (
    select(USER.c.id)
    .join(MEMBERSHIP, MEMBERSHIP.c.user_id == USER.c.id)
    .where(
        MEMBERSHIP.c.center_id == bindparam("center"),
        MEMBERSHIP.c.role == CenterRole.ADMIN,
        access.current_member_at(bindparam("moment")),
    )
    .order_by(USER.c.id)
)


def take_level(work: Work, *, ad_account_id: str) -> None:
    """Give oneself ADMIN on an ad account of the center; only its admins may, and it is on record."""
    work.require(Permission.ASSET_MANAGE)
    work.require(Permission.AD_ACCOUNT_VIEW, ad_account=ad_account_id)
    number = parse_id(ad_account_id)
    if number is None:
        raise NotFound
    held = access.find_ad_account(
        work.connection, user_id=work.user_id, center_id=work.center_id, ad_account_id=number, moment=work.now
    )
    if held is None or held.level is AdAccountLevel.ADMIN:
        return
    grant_own_level(work, [number], AdAccountLevel.ADMIN, via=Via.DIRECT)


def set_level(
    work: Work,
    *,
    ad_account_id: str,
    user_id: str,
    level: str,
    until: date | None = None,
    reason: str = "",
    seen: Mapping[str, str],
) -> None:
    """Give, change or (with an empty level) end what a member holds directly on an ad account.

    Admins of the center may, and who holds Admin on the ad account, never beyond the own level or its end. `until` is
    the last day, of the center's time zone. Raises InvalidInput, Overtaken (see domain/edits).
    """
    account = require_people(work, ad_account_id)
    row = members.current(work, user_id)
    pair = Pair(int(ad_account_id), row.user_id)
    standing = levels.held_directly(work, pair)
    ends = _last_day(work, standing)
    before = {"level": standing.level.value if standing else "", "until": ends.isoformat() if ends else ""}
    typed = {"level": level, "until": "" if until is None or not level else until.isoformat()}
    who = partial(_who, work, pair)
    changed = edits.changes(seen, typed, before, who=who)
    if not changed:
        return
    if level and not {**before, **changed}["level"]:
        raise Overtaken(who(), {"level": ""})
    wanted = _merged(work, standing, changed)
    refuse_beyond_own(work, account, pair.ad_account, wanted)
    levels.apply(work, [LevelChange(pair, wanted)], reason=checked_reason(reason))


def view_level(work: Work, *, ad_account_id: str, user_id: str) -> LevelForm:
    """What somebody holds directly on an ad account, for whoever may change it."""
    account = require_people(work, ad_account_id)
    row = members.current(work, user_id)
    pair = Pair(int(ad_account_id), row.user_id)
    held = levels.held_directly(work, pair)
    values = {"center": work.center_id, "person": pair.user, "ad_account": pair.ad_account, "moment": work.now}
    return LevelForm(
        person=row.name,
        ad_account=account.name,
        level=held.level if held else None,
        until=_last_day(work, held),
        groups=tuple(work.connection.execute(_GROUPS, values).scalars()),
    )


def extend_level(work: Work, *, ad_account_id: str, user_id: str) -> date | None:
    """Let what somebody holds directly last longer; its new last day, None where nothing ends.

    Who may and what is raised: as `set_level`.
    """
    shown = view_level(work, ad_account_id=ad_account_id, user_id=user_id)
    if shown.level is None or shown.until is None:
        return None
    zone = work.in_center().time_zone
    until = extended(end_of_day(shown.until, zone), zone, work.now)
    set_level(work, ad_account_id=ad_account_id, user_id=user_id, level=shown.level, until=until, seen={})
    return until


def require_people(work: Work, ad_account_id: str) -> access.FoundAccount:
    """The ad account, for whoever may say who works on it: admins of the center and who holds Admin on it."""
    if work.may(Permission.ASSET_MANAGE):
        return work.require_on(Permission.AD_ACCOUNT_VIEW, ad_account_id)
    return work.require_on(Permission.AD_ACCOUNT_PEOPLE, ad_account_id)


def refuse_beyond_own(work: Work, account: access.FoundAccount, ad_account: int, wanted: Held | None) -> None:
    """Raise InvalidInput when somebody who is no admin of the center would give more than they hold, or for longer."""
    if wanted is None or work.may(Permission.ASSET_MANAGE):
        return
    if not is_at_least(account.level, wanted.level):
        raise InvalidInput("You cannot give more than you hold yourself.", field="level")
    level_end = access.latest_end(
        work.connection, user_id=work.user_id, center_id=work.center_id, ad_account_id=ad_account, moment=work.now
    )
    own_end = earliest(level_end, members.current(work, str(work.user_id)).valid_until)
    if own_end is not None and (wanted.until is None or wanted.until > own_end):
        day = last_day(own_end, work.in_center().time_zone)
        raise InvalidInput(
            f"Your own level ends with {day.isoformat()}: choose that day or an earlier one.", field="until"
        )


def checked_level(level: str) -> AdAccountLevel:
    """The level of that name, or InvalidInput."""
    if level not in list(AdAccountLevel):
        raise InvalidInput("Choose one of the list.", field="level")
    return AdAccountLevel(level)


def checked_reason(reason: str) -> str:
    """Why somebody gets a level, in one line, or InvalidInput."""
    line = one_line(reason)
    if len(line) > LONGEST_REASON:
        raise InvalidInput(f"Use at most {LONGEST_REASON} characters.", field="reason")
    return line


def _merged(work: Work, standing: Held | None, changed: Mapping[str, str]) -> Held | None:
    """What is wished, where the fields that were not meant to change stay as they stand."""
    level = changed.get("level", standing.level if standing else "")
    if not level:
        return None
    wanted, ends = checked_level(level), standing.until if standing else None
    if "until" in changed:
        ends = members.checked_end(work, date.fromisoformat(changed["until"])) if changed["until"] else None
    return Held(wanted, ends)


def _who(work: Work, pair: Pair) -> str:
    return bulk_facts.name_changers(work, [pair]).get(pair, "Somebody")


def _last_day(work: Work, held: Held | None) -> date | None:
    return None if held is None or held.until is None else last_day(held.until, work.in_center().time_zone)


def grant_own_level(work: Work, ad_accounts: Sequence[int], level: AdAccountLevel, *, via: Via) -> None:
    """Store and record a level that the acting person gets on accounts; `via` says through what."""
    _give(work, ad_accounts, [work.user_id], level, via=via)


def grant_to_admins(work: Work, ad_accounts: Sequence[int], *, via: Via, reason: str) -> None:
    """Store and record ADMIN for each current admin of the center, where the operator acts and is no member."""
    values = {"center": work.center_id, "moment": work.now}
    admins = work.connection.execute(_ADMINS, values).scalars().all()
    _give(work, ad_accounts, admins, AdAccountLevel.ADMIN, via=via, reason=reason)


def _give(
    work: Work,
    ad_accounts: Sequence[int],
    people: Sequence[int],
    level: AdAccountLevel,
    *,
    via: Via,
    reason: str = "",
) -> None:
    pairs = (Pair(account, person) for account, person in product(ad_accounts, people))
    levels.apply(work, [LevelChange(pair, Held(level)) for pair in pairs], via=via, reason=reason)
