"""Documents that people send: read by a capped process, and made anew without what else was in the file."""

import os
import re
import select
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bizhub.adapters import document_worker as worker
from bizhub.adapters.memory_files import new_memory_file, size_of
from bizhub.domain.documents import LARGEST_BYTES, MOST_PAGES, MOST_PIXELS
from bizhub.domain.errors import Busy, InvalidInput

_WORKER = Path(worker.__file__)
_MEMORY = 512 << 20
_CPU_S = 10
_WALL_S = 30.0
_UNPACKED = 256 << 20
_LONGEST_NOTE = 100
_PLACES = 2
_PATIENCE_S = 60.0
_SIGNATURES = {b"%PDF-": "PDF", b"\x89PNG\r\n\x1a\n": "picture", b"\xff\xd8\xff": "picture"}
_HEAD = max(map(len, _SIGNATURES))
_TOLD = re.compile(rb"(image/png|image/jpeg|application/pdf) (\d{1,3})")

_turns = threading.BoundedSemaphore(_PLACES)
"""Each of the processes may take half a gigabyte."""

_TOO_MUCH = "This {kind} takes too much memory or time to read. Save it in a simpler form, or take a picture of it."
_SENTENCES = {
    worker.UNREADABLE: "This {kind} is damaged or cannot be read. Open it, save it again, and choose the new file.",
    worker.PROTECTED: "This PDF is protected with a password. Save it without one and choose the new file.",
    worker.TOO_MANY_PIXELS: f"This picture has more than {MOST_PIXELS // 1_000_000} million pixels. Make it smaller.",
    worker.TOO_MANY_PAGES: f"This PDF has more than {MOST_PAGES} pages. Send only those that matter.",
    worker.NO_PAGES: "This PDF has no pages.",
    worker.TOO_LARGE: f"Drawn anew, this {{kind}} is larger than {LARGEST_BYTES // 1024**2} MB. Make it smaller.",
}


@dataclass(frozen=True, slots=True)
class CleanDocument:
    """What became of a file; `content` is open and at its beginning, and closed by whoever asked for it."""

    content: BinaryIO
    media_type: str
    size: int
    pages: int


def clean(source: BinaryIO) -> CleanDocument:
    """A document made anew from what somebody sent. Raises InvalidInput, field "file", with a sentence for them."""
    return _work("clean", source, _kind_of(source), page=0)


def draw_page(source: BinaryIO, page: int) -> CleanDocument:
    """A page of a PDF, from 1, as a PNG. Raises InvalidInput."""
    return _work("draw", source, "PDF", page=page)


def _kind_of(source: BinaryIO) -> str:
    """What it calls itself in its first bytes; its name and what the browser says of it count for nothing."""
    head = os.pread(source.fileno(), _HEAD, 0)
    if not head:
        raise InvalidInput("This file is empty.", field="file")
    kind = next((kind for signature, kind in _SIGNATURES.items() if head.startswith(signature)), None)
    if kind is None:
        raise InvalidInput("Only JPG, PNG and PDF files are taken, and this is none of them.", field="file")
    return kind


def _work(task: str, source: BinaryIO, kind: str, *, page: int) -> CleanDocument:
    if not _turns.acquire(timeout=_PATIENCE_S):
        raise Busy
    made = new_memory_file()
    try:
        with new_memory_file() as note:
            code = _exit_code(task, page, source, made, note)
            told = _TOLD.fullmatch(os.pread(note.fileno(), _LONGEST_NOTE, 0))
        if code != 0 or told is None or size_of(made) > worker.most_made(LARGEST_BYTES):
            raise InvalidInput(_SENTENCES.get(code, _TOO_MUCH).format(kind=kind), field="file")
        made.seek(0)
        return CleanDocument(made, told[1].decode(), size_of(made), int(told[2]))
    except BaseException:
        made.close()
        raise
    finally:
        _turns.release()


def _exit_code(task: str, page: int, source: BinaryIO, made: BinaryIO, note: BinaryIO) -> int:
    """How the process ended; below zero when it was ended."""
    bounds = (_MEMORY, _CPU_S, LARGEST_BYTES, MOST_PIXELS, MOST_PAGES, _UNPACKED, page)
    source.seek(0)
    process = subprocess.Popen(
        [sys.executable, "-I", str(_WORKER), task, *map(str, bounds)],
        env={},  # the passwords of the server are nothing to a process that opens a stranger's file
        stdin=source,
        stdout=made,
        stderr=note,
    )
    try:
        return process.wait() if _ends(process) else -1
    finally:
        process.kill()
        process.wait()


def _ends(process: "subprocess.Popen[bytes]") -> bool:
    """Whether it ends within its time, told at once: `wait` with a timeout looks every 50 ms."""
    if not hasattr(os, "pidfd_open"):  # pragma: no cover
        with suppress(subprocess.TimeoutExpired):
            process.wait(_WALL_S)
        return process.returncode is not None
    descriptor = os.pidfd_open(process.pid)
    try:
        waiting = select.poll()  # `select` takes no descriptor above 1,023
        waiting.register(descriptor, select.POLLIN)
        return bool(waiting.poll(_WALL_S * 1000))
    finally:
        os.close(descriptor)
