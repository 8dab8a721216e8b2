"""Each status of an ad account, each action on it, each kind of person: by hand from product.md 4 and 5."""

from contextlib import nullcontext
from typing import Any

import pytest

from bizhub.domain.errors import BizHubError, Conflict, NotFound
from bizhub.services import ad_account_applications, ad_account_review
from tests.factories import World
from tests.services.ad_account_stage import FORM, NAMELESS, Stage

PENDING, AGAIN = "STATUS_PENDING_CONFIRM", "STATUS_PENDING_CONFIRM_MODIFY"
FAILED, IN_USE, LIMITED, OVER = "STATUS_CONFIRM_FAIL", "STATUS_ENABLE", "STATUS_LIMIT", "STATUS_DISABLE"
STATUSES = (PENDING, AGAIN, FAILED, IN_USE, LIMITED, OVER)

# What each action makes of each status; where it makes nothing of it, whoever may act is told so.
MAKES: dict[str, dict[str, str]] = {
    "correct": {FAILED: AGAIN},
    "disable": {PENDING: OVER, AGAIN: OVER, FAILED: OVER, IN_USE: OVER},
    "approve": {PENDING: IN_USE, AGAIN: IN_USE},
    "reject": {PENDING: FAILED, AGAIN: FAILED},
    "limit": {IN_USE: LIMITED},
    "lift": {LIMITED: IN_USE},
}
MAY: dict[str, set[str]] = {
    "correct": {"admin", "account admin"},  # Olga created it and holds ADMIN on it
    "disable": {"admin", "admin without a level"},
    "approve": {"desk"}, "reject": {"desk"}, "limit": {"desk"}, "lift": {"desk"},
}  # fmt: skip
PEOPLE = ("admin", "admin without a level", "account admin", "operator", "member", "stranger", "desk")


def arguments(stage: Stage, action: str, account: str) -> tuple[Any, dict[str, Any]]:
    of_account = {"ad_account_id": account}
    return {
        "correct": (ad_account_applications.correct_ad_account, {**of_account, "form": FORM}),
        "disable": (ad_account_applications.disable_ad_account, of_account),
        "approve": (ad_account_review.approve_ad_account, {"case_id": stage.case_of(account)}),
        "reject": (ad_account_review.reject_ad_account, {"case_id": stage.case_of(account), "problems": NAMELESS}),
        "limit": (ad_account_review.limit_ad_account, {**of_account, "reason": "Bad ads"}),
        "lift": (ad_account_review.lift_limit, of_account),
    }[action]


@pytest.fixture
def stage(world: World) -> Stage:
    made = Stage(world)
    made.verify()
    return made


@pytest.mark.parametrize("action", MAKES)
@pytest.mark.parametrize("status", STATUSES)
def test_each_action_on_each_status_by_everybody(stage: Stage, status: str, action: str) -> None:
    account = stage.in_status(status)
    people = stage.people_of(account)
    _ = [stage.claimed(account) for waits in (status,) if waits in (PENDING, AGAIN)]
    use_case, given = arguments(stage, action, account)
    for name in [name for name in PEOPLE if name not in MAY[action]]:
        with pytest.raises(BizHubError) as refused:
            stage.do(people[name], use_case, **given)
        assert not isinstance(refused.value, Conflict), name
        assert stage.status_of(account) == status
    made = MAKES[action].get(status)
    with nullcontext() if made else pytest.raises(Conflict):
        stage.do(people[min(MAY[action])], use_case, **given)
    assert stage.status_of(account) == (made or status)
    with pytest.raises(Conflict):  # a second time
        stage.do(people[max(MAY[action])], use_case, **given)
    assert stage.status_of(account) == (made or status)


@pytest.mark.parametrize("action", ["correct", "disable", "limit", "lift"])
def test_what_is_elsewhere_is_what_does_not_exist(stage: Stage, action: str) -> None:
    account = stage.in_status(IN_USE)
    use_case, given = arguments(stage, action, account)
    for unknown in ("1", "", "x", "-1", "9" * 25):
        actor = stage.rita if "desk" in MAY[action] else stage.olga
        with pytest.raises(NotFound):
            stage.do(actor, use_case, **{**given, "ad_account_id": unknown})
