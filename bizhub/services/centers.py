"""Centers: the list of one's own, settings, the checklist after the wizard, and the published limits."""

from collections.abc import Mapping
from functools import partial

from sqlalchemy import ColumnElement, and_, func, select, update

from bizhub.domain import edits
from bizhub.domain.audit import AuditEvent
from bizhub.domain.centers import (
    CenterDetails,
    Checklist,
    ChecklistItem,
    CompanyVersion,
    LimitRow,
    industry_name,
)
from bizhub.domain.errors import NotFound
from bizhub.domain.people import CenterRow
from bizhub.domain.policy import CenterRole, Permission
from bizhub.services import last_admin, record, regions, sign_in_state, signals, two_step
from bizhub.services.access import AD_ACCOUNT, MEMBERSHIP, USER, current_member_at
from bizhub.services.document_rows import TICKET
from bizhub.services.invitations import INVITATION
from bizhub.services.onboarding import VERSION, checked_center_name
from bizhub.services.preferences import read_preference, write_preference
from bizhub.services.published_limits import published_limits
from bizhub.services.sign_in_state import CENTER
from bizhub.services.verification_standing import read_standing
from bizhub.services.work import Work

OBJECT = "center"
_HIDDEN_CHECKLIST = "hidden_checklist"
_ASKER = USER.alias("asker")


def list_centers(work: Work) -> tuple[CenterRow, ...]:
    """The person's own centers, by name, without the place of their own ad accounts."""
    work.signed_in()
    own = sign_in_state.read_memberships(work.connection, work.user_id, work.now)
    return tuple(center for center in own if center.role is not CenterRole.OWNER)


def view_center_details(work: Work) -> CenterDetails:
    """The current center with its company data and every version of them; its contact for admins only."""
    work.require(Permission.CENTER_VIEW)
    reaches = work.may(Permission.CENTER_EDIT)
    query = select(CENTER, USER.c.name.label("creator")).join(USER, USER.c.id == CENTER.c.created_by)
    row = work.connection.execute(query.where(CENTER.c.id == work.center_id)).one_or_none()
    if row is None:
        raise NotFound
    return CenterDetails(
        id=str(row.id),
        name=row.name,
        company_name=row.company_name,
        region=regions.region_name(row.region),
        currency=regions.currency_name(row.currency),
        time_zone=row.time_zone,
        industry=industry_name(row.industry),
        website=row.website,
        contact_name=row.contact_name if reaches else "",
        contact_email=row.contact_email if reaches else "",
        contact_phone=row.contact_phone if reaches else "",
        created_at=row.created_at,
        created_by=row.creator,
        versions=_versions(work),
    )


def edit_center(work: Work, *, name: str, seen: Mapping[str, str]) -> str:
    """Change the center's name unless it is what the page showed; the name now. Raises Overtaken, see domain/edits."""
    work.require(Permission.CENTER_EDIT)
    typed, own_id = {"name": checked_center_name(name)}, str(work.center_id)
    query = select(CENTER.c.name).where(CENTER.c.id == work.center_id).with_for_update()
    before = {"name": work.connection.execute(query).scalar_one()}
    who = partial(record.last_person, work.connection, work.center_id, AuditEvent.CENTER_EDIT, OBJECT, own_id)
    changed = edits.changes(seen, typed, before, who=who)
    if not changed:
        return str(before["name"])
    work.connection.execute(update(CENTER).where(CENTER.c.id == work.center_id).values(changed))
    work.audit(
        AuditEvent.CENTER_EDIT,
        object_type=OBJECT,
        object_id=own_id,
        object_name=before["name"],
        before=before,
        after=changed,
    )
    work.after_commit(partial(signals.send, signals.CenterChanged(own_id, "center")))
    return changed["name"]


def view_checklist(work: Work) -> Checklist:
    """What is left to set up, for admins who have not put the list away; everything is read from the data."""
    work.require(Permission.CENTER_VIEW)
    if not work.may(Permission.CENTER_EDIT) or str(work.center_id) in _hidden_checklists(work):
        return Checklist()
    has_account = _count(work, AD_ACCOUNT.c.id, AD_ACCOUNT.c.center_id == work.center_id) > 0
    has_two_admins = len(last_admin.lasting_admins(work, work.center_id)) > 1
    has_invited = _count(work, INVITATION.c.id, INVITATION.c.center_id == work.center_id) > 0
    return Checklist(
        (
            _verification_item(work),
            ChecklistItem(
                "ad_account",
                "Add an ad account",
                "Import a report from Ads Manager: its ad account is made for you.",
                is_done=has_account,
                href="/import",
                verb="Import a report",
            ),
            ChecklistItem(
                "second_admin",
                "Invite a second admin",
                "So that the center never depends on one person.",
                is_done=has_two_admins,
                href="/team/second-admin",
                verb="Add an admin",
            ),
            _two_step_item(work),
            ChecklistItem(
                "team",
                "Invite the team",
                "Each person signs in as themselves and gets what they need.",
                is_done=has_invited or _current_members(work) > 1,
                href="/team",
                verb="Invite people",
            ),
        )
    )


def _verification_item(work: Work) -> ChecklistItem:
    return ChecklistItem(
        "verification",
        "Verify the business",
        "So that this center can create ad accounts.",
        is_done=read_standing(work.connection, work.center_id, work.now).is_verified,
        href="/verification",
        verb="Verify",
    )


def _two_step_item(work: Work) -> ChecklistItem:
    return ChecklistItem(
        "two_step",
        "Turn on 2-step verification",
        "So that a stolen password alone opens nothing.",
        is_done=two_step.is_on(work, work.user_id),
        href="/profile/two-step",
        verb="Turn it on",
    )


def hide_checklist(work: Work) -> None:
    """Put the checklist of this center away for this person."""
    work.require(Permission.CENTER_VIEW)
    write_preference(work, _HIDDEN_CHECKLIST, sorted({*_hidden_checklists(work), str(work.center_id)}))


def list_limits(work: Work) -> tuple[LimitRow, ...]:
    """The limits that hold now, with the variable an operator sets for those that can be set."""
    work.require(Permission.CENTER_VIEW)
    return published_limits(work.runtime.settings)


def _versions(work: Work) -> tuple[CompanyVersion, ...]:
    query = (
        select(VERSION, USER.c.name.label("editor"), _ASKER.c.name.label("asker"))
        .join(USER, USER.c.id == VERSION.c.changed_by)
        .outerjoin(TICKET, TICKET.c.id == VERSION.c.ticket_id)
        .outerjoin(_ASKER, _ASKER.c.id == TICKET.c.asked_by)
        .where(VERSION.c.center_id == work.center_id)
        .order_by(VERSION.c.valid_from.desc(), VERSION.c.id.desc())
    )
    rows = work.connection.execute(query).all()
    ends = [None, *(row.valid_from for row in rows)]
    return tuple(
        CompanyVersion(
            company_name=row.company_name,
            region=regions.region_name(row.region),
            currency=regions.currency_name(row.currency),
            time_zone=row.time_zone,
            website=row.website,
            valid_from=row.valid_from,
            valid_until=end,
            asked_by=row.asker or "",
            changed_by=row.editor,
        )
        for row, end in zip(rows, ends, strict=False)
    )


def _current_members(work: Work) -> int:
    """Enabled members."""
    is_of_center = and_(MEMBERSHIP.c.user_id == USER.c.id, MEMBERSHIP.c.center_id == work.center_id)
    return _count(work, MEMBERSHIP.c.id, and_(is_of_center, current_member_at(work.now)))


def _count(work: Work, column: ColumnElement[int], condition: ColumnElement[bool]) -> int:
    return work.connection.execute(select(func.count(column)).where(condition)).scalar_one()


def _hidden_checklists(work: Work) -> set[str]:
    return set(read_preference(work, _HIDDEN_CHECKLIST) or ())
