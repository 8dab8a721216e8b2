"""Write docs/permissions.md from the policy: what each role and each level may do."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path

from bizhub.domain.policy import (
    FINANCE_PERMISSIONS,
    LEVEL_PERMISSIONS,
    ORGANISATION_VIEW,
    ROLE_PERMISSIONS,
    AdAccountLevel,
    CenterRole,
    FinanceRole,
    Permission,
    is_about_ad_account,
)

_HEAD = """# Who may do what

Made from `bizhub/domain/policy.py` by `python -m bizhub permissions`; a test compares them.
The **center role** decides what a member does to the center, the **level** what they do with one ad account.
"""

_SIGNING_IN = """## What a center asks of how its members sign in
Whoever a center asks for 2-step verification and who has it off after the day that is shown, or whose session is older
than the center allows, may do nothing of the above there. What stays is theirs alone: profile, sessions, 2-step
verification, other centers, and leaving this one. An admin who is kept out stays an admin.
Vouching for a lost device takes `member:manage`, one's own password, and another member who has 2-step verification on.
"""

_TWO_ADMINS = """## What two admins decide
Where a center asks for two-admin approval, another admin approves who becomes an admin, who stops being one, an admin's
last day, and turning the rule off. Neither who asked nor whom it is about can approve; where nobody else could, whom
it is about gets a notice and may object. With one admin the rule rests. Leaving, and deleting one's account, is
nobody's to approve.
"""

_VIEWING = """## Viewing as a member
Takes `member:manage`. It reads what that member may read in the one center, and changes and exports nothing; what
belongs to the person who is really there, such as their notifications and sessions, stays theirs.
"""


def permissions_page() -> str:
    """The page as Markdown."""
    center = [permission for permission in Permission if not is_about_ad_account(permission)]
    account = [permission for permission in Permission if is_about_ad_account(permission)]
    roles = [ROLE_PERMISSIONS[role] for role in CenterRole] + [FINANCE_PERMISSIONS[role] for role in FinanceRole]
    role_names = [f"role `{role}`" for role in CenterRole] + [f"finance `{role}`" for role in FinanceRole]
    levels = [LEVEL_PERMISSIONS[level] for level in AdAccountLevel] + [ORGANISATION_VIEW]
    level_names = [f"level `{level}`" for level in AdAccountLevel] + ["center `ADMIN` without a level"]
    return "\n".join(
        [_HEAD, "## The center", *_table(center, role_names, roles), "", "## An ad account",
         *_table(account, level_names, levels), "", _SIGNING_IN, _TWO_ADMINS, _VIEWING]
    )  # fmt: skip


def _table(
    permissions: Iterable[Permission], names: Sequence[str], holders: Sequence[frozenset[Permission]]
) -> Iterable[str]:
    yield f"| permission | {' | '.join(names)} |"
    yield "|---" * (len(names) + 1) + "|"
    for permission in permissions:
        cells = ("yes" if permission in held else "–" for held in holders)
        yield f"| `{permission}` | {' | '.join(cells)} |"


def configure(parser: ArgumentParser) -> None:
    """Add the file to write."""
    parser.add_argument("--output", type=Path, default=Path("docs/permissions.md"))


def run(options: Namespace) -> int:
    """Write the page."""
    options.output.write_text(permissions_page())
    print(f"Wrote {options.output}")
    return 0
