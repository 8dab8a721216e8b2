"""Which text arguments of handlers are no IDs, by hand, and the addresses that carry IDs.

Every other text argument is tried with the IDs of foreign objects, so a new handler is tried until it stands here.
"""

NO_ID = {
    "account_people.AccountPeopleState.look_at": {"day"},
    "ad_account.AdAccountState.move_pin": {"key"},
    "ad_accounts.AdAccountsState.search_for": {"text"},
    "ad_accounts.AdAccountsState.sort_by": {"key"},
    "confirm.ConfirmState.answered": {"report"},
    "confirm.ConfirmState.sent_again": {"report"},
    "confirm.ResetState.answered": {"report"},
    "confirm.ResetState.measured": {"report"},
    "confirm.ResetState.sent_again": {"report"},
    "group_add.GroupAddState.suggest_ad_accounts": {"query"},
    "group_add.GroupAddState.suggest_members": {"query"},
    "group_content.GroupContentState.search_for": {"text"},
    "groups.GroupsState.search_for": {"text"},
    "imports.ImportState.uploaded": {"report"},
    "insights.InsightsState.choose": {"value"},
    "insights.InsightsState.search_for": {"text"},
    "insights.InsightsState.sort_by": {"key"},
    "insights.InsightsState.toggle_column": {"name"},
    "labels.LabelsState.choose_color": {"color"},
    "level.LevelState.suggest": {"query"},
    "member_access.MemberAccessState.look_at": {"day"},
    "member_access.MemberAccessState.search_for": {"text"},
    "palette.PaletteState.search": {"query"},
    "profile.PasswordChangeState.answered": {"report"},
    "profile.PasswordChangeState.measured": {"report"},
    "sign_in.SignInState.answered": {"report"},
    "sign_in.SignUpState.answered": {"report"},
    "sign_in.SignUpState.measured": {"report"},
    "second_admin.SecondAdminState.keep": {"name", "value"},
    "second_admin.SecondAdminState.suggest_members": {"query"},
    "welcome.WelcomeState.keep": {"name", "value"},
}

ADDRESSES = [
    ("session.SessionState.load", "/overview?center={id}"),
    ("session.SessionState.load", "/overview?account={id}"),
    ("ad_account.AdAccountState.load", "/accounts/{id}"),
    ("account_people.AccountPeopleState.load", "/accounts/{id}"),
    ("group.GroupState.load", "/team/groups/{id}"),
    ("group_content.GroupContentState.load", "/team/groups/{id}?q={id}"),
    ("groups.GroupsState.load", "/team/groups?q={id}"),
    ("member.MemberState.load", "/team/{id}"),
    ("member_access.MemberAccessState.load", "/team/{id}?q={id}"),
    ("second_admin.SecondAdminState.load", "/team/second-admin?step={id}"),
    ("ad_accounts.AdAccountsState.load", "/accounts?label={id}"),
    ("ad_accounts.AdAccountsState.load", "/accounts?owner={id}&search={id}"),
    ("activity.ActivityState.load", "/activity?asset={id}"),
    ("activity.ActivityState.load", "/activity?person={id}&search={id}"),
    ("insights.InsightsState.load", "/insights?account={id}&campaign={id}&by=ad_group"),
    ("welcome.WelcomeState.load", "/welcome?made={id}&center={id}"),
    ("sign_in.SignInState.load", "/sign-in?next=%2Faccounts%2F{id}"),
]
"""A page's `load` and an address that names an object; the path is the client's to choose."""
