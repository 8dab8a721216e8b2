"""What assets/bizhub.js does for every page."""

import json

import pytest
from playwright.sync_api import FilePayload, Page, Request, Route, expect

from tests.components.conftest import ORIGIN, Shown

BRIDGE = '<script>const heard = [];</script><input id="bh-bridge-{name}" oninput="heard.push(JSON.parse(this.value))">'


def test_a_message_reaches_the_handler_every_time(show: Shown) -> None:
    page = show(BRIDGE.format(name="news"))
    page.evaluate("BizHub.send('news', {a: 1}); BizHub.send('news', {a: 1})")
    assert page.evaluate("heard") == [{"a": 1, "n": 1}, {"a": 1, "n": 2}]


def test_a_message_without_a_handler_is_said_to_be_lost(show: Shown) -> None:
    assert show("").evaluate("BizHub.send('nobody', {})") is False


def test_copying_says_so_and_goes_back(show: Shown) -> None:
    page = show('<button data-bh-copy="7298441093355120011">c<span aria-live="polite">Copy center ID</span></button>')
    page.click("button")
    expect(page.locator("[aria-live]")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "7298441093355120011"
    expect(page.locator("[aria-live]")).to_have_text("Copy center ID")


def test_a_password_can_be_seen_and_hidden_again(show: Shown) -> None:
    page = show('<input id="field-password" type="password"><button data-bh-reveal="field-password">Show</button>')
    page.click("button")
    expect(page.locator("input")).to_have_attribute("type", "text")
    expect(page.locator("button")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("input")).to_be_focused()
    page.click("button")
    expect(page.locator("input")).to_have_attribute("type", "password")


def test_enter_hands_a_field_over_and_stays_in_it(show: Shown) -> None:
    page = show('<script>const left = [];</script><input data-bh-enter="" onblur="left.push(this.value)">')
    page.type("input", "916")
    assert page.evaluate("left") == []
    page.keyboard.press("Enter")
    assert page.evaluate("left") == ["916"]
    expect(page.locator("input")).to_be_focused()


def test_the_skip_link_moves_the_focus(show: Shown) -> None:
    page = show('<a class="bh-skip" href="#main">Skip</a><main id="main" tabindex="-1"></main>')
    page.click("a")
    expect(page.locator("main")).to_be_focused()
    assert page.url == f"{ORIGIN}/"


def test_signing_out_posts_the_form(show: Shown) -> None:
    form = '<form id="bh-sign-out" method="post" action="/auth/sign-out" onsubmit="return false"></form>'
    page = show(form + '<i data-bh-submit="bh-sign-out">Sign out</i>')
    page.route("**/auth/sign-out", lambda route: route.fulfill(body="bye"))
    with page.expect_request("**/auth/sign-out") as posted:
        page.click("i")
    assert posted.value.method == "POST"


def test_a_link_in_a_dialog_closes_it(show: Shown) -> None:
    page = show('<button data-bh-open="bh-nav">o</button><dialog id="bh-nav"><a href="#x">Insights</a></dialog>')
    page.click("button")
    page.click("a")
    expect(page.locator("dialog")).to_be_hidden()


UPLOAD = """
<script>const heard = [];</script>
<label class="bh-drop">
<input type="file" multiple data-bh-upload="/imports/upload?center=7" data-bh-report="report" data-bh-limit="100">
</label>
<div data-bh-upload-progress="report" hidden><span data-bh-upload-name="report"></span>
<button data-bh-upload-cancel="report">Cancel</button><progress data-bh-upload-bar="report" max="100"></progress></div>
<input id="bh-bridge-report" oninput="heard.push(JSON.parse(this.value))">"""

FILES = [
    FilePayload(name="Käse.csv", mimeType="text/csv", buffer=b"a,b\n1,2\n"),
    FilePayload(name="b.csv", mimeType="text/csv", buffer=b"c\n"),
]


def _never_answer(route: Route) -> None:
    """Keep the request waiting."""


def _heard(page: Page, ends: int) -> list[dict[str, object]]:
    """What the handler heard at the end of each of so many files, and no more than these."""
    page.wait_for_function("(n) => heard.filter((one) => one.state !== 'sending').length >= n", arg=ends)
    page.wait_for_timeout(150)
    heard = page.evaluate("heard.filter((one) => one.state !== 'sending')")
    return [{key: one[key] for key in ("file", "place", "of", "size", "state", "status", "answer")} for one in heard]


def _send(page: Page, *, status: int) -> list[dict[str, object]]:
    """Choose both files; the route answers with the status."""
    page.route("**/imports/upload*", lambda route: route.fulfill(status=status, json={"import": "5"}))
    page.set_input_files("[type=file]", FILES)
    return _heard(page, 2)


def _drop(page: Page, name: str) -> None:
    page.evaluate(
        "(name) => { const data = new DataTransfer(); data.items.add(new File(['x'], name));"
        " document.querySelector('.bh-drop').dispatchEvent("
        "   new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true})); }",
        name,
    )


def test_files_go_up_one_after_the_other(show: Shown) -> None:
    assert _send(show(UPLOAD), status=200) == [
        {"file": "Käse.csv", "place": 1, "of": 2, "size": 8, "state": "done", "status": 200, "answer": {"import": "5"}},
        {"file": "b.csv", "place": 2, "of": 2, "size": 2, "state": "done", "status": 200, "answer": {"import": "5"}},
    ]


def test_a_refused_file_keeps_no_other_back(show: Shown) -> None:
    ends = _send(show(UPLOAD), status=422)
    assert [(end["file"], end["state"], end["status"]) for end in ends] == [
        ("Käse.csv", "failed", 422),
        ("b.csv", "failed", 422),
    ]


def test_a_file_that_is_too_large_is_not_sent(show: Shown) -> None:
    page = show(UPLOAD)
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))
    page.route("**/imports/upload*", lambda route: route.fulfill(json={}))
    page.set_input_files("[type=file]", [FilePayload(name="big.csv", mimeType="", buffer=b"x" * 101), FILES[1]])
    ends = _heard(page, 2)
    assert [(end["file"], end["state"], end["status"]) for end in ends] == [
        ("big.csv", "failed", 413),
        ("b.csv", "done", 200),
    ]
    assert [request.headers["x-file-name"] for request in sent] == ["b.csv"]


def test_what_is_dropped_during_an_upload_waits_for_its_turn(show: Shown) -> None:
    page = show(UPLOAD)
    held: list[Route] = []
    page.route("**/imports/upload*", lambda route: held.append(route))
    with page.expect_request("**/imports/upload*"):
        page.set_input_files("[type=file]", FILES[:1])
    _drop(page, "late.csv")
    page.wait_for_timeout(200)
    page.route("**/imports/upload*", lambda route: route.fulfill(json={}))
    held[0].fulfill(json={})
    ends = _heard(page, 2)
    assert [(end["file"], end["place"], end["of"], end["state"]) for end in ends] == [
        ("Käse.csv", 1, 2, "done"),
        ("late.csv", 2, 2, "done"),
    ]


def test_the_bar_goes_away_at_the_end(show: Shown) -> None:
    page = show(UPLOAD)
    _send(page, status=200)
    expect(page.locator("[data-bh-upload-progress]")).to_be_hidden()


@pytest.mark.parametrize(
    ("header", "value"),
    [("x-bizhub", "1"), ("x-file-name", "K%C3%A4se.csv"), ("content-type", "application/octet-stream")],
)
def test_an_upload_names_the_file_and_that_it_is_ours(show: Shown, header: str, value: str) -> None:
    page = show(UPLOAD)
    page.route("**/imports/upload*", lambda route: route.fulfill(json={}))
    with page.expect_request("**/imports/upload?center=7") as sent:
        page.set_input_files("[type=file]", FILES[:1])
    assert sent.value.headers[header] == value
    page.wait_for_function("heard.some((one) => one.state === 'done')")


def test_an_upload_can_be_cancelled(show: Shown) -> None:
    page = show(UPLOAD)
    page.route("**/imports/upload*", _never_answer)
    page.set_input_files("[type=file]", FILES)
    page.click("[data-bh-upload-cancel]")
    assert [(end["file"], end["state"]) for end in _heard(page, 1)] == [("Käse.csv", "cancelled")]
    expect(page.locator("[data-bh-upload-progress]")).to_be_hidden()
    assert json.loads(page.locator("#bh-bridge-report").input_value())["state"] == "cancelled"


def test_a_dropped_file_goes_up(show: Shown) -> None:
    page = show(UPLOAD)
    page.route("**/imports/upload*", lambda route: route.fulfill(json={}))
    with page.expect_request("**/imports/upload?center=7"):
        _drop(page, "c.csv")
    page.wait_for_function("heard.some((one) => one.state === 'done')")
