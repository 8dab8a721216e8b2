"""The rules of a center about signing in: 2-step verification with its grace period, and the age of sessions."""

from collections.abc import Mapping
from functools import partial

from sqlalchemy import func, select

from bizhub.domain import edits
from bizhub.domain.audit import AuditEvent
from bizhub.domain.errors import InvalidInput
from bizhub.domain.policy import CenterRole, Permission
from bizhub.domain.sign_in_rules import (
    SESSION_HOURS,
    SignInRules,
    SignInRulesView,
    TwoStepFor,
    grace_days,
    grace_ends,
)
from bizhub.services import center_rules, record, two_step
from bizhub.services.access import MEMBERSHIP, USER, current_member_at
from bizhub.services.center_rules import OBJECT
from bizhub.services.sign_in_state import HAS_TWO_STEP, RULES, TWO_STEP, sign_in_rules
from bizhub.services.work import Work

_OWN_FIRST = "Turn on 2-step verification for yourself first, so that you do not lock yourself out."


def view_sign_in_rules(work: Work) -> SignInRulesView:
    """The rules that hold now; for admins also how many would be kept out."""
    work.require(Permission.TEAM_VIEW)
    rules = _rules_of(work)
    if not work.may(Permission.CENTER_EDIT):
        return SignInRulesView(rules)
    without = (
        select(MEMBERSHIP.c.role, func.count())
        .join(USER, USER.c.id == MEMBERSHIP.c.user_id)
        .outerjoin(TWO_STEP, HAS_TWO_STEP)
        .where(MEMBERSHIP.c.center_id == work.center_id, current_member_at(work.now), TWO_STEP.c.user_id.is_(None))
        .group_by(MEMBERSHIP.c.role)
    )
    counted = {CenterRole(role): count for role, count in work.connection.execute(without)}
    admins = counted.get(CenterRole.ADMIN, 0)
    return SignInRulesView(rules, admins, sum(counted.values()), two_step.is_on(work, work.user_id))


def edit_sign_in_rules(
    work: Work, *, two_step_for: str, two_step_days: str, session_hours: str, seen: Mapping[str, str]
) -> None:
    """Say of whom 2-step verification is asked, after how many days, and how old a session may be.

    The days are counted from the day on which the rule changes. Raises InvalidInput, Overtaken (see domain/edits).
    """
    work.require(Permission.CENTER_EDIT)
    if two_step_for not in list(TwoStepFor):
        raise InvalidInput("Choose one of the list.", field="two_step_for")
    if session_hours not in map(str, SESSION_HOURS):
        raise InvalidInput("Choose one of the list.", field="session_hours")
    before, own_id = _as_shown(_rules_of(work)), str(work.center_id)
    typed = {
        "two_step_for": two_step_for,
        "two_step_days": str(grace_days(two_step_days)),
        "session_hours": session_hours,
    }
    who = partial(record.last_person, work.connection, work.center_id, AuditEvent.CENTER_EDIT_RULES, OBJECT, own_id)
    changed = edits.changes(seen, typed, before, who=who)
    if not changed:
        return
    wanted = {**before, **changed}
    if wanted["two_step_for"] and "two_step_for" in changed and not two_step.is_on(work, work.user_id):
        raise InvalidInput(_OWN_FIRST, field="two_step_for")
    values = _stored(work, wanted, is_new=bool(changed.keys() & {"two_step_for", "two_step_days"}))
    center_rules.store(work, values, before={name: before[name] for name in changed}, after=changed)


def _stored(work: Work, wanted: Mapping[str, str], *, is_new: bool) -> dict[str, object]:
    """The columns; a rule about 2-step verification that is new, or has other days, holds from those days on."""
    days = int(wanted["two_step_days"])
    values: dict[str, object] = {
        "two_step_for": wanted["two_step_for"],
        "two_step_days": days,
        "session_hours": int(wanted["session_hours"]),
    }
    if is_new:
        asked = bool(wanted["two_step_for"])
        values["two_step_from"] = grace_ends(days, work.now, work.in_center().time_zone) if asked else None
    return values


def _rules_of(work: Work) -> SignInRules:
    row = work.connection.execute(select(RULES).where(RULES.c.center_id == work.center_id)).one_or_none()
    return SignInRules() if row is None else sign_in_rules(row)


def _as_shown(rules: SignInRules) -> dict[str, str]:
    return {
        "two_step_for": rules.two_step_for.value,
        "two_step_days": str(rules.two_step_days),
        "session_hours": str(rules.session_hours),
    }
