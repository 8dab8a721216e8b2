"""Giving and ending levels on many ad accounts at once: what is wished, and what becomes of each pair."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bizhub.domain.levels import Held, Pair
from bizhub.domain.policy import AdAccountLevel, is_at_least

MOST_PAIRS = 10_000
"""People times ad accounts of one bulk change."""
ROWS_PAGE = 50


class RunKind(StrEnum):
    """What a bulk change does."""

    GIVE = "GIVE"
    END = "END"
    UNDO = "UNDO"


class RunState(StrEnum):
    """Where a bulk change stands."""

    PREVIEW = "PREVIEW"
    RUNNING = "RUNNING"
    CANCELLING = "CANCELLING"
    DONE = "DONE"
    CANCELLED = "CANCELLED"
    FAILED = "FAILED"


MOVING = frozenset({RunState.RUNNING, RunState.CANCELLING})


class RowState(StrEnum):
    """What becomes of one pair."""

    WAITING = "WAITING"
    CHANGED = "CHANGED"
    SAME = "SAME"
    SKIPPED = "SKIPPED"


class Why(StrEnum):
    """Why a pair is skipped."""

    NOTHING = ""
    NO_RIGHT = "NO_RIGHT"
    BEYOND_OWN_END = "BEYOND_OWN_END"
    WOULD_LOWER = "WOULD_LOWER"
    BY_GROUP = "BY_GROUP"
    HOLDS_NOTHING = "HOLDS_NOTHING"
    NO_MEMBER = "NO_MEMBER"
    NO_AD_ACCOUNT = "NO_AD_ACCOUNT"
    CHANGED_SINCE = "CHANGED_SINCE"
    DAY_OVER = "DAY_OVER"
    MAKER_GONE = "MAKER_GONE"


_SENTENCES: dict[Why, str] = {
    Why.NO_RIGHT: "You do not hold Admin on this ad account",
    Why.BEYOND_OWN_END: "Your own level ends with {}: choose that day or an earlier one",
    Why.WOULD_LOWER: "Holds more, or for longer, and only raising was chosen",
    Why.BY_GROUP: "Comes through the group {} and is changed there",
    Why.HOLDS_NOTHING: "Holds no level that was given directly",
    Why.NO_MEMBER: "Is no member of the center any more",
    Why.NO_AD_ACCOUNT: "The ad account is not in this center any more",
    Why.CHANGED_SINCE: "Changed since by {}",
    Why.DAY_OVER: "The chosen last day is over",
    Why.MAKER_GONE: "Whoever started this is no member of the center any more",
}
_WITHOUT_DETAIL = {
    Why.BEYOND_OWN_END: "Your own level ends earlier",
    Why.BY_GROUP: "Comes through a group and is changed there",
    Why.CHANGED_SINCE: "Changed since",
}


def reason_words(why: Why, detail: str = "") -> str:
    """Why a pair is skipped, as a sentence without its full stop; empty for no reason.

    `detail` is a name or a day; without one the sentence speaks of all that are skipped for this reason.
    """
    return _SENTENCES.get(why, "").format(detail) if detail or why not in _WITHOUT_DETAIL else _WITHOUT_DETAIL[why]


@dataclass(frozen=True, slots=True)
class Wish:
    """What everybody who is named shall hold directly; `held` None ends it."""

    held: Held | None
    only_raise: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One pair: what it holds directly as far as was seen, and what it shall hold."""

    pair: Pair
    seen: Held | None
    wanted: Held | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a pair, and why not; `detail` is what the reason names."""

    state: RowState
    why: Why = Why.NOTHING
    detail: str = ""


@dataclass(frozen=True, slots=True)
class OwnLevel:
    """What the acting person holds on an ad account, and the moment and day until which they may give it."""

    level: AdAccountLevel | None
    until: datetime | None
    last_day: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands in the center now. `own` is None for whoever may say who works on every ad account of it."""

    now: datetime
    people: frozenset[int]
    ad_accounts: frozenset[int]
    held: Mapping[Pair, Held]
    own: Mapping[int, OwnLevel] | None
    groups: Mapping[Pair, str]


def plan(wish: Wish, pair: Pair, facts: Facts) -> tuple[Asked, Verdict]:
    """What a wish asks of one pair, and what would become of it now."""
    asked = Asked(pair, facts.held.get(pair), wish.held)
    verdict = judge(asked, facts)
    if verdict.state is RowState.SAME and wish.held is None:
        group = facts.groups.get(pair, "")
        verdict = Verdict(RowState.SKIPPED, Why.BY_GROUP if group else Why.HOLDS_NOTHING, group)
    elif verdict.state is RowState.WAITING and wish.only_raise and wish.held and _has_more(asked.seen, wish.held):
        verdict = Verdict(RowState.SKIPPED, Why.WOULD_LOWER)
    return asked, verdict


def judge(asked: Asked, facts: Facts) -> Verdict:
    """Whether a pair may be changed now, as it was seen; the acting person's rights are those of this moment."""
    pair, held = asked.pair, facts.held.get(asked.pair)
    if pair.ad_account not in facts.ad_accounts:
        return Verdict(RowState.SKIPPED, Why.NO_AD_ACCOUNT)
    if pair.user not in facts.people:
        return Verdict(RowState.SKIPPED, Why.NO_MEMBER)
    refused = _beyond_rights(asked, facts)
    if refused is not None:
        return refused
    if held == asked.wanted:
        return Verdict(RowState.SAME)
    if held != asked.seen:
        return Verdict(RowState.SKIPPED, Why.CHANGED_SINCE)
    if asked.wanted is not None and asked.wanted.until is not None and asked.wanted.until <= facts.now:
        return Verdict(RowState.SKIPPED, Why.DAY_OVER)
    return Verdict(RowState.WAITING)


def _beyond_rights(asked: Asked, facts: Facts) -> Verdict | None:
    """Never above the own level and never longer; who holds Admin may do the rest."""
    if facts.own is None:
        return None
    own = facts.own.get(asked.pair.ad_account)
    if own is None or not is_at_least(own.level, AdAccountLevel.ADMIN):
        return Verdict(RowState.SKIPPED, Why.NO_RIGHT)
    if asked.wanted is not None and _outlasts(asked.wanted.until, own.until):
        return Verdict(RowState.SKIPPED, Why.BEYOND_OWN_END, own.last_day)
    return None


def _has_more(seen: Held | None, wanted: Held) -> bool:
    """Whether somebody would have less at some moment: a lower level, or the level for a shorter time."""
    return seen is not None and (not is_at_least(wanted.level, seen.level) or _outlasts(seen.until, wanted.until))


def _outlasts(until: datetime | None, other: datetime | None) -> bool:
    return other is not None and (until is None or until > other)


@dataclass(frozen=True, slots=True)
class RunRow:
    """A bulk change as lists show it; `until` is the first moment at which what is given has ended."""

    id: str
    kind: RunKind
    state: RunState
    maker_id: str
    maker: str
    level: AdAccountLevel | None
    until: datetime | None
    only_raise: bool
    reason: str
    undo_of: str
    people: int
    ad_accounts: int
    pairs: int
    created_at: datetime
    finished_at: datetime | None
    error: str = ""


@dataclass(frozen=True, slots=True)
class PairRow:
    """One pair of a bulk change: before, after, and what became of it."""

    place: int
    user_id: str
    person: str
    ad_account_id: str
    ad_account: str
    external_id: str
    before: Held | None
    after: Held | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class RunView:
    """A bulk change with its counts and one page of its pairs.

    `counts` are by state, `reasons` of those skipped by why; `total` is the number of pairs that the page is of.
    """

    run: RunRow
    counts: Mapping[RowState, int]
    reasons: Mapping[Why, int]
    rows: Sequence[PairRow]
    total: int
    may_start: bool
    may_cancel: bool
    may_undo: bool


def outcome_words(view: RunView) -> str:
    """How a bulk change that was stopped ended: what was done stays."""
    done, left = view.counts.get(RowState.CHANGED, 0), view.counts.get(RowState.WAITING, 0)
    if view.run.state is not RunState.CANCELLED:
        return view.run.error
    stays = "Nothing was changed" if not done else f"{done:,} {'was' if done == 1 else 'were'} changed, and that stays"
    return f"Stopped. {stays}. {left:,} {'was' if left == 1 else 'were'} left as they were."
