"""The handlers of recoveries and of a person's own ad accounts; as in handlers.py."""

from tests.permissions.who import Who

RECOVERY_HANDLERS: dict[str, Who] = {
    "desk_recovery.DeskRecoveryState.cancel": Who.DESK,
    "desk_recovery.DeskRecoveryState.choose": Who.SIGNED_IN,
    "desk_recovery.DeskRecoveryState.clear_filters": Who.SIGNED_IN,
    "desk_recovery.DeskRecoveryState.load": Who.DESK,
    "desk_recovery.DeskRecoveryState.open_center": Who.DESK,
    "desk_recovery.DeskRecoveryState.refresh": Who.DESK,
    "desk_recovery.DeskRecoveryState.search_for": Who.SIGNED_IN,
    "desk_recovery.DeskRecoveryState.set_opened": Who.SIGNED_IN,
    "desk_recovery.DeskRecoveryState.start": Who.DESK,
    "desk_recovery.DeskRecoveryState.turn_back": Who.SIGNED_IN,
    "desk_recovery.DeskRecoveryState.turn_on": Who.SIGNED_IN,
    "own_accounts.OwnAccountsState.clear_filters": Who.SIGNED_IN,
    "own_accounts.OwnAccountsState.load": Who.SIGNED_IN,
    "own_accounts.OwnAccountsState.refresh": Who.SIGNED_IN,
    "own_accounts.OwnAccountsState.search_for": Who.SIGNED_IN,
    "own_accounts.OwnAccountsState.turn_back": Who.SIGNED_IN,
    "own_accounts.OwnAccountsState.turn_on": Who.SIGNED_IN,
    "own_accounts.OwnSpaceState.begin": Who.SIGNED_IN,
    "own_accounts.OwnSpaceState.load": Who.SIGNED_IN,
    "recovery.RecoveryNoticeState.load": Who.MEMBER,
    "recovery.RecoveryNoticeState.object": Who.INSIDER,
    "recovery.RecoveryNoticeState.refresh": Who.MEMBER,
}
