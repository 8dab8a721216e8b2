"""Deleting one's own account: what ends with it, and what stands in its way."""

from dataclasses import dataclass

DELETED_NAME = "Deleted user"
"""What stands where a person's name was read from their sign-in; the activity keeps the name of the time."""


@dataclass(frozen=True, slots=True)
class AccountEnds:
    """How much ends with an account; `only_admin_of` are centers (ID, name) that it cannot leave.

    `asks_code`: their 2-step verification is on. `own_ad_accounts` are those that no center owns.
    """

    memberships: int
    sessions: int
    pins: int
    notifications: int
    only_admin_of: tuple[tuple[str, str], ...]
    asks_code: bool
    own_ad_accounts: int = 0
