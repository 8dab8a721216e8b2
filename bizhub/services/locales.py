"""The reader's locale: how dates, numbers and money are written for them."""

from functools import lru_cache

from babel import Locale

_OFFERED = (
    "ar-EG", "bg-BG", "cs-CZ", "da-DK", "de-AT", "de-CH", "de-DE", "el-GR", "en-AU", "en-CA", "en-GB", "en-IE", "en-IN",
    "en-SG", "en-US", "en-ZA", "es-AR", "es-ES", "es-MX", "et-EE", "fi-FI", "fr-BE", "fr-CA", "fr-CH", "fr-FR", "he-IL",
    "hi-IN", "hr-HR", "hu-HU", "id-ID", "it-CH", "it-IT", "ja-JP", "ko-KR", "lt-LT", "lv-LV", "ms-MY", "nb-NO", "nl-BE",
    "nl-NL", "pl-PL", "pt-BR", "pt-PT", "ro-RO", "sk-SK", "sl-SI", "sr-RS", "sv-SE", "th-TH", "tr-TR", "uk-UA", "vi-VN",
    "zh-CN", "zh-HK", "zh-TW",
)  # fmt: skip


def is_offered(tag: str) -> bool:
    """Whether a person may choose this locale."""
    return tag in _OFFERED


@lru_cache(maxsize=1)
def offered_locales() -> tuple[tuple[str, str], ...]:
    """Tags and their own names, `("de-DE", "Deutsch (Deutschland)")`, in alphabetical order of the names."""
    named = [(tag, _own_name(tag)) for tag in _OFFERED]
    return tuple(sorted(named, key=lambda entry: entry[1].casefold()))


def _own_name(tag: str) -> str:
    locale = Locale.parse(tag, sep="-")
    name = locale.get_display_name(locale) or tag
    return name[:1].upper() + name[1:]
