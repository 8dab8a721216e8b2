"""How the handlers of 2-step verification and of deleting one's account are tried."""

import json

from tests.permissions.shows import becomes, either, has, says
from tests.permissions.tried import SESSION, Try

PAGE = {"page": "/profile/two-step", "steps": (SESSION, "two_step.TwoStepState.load")}
BEGUN = {**PAGE, "steps": (*PAGE["steps"], "two_step.TwoStepState.start")}
DELETION = {"page": "/profile/delete", "steps": (SESSION, "account_deletion.AccountDeletionState.load")}
WRONG = {"report": json.dumps({"errors": {"code": "x"}, "done": False, "n": 1})}
CODE = {"form": {"code": "000000"}}

TWO_STEP_TRIES: tuple[Try, ...] = (
    Try("account_deletion.AccountDeletionState.answered", becomes("errors", {"code": "x"}), WRONG, **DELETION),
    Try("account_deletion.AccountDeletionState.load", has("ends"), page="/profile/delete", steps=(SESSION,)),
    Try("account_deletion.AccountDeletionState.refresh", becomes("is_loaded", True), page="/profile/delete",
        steps=(SESSION,)),
    Try("two_step.SecondStepState.answered", becomes("errors", {"code": "x"}), WRONG, page="/second-step"),
    Try("two_step.SecondStepState.load", becomes("is_loaded", True), page="/second-step"),
    Try("two_step.TurnOffState.answered", becomes("errors", {"code": "x"}), WRONG, **PAGE),
    Try("two_step.TurnOffState.set_opened", becomes("opened", True), {"opened": True}, **PAGE),
    Try("two_step.TwoStepState.begin_renewal", becomes("renewing", True), **PAGE),
    Try("two_step.TwoStepState.confirm", has("errors"), CODE, **BEGUN),
    Try("two_step.TwoStepState.give_up", becomes("secret", ""), **BEGUN),
    Try("two_step.TwoStepState.leave", either(says("You have left"), says("would be left without an admin")), **PAGE),
    Try("two_step.TwoStepState.load", becomes("is_loaded", True), page="/profile/two-step", steps=(SESSION,)),
    Try("two_step.TwoStepState.put_codes_away", says("not shown again"), **PAGE),
    Try("two_step.TwoStepState.renew", says("2-step verification is off."), CODE, **PAGE),
    Try("two_step.TwoStepState.start", has("qr"), **PAGE),
    Try("two_step.VouchState.answered", becomes("errors", {"code": "x"}), WRONG, page="/team"),
    Try("two_step.VouchState.set_opened", becomes("opened", True), {"opened": True}, page="/team"),
)  # fmt: skip
