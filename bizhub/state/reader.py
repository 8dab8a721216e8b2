"""The reader: the locale and the time zone in which this tab writes numbers, money and moments."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from reflex_base.constants import RouteVar
from reflex_base.event.context import EventContext

from bizhub.domain.activity import known_time_zone
from bizhub.services import formats

ZONE_COOKIE = "bizhub_zone"
"""Set by assets/reader.js."""

_LONGEST_ZONE = 64
_LONGEST_LANGUAGES = 200


@dataclass(frozen=True, slots=True)
class Reader:
    """How to write for somebody; `browser_locale` is what the browser asks for, `locale` what BizHub writes in."""

    locale: str
    time_zone: str
    browser_locale: str


def current_reader(user_locale: str = "", default_time_zone: str = "UTC") -> Reader:
    """The reader of the event being handled: the user's own setting first, then what the browser says."""
    headers: Mapping[str, str] = EventContext.get().router_data.get(RouteVar.HEADERS) or {}
    languages = headers.get("accept-language", "")[:_LONGEST_LANGUAGES]
    zone = _cookie(headers.get("cookie", ""))
    return Reader(
        locale=formats.known_locale(user_locale or languages),
        time_zone=known_time_zone(zone or default_time_zone),
        browser_locale=languages.split(",")[0].split(";")[0].strip(),
    )


def _cookie(header: str) -> str:
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        if name == ZONE_COOKIE:
            return unquote(value)[:_LONGEST_ZONE]
    return ""
