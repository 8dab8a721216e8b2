"""What the documents say is what the code says."""

import re
from pathlib import Path

import pytest

from bizhub.commands.permissions import permissions_page
from bizhub.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()


def settings_table() -> str:
    rows = (
        f"| `BIZHUB_{name.upper()}` | {'' if field.default is None else f'`{field.default}`'} | {field.description} |"
        for name, field in Settings.model_fields.items()
    )
    return "\n".join(["| variable | default | what |", "|---|---|---|", *rows])


def test_the_permissions_page_is_the_policy() -> None:
    assert (ROOT / "docs/permissions.md").read_text() == permissions_page()


def test_the_readme_lists_every_setting() -> None:
    written = re.search(r"<!-- settings -->\n(.*)\n<!-- /settings -->", README, re.DOTALL)
    assert written is not None
    assert written.group(1) == settings_table()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\((?!http)([^)#]+)\)", README))))
def test_links_of_the_readme_lead_somewhere(target: str) -> None:
    assert (ROOT / target).exists()
