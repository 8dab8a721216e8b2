"""A month that was never imported is a gap in the chart, and the page names it."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look
from tests.browser.figure_steps import PATIENCE_MS, tile, upload
from tests.browser.people import sign_in, world_of
from tests.live import LiveServer

DAYS = {"january": (date(2026, 1, 1), 31), "february": (date(2026, 2, 14), 1), "march": (date(2026, 3, 1), 31)}


@pytest.fixture
def reports(tmp_path: Path) -> list[Path]:
    """January, Valentine's Day and March of one ad account; each Sunday costs 20.00, the other days 10.00."""
    paths = []
    for name, (first, count) in DAYS.items():
        days = [first + timedelta(days=index) for index in range(count)]
        rows = [f"{day},77,Shop DE,EUR,{20 if day.isoweekday() == 7 else 10}.00" for day in days]
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join(["By Day,Account ID,Account name,Currency,Cost", *rows]) + "\n")
        paths.append(path)
    return paths


def test_a_month_that_was_never_imported_is_a_gap(
    page: Page, server: LiveServer, reports: list[Path], look: Look
) -> None:
    with world_of(server) as world:
        olga = world.user("Olga")
        world.center(olga, "Linden & Co")
    sign_in(page, server, olga)
    upload(page, *reports)
    page.get_by_role("button", name="Import all 3").click(timeout=PATIENCE_MS)
    expect(page.get_by_text("The figures are in place.")).to_have_count(3, timeout=PATIENCE_MS)
    page.goto("/insights?from=2026-01-01&to=2026-03-31")
    expect(tile(page, "Cost")).to_contain_text("€720.00")
    words = "No figures for 1 Feb – 13 Feb and 15 Feb – 28 Feb 2026, so nothing is compared with"
    expect(page.get_by_text(words)).to_be_visible()
    line = page.locator(".recharts-area-curve").last
    assert (line.get_attribute("d") or "").count("M") == 3
    look(page, "insights-gap")
