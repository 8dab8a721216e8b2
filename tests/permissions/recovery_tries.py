"""How the handlers of recoveries and of a person's own ad accounts are tried, by hand."""

from tests.permissions.shows import Seen, becomes, has, leads_to, says, tells
from tests.permissions.tried import SESSION, Try
from tests.permissions.use_cases import Our

DESK = {"page": "/desk/recovery", "steps": (SESSION, "desk_recovery.DeskRecoveryState.load")}
OPENED = {
    "page": "/desk/recovery",
    "steps": (SESSION, ("desk_recovery.DeskRecoveryState.open_center", {"center_id": Our.ORPHAN})),
    "filled_by": "reviewer",
}
CHOICE = {"form": {"address": Our.CHOSEN, "reason": "Nobody is left"}}
NOTICE = {"page": "/recovery", "steps": (SESSION, "recovery.RecoveryNoticeState.load")}

MINE = {"page": "/my", "steps": (SESSION, "own_accounts.OwnSpaceState.load")}
GERMANY = {"region": "DE", "currency": "EUR", "time_zone": "Europe/Berlin"}


def is_answered(seen: Seen) -> bool:
    """Nothing to show before the person has begun, and nothing is said."""
    return seen.answer.functions == [] and seen.answer.left_for == ""


RECOVERY_TRIES: tuple[Try, ...] = (
    Try("desk_recovery.DeskRecoveryState.cancel", says("Stopped."), {"recovery_id": Our.RECOVERY}, **DESK),
    Try("desk_recovery.DeskRecoveryState.choose", becomes("chosen", "a@example.org"), {"address": "a@example.org"},
        **OPENED),
    Try("desk_recovery.DeskRecoveryState.clear_filters", leads_to("/desk/recovery"), **DESK),
    Try("desk_recovery.DeskRecoveryState.load", has("waiting"), page="/desk/recovery", steps=(SESSION,)),
    Try("desk_recovery.DeskRecoveryState.open_center", becomes("opened", Our.ORPHAN), {"center_id": Our.ORPHAN},
        page="/desk/recovery", steps=(SESSION,)),
    Try("desk_recovery.DeskRecoveryState.refresh", has("waiting"), **DESK, filled_by="reviewer"),
    Try("desk_recovery.DeskRecoveryState.search_for", leads_to("/desk/recovery?q=x"), {"text": "x"}, **DESK),
    Try("desk_recovery.DeskRecoveryState.set_opened", becomes("opened", ""), {"opened": False}, **OPENED),
    Try("desk_recovery.DeskRecoveryState.start", says("Chosen."), CHOICE, **OPENED),
    Try("desk_recovery.DeskRecoveryState.turn_back", leads_to("/desk/recovery"), **DESK),
    Try("desk_recovery.DeskRecoveryState.turn_on", leads_to("/desk/recovery?page=2"), **DESK),
    Try("own_accounts.OwnAccountsState.clear_filters", leads_to("/my"), **MINE),
    Try("own_accounts.OwnAccountsState.load", becomes("loading", False), **MINE),
    Try("own_accounts.OwnAccountsState.refresh", is_answered, **MINE),
    Try("own_accounts.OwnAccountsState.search_for", leads_to("/my?q=x"), {"text": "x"}, **MINE),
    Try("own_accounts.OwnAccountsState.turn_back", leads_to("/my"), **MINE),
    Try("own_accounts.OwnAccountsState.turn_on", leads_to("/my?page=2"), **MINE),
    Try("own_accounts.OwnSpaceState.begin", leads_to("/my?center="), {"form": GERMANY}, **MINE),
    Try("own_accounts.OwnSpaceState.load", becomes("is_loaded", True), page="/my", steps=(SESSION,)),
    Try("recovery.RecoveryNoticeState.load", becomes("is_loaded", True), page="/recovery", steps=(SESSION,)),
    Try("recovery.RecoveryNoticeState.object", says("You objected"), {"form": {"reason": "No"}}, **NOTICE),
    Try("recovery.RecoveryNoticeState.refresh", tells("recovery_id"), **NOTICE),
)  # fmt: skip
