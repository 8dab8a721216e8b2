"""The place of a person's own ad accounts: a center with `is_personal`, of which they are the only member, OWNER.

So that whatever reads, imports, reviews or records ad accounts finds one owner, and a team nowhere (see decision 23).
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy import and_, bindparam, func, insert, select, update

from bizhub.domain.audit import AuditEvent
from bizhub.domain.errors import InvalidInput
from bizhub.domain.ids import new_id
from bizhub.domain.own_space import NAME, OwnSpace
from bizhub.domain.policy import CenterRole
from bizhub.services import onboarding, session_view, signals, verification_standing
from bizhub.services.access import AD_ACCOUNT, CENTER, MEMBERSHIP
from bizhub.services.onboarding import VERSION
from bizhub.services.user_ending import hold_person
from bizhub.services.work import Work

OBJECT = "center"
_PLACE_STEP = 2
_CHOOSE = {
    "region": "Choose the country you live in.",
    "currency": "Choose the currency of the ad accounts you create here.",
    "time_zone": "Choose a time zone of the list, such as Europe/Berlin.",
}
_OWN = (
    select(CENTER.c.id, CENTER.c.region, CENTER.c.currency, CENTER.c.time_zone)
    .join(MEMBERSHIP, MEMBERSHIP.c.center_id == CENTER.c.id)
    .where(
        MEMBERSHIP.c.user_id == bindparam("person"),
        MEMBERSHIP.c.role == CenterRole.OWNER,
        MEMBERSHIP.c.ended_at.is_(None),
    )
)


def view_own_space(work: Work) -> OwnSpace | None:
    """Where the acting person's own ad accounts are; None for who has not begun with any."""
    row = _read(work)
    if row is None:
        return None
    standing = verification_standing.read_standing(work.connection, row.id, work.now)
    return OwnSpace(str(row.id), row.region, row.currency, row.time_zone, standing.status)


def open_own_space(work: Work, *, region: str, currency: str, time_zone: str) -> str:
    """Make the place of the acting person's own ad accounts; its ID. Who has one already gets that one.

    Country and currency hold for every ad account that is created there. Raises InvalidInput for what is not known.
    """
    person = work.signed_in()
    # PostgreSQL lets two tabs in at once; they wait for each other here.
    hold_person(work)
    known = _read(work)
    if known is not None:
        return str(known.id)
    told = {"region": region.strip(), "currency": currency.strip(), "time_zone": time_zone.strip()}
    _check(work, told)
    center_id, by = new_id(), {"company_name": person.name, "website": ""}
    made = {"created_at": work.now, "created_by": work.user_id, "is_personal": True}
    work.connection.execute(insert(CENTER).values(id=center_id, name=NAME, **told, **by, **made))
    version = {"center_id": center_id, "valid_from": work.now, "changed_by": work.user_id}
    work.connection.execute(insert(VERSION).values(id=new_id(), **told, **by, **version))
    owner = {"user_id": work.user_id, "role": CenterRole.OWNER, "valid_from": work.now, "added_by": work.user_id}
    work.connection.execute(insert(MEMBERSHIP).values(id=new_id(), center_id=center_id, **owner))
    work.audit(
        AuditEvent.CENTER_CREATE, object_type=OBJECT, object_id=str(center_id), object_name=NAME, after=told,
        center_id=center_id,
    )  # fmt: skip
    session_view.remember_center(work, center_id=str(center_id))
    work.after_commit(partial(signals.send, signals.UserChanged(person.id)))
    return str(center_id)


def end_own_space(work: Work) -> None:
    """Let the current center end now where it is somebody's own place: nobody is left whose ad accounts these were.

    Part of account_deletion. What lies there is cleared by services/center_sweep, as with any center that has ended.
    """
    own = and_(CENTER.c.id == work.center_id, CENTER.c.is_personal)
    if work.connection.execute(update(CENTER).where(own).values(ends_at=work.now)).rowcount == 1:
        work.audit(
            AuditEvent.CENTER_DELETE, object_type=OBJECT, object_id=str(work.center_id), object_name=NAME,
            after={"ends_at": work.now.isoformat()},
        )  # fmt: skip


def count_own_ad_accounts(work: Work) -> int:
    """How many ad accounts the acting person owns alone."""
    row = _read(work)
    owned = select(func.count()).select_from(AD_ACCOUNT).where(AD_ACCOUNT.c.center_id == (row and row.id))
    return int(work.connection.execute(owned).scalar_one())


def _check(work: Work, told: Mapping[str, str]) -> None:
    """As for a center, in words for who has no business."""
    try:
        onboarding.check_center_step(work, step=_PLACE_STEP, values=told)
    except InvalidInput as error:
        raise InvalidInput(_CHOOSE[error.field], field=error.field) from None


def _read(work: Work) -> Any:
    return work.connection.execute(_OWN, {"person": work.user_id}).one_or_none()
