"""How each event handler is tried, by hand; `tried.py` says what a try is, `*_tries.py` have those of the team."""

import json

from tests.permissions.ad_account_desk_tries import AD_ACCOUNT_DESK_TRIES
from tests.permissions.admin_tries import ADMIN_TRIES
from tests.permissions.bulk_tries import BULK_TRIES
from tests.permissions.desk_tries import DESK_TRIES
from tests.permissions.document_tries import DOCUMENT_TRIES
from tests.permissions.people_tries import PEOPLE_TRIES
from tests.permissions.recovery_tries import RECOVERY_TRIES
from tests.permissions.shows import (
    a_check_runs,
    account_has,
    becomes,
    file_is,
    file_is_gone,
    has,
    label_is,
    leads_to,
    names_are_known,
    names_are_unknown,
    says,
    tells,
    the_check_is_stopped,
)
from tests.permissions.team_tries import TEAM_TRIES
from tests.permissions.ticket_tries import TICKET_TRIES
from tests.permissions.tried import SESSION, Step, Try
from tests.permissions.two_step_tries import TWO_STEP_TRIES
from tests.permissions.use_cases import Our
from tests.permissions.verification_tries import VERIFICATION_TRIES
from tests.permissions.who import Who

__all__ = ["TRIES", "Step", "Try"]

ACTIVITY = {"page": "/activity", "steps": (SESSION,)}
ACCOUNT = {"page": "/accounts/{AD_ACCOUNT}", "steps": (SESSION, "ad_account.AdAccountState.load")}
EDITED = {**ACCOUNT, "steps": (*ACCOUNT["steps"], "ad_account.AdAccountState.start_editing")}
OPENED = {**EDITED, "filled_by": "account admin"}
LIST = {"page": "/accounts", "steps": (SESSION, "ad_accounts.AdAccountsState.load")}
ROWS = {**LIST, "filled_by": "admin"}
SETTINGS = {"page": "/settings", "steps": (SESSION, "center_settings.CenterSettingsState.load")}
IMPORTS = {"page": "/import", "steps": (SESSION, "imports.ImportState.load")}
INSIGHTS = {"page": "/insights", "steps": (SESSION, "insights.InsightsState.load")}
DRAWER = ("labels.LabelsState.open_for", {"ad_account_ids": [Our.AD_ACCOUNT]})
LABELS = {"page": "/accounts", "steps": (SESSION, DRAWER), "filled_by": "admin"}
SESSIONS = {"page": "/profile/sessions", "steps": (SESSION, "sessions.SessionsState.load")}
BUSINESS = {
    "name": "New", "industry": "RETAIL", "website": "", "region": "DE", "currency": "EUR",
    "time_zone": "Europe/Berlin", "contact_name": "Ada", "contact_email": "ada@example.org", "contact_phone": "",
}  # fmt: skip
WELCOME = {"page": "/welcome", "steps": (SESSION, "welcome.WelcomeState.load")}
TYPED = {**WELCOME, "steps": (*WELCOME["steps"], ("welcome.WelcomeState.go_on", {"form": BUSINESS}))}

PINNED = says("Pinned. In the palette (Ctrl K) press", "No longer pinned.")
WRONG = {"report": json.dumps({"errors": {"code": "x"}, "done": False, "n": 1})}
RIGHT = {"report": json.dumps({"errors": {}, "done": True, "n": 1})}
STRENGTH = {"report": json.dumps({"score": 3, "verdict": "Good", "why": "", "n": 1})}
NEWS = {"file": "a.csv", "place": 1, "status": 200, "state": "done", "answer": None}
UPLOADED = {"report": json.dumps(NEWS)}
NOT_UPLOADED = {"report": json.dumps({**NEWS, "status": 422, "state": "failed"})}
ACCOUNT_FORM = {"name": "Renamed", "industry": "", "note": ""}


def _words_about_our_ad_account(ours: dict[Our, str]) -> str:
    return json.dumps({"of": f"ad_account/{ours[Our.AD_ACCOUNT]}", "seen": {}, "n": 1})


TRIES: tuple[Try, ...] = (
    *AD_ACCOUNT_DESK_TRIES,
    *DESK_TRIES,
    *VERIFICATION_TRIES,
    *DOCUMENT_TRIES,
    *TICKET_TRIES,
    Try("activity.ActivityState.check_record", becomes("check_tone", "good"), **ACTIVITY),
    Try("activity.ActivityState.clear_filters", tells("lines"), **ACTIVITY),
    Try("activity.ActivityState.filter_by", tells("lines"), {"name": "search", "value": "x"}, **ACTIVITY),
    Try("activity.ActivityState.load", tells("lines"), **ACTIVITY),
    Try("activity.ActivityState.stop_check", the_check_is_stopped, page="/activity", steps=(SESSION, a_check_runs)),
    Try("activity.ActivityState.suggest_assets", tells("asset_answered"), {"query": "shop"}, **ACTIVITY),
    Try("activity.ActivityState.undo", says("It is as it was before."), {"sequence": Our.ENTRY}, **ACTIVITY),
    Try("ad_account.AdAccountState.load", has("account"), page="/accounts/{AD_ACCOUNT}", steps=(SESSION,)),
    Try("ad_account.AdAccountState.move_pin", account_has(pin_key="5"), {"key": "5"}, **ACCOUNT),
    Try("ad_account.AdAccountState.refresh", has("account"), **ACCOUNT),
    Try("ad_account.AdAccountState.save", says("Saved."), {"form_data": ACCOUNT_FORM}, **EDITED),
    Try("ad_account.AdAccountState.start_editing", becomes("editing", True), **ACCOUNT,
        filled_by="account admin"),
    Try("ad_account.AdAccountState.stop_editing", becomes("editing", False), **OPENED),
    Try("ad_account.AdAccountState.take_level", says("You now hold the level Admin"), **ACCOUNT),
    Try("ad_account.AdAccountState.take_up", becomes("editing", True), {"report": _words_about_our_ad_account},
        **ACCOUNT, filled_by="account admin"),
    Try("ad_account.AdAccountState.toggle_pin", PINNED, **ACCOUNT),
    Try("ad_account.AdAccountState.toggle_pin", says("No longer pinned."), **ACCOUNT, what="when it is pinned",
        who=Who.ACCOUNT_VIEWER, filled_by="analyst"),
    Try("ad_accounts.AdAccountsState.clear_filters", leads_to("/accounts"), **LIST),
    Try("ad_accounts.AdAccountsState.clear_selection", becomes("selected", []), **ROWS),
    Try("ad_accounts.AdAccountsState.filter_by", leads_to("/accounts?currency=EUR"),
        {"name": "currency", "value": "EUR"}, **LIST),
    Try("ad_accounts.AdAccountsState.load", tells("rows"), page="/accounts", steps=(SESSION,)),
    Try("ad_accounts.AdAccountsState.refresh", tells("rows"), **LIST),
    Try("ad_accounts.AdAccountsState.search_for", leads_to("/accounts?q=shop"), {"text": "shop"}, **LIST),
    Try("ad_accounts.AdAccountsState.sort_by", leads_to("/accounts?sort=created"), {"key": "created"}, **LIST),
    Try("ad_accounts.AdAccountsState.toggle", becomes("selected", [Our.AD_ACCOUNT]), {"row_id": Our.AD_ACCOUNT},
        **ROWS),
    Try("ad_accounts.AdAccountsState.toggle_page", has("selected"), **ROWS),
    Try("ad_accounts.AdAccountsState.toggle_pin", PINNED, {"row_id": Our.AD_ACCOUNT}, **LIST),
    Try("ad_accounts.AdAccountsState.toggle_pin", says("No longer pinned."), {"row_id": Our.AD_ACCOUNT}, **LIST,
        what="when it is pinned", who=Who.MEMBER, filled_by="analyst"),
    Try("ad_accounts.AdAccountsState.turn_back", leads_to("/accounts"), **LIST),
    Try("ad_accounts.AdAccountsState.turn_on", leads_to("/accounts?page=2"), **LIST),
    Try("center_settings.CenterSettingsState.load", has("company"), page="/settings", steps=(SESSION,)),
    Try("center_settings.CenterSettingsState.rename", says("The name is changed."), {"form": {"name": "Renamed"}},
        **SETTINGS),
    Try("center_settings.CenterSettingsState.take_up", becomes("form_seen", {"name": "Before"}),
        {"report": json.dumps({"of": "center", "seen": {"name": "Before"}, "n": 1})}, **SETTINGS, filled_by="admin"),
    Try("checklist.ChecklistState.hide", becomes("lines", []), steps=(SESSION, "checklist.ChecklistState.load")),
    Try("checklist.ChecklistState.load", tells("done"), steps=(SESSION,)),
    Try("confirm.ConfirmState.answered", becomes("errors", {"code": "x"}), WRONG, page="/confirm"),
    Try("confirm.ConfirmState.load", becomes("address", "new@example.org"), page="/confirm"),
    Try("confirm.ConfirmState.sent_again", becomes("was_sent_again", True), RIGHT, page="/confirm"),
    Try("confirm.ResetState.answered", becomes("errors", {"code": "x"}), WRONG, page="/reset"),
    Try("confirm.ResetState.load", becomes("is_loaded", True), page="/reset"),
    Try("confirm.ResetState.measured", becomes("score", 3), STRENGTH, page="/reset"),
    Try("confirm.ResetState.sent_again", becomes("was_sent_again", True), RIGHT, page="/reset"),
    Try("imports.ImportState.cancel", file_is(Our.FILE, "CANCELLED"), {"file_id": Our.FILE}, **IMPORTS),
    Try("imports.ImportState.choose", file_is(Our.FILE, "PREVIEW", external_id="42"),
        {"file_id": Our.FILE, "source": "", "name": "external_id", "value": "42"}, **IMPORTS),
    Try("imports.ImportState.clear", file_is_gone(Our.ENDED_FILE), {"file_id": Our.ENDED_FILE}, **IMPORTS),
    Try("imports.ImportState.clear_ended", file_is_gone(Our.ENDED_FILE), **IMPORTS),
    Try("imports.ImportState.load", becomes("loaded", True), page="/import", steps=(SESSION,)),
    Try("imports.ImportState.start", file_is(Our.FILE, "RUNNING"), {"file_id": Our.FILE}, **IMPORTS),
    Try("imports.ImportState.start_all", says("Importing 1 file."), **IMPORTS),
    Try("imports.ImportState.turn", becomes("loaded", True), {"file_id": Our.FILE, "first": 0}, **IMPORTS),
    Try("imports.ImportState.turn_back", leads_to("/import"), **IMPORTS),
    Try("imports.ImportState.turn_on", leads_to("/import?page=2"), **IMPORTS),
    Try("imports.ImportState.uploaded", becomes("loaded", True), UPLOADED, **IMPORTS),
    Try("imports.ImportState.uploaded", has("not_taken"), NOT_UPLOADED, **IMPORTS, what="in vain", who=Who.SIGNED_IN),
    Try("insights.InsightsState.choose", leads_to("/insights?by=day"), {"name": "by", "value": "day"}, **INSIGHTS),
    Try("insights.InsightsState.clear_search", leads_to("/insights"), **INSIGHTS),
    Try("insights.InsightsState.load", has("tiles"), page="/insights", steps=(SESSION,)),
    Try("insights.InsightsState.load", has("tiles"), what="of one ad account", who=Who.ACCOUNT_VIEWER,
        page="/insights", steps=(SESSION, ("palette.PaletteState.switch_account", {"ad_account_id": Our.AD_ACCOUNT}))),
    Try("insights.InsightsState.refresh", has("tiles"), **INSIGHTS),
    Try("insights.InsightsState.search_for", leads_to("/insights?search=x"), {"text": "x"}, **INSIGHTS),
    Try("insights.InsightsState.show_days", leads_to("/insights?from=2026-01-01&to=2026-01-02"),
        {"form": {"first": "2026-01-01", "last": "2026-01-02"}}, **INSIGHTS),
    Try("insights.InsightsState.sort_by", leads_to("/insights?"), {"key": "clicks"}, **INSIGHTS),
    Try("insights.InsightsState.toggle_column", leads_to("/insights?"), {"name": "spend"}, **INSIGHTS),
    Try("insights.InsightsState.toggle_own", leads_to("/insights?"), **INSIGHTS),
    Try("insights.InsightsState.turn_back", leads_to("/insights"), **INSIGHTS),
    Try("insights.InsightsState.turn_on", leads_to("/insights?page=2"), **INSIGHTS),
    Try("labels.LabelsState.ask_delete", becomes("deleting", Our.LABEL), {"label_id": Our.LABEL}, **LABELS),
    Try("labels.LabelsState.choose_color", becomes("color", "red"), {"color": "red"}, page="/accounts"),
    Try("labels.LabelsState.create", label_is("Fresh"), {"form_data": {"label": "Fresh"}},
        steps=(SESSION, ("labels.LabelsState.open_for", {"ad_account_ids": []}))),
    Try("labels.LabelsState.create", label_is("Fresh", on="all"), {"form_data": {"label": "Fresh"}},
        what="for an ad account", who=Who.ACCOUNT_OPERATOR, steps=(SESSION, DRAWER)),
    Try("labels.LabelsState.delete", says("Deleted the label Ours."),
        steps=(SESSION, DRAWER, ("labels.LabelsState.ask_delete", {"label_id": Our.LABEL}))),
    Try("labels.LabelsState.edit", becomes("editing", Our.LABEL), {"label_id": Our.LABEL}, **LABELS),
    Try("labels.LabelsState.load", becomes("opened", False), page="/accounts", steps=(SESSION, DRAWER),
        filled_by="admin"),
    Try("labels.LabelsState.open_for", becomes("opened", True), {"ad_account_ids": [Our.AD_ACCOUNT]},
        steps=(SESSION,)),
    Try("labels.LabelsState.save", label_is("Other"), {"form_data": {"label": "Other"}},
        steps=(SESSION, DRAWER, ("labels.LabelsState.edit", {"label_id": Our.LABEL}))),
    Try("labels.LabelsState.set_deleting", becomes("deleting", ""), {"opened": False}, page="/accounts",
        steps=(SESSION, DRAWER, ("labels.LabelsState.ask_delete", {"label_id": Our.LABEL})), filled_by="admin"),
    Try("labels.LabelsState.set_opened", becomes("opened", True), {"opened": True}, page="/accounts"),
    Try("labels.LabelsState.toggle", label_is("Ours", on="all"), {"label_id": Our.LABEL}, steps=(SESSION, DRAWER)),
    Try("palette.PaletteState.choose", becomes("account_id", Our.AD_ACCOUNT),
        {"kind": "account", "row_id": Our.AD_ACCOUNT}, steps=(SESSION,)),
    Try("palette.PaletteState.choose", leads_to("/overview"), {"kind": "center", "row_id": Our.CENTER},
        what="a center", who=Who.NAMED_MEMBER, steps=(SESSION,)),
    Try("palette.PaletteState.choose", tells("rows"), {"kind": "action", "row_id": "all_accounts"},
        what="all ad accounts", who=Who.MEMBER, steps=(SESSION,)),
    Try("palette.PaletteState.prepare", names_are_known, steps=(SESSION, names_are_unknown)),
    Try("palette.PaletteState.refresh", tells("rows"), steps=(SESSION,)),
    Try("palette.PaletteState.search", becomes("answered", "shop"), {"query": "shop"}, steps=(SESSION,)),
    Try("palette.PaletteState.switch_account", becomes("account_id", Our.AD_ACCOUNT),
        {"ad_account_id": Our.AD_ACCOUNT}, steps=(SESSION,)),
    Try("profile.PasswordChangeState.answered", becomes("errors", {"code": "x"}), WRONG, page="/profile"),
    Try("profile.PasswordChangeState.load", becomes("was_changed", True), page="/profile?password=changed"),
    Try("profile.PasswordChangeState.measured", becomes("score", 3), STRENGTH, page="/profile"),
    Try("profile.ProfileState.load", has("email"), page="/profile"),
    Try("profile.ProfileState.save", says("Saved."), {"form": {"name": "Other", "locale": ""}}, page="/profile"),
    Try("profile.ProfileState.take_up", becomes("form_seen", {"name": "Before", "locale": ""}),
        {"report": json.dumps({"of": "profile", "seen": {"name": "Before"}, "n": 1})}, page="/profile",
        steps=("profile.ProfileState.load",)),
    Try("session.SessionState.load", has("user_name")),
    Try("session.SessionState.load", becomes("center_id", Our.CENTER), page="/overview?center={CENTER}",
        what="by a link to the center", who=Who.NAMED_MEMBER),
    Try("session.SessionState.load", becomes("account_id", Our.AD_ACCOUNT), what="by a link to the ad account",
        who=Who.ACCOUNT_VIEWER, page="/overview?center={CENTER}&account={AD_ACCOUNT}"),
    Try("session.SessionState.refresh", has("user_name"), steps=(SESSION,)),
    Try("session.SessionState.switch_center", leads_to("/overview"), {"center_id": Our.CENTER}, steps=(SESSION,)),
    Try("sessions.SessionsState.end", says("That session has ended."), {"session_id": Our.SESSION}, **SESSIONS),
    Try("sessions.SessionsState.end_others", says("other sessions have ended.", "other session has ended."),
        **SESSIONS),
    Try("sessions.SessionsState.load", has("lines"), **SESSIONS),
    Try("sign_in.SignInState.answered", becomes("errors", {"code": "x"}), WRONG, page="/sign-in"),
    Try("sign_in.SignInState.load", becomes("errors", {}), page="/sign-in"),
    Try("sign_in.SignUpState.answered", becomes("errors", {"code": "x"}), WRONG, page="/sign-up"),
    Try("sign_in.SignUpState.load", becomes("errors", {}), page="/sign-up"),
    Try("sign_in.SignUpState.measured", becomes("score", 3), STRENGTH, page="/sign-up"),
    Try("welcome.WelcomeState.create", leads_to("/welcome?made="), **TYPED),
    Try("welcome.WelcomeState.go_back", becomes("step", 1), **TYPED),
    Try("welcome.WelcomeState.go_on", becomes("step", 2), {"form": BUSINESS}, **WELCOME),
    Try("welcome.WelcomeState.keep", has("values"), {"name": "name", "value": "New"}, **WELCOME),
    Try("welcome.WelcomeState.load", tells("values"), page="/welcome", steps=(SESSION,)),
    Try("welcome.WelcomeState.show_step", becomes("step", 1), {"step": 1}, **TYPED),
    *ADMIN_TRIES,
    *BULK_TRIES,
    *PEOPLE_TRIES,
    *RECOVERY_TRIES,
    *TEAM_TRIES,
    *TWO_STEP_TRIES,
)  # fmt: skip
