"""One module per route: layout only. Importing a page registers it."""

from bizhub.pages import (
    activity,
    ad_account,
    ad_accounts,
    confirm,
    imports,
    insights,
    landing,
    not_found,
    overview,
    profile,
    reset,
    sessions,
    settings,
    sign_in,
    sign_up,
    welcome,
)

__all__ = [
    "activity",
    "ad_account",
    "ad_accounts",
    "confirm",
    "imports",
    "insights",
    "landing",
    "not_found",
    "overview",
    "profile",
    "reset",
    "sessions",
    "settings",
    "sign_in",
    "sign_up",
    "welcome",
]
