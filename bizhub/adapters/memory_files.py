"""Files without a name that lie in memory: what passes through them never lies on a disk, and ends with its holder."""

import os
import tempfile
from typing import BinaryIO


def new_memory_file() -> BinaryIO:
    """An empty file to write and to read.

    Its bytes are the system's, not this process's. Where the system has no such files it is one on the disk that has
    no name from the beginning.
    """
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("bizhub", os.MFD_CLOEXEC), "w+b", buffering=0)
    return tempfile.TemporaryFile(buffering=0)  # pragma: no cover


def size_of(file: BinaryIO) -> int:
    """How many bytes are in it, wherever it is being read."""
    return os.fstat(file.fileno()).st_size
