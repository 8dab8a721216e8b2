"""A person's own ad accounts, which no center owns."""

from dataclasses import dataclass

from bizhub.domain.verification import VerificationStatus

NAME = "My ad accounts"
"""What the place of them is called in the center switcher; everybody has their own."""


@dataclass(frozen=True, slots=True)
class OwnSpace:
    """The place of somebody's own ad accounts: a center with one person in it (see decision 23)."""

    id: str
    region: str
    currency: str
    time_zone: str
    verification: VerificationStatus
