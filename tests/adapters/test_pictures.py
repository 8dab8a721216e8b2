"""Pictures are drawn anew: what comes out is small, square and says nothing else; what is no picture is refused."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bizhub.adapters import pictures
from bizhub.domain.errors import InvalidInput
from tests.pictures import a_picture

SECRET = b"cnry-where-it-was-taken"


def said() -> PngInfo:
    about = PngInfo()
    about.add_text("Comment", SECRET.decode())
    return about


def exif() -> bytes:
    """A camera's note, which also says that the picture lies on its side."""
    about = Image.Exif()
    about[0x010E], about[0x0112] = SECRET.decode(), 6
    return about.tobytes()


@pytest.mark.parametrize(
    "content",
    [
        a_picture("PNG", pnginfo=said()), a_picture("JPEG", exif=exif()), a_picture("WEBP", exif=exif()),
        a_picture("PNG", size=(1, 1)), a_picture("PNG", size=(900, 300)), a_picture("PNG") + SECRET,
    ],
    ids=["png", "jpeg", "webp", "tiny", "wide", "appended"],
)  # fmt: skip
def test_what_is_kept_is_a_small_square_png_of_pixels_alone(content: bytes) -> None:
    drawn = pictures.square(content)
    with Image.open(BytesIO(drawn)) as found:
        assert (found.format, found.size, found.info) == ("PNG", (256, 256), {})
        red, green, blue, _ = found.convert("RGBA").getpixel((128, 128))  # type: ignore[misc]
    assert (red > 240, green < 20, blue < 20) == (True, True, True)
    assert SECRET not in drawn


def test_a_picture_that_lies_on_its_side_stands_up() -> None:
    lying = Image.new("RGB", (40, 40), "red")
    lying.paste("blue", (0, 0, 40, 20))
    about = Image.Exif()
    about[0x0112] = 3  # upside down
    written = BytesIO()
    lying.save(written, "PNG", exif=about.tobytes())
    with Image.open(BytesIO(pictures.square(written.getvalue()))) as found:
        assert found.convert("RGB").getpixel((128, 40)) == (255, 0, 0)


def a_head(width: int, height: int) -> bytes:
    """A PNG that says it is that large, in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(5_001, 5_000), (10_000, 10_000), (60_000, 60_000)])
def test_a_bomb_is_refused_by_its_head(width: int, height: int) -> None:
    with pytest.raises(InvalidInput, match="more than 25 million pixels") as refusal:
        pictures.square(a_head(width, height))
    assert refusal.value.field == "picture"


@pytest.mark.parametrize(
    "content",
    [
        b"", b"no picture", b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html><script>1</script>",
        a_picture("GIF"), a_picture("BMP"), a_picture("TIFF"), a_picture("PNG")[:50],
        a_picture("JPEG", size=(300, 300))[:500], a_head(100, 100),
    ],
    ids=["empty", "text", "pdf", "svg", "html", "gif", "bmp", "tiff", "cut png", "cut jpeg", "lying head"],
)  # fmt: skip
def test_what_is_no_such_picture_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInput, match="not a picture in the format PNG, JPG or WebP") as refusal:
        pictures.square(content)
    assert refusal.value.field == "picture"
