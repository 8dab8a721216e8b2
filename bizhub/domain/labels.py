"""Labels that a center puts on its ad accounts."""

from dataclasses import dataclass

LONGEST_LABEL = 40
MOST_LABELS = 500
"""How many labels a center may have."""

MOST_LABELS_ON_ACCOUNT = 20
COLORS = ("gray", "red", "orange", "amber", "green", "teal", "blue", "purple", "pink")


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A label; `ad_accounts` says on how many it is, where that was counted."""

    id: str
    name: str
    color: str
    ad_accounts: int = 0


def in_words(name: str, color: str) -> str:
    """A label as one value, such as "Agency, blue"."""
    return f"{name}, {color}"


@dataclass(frozen=True, slots=True)
class LabelPlan:
    """What putting on or taking off labels did: changed accounts, those that had it so, those without the level."""

    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    refused: tuple[str, ...]
