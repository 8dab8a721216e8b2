"""Country words as they stand in account names, and the two letters people type for them."""

from collections.abc import Sequence
from itertools import pairwise

_NAMES: dict[str, str] = {
    "ae": "emirates emirate",
    "ar": "argentina argentinien",
    "at": "austria osterreich",
    "au": "australia australien",
    "be": "belgium belgien belgique belgie",
    "br": "brazil brasil brasilien",
    "ca": "canada kanada",
    "ch": "switzerland schweiz suisse svizzera",
    "cl": "chile",
    "cn": "china",
    "co": "colombia kolumbien",
    "cz": "czechia tschechien cesko",
    "de": "germany deutschland allemagne alemania germania",
    "dk": "denmark danmark danemark",
    "eg": "egypt agypten",
    "es": "spain espana spanien espagne",
    "fi": "finland suomi finnland",
    "fr": "france frankreich francia",
    "gb": "britain england",
    "gr": "greece griechenland",
    "hu": "hungary ungarn magyarorszag",
    "id": "indonesia indonesien",
    "ie": "ireland irland",
    "il": "israel",
    "in": "india indien",
    "it": "italy italia italien italie",
    "jp": "japan japon",
    "kr": "korea",
    "mx": "mexico mexiko",
    "my": "malaysia",
    "nl": "netherlands nederland niederlande holland",
    "no": "norway norge norwegen",
    "ph": "philippines philippinen",
    "pl": "poland polska polen",
    "pt": "portugal",
    "ro": "romania rumanien",
    "sa": "saudi",
    "se": "sweden sverige schweden",
    "sg": "singapore singapur",
    "th": "thailand",
    "tr": "turkey turkiye turkei",
    "tw": "taiwan",
    "ua": "ukraine",
    "uk": "britain england",
    "us": "america",
    "vn": "vietnam",
    "za": "africa",
}

WORDS_OF_COUNTRY: dict[str, tuple[str, ...]] = {code: tuple(names.split()) for code, names in _NAMES.items()}
"""Folded words by two-letter code; see `country_words` for countries of several words."""

_PHRASES: dict[str, str] = {
    "costa rica": "cr",
    "czech republic": "cz",
    "hong kong": "hk",
    "new zealand": "nz",
    "saudi arabia": "sa ksa",
    "south africa": "za",
    "south korea": "kr",
    "united arab": "ae uae",
    "united kingdom": "uk gb",
    "united states": "us usa",
    "vereinigte staaten": "us usa",
}


_FIRST_WORDS = frozenset(phrase.partition(" ")[0] for phrase in _PHRASES)


def country_words(words: Sequence[str]) -> list[str]:
    """The codes of countries whose names are several of these folded words."""
    if _FIRST_WORDS.isdisjoint(words):
        return []
    pairs = (f"{first} {second}" for first, second in pairwise(words))
    return [code for pair in pairs if pair in _PHRASES for code in _PHRASES[pair].split()]
