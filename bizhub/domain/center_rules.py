"""The rules that a center sets for its people: which e-mail addresses they have."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bizhub.domain.errors import InvalidInput
from bizhub.domain.policy import CenterRole

MOST_DOMAINS = 50
_BETWEEN = re.compile(r"[\s,;]+")
_DOMAIN = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])")


class AllowlistFor(StrEnum):
    """Whose addresses a center looks at."""

    NOBODY = ""
    ADMINS = "ADMINS"
    ALL = "ALL"


@dataclass(frozen=True, slots=True)
class CenterRules:
    """E-mail domains, and whom they are asked of (who is in the center already stays in it); whether two admins are."""

    domains: tuple[str, ...] = ()
    allowlist_for: AllowlistFor = AllowlistFor.NOBODY
    two_admin_approval: bool = False

    def why_not(self, email: str, role: CenterRole) -> str:
        """Why somebody with this address, or none, does not get this role; empty when they may."""
        is_asked = self.allowlist_for is AllowlistFor.ALL or (
            self.allowlist_for is AllowlistFor.ADMINS and role is CenterRole.ADMIN
        )
        if not is_asked or email.rpartition("@")[2] in self.domains:
            return ""
        who = "Members" if self.allowlist_for is AllowlistFor.ALL else "Admins"
        return f"{who} of this center have an e-mail address of {' or '.join(self.domains)}."


def parse_domains(text: str) -> tuple[str, ...]:
    """Domains as people list them, `@example.org` too, each once; raises InvalidInput."""
    typed = [word.removeprefix("@").lower() for word in _BETWEEN.split(text) if word]
    for domain in typed:
        if not _DOMAIN.fullmatch(domain):
            raise InvalidInput(
                f"{domain[:80]} is not a domain. Type what follows the @, like example.org.", field="domains"
            )
    found = tuple(dict.fromkeys(typed))
    if len(found) > MOST_DOMAINS:
        raise InvalidInput(f"List at most {MOST_DOMAINS} domains.", field="domains")
    return found


def shown_domains(domains: Sequence[str]) -> str:
    """Domains as their field shows them."""
    return ", ".join(domains)
