"""Bringing report files in through the page, and where their figures stand."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

FILES = Path(__file__).resolve().parents[2] / "bizhub" / "demo_data"
AUGUST = "from=2023-08-01&to=2023-08-31"
PATIENCE_MS = 30_000

# As published with the files, written as a British reader sees them.
PUBLISHED = [
    ("916", "US$149.71", "482,925", "113", "58"),
    ("936", "€2,893.37", "8,128,187", "1,984", "537"),
    ("1178", "JP¥8,349,317", "204,823,716", "36,068", "2,669"),
]


def upload(page: Page, *files: Path) -> None:
    page.goto("/import")
    page.set_input_files("input[type=file]", list(files))


def tile(page: Page, label: str) -> Locator:
    return page.locator(".bh-stat").filter(has=page.get_by_role("heading", name=label, exact=True))


def import_everything(page: Page) -> None:
    upload(page, *(FILES / f"ads_manager_export_{number}.csv" for number, *_ in PUBLISHED))
    page.get_by_role("button", name="Import all 3").click(timeout=PATIENCE_MS)
    expect(page.get_by_text("The figures are in place.")).to_have_count(3, timeout=PATIENCE_MS)
