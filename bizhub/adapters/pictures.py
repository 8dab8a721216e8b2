"""Pictures that people send: read with suspicion, drawn anew, and kept without anything else that was in the file."""

import threading
import warnings
from io import BytesIO

from PIL import Image, ImageOps

from bizhub.domain.errors import InvalidInput
from bizhub.domain.pictures import MOST_PIXELS, SIDE

_FORMATS = ("PNG", "JPEG", "WEBP")
"""Decided by what is in the file; no other reader is ever asked."""

_one_at_a_time = threading.Lock()
"""A picture of the most pixels takes 100 MB while it is read."""

_UNREADABLE = "This is not a picture in the format PNG, JPG or WebP, or it is damaged."
_TOO_MANY_PIXELS = f"This picture has more than {MOST_PIXELS // 1_000_000} million pixels. Make it smaller first."


def square(content: bytes) -> bytes:
    """The middle of a picture as a small square PNG without metadata. Raises InvalidInput, field "picture"."""
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return _square(content)
        except (InvalidInput, MemoryError):
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise InvalidInput(_TOO_MANY_PIXELS, field="picture") from None
        except Exception:  # noqa: BLE001  # readers of pictures raise whatever a damaged file leads them to
            raise InvalidInput(_UNREADABLE, field="picture") from None


def _square(content: bytes) -> bytes:
    with Image.open(BytesIO(content), formats=_FORMATS) as found:  # reads the head only
        if found.width * found.height > MOST_PIXELS:
            raise InvalidInput(_TOO_MANY_PIXELS, field="picture")
        found.draft("RGB", (2 * SIDE, 2 * SIDE))  # a JPEG is read at a fraction of its size
        upright = ImageOps.exif_transpose(found)
        small = ImageOps.fit(upright.convert("RGBA"), (SIDE, SIDE), Image.Resampling.LANCZOS)
    drawn = Image.frombytes("RGBA", small.size, small.tobytes())  # nothing but its pixels
    written = BytesIO()
    drawn.save(written, "PNG")
    return written.getvalue()
