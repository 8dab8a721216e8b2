"""XLSX files: converted to CSV by a capped process, so that a hostile workbook harms nobody."""

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bizhub.adapters.watch import Watch
from bizhub.adapters.xlsx_worker import NOT_A_WORKBOOK, TOO_WIDE
from bizhub.domain.errors import InvalidInput
from bizhub.domain.report_layout import MOST_COLUMNS, refuse_too_wide

_WORKER = Path(__file__).with_name("xlsx_worker.py")
_POLL_S = 0.05
_ZIP = b"PK\x03\x04"
MEMORY_OF_ANY = 256 << 20
MEMORY_PER_BYTE = 100
"""Four times what the densest reports take; they are packed to a tenth."""
_OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass(frozen=True, slots=True)
class XlsxLimits:
    """What reading one workbook may cost at most."""

    memory_bytes: int = 2 << 30
    cpu_s: int = 120
    wall_s: float = 180.0

    def memory_for(self, size: int) -> int:
        """The memory for a file of `size` bytes.

        Two cells at far corners of a sheet take a few bytes in the file and a place for every cell between them when it
        is read: only memory that grows with the file refuses that at once.
        """
        return min(self.memory_bytes, MEMORY_OF_ANY + MEMORY_PER_BYTE * size)


def is_xlsx(path: Path) -> bool:
    """Whether the file is a zip archive, by its first bytes; an old `.xls` is refused here."""
    with path.open("rb") as file:
        first = file.read(8)
    if first == _OLD_EXCEL:
        raise InvalidInput(
            "This is an old or protected Excel file. Save it as XLSX without a password, or as CSV.", field="file"
        )
    return first.startswith(_ZIP)


def convert_xlsx(path: Path, target: Path, *, watch: Watch, limits: XlsxLimits) -> None:
    """Write the first sheet with rows to `target` as CSV; a record is a row of the sheet."""
    command = [sys.executable, "-I", str(_WORKER), str(path), str(target)]
    process = subprocess.Popen(
        [*command, str(limits.memory_for(path.stat().st_size)), str(limits.cpu_s), str(MOST_COLUMNS)],
        env={},  # the passwords of the server are nothing to a process that opens a stranger's file
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        code = _wait(process, watch, time.monotonic() + limits.wall_s)
    finally:
        process.kill()
        process.wait()
    if code == NOT_A_WORKBOOK:
        raise InvalidInput("This workbook cannot be read. Save it as XLSX again, or as CSV.", field="file")
    if code == TOO_WIDE:
        refuse_too_wide(MOST_COLUMNS + 1)
    if code != 0:
        raise InvalidInput(
            "This workbook is too large to read, or has cells far away from its table. "
            "Save the table alone as CSV and try again.",
            field="file",
        )


def _wait(process: subprocess.Popen[bytes], watch: Watch, deadline: float) -> int | None:
    while time.monotonic() < deadline:
        try:
            return process.wait(_POLL_S)
        except subprocess.TimeoutExpired:
            watch.reached(0.0)
    return None
