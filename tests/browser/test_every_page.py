"""No page keeps anybody out: axe on each of them, empty and with content, wide and narrow, light and dark."""

from collections.abc import Iterator

import pytest
from reflex_base.registry import RegistrationContext

from bizhub import pages
from tests.browser.accessibility import content, hovered_violations, violations
from tests.browser.conftest import Look, OpenPage
from tests.browser.every_page import NOWHERE, VISITS, Everybody, Visit, fill_with_demo
from tests.browser.watch import Watch
from tests.live import serve


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everybody]:
    """The demo, served, and the people who look at it."""
    data = tmp_path_factory.mktemp("every-page") / "data"
    fill_with_demo(data)
    with serve(data) as live:
        yield Everybody(live)


def test_no_page_is_missing_here() -> None:
    assert pages.__all__
    registered = {str(given["route"]) for _page, given in RegistrationContext.ensure_context().decorated_pages}
    assert {visit.route for visit in VISITS} == registered


def by_page() -> Iterator[object]:
    """The first visit of each page in every run, the others in long ones."""
    seen: set[str] = set()
    for visit in VISITS:
        yield pytest.param(visit, id=visit.name, marks=pytest.mark.soak if visit.route in seen else ())
        seen.add(visit.route)


@pytest.mark.parametrize("visit", list(by_page()))
def test_nothing_on_the_page_is_a_barrier(
    everybody: Everybody, open_page: OpenPage, watch: Watch, look: Look, visit: Visit
) -> None:
    page = open_page(base_url=everybody.base_url)
    everybody.go(page, visit)
    look(page, visit.name)
    assert content(page, "dark") == content(page, "light") != ""
    assert violations(page) == []
    watch.forgive(NOWHERE)  # Chromium calls a page that is not there an error


@pytest.mark.parametrize(
    "visit",
    [
        pytest.param(visit, marks=() if visit.name == "account" else pytest.mark.soak)
        for visit in VISITS
        if visit.name in ("account", "landing", "profile")
    ],
)
def test_buttons_stay_readable_under_the_pointer(everybody: Everybody, open_page: OpenPage, visit: Visit) -> None:
    page = open_page(base_url=everybody.base_url, dark=True)
    everybody.go(page, visit)
    assert hovered_violations(page) == []
