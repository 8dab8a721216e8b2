"""How the handlers of creating and reviewing ad accounts are tried."""

from tests.permissions.shows import becomes, has, says, tells
from tests.permissions.tried import SESSION, Try

TYPED = {
    "name": "Newest", "company": "Ours", "industry": "", "promotion_link": "", "contact_name": "", "contact_email": "",
    "billing_address": "",
}  # fmt: skip
CODES = {**dict.fromkeys(TYPED, ""), "name": "INCOMPLETE"}
NEW = {"page": "/accounts/new", "steps": (SESSION, "new_ad_account.NewAdAccountState.load")}
STANDING = {"page": "/accounts/{AD_ACCOUNT}", "steps": (SESSION, "ad_account_standing.AdAccountStandingState.load")}
SHOW = "desk_ad_account.DeskAdAccountState.show"
CASE = {"page": "/desk/case?case={NEW_ACCOUNT_CASE}", "steps": (SHOW,), "filled_by": "reviewer"}
IN_USE = {"page": "/desk/case?case={CASE_IN_USE}", "steps": (SHOW,), "filled_by": "reviewer"}
SUSPENDED = {"page": "/desk/case?case={SUSPENDED_CASE}", "steps": (SHOW,), "filled_by": "reviewer"}

AD_ACCOUNT_DESK_TRIES: tuple[Try, ...] = (
    Try("ad_account_standing.AdAccountStandingState.correct", says("does not wait for a correction"),
        {"form_data": TYPED}, **STANDING),
    Try("ad_account_standing.AdAccountStandingState.disable", says("The ad account is disabled."), **STANDING),
    Try("ad_account_standing.AdAccountStandingState.load", has("name"), page="/accounts/{AD_ACCOUNT}",
        steps=(SESSION,)),
    Try("ad_account_standing.AdAccountStandingState.refresh", has("name"),
        **STANDING),
    Try("ad_account_standing.AdAccountStandingState.set_correcting", becomes("correcting", True), {"opened": True},
        **STANDING),
    Try("desk_ad_account.DeskAdAccountState.approve", says("The center can use the ad account now."), **CASE),
    Try("desk_ad_account.DeskAdAccountState.close", becomes("opened", ""), {"opened": False}, **CASE),
    Try("desk_ad_account.DeskAdAccountState.lift", says("The suspension is lifted."), **SUSPENDED),
    Try("desk_ad_account.DeskAdAccountState.limit", says("Suspended. The center was told why."),
        {"form_data": {"reason": "x"}}, **IN_USE),
    Try("desk_ad_account.DeskAdAccountState.refresh", tells("facts"), **CASE),
    Try("desk_ad_account.DeskAdAccountState.reject", says("The center was told what to correct."),
        {"form_data": {**CODES, "note": ""}}, **CASE),
    Try("desk_ad_account.DeskAdAccountState.set_opened", becomes("opened", "limit"), {"which": "limit"}, **CASE),
    Try("desk_ad_account.DeskAdAccountState.show", has("facts"), page="/desk/case?case={NEW_ACCOUNT_CASE}"),
    Try("new_ad_account.NewAdAccountState.create", says("Only a verified center creates ad accounts."),
        {"form_data": {**TYPED, "time_zone": "Europe/Berlin"}}, **NEW),
    Try("new_ad_account.NewAdAccountState.load", has("missing"), page="/accounts/new", steps=(SESSION,)),
    Try("new_ad_account.NewAdAccountState.refresh", tells("missing"), **NEW, filled_by="admin"),
)  # fmt: skip
