"""How often something may be tried; product-wide numbers in one place."""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address

_IPV6_PREFIX = 64


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries within a window that slides."""

    tries: int
    window: timedelta


@dataclass(frozen=True, slots=True)
class Rule:
    """What is counted together, and its limits."""

    bucket: str
    limits: tuple[Limit, ...]


_MINUTES = timedelta(minutes=5)

PER_PERSON = (Limit(10, _MINUTES),)
PER_NETWORK = (Limit(10, _MINUTES),)
IN_ALL = (Limit(1_000, _MINUTES),)
CODES = (Limit(5, _MINUTES), Limit(20, timedelta(hours=1)))
SECOND_STEPS = (Limit(5, _MINUTES), Limit(20, timedelta(hours=1)))
VOUCHINGS = (Limit(3, timedelta(days=1)),)
RESETS = (Limit(5, timedelta(days=1)),)
NEW_CENTERS = (Limit(20, timedelta(days=1)),)
INVITATIONS = (Limit(500, timedelta(hours=1)),)
PICTURES = (Limit(20, timedelta(hours=1)),)
DOCUMENTS = (Limit(60, timedelta(hours=1)),)
TICKETS = (Limit(10, timedelta(days=1)),)
TICKET_MESSAGES = (Limit(60, timedelta(hours=1)),)
ACCESS_REQUESTS = (Limit(20, timedelta(days=1)),)
LONGEST_WINDOW = timedelta(days=1)

MESSAGES_PER_SECOND = 20
MESSAGES_AT_ONCE = 40
"""What one open page may send; as many at once, when it was quiet before."""

BODY_PATIENCE_S = 30
BODY_BYTES_PER_SECOND = 16 * 1024
"""What is sent to BizHub comes at least as fast; waiting for less uses up the patience, whatever comes restores it."""

SOCKET_PATIENCE_S = 60
"""A page that is open says something at least as often: it answers the pings of BizHub."""

TASKS_PER_SESSION = 3
"""How many long tasks of a session may run at the same time."""


def network_of(address: str) -> str:
    """What one person has of the internet: an IPv4 address, or the first half of an IPv6 one."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(IPv6Address(int(found) >> _IPV6_PREFIX << _IPV6_PREFIX))
