"""Names of made-up ad accounts: brands, places and what is sold, each number another one."""

_BRANDS = (
    "Alder", "Birke", "Céleste", "Dune", "Estrella", "Fjord", "Garnet", "Hikari", "Iris & Co", "Juniper", "Kiwi",
    "Lumen", "Mistral", "Nordlicht", "Ombra", "Piccolo", "Quartz", "Rosa", "Solstice", "Tidal", "Umbra", "Vela", "Wren",
    "Yuzu",
)  # fmt: skip
_PLACES = (
    "Deutschland", "Österreich", "Schweiz", "France", "España", "Italia", "Nederland", "Sverige", "Danmark", "Polska",
    "United Kingdom", "Ireland", "USA", "Canada", "México", "Brasil", "日本", "한국", "Australia", "Türkiye",
)  # fmt: skip
_GOODS = ("Shoes", "Beauty", "Home", "Sport", "Kids", "Books", "Games", "Travel", "Food", "Fashion", "Garden")

# Currency, units for a US dollar, decimals, time zone, by place.
_MARKETS = {
    "Schweiz": ("CHF", 0.9, 2, "Europe/Zurich"),
    "Sverige": ("SEK", 10.5, 2, "Europe/Stockholm"),
    "Danmark": ("DKK", 6.9, 2, "Europe/Copenhagen"),
    "Polska": ("PLN", 4.0, 2, "Europe/Warsaw"),
    "United Kingdom": ("GBP", 0.8, 2, "Europe/London"),
    "USA": ("USD", 1.0, 2, "America/New_York"),
    "Canada": ("CAD", 1.4, 2, "America/Toronto"),
    "México": ("MXN", 18.0, 2, "America/Mexico_City"),
    "Brasil": ("BRL", 5.4, 2, "America/Sao_Paulo"),
    "日本": ("JPY", 150.0, 0, "Asia/Tokyo"),
    "한국": ("KRW", 1350.0, 0, "Asia/Seoul"),
    "Australia": ("AUD", 1.5, 2, "Australia/Sydney"),
    "Türkiye": ("TRY", 41.0, 2, "Europe/Istanbul"),
}
_EURO = ("EUR", 0.92, 2, "Europe/Berlin")


def demo_name(number: int) -> str:
    """The name of the made-up account with this number, from 0; a number above the combinations is said."""
    brand, rest = number % len(_BRANDS), number // len(_BRANDS)
    place, rest = rest % len(_PLACES), rest // len(_PLACES)
    goods, round_ = rest % len(_GOODS), rest // len(_GOODS)
    shifted = _PLACES[(place + brand) % len(_PLACES)]
    name = f"{_BRANDS[brand]} {_GOODS[(goods + brand) % len(_GOODS)]} {shifted}"
    return name if round_ == 0 else f"{name} {round_ + 1}"


def demo_market(name: str) -> tuple[str, float, int, str]:
    """Currency, units of it for a US dollar, its decimals and the time zone of a made-up account."""
    return next((market for place, market in _MARKETS.items() if place in name), _EURO)
