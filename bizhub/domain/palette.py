"""The palette's rows, and the pages and actions it offers beside ad accounts."""

from dataclasses import dataclass
from enum import StrEnum

from bizhub.domain.policy import Permission


class PaletteKind(StrEnum):
    """What choosing a row does."""

    ACCOUNT = "account"
    PAGE = "page"
    ACTION = "action"
    CENTER = "center"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class PaletteRow:
    """A row: `heading` on the first row of a group, `digit` on pins; `href` is followed, without it `id` is chosen.

    Every second of `parts` is what the query hit.
    """

    kind: str
    id: str
    name: str
    detail: str
    heading: str
    digit: str
    href: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaletteAnswer:
    """Rows in drawing order, the query they answer, and whether the next search need not read all names first."""

    query: str
    rows: tuple[PaletteRow, ...]
    is_ready: bool = True


@dataclass(frozen=True, slots=True)
class Target:
    """A page or an action; `words` are further words that find it, `needs` what one must may with some ad account.

    `is_of_team`: there is none in the place of one's own ad accounts.
    """

    kind: PaletteKind
    id: str
    name: str
    href: str
    words: str
    needs: Permission | None = None
    is_of_team: bool = False


ALL_ACCOUNTS = "all_accounts"
INSIGHTS_OF_ALL = "insights_of_all"

TARGETS = (
    Target(PaletteKind.PAGE, "overview", "Overview", "/overview", "home start dashboard"),
    Target(PaletteKind.PAGE, "insights", "Insights", "/insights", "reports figures performance numbers statistics"),
    Target(PaletteKind.PAGE, "accounts", "Ad accounts", "/accounts", "list advertisers"),
    Target(PaletteKind.PAGE, "team", "Team", "/team", "people members users invite admins roles", is_of_team=True),
    Target(PaletteKind.PAGE, "my", "My ad accounts", "/my", "own personal individual private"),
    Target(
        PaletteKind.PAGE,
        "verification",
        "Verification",
        "/verification",
        "verify business proof documents identity",
        needs=Permission.CENTER_VERIFY,
    ),
    Target(PaletteKind.PAGE, "activity", "Activity", "/activity", "history log audit record changes"),
    Target(PaletteKind.PAGE, "settings", "Settings", "/settings", "center company limits", is_of_team=True),
    Target(PaletteKind.PAGE, "profile", "Profile", "/profile", "password sessions account me"),
    Target(
        PaletteKind.ACTION,
        "import",
        "Import figures",
        "/import",
        "upload report csv file excel add",
        needs=Permission.AD_ACCOUNT_IMPORT,
    ),
    Target(PaletteKind.ACTION, INSIGHTS_OF_ALL, "Insights of all accounts", "", "organisation total whole center"),
    Target(PaletteKind.ACTION, ALL_ACCOUNTS, "Look at all ad accounts", "", "none clear every organisation"),
)


def shortened_id(full: str) -> str:
    """An ID shortened in the middle: 7301…4410."""
    return f"{full[:4]}…{full[-4:]}" if len(full) > 10 else full
