"""The rules of a center: read, changed by its admins, and asked before somebody joins or rises."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy import insert, select, update

from bizhub.domain import edits
from bizhub.domain.audit import AuditEvent
from bizhub.domain.center_deletion import ending_day
from bizhub.domain.center_rules import AllowlistFor, CenterRules, parse_domains, shown_domains
from bizhub.domain.errors import Conflict, InvalidInput
from bizhub.domain.notifications import Kind
from bizhub.domain.policy import Permission
from bizhub.services import admins, formats, record, signals
from bizhub.services.sign_in_state import RULES
from bizhub.services.work import Work

OBJECT = "center"


def view_rules(work: Work) -> CenterRules:
    """The rules that hold now."""
    work.require(Permission.TEAM_VIEW)
    return rules_of(work, work.center_id)


def rules_of(work: Work, center_id: int) -> CenterRules:
    """The rules of a center, for whoever acts in it or joins it."""
    row = work.connection.execute(select(RULES).where(RULES.c.center_id == center_id)).one_or_none()
    if row is None:
        return CenterRules()
    return CenterRules(
        tuple(filter(None, row.domains.split(","))), AllowlistFor(row.allowlist_for), row.two_admin_approval
    )


def edit_rules(work: Work, *, domains: str, allowlist_for: str, seen: Mapping[str, str]) -> CenterRules:
    """Say which e-mail domains who has; the rules now. Raises InvalidInput, Overtaken (see domain/edits)."""
    work.require(Permission.CENTER_EDIT)
    if allowlist_for not in list(AllowlistFor):
        raise InvalidInput("Choose one of the list.", field="allowlist_for")
    parsed = parse_domains(domains)
    if allowlist_for and not parsed:
        raise InvalidInput("List at least one domain, or ask nobody for one.", field="domains")
    now = rules_of(work, work.center_id)
    before = {"domains": shown_domains(now.domains), "allowlist_for": now.allowlist_for.value}
    typed = {"domains": shown_domains(parsed), "allowlist_for": allowlist_for}
    own_id = str(work.center_id)
    who = partial(record.last_person, work.connection, work.center_id, AuditEvent.CENTER_EDIT_RULES, OBJECT, own_id)
    changed = edits.changes(seen, typed, before, who=who)
    if not changed:
        return now
    wanted = {**before, **changed}
    stored = {"domains": ",".join(parse_domains(wanted["domains"])), "allowlist_for": wanted["allowlist_for"]}
    store(work, stored, before={name: before[name] for name in changed}, after=changed)
    return rules_of(work, work.center_id)


def require_inviting(work: Work) -> None:
    """Raise unless the acting person may invite, into a center that stays."""
    work.require(Permission.MEMBER_MANAGE)
    center = work.in_center()
    if center.ends_at is not None:
        day = formats.day(ending_day(center.ends_at, center.time_zone), "en")
        raise Conflict(f"{center.name} will be deleted on {day}, so no invitations go out. Keep the center first.")


def store(work: Work, values: Mapping[str, Any], *, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Write some of the rules of the current center, and their entry, and tell the other admins; the others stay."""
    own = update(RULES).where(RULES.c.center_id == work.center_id).values(**values)
    if work.connection.execute(own).rowcount == 0:
        work.connection.execute(insert(RULES).values(center_id=work.center_id, **values))
    work.audit(
        AuditEvent.CENTER_EDIT_RULES,
        object_type=OBJECT,
        object_id=str(work.center_id),
        object_name=work.in_center().name,
        before=dict(before),
        after=dict(after),
    )
    admins.tell_admins(work, Kind.RULES_CHANGED, dict.fromkeys(after, 1))
    work.after_commit(partial(signals.send, signals.CenterChanged(str(work.center_id), "center")))
