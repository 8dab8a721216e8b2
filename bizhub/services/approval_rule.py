"""The rule that two admins agree on who is an admin: turned on by one, turned off by two."""

from functools import partial

from bizhub.domain.approvals import RuleOff, Waiting
from bizhub.domain.policy import Permission
from bizhub.services import admins, approvals, center_rules
from bizhub.services.work import Work

_FIELD = "two_admin_approval"


def set_two_admin_approval(work: Work, *, is_on: bool) -> Waiting | None:
    """Ask for a second admin from now on, or no longer: that itself waits for another admin, where there is one."""
    work.require(Permission.CENTER_EDIT)
    was_on = center_rules.rules_of(work, work.center_id).two_admin_approval
    if is_on == was_on:
        return None
    if was_on:
        again = partial(set_two_admin_approval, work, is_on=is_on)
        if waits := approvals.ask(work, RuleOff(), name=work.in_center().name, concerned=None, trial=again):
            return waits
    center_rules.store(work, {_FIELD: is_on}, before={_FIELD: was_on}, after={_FIELD: is_on})
    return None


def rests(work: Work) -> bool:
    """Whether the rule rests: only one admin could answer."""
    work.require(Permission.TEAM_VIEW)
    return len(admins.current_admins(work)) < 2
