"""Countries, currencies and time zones of the world (CLDR through babel, IANA through zoneinfo), named in English."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from babel.numbers import get_territory_currencies

from bizhub.adapters import clock
from bizhub.domain.folding import fold
from bizhub.services import formats

Option = tuple[str, str]
"""A code and its name."""

_ENGLISH = Locale("en")
_NO_COUNTRY = frozenset({"AC", "AQ", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
# CLDR as babel carries it still knows the lev, which Bulgaria gave up on 1 January 2026.
_NEWER_CURRENCY = {"BG": "EUR"}
# Where nearly everybody lives in one of the country's zones (CLDR's primary zones, and capitals).
_MAIN_TIME_ZONES = {
    "AR": "America/Argentina/Buenos_Aires",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "GL": "America/Nuuk",
    "KZ": "Asia/Almaty",
    "MN": "Asia/Ulaanbaatar",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PF": "Pacific/Tahiti",
    "PG": "Pacific/Port_Moresby",
    "PT": "Europe/Lisbon",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
}


@lru_cache(maxsize=1)
def regions() -> tuple[Option, ...]:
    """ISO 3166 codes with their names, by name."""
    named = [(code, name) for code, name in _ENGLISH.territories.items() if _is_country(code)]
    return tuple(sorted(named, key=lambda option: fold(option[1])))


@lru_cache(maxsize=1)
def currencies() -> tuple[Option, ...]:
    """ISO 4217 codes of money in use with their names, by code."""
    codes = {code for region, _ in regions() for code in get_territory_currencies(region)}
    return tuple((code, f"{code} · {_ENGLISH.currencies.get(code, code)}") for code in sorted(codes))


@lru_cache(maxsize=1)
def time_zones() -> tuple[str, ...]:
    """Every IANA time zone that names a place or an offset, and UTC."""
    return (*sorted(name for name in known_time_zones() if "/" in name), "UTC")


@lru_cache(maxsize=1)
def known_time_zones() -> frozenset[str]:
    """Every name that means a time zone; kept, because looking for it reads hundreds of files."""
    return frozenset(available_timezones())


def currency_of(region: str) -> str:
    """The usual currency of a country; empty for an unknown one."""
    if region in _NEWER_CURRENCY:
        return _NEWER_CURRENCY[region]
    found = get_territory_currencies(region) if region in dict(regions()) else []
    return found[0] if found else ""


def time_zone_of(region: str, near: str = "") -> str:
    """The usual time zone of a country: `near` if it lies there; empty where nobody can tell, as in the USA."""
    zones = [zone for zone, country in get_global("zone_territories").items() if country == region]
    if near in zones:
        return near
    return _MAIN_TIME_ZONES.get(region, zones[0] if len(zones) == 1 else "")


def region_around(time_zone: str) -> str:
    """The country in which a time zone lies; empty for UTC and others of no country."""
    found = str(get_global("zone_territories").get(time_zone, ""))
    return found if found in dict(regions()) else ""


def region_of(locale_tag: str) -> str:
    """The country in a locale such as de-AT; empty when it names none."""
    parts = locale_tag.replace("_", "-").split("-")[1:]
    return next((part.upper() for part in parts if part.upper() in dict(regions())), "")


def region_name(code: str) -> str:
    """The English name of a country; the code itself when it is unknown."""
    return dict(regions()).get(code, code)


def currency_name(code: str) -> str:
    """A currency's code and English name."""
    return dict(currencies()).get(code, code)


def offset_words(time_zone: str, moment: datetime) -> str:
    """How far a time zone is from UTC at a moment: UTC+1, UTC−3:30."""
    offset = moment.astimezone(ZoneInfo(time_zone)).utcoffset()
    minutes = 0 if offset is None else round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    if minutes == 0:
        return "UTC"
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02d}" if rest else "")


def clock_words(time_zone: str, locale: str) -> str:
    """What the clocks of a time zone show now; for an unknown one, how to find one."""
    if time_zone not in time_zones():
        # One line as well: words that went away while a button is pressed would move it from under the pointer.
        return "Type a city and pick its time zone."
    now = clock.now()
    return f"It is {formats.moment(now, time_zone, locale)} there ({offset_words(time_zone, now)})."


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY
