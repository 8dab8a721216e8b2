"""What the documents say is what the code says."""

from pathlib import Path

from bizhub.commands.permissions import permissions_page

ROOT = Path(__file__).resolve().parents[2]


def test_the_permissions_page_is_the_policy() -> None:
    assert (ROOT / "docs/permissions.md").read_text() == permissions_page()
