"""What the page shows between asking for a file and getting it."""

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.components.conftest import ORIGIN, Shown

# Playwright looks at nothing while a page is about to be left, so the answer is awaited in a frame.
BODY = """
<iframe name="aside"></iframe>
<form id="bh-export-csv" method="post" action="/export?format=csv" data-bh-download="export" target="aside"></form>
<span role="status" data-bh-download-news="export"></span>
<button data-bh-download-button="export">Export</button>
<i data-bh-submit="bh-export-csv">CSV file</i>"""


@pytest.fixture
def asked() -> list[Request]:
    """The requests that came, unanswered."""
    return []


@pytest.fixture
def page(show: Shown, asked: list[Request]) -> Page:
    """A page whose exports are never answered."""
    shown = show(BODY)
    shown.route("**/export**", lambda route: asked.append(route.request))
    return shown


def _ask(page: Page) -> str:
    """Ask for the file; the sign that was sent with it."""
    with page.expect_request("**/export**") as sent:
        page.click("i")
    return sent.value.url.partition("begun=")[2]


def test_the_button_is_busy_until_the_file_comes(page: Page) -> None:
    sign = _ask(page)
    assert len(sign) > 5
    expect(page.locator("button")).to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("status")).to_have_text("The file is being prepared.")
    page.context.add_cookies([{"name": "bizhub_begun", "value": "anothers", "url": ORIGIN}])
    page.wait_for_timeout(400)
    expect(page.locator("button")).to_have_attribute("aria-busy", "true")
    page.context.add_cookies([{"name": "bizhub_begun", "value": sign, "url": ORIGIN}])
    expect(page.locator("button")).not_to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("status")).to_have_text("The download has begun.")


def test_a_busy_button_asks_once(page: Page, asked: list[Request]) -> None:
    _ask(page)
    page.click("i")
    page.wait_for_timeout(200)
    assert [request.url.partition("?")[2].partition("&")[0] for request in asked] == ["format=csv"]


def test_each_file_has_a_sign_of_its_own(page: Page) -> None:
    first = _ask(page)
    page.context.add_cookies([{"name": "bizhub_begun", "value": first, "url": ORIGIN}])
    expect(page.locator("button")).not_to_have_attribute("aria-busy", "true")
    second = _ask(page)
    assert first != second
    assert "begun" not in second


def test_a_file_leaves_the_page_as_it_is(show: Shown) -> None:
    def answer(route: Route) -> None:
        sign = route.request.url.partition("begun=")[2]
        headers = {"Content-Disposition": 'attachment; filename="a.csv"', "Set-Cookie": f"bizhub_begun={sign}; Path=/"}
        route.fulfill(body="a,b", headers=headers)

    page = show(BODY.replace('target="aside"', ""))
    page.route("**/export**", answer)
    with page.expect_download() as download:
        page.click("i")
    assert download.value.suggested_filename == "a.csv"
    expect(page.locator("button")).not_to_have_attribute("aria-busy", "true")
    assert page.url == f"{ORIGIN}/"
