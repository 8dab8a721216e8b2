"""The levels that take effect when an invitation is accepted: checked, and said to who has to approve it."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Table, select

from bizhub.domain.errors import InvalidInput, NotFound
from bizhub.domain.ids import parse_id
from bizhub.domain.team import MOST_GRANTS, Wish, brought_words
from bizhub.models.team import InvitationGrant
from bizhub.services import members
from bizhub.services.access import AD_ACCOUNT
from bizhub.services.ad_account_list import in_center
from bizhub.services.ad_account_people import checked_level
from bizhub.services.work import Work

INVITATION_GRANT = cast(Table, InvitationGrant.__table__)  # type: ignore[attr-defined]

Grant = tuple[int, str, datetime | None]
"""The number of an ad account, the level on it, and its end."""


def check_grants(work: Work, wish: Wish) -> Sequence[Grant]:
    """What is wished for on ad accounts; raises InvalidInput, and NotFound for one that is not of the center."""
    if not wish.ad_account_ids:
        return ()
    if len(wish.ad_account_ids) > MOST_GRANTS:
        raise InvalidInput(f"Choose at most {MOST_GRANTS} ad accounts here.", field="ad_account_ids")
    level = checked_level(wish.level).value
    until = None if wish.level_until is None else members.checked_end(work, wish.level_until, field="level_until")
    wanted = {parse_id(text) for text in wish.ad_account_ids}
    own = select(AD_ACCOUNT.c.id).where(in_center(work.center_id), AD_ACCOUNT.c.id.in_([n for n in wanted if n]))
    found = work.connection.execute(own).scalars().all()
    if set(found) != wanted:
        raise NotFound
    return tuple((number, level, until) for number in sorted(found))


def grants_of(work: Work, invitation: int) -> Sequence[Grant]:
    """What an invitation of the current center brings."""
    own = INVITATION_GRANT.c
    rows = work.connection.execute(
        select(own.ad_account_id, own.level, own.valid_until).where(own.invitation_id == invitation)
    )
    return [(row.ad_account_id, row.level, row.valid_until) for row in rows]


def words_of(work: Work, finance_role: str | None, grants: Sequence[Grant]) -> str:
    """The finance role and the ad accounts, by name, that come with an invitation (`brought_words`)."""
    account, numbers = AD_ACCOUNT.c, [number for number, _, _ in grants]
    named = select(account.name).where(in_center(work.center_id), account.id.in_(numbers))
    names = work.connection.execute(named.order_by(account.name_key, account.id)).scalars().all()
    return brought_words(finance_role or "", grants[0][1] if grants else "", names)
