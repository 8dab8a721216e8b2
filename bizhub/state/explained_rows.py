"""Access explained as pages draw it: what is held, and every chain that gives it."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bizhub.domain.ad_accounts import LEVEL_WORDS
from bizhub.domain.explanation import AccountAccess, ChainLine, PersonAccess
from bizhub.domain.levels import Via, ends_soon, last_day
from bizhub.domain.palette import shortened_id
from bizhub.services import formats
from bizhub.state.reader import Reader

_WAYS = {Via.DIRECT: "directly", Via.IMPORT: "by an import", Via.GROUP: "through the group "}


@dataclass
class ChainText:
    """One chain in words; `group` is the name that leads to `group_path`."""

    level: str
    way: str
    group: str
    group_path: str
    words: str
    reason: str
    ends_soon: bool
    may_extend: bool


@dataclass
class AccessLine:
    """Somebody or an ad account, the level that counts, and all chains."""

    id: str
    name: str
    detail: str
    level: str
    chains: list[ChainText] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Telling:
    """To whom it is told, in days of which time zone, as of when; what ends soon is told of now alone."""

    reader: Reader
    time_zone: str
    at: datetime
    is_now: bool


def account_line(access: AccountAccess, telling: Telling) -> AccessLine:
    """An ad account that somebody holds."""
    return _line(access.ad_account_id, access.name, f"ID {shortened_id(access.external_id)}", access, telling)


def person_line(access: PersonAccess, telling: Telling) -> AccessLine:
    """Somebody who holds a level on an ad account."""
    return _line(access.user_id, access.name, "", access, telling)


def day_words(moment: datetime, reader: Reader, time_zone: str) -> str:
    """The day of a moment in a time zone."""
    return formats.day(moment.astimezone(ZoneInfo(time_zone)).date(), reader.locale)


def last_day_words(until: datetime, reader: Reader, time_zone: str) -> str:
    """The last day on which something holds."""
    return formats.day(last_day(until, time_zone), reader.locale)


def _line(row_id: str, name: str, detail: str, access: AccountAccess | PersonAccess, telling: Telling) -> AccessLine:
    chains = [_chain(chain, telling) for chain in access.chains]
    return AccessLine(row_id, name, detail, access.level.value, chains)


def _chain(chain: ChainLine, telling: Telling) -> ChainText:
    since = day_words(chain.since, telling.reader, telling.time_zone)
    until = f", until {last_day_words(chain.until, telling.reader, telling.time_zone)}" if chain.until else ""
    soon = telling.is_now and ends_soon(chain.until, telling.at)
    giver = f", given by {chain.given_by}" if chain.given_by else ""
    return ChainText(
        level=LEVEL_WORDS[chain.level],
        way=_WAYS[chain.via],
        group=chain.group_name,
        group_path=f"/team/groups/{chain.group_id}" if chain.group_id else "",
        words=f"since {since}{until}{giver}",
        reason=chain.reason,
        ends_soon=soon,
        may_extend=soon and chain.via is not Via.GROUP,
    )
