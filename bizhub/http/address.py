"""Where a request comes from, as far as it can be believed."""

from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.types import Scope


def client_address(scope: Scope, hops: int) -> str:
    """The client's network address.

    `hops` is the number of own reverse proxies in front. Each of them appends the address it saw to
    X-Forwarded-For, so the entry `hops` from the right was written by the outermost own proxy; whatever stands
    left of it came from the client. With no proxy the header means nothing.
    """
    client = scope.get("client")
    peer = str(client[0]) if client else ""
    if hops == 0:
        return peer
    entries = [entry.strip() for line in Headers(scope=scope).getlist("x-forwarded-for") for entry in line.split(",")]
    if len(entries) < hops:
        return peer
    return _without_port(entries[-hops]) or peer


def _without_port(entry: str) -> str:
    """The address in `1.2.3.4`, `1.2.3.4:80`, `::1` or `[::1]:80`; empty when there is none."""
    bare = entry[1:].partition("]")[0] if entry.startswith("[") else entry
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        return str(ip_address(bare))
    except ValueError:
        return ""
