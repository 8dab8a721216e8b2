"""Every transition of a verification, from every state, by everybody: a table written by hand."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from bizhub.domain.errors import BizHubError
from bizhub.domain.verification import VerificationStatus
from bizhub.services import verification, verification_drafts, verification_review
from bizhub.services.work import Caller, begin
from tests.factories import MadeUser, World
from tests.services.verification_stage import LINDEN, NAME, Verifying, seated
from tests.sign_in_steps import MovableClock

ACTIONS = ("start", "correct", "save", "submit", "drop", "withdraw", "appeal", "approve", "reject")

#                 the center stands    start correct save submit drop withdraw appeal approve reject
ADMIN = {
    "nothing": (" NOT_SUBMITTED        +     !       0    0      0    0        0      0       0"),
    "draft": ("   NOT_SUBMITTED        +     !       +    +      +    !        !      0       0"),
    "reviewing": ("REVIEWING           !     !       !    !      !    +        !      0       0"),
    "withdrawn": ("NOT_SUBMITTED       +     !       !    !      !    !        !      0       0"),
    "failed": ("  FAILED               +     +       !    !      !    !        +      0       0"),
    "correcting": ("FAILED             +     +       +    +      +    !        !      0       0"),
    "appealed": ("REVIEWING            !     !       !    !      !    +        !      0       0"),
    "verified": ("VERIFIED             +     !       !    !      !    !        !      0       0"),
    "renewing": ("VERIFIED             +     !       +    +      +    !        !      0       0"),
    "in_renewal": ("VERIFIED           !     !       !    !      !    +        !      0       0"),
    "expired": (" EXPIRED              +     !       !    !      !    !        !      0       0"),
}
CLAIMANT = {
    "nothing": (" NOT_SUBMITTED        0     0       0    0      0    0        0      0       0"),
    "draft": ("   NOT_SUBMITTED        0     0       0    0      0    0        0      0       0"),
    "reviewing": ("REVIEWING           0     0       0    0      0    0        0      +       +"),
    "withdrawn": ("NOT_SUBMITTED       0     0       0    0      0    0        0      !       !"),
    "failed": ("  FAILED               0     0       0    0      0    0        0      !       !"),
    "correcting": ("FAILED             0     0       0    0      0    0        0      !       !"),
    "appealed": ("REVIEWING            0     0       0    0      0    0        0      +       +"),
    "verified": ("VERIFIED             0     0       0    0      0    0        0      !       !"),
    "renewing": ("VERIFIED             0     0       0    0      0    0        0      !       !"),
    "in_renewal": ("VERIFIED           0     0       0    0      0    0        0      +       +"),
    "expired": (" EXPIRED              0     0       0    0      0    0        0      !       !"),
}
"""`+` it is done, `!` Conflict: told that it stands otherwise, `0` NotFound: there is no such thing."""

OTHERS = {
    #               start correct save submit drop withdraw appeal approve reject
    "member": "     -     -       -    -      -    -        -      0       0",
    "stranger": "   0     0       0    0      0    0        0      0       0",
    "nobody": "     ?     ?       ?    ?      ?    ?        ?      ?       ?",
}
"""The same in every state: `-` PermissionDenied, `?` SignedOut."""
UNCLAIMED = {
    "nothing": "0 0", "draft": "0 0", "reviewing": "! !", "withdrawn": "! !", "failed": "! !", "correcting": "! !",
    "appealed": "! !", "verified": "! !", "renewing": "! !", "in_renewal": "! !", "expired": "! !",
}  # fmt: skip
"""What another reviewer gets, for approve and reject: somebody else has claimed it, or it was decided."""

SIGNS = {"NotFound": "0", "PermissionDenied": "-", "SignedOut": "?"}
AGAIN = ("submit", "drop", "withdraw", "appeal", "approve", "reject")
"""What is done once: the second time the same person is told."""


class _Undo(Exception):
    """Ends a try without a trace."""


def brought_to(state: str, verifying: Verifying, clock: MovableClock) -> None:
    """The center in one of the states, by what people do."""
    steps: dict[str, tuple[Callable[[], Any], ...]] = {
        "nothing": (),
        "draft": (verifying.start, partial(verifying.save, LINDEN), verifying.document),
        "reviewing": (verifying.send,),
        "withdrawn": (verifying.send, verifying.withdraw),
        "failed": (verifying.send, verifying.reject),
        "correcting": (verifying.send, verifying.reject, verifying.correct, _new_name(verifying)),
        "appealed": (verifying.send, verifying.reject, partial(_appeal, verifying)),
        "verified": (verifying.send, verifying.approve),
        "renewing": (verifying.send, verifying.approve, verifying.start, verifying.document),
        "in_renewal": (verifying.send, verifying.approve, verifying.start, verifying.document, verifying.submit),
        "expired": (verifying.send, verifying.approve, partial(_a_year, clock)),
    }
    for step in steps[state]:
        clock.move(minutes=1)
        step()


def _new_name(verifying: Verifying) -> Callable[[], Any]:
    return partial(verifying.save, {"name": "Linden GmbH"})


def _appeal(verifying: Verifying) -> None:
    newest = verifying.page().sent[0].id
    verifying.team.act(verifying.admin, verification.appeal_verification, submission_id=newest, reason="It is right")


def _a_year(clock: MovableClock) -> None:
    clock.move(days=366)


def _tries(verifying: Verifying) -> dict[str, Callable[..., Any]]:
    """Each action on the newest that there is."""
    rows = verifying.team.rows("SELECT id, version FROM verification ORDER BY created_at DESC, id DESC LIMIT 1")
    newest, version = rows[0] if rows else (1, 1)
    draft, sent = {"draft_id": str(newest)}, {"submission_id": str(newest)}
    case = {"case_id": verifying.claim()}
    return {
        "start": verification_drafts.start_verification,
        "correct": verification_drafts.start_correction,
        "save": partial(verification_drafts.save_draft, **draft, version=version, step=1, values={}),
        "submit": partial(verification.submit_verification, **draft, version=version),
        "drop": partial(verification_drafts.discard_draft, **draft),
        "withdraw": partial(verification.withdraw_verification, **sent),
        "appeal": partial(verification.appeal_verification, **sent, reason="It is right"),
        "approve": partial(verification_review.approve_verification, **case),
        "reject": partial(verification_review.reject_verification, **case, problems=NAME),
    }


def _outcome(verifying: Verifying, caller: Caller, action: Callable[..., Any], times: int = 1) -> str:
    """The sign for what somebody gets, of which nothing stays."""
    try:
        with begin(verifying.runtime, caller, write=True) as work:
            for _ in range(times):
                action(work)
            raise _Undo
    except _Undo:
        return "+"
    except BizHubError as error:
        return SIGNS.get(type(error).__name__, "!")


def _row(verifying: Verifying, caller: Caller) -> list[str]:
    return [_outcome(verifying, caller, action) for action in _tries(verifying).values()]


@pytest.mark.parametrize("state", ADMIN)
def test_an_admin_does_what_the_state_allows(verifying: Verifying, moved_clock: MovableClock, state: str) -> None:
    brought_to(state, verifying, moved_clock)
    stands, *expected = ADMIN[state].split()
    assert verifying.page().standing.status is VerificationStatus(stands)
    assert _row(verifying, verifying.admin.caller(verifying.team.center)) == expected


@pytest.mark.parametrize("state", CLAIMANT)
def test_a_reviewer_decides_on_what_they_claimed(verifying: Verifying, moved_clock: MovableClock, state: str) -> None:
    brought_to(state, verifying, moved_clock)
    assert _row(verifying, verifying.reviewer.caller(verifying.team.center)) == CLAIMANT[state].split()[1:]


@pytest.mark.parametrize("state", UNCLAIMED)
def test_another_reviewer_decides_on_nothing(
    verifying: Verifying, world: World, moved_clock: MovableClock, state: str
) -> None:
    emil = seated(world, "Emil")
    verifying.team.keep_sessions()
    brought_to(state, verifying, moved_clock)
    assert _row(verifying, emil.caller(verifying.team.center)) == ["0"] * 7 + UNCLAIMED[state].split()


@pytest.mark.parametrize("state", ADMIN)
def test_nobody_else_does_anything(
    verifying: Verifying, world: World, max_: MadeUser, moved_clock: MovableClock, state: str
) -> None:
    stranger = world.user("Eve")
    world.center(stranger, "Theirs")
    verifying.team.keep_sessions()
    brought_to(state, verifying, moved_clock)
    center = verifying.team.center
    callers = {"member": max_.caller(center), "stranger": stranger.caller(center), "nobody": Caller(center_id=center)}
    assert {who: _row(verifying, caller) for who, caller in callers.items()} == {
        who: signs.split() for who, signs in OTHERS.items()
    }


ONCE = [
    (state, action)
    for table in (ADMIN, CLAIMANT)
    for state, signs in table.items()
    for action, sign in zip(ACTIONS, signs.split()[1:], strict=True)
    if sign == "+" and action in AGAIN
]


@pytest.mark.parametrize(("state", "action"), ONCE)
def test_what_was_done_is_not_done_twice(
    verifying: Verifying, moved_clock: MovableClock, state: str, action: str
) -> None:
    brought_to(state, verifying, moved_clock)
    who = verifying.reviewer if action in {"approve", "reject"} else verifying.admin
    assert _outcome(verifying, who.caller(verifying.team.center), _tries(verifying)[action], times=2) == "!"
