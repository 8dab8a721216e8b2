"""Where somebody who runs BizHub on their own machine finds a message that no server carries yet."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_this_machine(host: str) -> bool:
    """Whether a host name or network address means the machine itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_local_only(listens_on: str, public_address: str, visitor: str) -> bool:
    """Whether BizHub serves this machine only and the visitor sits at it."""
    return all(is_this_machine(host) for host in (listens_on, urlsplit(public_address).hostname or "", visitor))
