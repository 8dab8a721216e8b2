"""Somebody leaves a center, or comes back: what ends, what is left behind, what is given again."""

from dataclasses import dataclass

from bizhub.domain.policy import CenterRole

MOST_HEIRS = 200
"""Members to choose from; with more of them levels are given before somebody is removed."""


@dataclass(frozen=True, slots=True)
class RemovalPlan:
    """The ad accounts on which nobody else holds a level, by name, and who could take them, as (ID, name)."""

    left_behind: tuple[str, ...]
    heirs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RestorePlan:
    """What somebody who has left gets back: their role, levels on so many ad accounts, places in so many groups."""

    name: str
    role: CenterRole
    levels: int
    groups: int
