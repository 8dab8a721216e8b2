"""What every answer says to the browser."""

import base64
import hashlib
from pathlib import Path

import pytest
from starlette.types import Receive, Scope, Send

from bizhub.http.headers import SecurityHeaders, content_security_policy, inline_script_hashes
from tests.http.asgi import Pair, http_scope, speak


def answering(*headers: Pair, status: int = 200, https: bool = False) -> SecurityHeaders:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        encoded = [(name.lower().encode(), value.encode()) for name, value in headers]
        await send({"type": "http.response.start", "status": status, "headers": encoded})
        await send({"type": "http.response.body"})

    return SecurityHeaders(app, policy="default-src 'self'", https=https)


def sha256_source(script: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


@pytest.mark.parametrize(
    ("page", "scripts"),
    [
        ("<script>run()</script>", ["run()"]),
        ("<script>a < b && '&amp;'</script>", ["a < b && '&amp;'"]),
        ('<script type="module" async="">import "/a.js";\n\nstart()</script>', ['import "/a.js";\n\nstart()']),
        ("<SCRIPT>upper()</SCRIPT>", ["upper()"]),
        ("<div><script id='x'>one</script></div><script>two</script>", ["one", "two"]),
        ('<script src="/a.js"></script><p>text</p>', []),
        ("<style>p{}</style><p onclick='x()'>text</p>", []),
    ],
)
def test_each_inline_script_is_hashed_as_the_browser_reads_it(page: str, scripts: list[str], tmp_path: Path) -> None:
    (tmp_path / "accounts").mkdir()
    (tmp_path / "accounts" / "index.html").write_text(f"<html><body>{page}</body></html>")
    assert inline_script_hashes(tmp_path) == sorted(sha256_source(script) for script in scripts)


def test_a_hash_is_the_one_that_browsers_compute(tmp_path: Path) -> None:
    # The example of the specification: https://www.w3.org/TR/CSP3/#external-hash and its neighbours.
    (tmp_path / "index.html").write_text("<script>alert('Hello, world.');</script>")
    assert inline_script_hashes(tmp_path) == ["'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"]


@pytest.mark.parametrize(
    "directive",
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-eval' 'sha256-abc'",
        "connect-src 'self' wss://hub.example ws://localhost:8000",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ],
)
def test_the_policy_names_only_this_origin(directive: str) -> None:
    policy = content_security_policy(["'sha256-abc'"], ["https://hub.example", "http://localhost:8000"])
    assert directive in policy.split("; ")


def test_inline_scripts_without_a_hash_do_not_run() -> None:
    scripts = next(part for part in content_security_policy([], []).split("; ") if part.startswith("script-src"))
    assert "unsafe-inline" not in scripts


@pytest.mark.parametrize(
    ("https", "expected"), [(True, "max-age=31536000; includeSubDomains"), (False, None)], ids=["https", "http"]
)
async def test_browsers_stay_on_tls_only_where_there_is_tls(https: bool, expected: str | None) -> None:
    exchange = await speak(answering(https=https), http_scope())
    assert exchange.headers.get("strict-transport-security") == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [("Content-Security-Policy", "sandbox"), ("Cache-Control", "private"), ("Referrer-Policy", "no-referrer")],
)
async def test_a_route_may_be_stricter(name: str, value: str) -> None:
    exchange = await speak(answering((name, value)), http_scope())
    assert exchange.headers[name.lower()] == value


@pytest.mark.parametrize(
    ("path", "status", "media_type", "expected"),
    [
        ("/assets/root-abc.js", 200, "text/javascript", "public, max-age=31536000, immutable"),
        ("/assets/root-abc.js", 304, "text/javascript", "public, max-age=31536000, immutable"),
        ("/assets/gone.js", 404, "text/html; charset=utf-8", "no-store"),
        ("/", 200, "text/html; charset=utf-8", "no-store"),
        ("/accounts", 404, "text/html; charset=utf-8", "no-store"),
        ("/export", 200, "application/json", "no-store"),
        ("/export.csv", 200, "text/csv; charset=utf-8", "no-store"),
        ("/export.xlsx", 200, "application/octet-stream", "no-store"),
        ("/anything", 200, "", "no-store"),
        ("/favicon.svg", 200, "image/svg+xml", "no-cache"),
        ("/bizhub.js", 200, "text/javascript", "no-cache"),
        ("/anything", 500, "text/plain", "no-store"),
    ],
)
async def test_only_built_files_are_kept(path: str, status: int, media_type: str, expected: str) -> None:
    exchange = await speak(answering(("Content-Type", media_type), status=status), http_scope(path))
    assert exchange.headers["cache-control"] == expected


@pytest.mark.parametrize(
    ("location", "led_to"),
    [
        ("http://evil.example/accounts/", "/accounts/"),
        ("https://hub.example:8443/sign-in/?next=%2Fimport", "/sign-in/?next=%2Fimport"),
        ("http://hub.example//evil.example/", "/evil.example/"),
        ("//evil.example/a", "/a"),
        ("/sign-in/", "/sign-in/"),
        ("/sign-in?next=/a", "/sign-in?next=/a"),
    ],
)
async def test_a_redirect_stays_on_this_site_whatever_host_was_named(location: str, led_to: str) -> None:
    exchange = await speak(answering(("Location", location), status=307), http_scope("/accounts"))
    assert exchange.headers["location"] == led_to
