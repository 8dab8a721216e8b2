"""The handlers of creating and reviewing ad accounts."""

from tests.permissions.who import Who

AD_ACCOUNT_DESK_HANDLERS: dict[str, Who] = {
    "ad_account_standing.AdAccountStandingState.correct": Who.ACCOUNT_ADMIN,
    "ad_account_standing.AdAccountStandingState.disable": Who.NAMED_ADMIN,
    "ad_account_standing.AdAccountStandingState.load": Who.ACCOUNT_VIEWER,
    "ad_account_standing.AdAccountStandingState.refresh": Who.ACCOUNT_VIEWER,
    "ad_account_standing.AdAccountStandingState.set_correcting": Who.SIGNED_IN,
    "desk_ad_account.DeskAdAccountState.approve": Who.DESK,
    "desk_ad_account.DeskAdAccountState.close": Who.SIGNED_IN,
    "desk_ad_account.DeskAdAccountState.lift": Who.DESK,
    "desk_ad_account.DeskAdAccountState.limit": Who.DESK,
    "desk_ad_account.DeskAdAccountState.refresh": Who.DESK,
    "desk_ad_account.DeskAdAccountState.reject": Who.DESK,
    "desk_ad_account.DeskAdAccountState.set_opened": Who.SIGNED_IN,
    "desk_ad_account.DeskAdAccountState.show": Who.DESK,
    "new_ad_account.NewAdAccountState.create": Who.CENTER_ADMIN,
    "new_ad_account.NewAdAccountState.load": Who.CENTER_ADMIN,
    "new_ad_account.NewAdAccountState.refresh": Who.CENTER_ADMIN,
}
