"""What a log line may never carry: secrets, what people sent, documents, and characters that forge lines."""

import re
from collections.abc import Iterator, Mapping

REDACTED = "[redacted]"

_LONGEST_LINE = 4_000
_LONGEST_TRACEBACK = 16_000

_SENSITIVE = r"pass(?:word|wd|phrase)|\bpwd\b|secret|token|cookie|authori[sz]ation|credential|api[_-]?key"
_IS_SECRET_NAME = re.compile(rf"{_SENSITIVE}|(?:^|_)(?:code|pin|otp)$", re.IGNORECASE)

_CUTS = (
    # Reflex writes whole events: what was typed, and the request headers with the session cookie.
    re.compile(r"\b(?P<keep>router_data|payload|headers|raw_headers)['\"]?\s*[=:]\s*[\[{(].*", re.DOTALL),
    re.compile(r"\b(?P<keep>event data)\s*:.*", re.IGNORECASE | re.DOTALL),
    re.compile(r"\b(?P<keep>event argument)\b.*", re.IGNORECASE | re.DOTALL),
    re.compile(r"\b(?P<keep>dictionary, but received)\b.*", re.DOTALL),
    re.compile(r"\b(?P<keep>input_value)=.*", re.DOTALL),
    re.compile(r"\[(?P<keep>parameters): .*", re.DOTALL),
    re.compile(r"\b(?P<keep>(?:set-)?cookie)['\"]?\s*[:=].*", re.IGNORECASE),
)
_QUOTED = r"b?'(?:[^'\\]|\\.)*'|b?\"(?:[^\"\\]|\\.)*\""
_NAMED_SECRET = re.compile(
    rf"(?P<name>[\"']?[\w.-]{{0,40}}(?:{_SENSITIVE})[\w-]{{0,40}}[\"']?)(?P<sign>\s*[=:]\s*)(?:{_QUOTED}|[^\s,;&)\]}}]+)",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?P<name>(?<![a-z])(?:code|pin|otp)[\"']?\s*(?:[=:]|is)\s*[\"']?)\d{4,10}\b", re.IGNORECASE)
_SESSION_COOKIE = re.compile(r"(?P<name>(?:__Host-)?bizhub=)[^\s;,'\"]+")
_AUTHORIZATION = re.compile(r"(?P<name>\b(?:bearer|basic)\s+)[\w+/=.~-]{8,}", re.IGNORECASE)
_LONG_BYTES = re.compile(r"b'(?:[^'\\]|\\.){40,}'|b\"(?:[^\"\\]|\\.){40,}\"")
_BASE64_BLOCK = re.compile(r"[A-Za-z0-9+/]{200,}={0,2}")
# Session, invitation and reset tokens are 32 random bytes: 43 characters of URL-safe base64.
_RANDOM_TOKEN = re.compile(r"(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[A-Za-z0-9_-]{43}(?![\w-])")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def is_secret_name(name: str) -> bool:
    """Whether a value of this name stays out of the log."""
    return _IS_SECRET_NAME.search(name) is not None


def redact_line(text: str) -> str:
    """One line without secrets; line breaks and other control characters are shown, not written."""
    return _shortened(_CONTROL.sub(_shown, _without_secrets(_shortened(text, _LONGEST_LINE * 4))), _LONGEST_LINE)


def redact_traceback(text: str) -> str:
    """A traceback without secrets, each line indented so that none can pass for a record of its own."""
    lines = [
        line
        for block in _blocks(_shortened(text, _LONGEST_TRACEBACK * 4))
        for line in _without_secrets(block).split("\n")
    ]
    return _shortened("\n".join("    " + _CONTROL.sub(_shown, line) for line in lines), _LONGEST_TRACEBACK)


def redact_value(name: str, value: object) -> object:
    """A value logged under a name, safe to write."""
    if is_secret_name(name):
        return REDACTED
    if isinstance(value, bool | int | float) or value is None:
        return value
    if isinstance(value, bytes | bytearray | memoryview):
        return f"[{len(value)} bytes]"
    if isinstance(value, Mapping):
        return {str(key): redact_value(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redact_value("", inner) for inner in value]
    return redact_line(str(value))


def _blocks(traceback: str) -> Iterator[str]:
    """Frames line by line; what an exception says, which may have several lines, in one piece."""
    said: list[str] = []
    for line in traceback.rstrip("\n").split("\n"):
        if line.startswith(("  ", "Traceback ")):
            if said:
                yield "\n".join(said)
                said = []
            yield line
        else:
            said.append(line)
    if said:
        yield "\n".join(said)


def _without_secrets(text: str) -> str:
    for cut in _CUTS:
        text = cut.sub(_cut, text)
    text = _NAMED_SECRET.sub(lambda match: f"{match['name']}{match['sign']}{REDACTED}", text)
    for named in (_CODE, _SESSION_COOKIE, _AUTHORIZATION):
        text = named.sub(lambda match: f"{match['name']}{REDACTED}", text)
    text = _LONG_BYTES.sub("[bytes]", text)
    text = _BASE64_BLOCK.sub("[encoded]", text)
    return _RANDOM_TOKEN.sub(REDACTED, text)


def _cut(match: re.Match[str]) -> str:
    return f"{match['keep']}={REDACTED}"


def _shown(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}… [{len(text) - longest} characters more]"
