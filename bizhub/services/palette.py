"""What the palette shows: recents, pins and pages before anything is typed, the best answers afterwards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from bizhub.domain.folding import fold
from bizhub.domain.ids import parse_id
from bizhub.domain.palette import TARGETS, PaletteAnswer, PaletteKind, PaletteRow, Target, shortened_id
from bizhub.domain.people import CenterRow
from bizhub.domain.pins import PinRow
from bizhub.domain.policy import Permission
from bizhub.domain.ranking import bold_parts, lift, parse_query
from bizhub.services import pins, search_index, session_view, switching
from bizhub.services.name_index import NamedAccount, NameIndex, Scope
from bizhub.services.visible import VisibleAccount, first_accounts, visible_accounts
from bizhub.services.work import Work

MOST_ACCOUNTS = 8
MOST_SUGGESTED = 6
_MOST_RECENTS_SHOWN = 5
_MOST_CENTERS_SHOWN = 5
_LONGEST_QUERY = 100
_TARGET_HEADINGS = ((PaletteKind.PAGE, "Go to"), (PaletteKind.ACTION, "Actions"))

_Group = tuple[float, list[PaletteRow]]


def search_palette(work: Work, *, query: str, current_account: str) -> PaletteAnswer:
    """The rows for what was typed; `current_account` is the one the tab looks at, or empty."""
    work.require(Permission.CENTER_VIEW)
    query = query.strip()[:_LONGEST_QUERY]
    pinned = pins.list_pins(work)
    if not query:
        return PaletteAnswer("", tuple(_before_typing(work, pinned, current_account)), search_index.is_ready(work))
    groups = [
        _found_accounts(work, query, pinned),
        *_found_targets(work, query),
        _found_centers(work, query),
    ]
    # The best group first, so that Enter takes the best answer; equal ones stay in their usual order.
    groups.sort(key=lambda group: -group[0])
    return PaletteAnswer(query, tuple(row for _, rows in groups for row in rows))


def suggest_ad_accounts(work: Work, *, query: str) -> PaletteAnswer:
    """Ad accounts for a field that takes one: what answers the typed text, before that the recent ones."""
    work.require(Permission.CENTER_VIEW)
    query = query.strip()[:_LONGEST_QUERY]
    if query:
        _, found = _found_accounts(work, query, pins.list_pins(work))
        return PaletteAnswer(query, tuple(found[:MOST_SUGGESTED]))
    recents = switching.recent_ad_accounts(work)
    seen = visible_accounts(work, recents)
    near = [seen[number] for number in recents if number in seen]
    near += [account for account in first_accounts(work, MOST_SUGGESTED) if account.id not in seen]
    return PaletteAnswer("", tuple(_account_row(account, {}) for account in near[:MOST_SUGGESTED]))


def prepare_palette(work: Work) -> None:
    """Read the names of the center's ad accounts before somebody types; seconds with 100,000 of them."""
    work.require(Permission.CENTER_VIEW)
    search_index.read_names(work)


def _before_typing(work: Work, pinned: Sequence[PinRow], current_account: str) -> Iterable[PaletteRow]:
    digits = {int(pin.id): str(pin.key) for pin in pinned}
    current = parse_id(current_account)
    recents = [number for number in switching.recent_ad_accounts(work) if number != current]
    seen = visible_accounts(work, recents)
    recent = [seen[number] for number in recents if number in seen][:_MOST_RECENTS_SHOWN]
    shown = {account.id for account in recent}
    yield from _headed("Recent", [_account_row(account, digits) for account in recent])
    others = [VisibleAccount(int(pin.id), pin.name, pin.external_id, pin.currency) for pin in pinned]
    others = [account for account in others if account.id not in shown]
    yield from _headed("Pinned", [_account_row(account, digits) for account in others])
    known = shown | {account.id for account in others}
    if len(known) < _MOST_RECENTS_SHOWN:
        more = [account for account in first_accounts(work, MOST_ACCOUNTS) if account.id not in {*known, current}]
        room = MOST_ACCOUNTS - len(known)
        yield from _headed("Ad accounts", [_account_row(account, digits) for account in more[:room]])
    for kind, heading in _TARGET_HEADINGS:
        targets = [target for target in TARGETS if target.kind is kind and _may_reach(work, target)]
        yield from _headed(heading, [_target_row(target) for target in targets])
    centers = [_center_row(center) for center in _other_centers(work)]
    yield from _headed("Centers", centers[:_MOST_CENTERS_SHOWN])


def _found_accounts(work: Work, query: str, pinned: Sequence[PinRow]) -> _Group:
    digits = {int(pin.id): str(pin.key) for pin in pinned}
    places = {number: place for place, number in enumerate(switching.recent_ad_accounts(work))}
    lifts = {number: lift(places.get(number), pinned=number in digits) for number in {*places, *digits}}
    answers = search_index.search_names(work, parse_query(query), lifts=lifts, limit=MOST_ACCOUNTS)
    seen = visible_accounts(work, [answer.account.id for answer in answers])
    rows = [_account_row(seen[answer.account.id], digits, query) for answer in answers if answer.account.id in seen]
    return (answers[0].points if rows else 0, _headed("Ad accounts", rows))


def _found_targets(work: Work, query: str) -> list[_Group]:
    found = _target_index().search(parse_query(query), Scope(), limit=len(TARGETS))
    found = [answer for answer in found if _may_reach(work, TARGETS[answer.account.id])]
    groups = []
    for kind, heading in _TARGET_HEADINGS:
        mine = [answer for answer in found if TARGETS[answer.account.id].kind is kind]
        rows = [_target_row(TARGETS[answer.account.id], query) for answer in mine]
        groups.append((mine[0].points if mine else 0.0, _headed(heading, rows)))
    return groups


def _may_reach(work: Work, target: Target) -> bool:
    if target.is_of_team and not work.may(Permission.TEAM_VIEW):
        return False
    return target.needs is None or target.needs in work.somewhere_permissions()


def _found_centers(work: Work, query: str) -> _Group:
    centers = _other_centers(work)
    index = NameIndex(NamedAccount(place, center.name, center.id) for place, center in enumerate(centers))
    found = index.search(parse_query(query), Scope(), limit=_MOST_CENTERS_SHOWN)
    rows = [_center_row(centers[answer.account.id], query) for answer in found]
    return (found[0].points if found else 0, _headed("Centers", rows))


@lru_cache(maxsize=1)
def _target_index() -> NameIndex:
    return NameIndex(
        NamedAccount(place, target.name, "", labels=(fold(target.words),)) for place, target in enumerate(TARGETS)
    )


def _other_centers(work: Work) -> list[CenterRow]:
    return [center for center in session_view.own_centers(work) if int(center.id) != work.center_id]


def _headed(heading: str, rows: Sequence[PaletteRow]) -> list[PaletteRow]:
    return [replace(row, heading=heading) if place == 0 else row for place, row in enumerate(rows)]


def _account_row(account: VisibleAccount, digits: Mapping[int, str], query: str = "") -> PaletteRow:
    return _row(
        PaletteKind.ACCOUNT,
        str(account.id),
        account.name,
        query,
        detail=f"{shortened_id(account.external_id)} · {account.currency}",
        digit=digits.get(account.id, ""),
    )


def _target_row(target: Target, query: str = "") -> PaletteRow:
    return _row(target.kind, target.id, target.name, query, href=target.href)


def _center_row(center: CenterRow, query: str = "") -> PaletteRow:
    return _row(PaletteKind.CENTER, center.id, center.name, query, detail=shortened_id(center.id))


def _row(
    kind: PaletteKind, row_id: str, name: str, query: str, *, detail: str = "", digit: str = "", href: str = ""
) -> PaletteRow:
    return PaletteRow(kind.value, row_id, name, detail, "", digit, href, tuple(bold_parts(name, query)))
