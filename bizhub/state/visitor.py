"""Who sent the event that is being handled, as the server itself saw the connection."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote, urlsplit

from reflex_base.constants import RouteVar
from reflex_base.event.context import EventContext

from bizhub.domain.own_pages import LONGEST_ADDRESS
from bizhub.services import runtime
from bizhub.services.work import Caller, token_hash

NO_SESSION = "-"
"""Digest of a connection without a session cookie."""

SIGN_IN_PATH = "/sign-in"

_LONGEST_PATH = 500
_LONGEST_DEVICE = 300


@dataclass(frozen=True, slots=True)
class Visitor:
    """The browser behind an event. Only `path` (with its query) can be chosen freely by the client."""

    session_token: str | None = field(repr=False)
    address: str
    device: str
    path: str

    @property
    def digest(self) -> str:
        """What stands for the session: SHA-256 of its token, or NO_SESSION."""
        return token_hash(self.session_token) if self.session_token else NO_SESSION

    @property
    def key(self) -> str:
        """What limits are counted by: the session, or the address of somebody without one."""
        return self.digest if self.session_token else f"address {self.address}"

    @property
    def page(self) -> str:
        """The path without its query: which page it is."""
        return urlsplit(self.path).path

    @property
    def sign_in_url(self) -> str:
        """Where to sign in and come back from; relative, and quoted whatever the client called its page."""
        if self.path == "/" or self.page == SIGN_IN_PATH:
            return SIGN_IN_PATH
        return f"{SIGN_IN_PATH}?next={quote(self.path, safe='')}"

    @property
    def sign_in_again_url(self) -> str:
        """The same for somebody who is signed in, and has been for too long for a center."""
        mark = "&" if "?" in self.sign_in_url else "?"
        return f"{self.sign_in_url}{mark}again"

    def caller(self, center_id: str = "") -> Caller:
        """This visitor as a use case sees them."""
        return Caller(
            session_token=self.session_token,
            center_id=center_id or None,
            address=self.address,
            device=self.device,
        )


def current_visitor() -> Visitor:
    """The visitor of the event being handled.

    Read from the event and not from the state: a state that outlives its connection may name another one.
    """
    return visitor_of(EventContext.get().router_data, runtime.current().settings.cookie_name)


def current_cookie(name: str) -> str:
    """A cookie of the connection behind the event being handled; empty without one."""
    headers: Mapping[str, str] = EventContext.get().router_data.get(RouteVar.HEADERS) or {}
    return _cookie(headers.get("cookie", ""), name) or ""


def visitor_of(router_data: Mapping[str, Any], cookie_name: str) -> Visitor:
    """The visitor described by Reflex's router data, whose headers and address the server wrote."""
    headers: Mapping[str, str] = router_data.get(RouteVar.HEADERS) or {}
    return Visitor(
        session_token=_cookie(headers.get("cookie", ""), cookie_name),
        address=_address(str(router_data.get(RouteVar.CLIENT_IP) or "")),
        device=str(headers.get("user-agent", ""))[:_LONGEST_DEVICE],
        path=_own_path(router_data.get(RouteVar.ORIGIN)),
    )


def _cookie(header: str, name: str) -> str | None:
    """A cookie's value; of several the last counts, as it does in the HTTP routes."""
    found = None
    for part in header.split(";"):
        key, _, value = part.strip().partition("=")
        if key == name and value:
            found = value
    return found


def _address(text: str) -> str:
    """An IP address, without the port that some proxies append; empty when it is none."""
    bare = text[1:].partition("]")[0] if text.startswith("[") else text
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        return str(ip_address(bare))
    except ValueError:
        return ""


def _own_path(address: object) -> str:
    """A path below this site; anything else becomes the first page. A query never makes it another page."""
    if not isinstance(address, str):
        return "/"
    path = address.partition("?")[0]
    if len(path) > _LONGEST_PATH or not path.isprintable():
        return "/"
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        return "/"
    return address if len(address) <= LONGEST_ADDRESS and address.isprintable() else path
