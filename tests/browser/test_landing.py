"""The first page, built for production and served as `make run` serves it."""

from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look, OpenPage
from tests.browser.watch import Watch
from tests.live import LiveServer


def test_page_opens_without_errors_or_foreign_hosts(page: Page, watch: Watch, look: Look) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    look(page, "landing")
    assert watch.problems == []


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_socket_connects_on_every_name_of_this_machine(server: LiveServer, open_page: OpenPage, host: str) -> None:
    page = open_page(base_url=f"http://{host}:{server.port}")
    with page.expect_websocket() as socket:
        page.goto("/")
    assert socket.value.url.startswith(f"ws://{host}:{server.port}/_event")
    socket.value.wait_for_event("framereceived", lambda frame: "is_hydrated" in str(frame))


def test_a_script_that_is_not_ours_does_not_run(page: Page, watch: Watch) -> None:
    page.goto("/")
    page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.intruder = true";
        document.head.append(script);
    }""")
    assert page.evaluate("window.intruder") is None
    assert any("Content Security Policy" in problem for problem in watch.problems)
    watch.problems.clear()


def test_watch_notices_a_foreign_host(page: Page, watch: Watch) -> None:
    page.goto("/")
    page.evaluate("() => { new Image().src = 'https://tracker.example/pixel.png' }")
    page.wait_for_timeout(200)
    assert any("tracker.example" in problem for problem in watch.problems)
    watch.problems.clear()


@pytest.mark.parametrize(
    ("path", "header", "value"),
    [
        ("/", "X-Content-Type-Options", "nosniff"),
        ("/", "X-Frame-Options", "DENY"),
        ("/", "Referrer-Policy", "same-origin"),
        ("/", "Cross-Origin-Opener-Policy", "same-origin"),
        ("/", "Cache-Control", "no-store"),
        ("/health", "X-Content-Type-Options", "nosniff"),
        ("/health", "Cache-Control", "no-store"),
    ],
)
def test_answers_carry_the_security_headers(base_url: str, path: str, header: str, value: str) -> None:
    with urlopen(base_url + path) as answer:
        assert answer.headers[header] == value


def test_built_files_are_kept_and_pages_are_not(page: Page) -> None:
    kept: dict[str, str | None] = {}
    page.on("response", lambda answer: kept.update({answer.url: answer.header_value("cache-control")}))
    page.goto("/")
    page.wait_for_load_state("networkidle")
    built = {value for url, value in kept.items() if "/assets/" in url}
    assert built == {"public, max-age=31536000, immutable"}
