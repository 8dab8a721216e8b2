"""Seeing BizHub as a member sees it: for how long, which use cases show what, and what is said of all others."""

from collections.abc import Callable
from datetime import timedelta
from enum import Enum
from typing import Any

from bizhub.domain.errors import Conflict

LASTS = timedelta(minutes=15)


class Viewing(Enum):
    """What a use case does in a session that sees BizHub as somebody else."""

    REFUSED = "nothing: it changes something, or is private; the rule for everything that is not listed"
    AS_MEMBER = "reads what the viewed person may read, in the one center"
    AS_ONESELF = "reads what belongs to the person who is really there"
    ENDS = "ends the viewing"


class ViewingOnly(Conflict):
    """Somebody sees BizHub as somebody else, so this is not done."""

    def __init__(self, name: str) -> None:
        """Say as whom, and how it ends."""
        super().__init__(f"You see BizHub as {name} sees it: nothing can be changed or exported. Press Stop first.")


class ViewEnded(Conflict):
    """A page still shows what somebody else sees, and the view is over."""

    def __init__(self) -> None:
        """Take the one sentence."""
        super().__init__("Seeing BizHub as somebody else has ended: nothing was changed. Load this page again.")


_AS_MEMBER = {
    "access_explorer": ("explain_ad_account", "explain_person"),
    "access_requests": ("list_requests", "view_request_offer"),
    "activity": ("list_activity", "list_filter_choices"),
    "ad_account_people": ("view_level",),
    "ad_accounts": ("get_ad_account", "list_ad_accounts", "list_filter_choices"),
    "approvals": ("list_approvals", "view_waiting"),
    "asset_group_list": ("list_groups", "view_group"),
    "bulk": ("list_runs", "view_run"),
    "bulk_targets": ("name_choices",),
    "center_picture": ("read_picture",),
    "center_rules": ("view_rules",),
    "center_deletion": ("view_deletion",),
    "centers": ("list_limits", "view_center_details", "view_checklist"),
    "document_list": ("view_documents",),
    "ends_soon": ("count_ends_soon", "list_ends_soon"),
    "import_list": ("list_open_imports",),
    "insights": ("show_details", "summarise"),
    "invitations": ("list_invitations",),
    "labels": ("count_labels", "list_labels"),
    "member_list": ("list_members",),
    "member_choice": ("suggest_members",),
    "member_page": ("view_member",),
    "offboarding": ("plan_removal", "plan_restore"),
    "palette": ("prepare_palette", "search_palette", "suggest_ad_accounts"),
    "recovery": ("view_recovery",),
    "rules_page": ("view_rules_page",),
    "second_admin": ("view_second_admin",),
    "session_view": ("view_ad_account", "view_center", "view_person"),
    "sign_in_rules": ("view_sign_in_rules",),
    "tickets": ("list_tickets", "view_company", "view_ticket"),
    "verification": ("read_verification",),
}
_AS_ONESELF = {
    "account_deletion": ("view_account_deletion",),
    "invitation_answers": ("list_own_invitations",),
    "notification_list": ("list_notifications", "view_bell"),
    "profile": ("view_profile",),
    "session_view": ("count_ended_rights", "is_signed_in"),
    "sessions": ("list_sessions",),
    "two_step": ("view_two_step",),
}
_ENDS = {"sessions": ("sign_out",), "view_as": ("stop_viewing",)}

_RULES = {
    f"bizhub.services.{module}.{name}": viewing
    for viewing, listed in (
        (Viewing.AS_MEMBER, _AS_MEMBER),
        (Viewing.AS_ONESELF, _AS_ONESELF),
        (Viewing.ENDS, _ENDS),
    )
    for module, names in listed.items()
    for name in names
}


def viewing_of(use_case: Callable[..., Any]) -> Viewing:
    """What a use case does in such a session; whatever is not listed is refused."""
    name = f"{getattr(use_case, '__module__', '')}.{getattr(use_case, '__qualname__', '')}"
    return _RULES.get(name, Viewing.REFUSED)
