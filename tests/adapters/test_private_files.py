"""Nobody but the owner reads what lies in the data folder."""

import stat
from pathlib import Path

from bizhub.adapters.private_files import close_to_others


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_lay_open_is_closed_and_stays_usable(tmp_path: Path) -> None:
    data, inner = tmp_path / "data", tmp_path / "data" / "uploads"
    inner.mkdir(parents=True, mode=0o755)
    tool, file = inner / "tool", inner / "file"
    for path, before in ((tool, 0o755), (file, 0o644)):
        path.touch()
        path.chmod(before)
    close_to_others(data)
    assert [mode(path) for path in (data, inner, tool, file)] == [0o700, 0o700, 0o700, 0o600]


def test_what_a_link_points_to_is_left_alone(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.touch()
    outside.chmod(0o644)
    data = tmp_path / "data"
    data.mkdir()
    (data / "link").symlink_to(outside)
    close_to_others(data)
    assert mode(outside) == 0o644


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    close_to_others(tmp_path / "data")
    assert mode(tmp_path / "data") == 0o700
