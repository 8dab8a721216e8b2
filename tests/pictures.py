"""Pictures made by the tests."""

from io import BytesIO
from typing import Any

from PIL import Image


def a_picture(kind: str = "PNG", size: tuple[int, int] = (40, 20), color: str = "red", **more: Any) -> bytes:
    """A file with a picture of one colour."""
    written = BytesIO()
    Image.new("RGB", size, color).save(written, kind, **more)
    return written.getvalue()
