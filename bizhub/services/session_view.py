"""Who is signed in, which center and ad account they look at, and the memory of both for the next tab."""

from zlib import crc32

from bizhub.domain.errors import BizHubError, NotFound
from bizhub.domain.people import CenterRow
from bizhub.domain.policy import Permission, ad_account_permissions, role_permissions
from bizhub.domain.session_view import CenterView, PersonView, SelectedAdAccount
from bizhub.services import access, desk_gate, sign_in_state
from bizhub.services.preferences import read_preference, write_preference
from bizhub.services.public import public
from bizhub.services.work import Work

_CENTER = "center"
_AD_ACCOUNT = "ad_account"
_ROOM_FOR_ENDED = 2**24
_ROOM_FOR_BARS = 2**56


@public
def is_signed_in(work: Work) -> bool:
    """Whether the caller's session is open; the guard asks."""
    return work.user is not None


@public
def count_ended_rights(work: Work) -> int | None:
    """How many of the caller's rights have ended; None without an open session.

    What was loaded before this number changed may no longer be theirs; the guard asks when a page hydrates. Which
    centers keep them out for now makes it another number too.
    """
    if work.user is None:
        return None
    centers = sign_in_state.read_memberships(work.connection, work.user_id, work.now, work.session_began)
    barred = ",".join(sorted(center.id for center in centers if center.bar is not None))
    ended = access.count_ended_rights(work.connection, work.user_id, work.now)
    own = ended + _ROOM_FOR_ENDED * crc32(barred.encode())
    if work.view is None:
        return own
    theirs = access.count_ended_rights(work.connection, int(work.view.person.id), work.now)
    # Of another kind than any count, and another for each view: what one of them has shown is nobody else's.
    return -(int(work.view.until.timestamp() * 1_000_000) * _ROOM_FOR_BARS + own + theirs)


def view_person(work: Work, *, wanted_center: str, current_center: str) -> PersonView:
    """The signed-in person and the center to show: the wanted one, else the tab's, the remembered, the first.

    A wanted center that is not the person's raises NotFound; the others give way silently.
    """
    person, centers = work.signed_in(), own_centers(work)
    own = [center.id for center in centers]
    if wanted_center and wanted_center not in own:
        raise NotFound
    candidates = (wanted_center, current_center, read_preference(work, _CENTER) or "", *own)
    shown = next((center for center in candidates if center in own), "")
    left = 0 if work.view is None else int((work.view.until - work.now).total_seconds())
    at_desk = work.view is None and desk_gate.is_at_desk(work)
    return PersonView(person, centers, shown, work.view, left, at_desk)


def own_centers(work: Work) -> tuple[CenterRow, ...]:
    """The centers of the acting person, by name; of one who is viewed, the one in which they are."""
    if work.view is not None:
        return (work.view.center,)
    return sign_in_state.read_memberships(work.connection, work.user_id, work.now, work.session_began)


def view_center(work: Work, *, wanted_account: str, current_account: str | None) -> CenterView:
    """The current center and the ad account to show: the wanted one, else the tab's, in a new tab the remembered.

    A tab's account is empty when it shows all of them, and None when it has shown nothing of this center. A wanted
    account that may not be seen raises; the others give way to all accounts.
    """
    center, somewhere = work.in_center(), work.somewhere_permissions()
    return CenterView(
        center,
        role_permissions(center.role, center.finance_role),
        _shown_account(work, wanted_account, current_account),
        may_import=Permission.AD_ACCOUNT_IMPORT in somewhere,
        may_label=Permission.AD_ACCOUNT_LABEL in somewhere,
    )


def _shown_account(work: Work, wanted: str, current: str | None) -> SelectedAdAccount | None:
    if wanted:
        return view_ad_account(work, ad_account_id=wanted)
    remembered = work.view is None and current is None
    account_id = read_preference(work, _account_key(work)) if remembered else current
    try:
        return view_ad_account(work, ad_account_id=account_id) if account_id else None
    except BizHubError:
        return None  # gone, or no longer theirs


def view_ad_account(work: Work, *, ad_account_id: str) -> SelectedAdAccount:
    """One ad account that the person may see, in one query: the whole page waits for it."""
    found = work.require_on(Permission.AD_ACCOUNT_VIEW, ad_account_id)
    permissions = ad_account_permissions(work.role, found.level)
    return SelectedAdAccount(ad_account_id, found.external_id, found.name, found.currency, found.time_zone, permissions)


def remember_center(work: Work, *, center_id: str) -> None:
    """Show this center first in the next new tab."""
    own = {center.id for center in sign_in_state.read_memberships(work.connection, work.user_id, work.now)}
    if center_id not in own:
        raise NotFound
    write_preference(work, _CENTER, center_id)


def remember_ad_account(work: Work, *, ad_account_id: str) -> SelectedAdAccount | None:
    """Show this ad account first in the next new tab of this center; an empty ID means all ad accounts."""
    account = view_ad_account(work, ad_account_id=ad_account_id) if ad_account_id else None
    work.in_center()
    write_preference(work, _account_key(work), ad_account_id)
    return account


def _account_key(work: Work) -> str:
    return f"{_AD_ACCOUNT}:{work.center_id}"
