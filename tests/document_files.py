"""Documents made by the tests: honest ones, and what attackers send."""

import zlib
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from tests.pictures import a_picture

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
CANARY = "canary-9313"
"""Stands in whatever of a file must not be kept."""
SCRIPT = f"app.alert('{CANARY}')"


def a_pdf(pages: int = 1, **save: Any) -> bytes:
    """A PDF with so many pages, each with a black square of another size."""
    made = pikepdf.new()
    for number in range(1, pages + 1):
        made.add_blank_page(page_size=(200, 100))
        made.pages[-1].Contents = made.make_stream(b"0 0 0 rg 10 10 %d 20 re f" % (10 * number))
    return _saved(made, **save)


def _saved(made: pikepdf.Pdf, **save: Any) -> bytes:
    written = BytesIO()
    made.save(written, **save)
    return written.getvalue()


def an_armed_pdf() -> bytes:
    """A PDF with everything that acts, hides something or tells of its author."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(200, 100))
    page = made.pages[0]
    action = Dictionary(S=Name.JavaScript, JS=String(SCRIPT), Type=Name.Action)
    launch = Dictionary(S=Name.Launch, F=String(CANARY))
    link = Dictionary(S=Name.URI, URI=String(f"javascript:{CANARY}"))
    form = made.make_stream(b"0 0 0 rg 0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    form.Metadata = made.make_stream(CANARY.encode())
    form.Ref = Dictionary(F=String(CANARY))
    form.PieceInfo = Dictionary(Secret=String(CANARY))
    page.Resources = Dictionary(XObject=Dictionary(X1=form), Properties=Dictionary(P=Dictionary(JS=String(SCRIPT))))
    page.Contents = made.make_stream(b"q 1 0 0 1 20 20 cm /X1 Do Q")
    page.AA = Dictionary(O=action)
    page.Metadata = made.make_stream(CANARY.encode())
    page.Annots = Array([
        made.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 50, 50]), A=each))
        for each in (action, launch, link)
    ])  # fmt: skip
    made.Root.OpenAction = action
    made.Root.AA = Dictionary(WC=action)
    made.Root.URI = Dictionary(Base=String(CANARY))
    made.Root.AcroForm = Dictionary(XFA=made.make_stream(CANARY.encode()), Fields=Array([]))
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), action])))
    made.attachments[f"{CANARY}.exe"] = CANARY.encode()
    made.docinfo[Name.Author] = CANARY
    return _saved(made)


def a_filled_form() -> bytes:
    """A PDF whose one page shows a black field, which is an annotation."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(200, 100))
    look = made.make_stream(b"0 0 0 rg 0 0 80 40 re f", Type=Name.XObject, Subtype=Name.Form)
    look.BBox = Array([0, 0, 80, 40])
    field = made.make_indirect(Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("name"), V=String("Olga"), F=4,
        Rect=Array([10, 10, 90, 50]), AP=Dictionary(N=look),
    ))  # fmt: skip
    made.pages[0].Annots = Array([field])
    made.Root.AcroForm = Dictionary(Fields=Array([field]))
    return _saved(made)


@cache
def a_flate_bomb(megabytes: int = 500) -> bytes:
    """A small PDF whose only page unpacks to this."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1_000_000)) for _ in range(megabytes)) + packer.flush()
    return _with_contents(packed, Name.FlateDecode)


@cache
def a_double_bomb() -> bytes:
    """The same, packed twice: a thousandth of that."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1_000_000)) for _ in range(500)) + packer.flush()
    return _with_contents(zlib.compress(packed, 9), Array([Name.FlateDecode, Name.FlateDecode]))


def _with_contents(packed: bytes, filters: Any) -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    stream = pikepdf.Stream(made, b"")
    stream.write(packed, filter=filters)
    made.pages[0].Contents = stream
    return _saved(made, compress_streams=False)


def a_wide_image_pdf() -> bytes:
    """A PDF with a picture of 10,000 megapixels that has hardly any bytes."""
    made = pikepdf.new()
    made.add_blank_page()
    image = made.make_stream(
        b"\x00", Type=Name.XObject, Subtype=Name.Image, Width=100_000, Height=100_000, ColorSpace=Name.DeviceGray,
        BitsPerComponent=1,
    )  # fmt: skip
    made.pages[0].Resources = Dictionary(XObject=Dictionary(X1=image))
    made.pages[0].Contents = made.make_stream(b"/X1 Do")
    return _saved(made)


def a_locked_pdf(user: str = "secret") -> bytes:
    """A PDF that asks for a password, or with an empty one only forbids something."""
    return a_pdf(encryption=pikepdf.Encryption(owner="owner", user=user))


@cache
def a_pixel_bomb() -> bytes:
    """A PNG of 400 megapixels in less than 50 KB."""
    written = BytesIO()
    Image.new("1", (20_000, 20_000)).save(written, "PNG", optimize=True)
    return written.getvalue()


def a_telling_photo() -> bytes:
    """A JPEG with a place, a comment and a profile in it."""
    exif = Image.Exif()
    exif[0x010E] = CANARY
    return a_picture("JPEG", exif=exif, comment=CANARY.encode(), icc_profile=CANARY.encode())


POLYGLOT_HTML = b"%PDF-1.7\n<html><script>alert(1)</script></html>\n" + a_pdf()
POLYGLOT_GIF = b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)"
SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"

WRONG_TYPE = "Only JPG, PNG and PDF files are taken, and this is none of them."
DAMAGED_PDF = "This PDF is damaged or cannot be read. Open it, save it again, and choose the new file."
DAMAGED_PICTURE = "This picture is damaged or cannot be read. Open it, save it again, and choose the new file."
TOO_MUCH = "This PDF takes too much memory or time to read. Save it in a simpler form, or take a picture of it."
LOCKED = "This PDF is protected with a password. Save it without one and choose the new file."

REFUSED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "This file is empty."),
    "text": (b"hello", WRONG_TYPE),
    "svg": (SVG, WRONG_TYPE),
    "gif with a script": (POLYGLOT_GIF, WRONG_TYPE),
    "html": (b"<html><script>alert(1)</script>", WRONG_TYPE),
    "html before a pdf": (b"<html>" + a_pdf(), WRONG_TYPE),
    "webp": (a_picture("WEBP"), WRONG_TYPE),
    "eicar": (EICAR, WRONG_TYPE),
    "a program": (b"MZ" + bytes(200), WRONG_TYPE),
    "wrong magic": (b"\x89PNG\r\n\x1a\n" + b"hello", DAMAGED_PICTURE),
    "half a photo": (a_picture("JPEG", (400, 400))[:900], DAMAGED_PICTURE),
    "400 megapixels": (a_pixel_bomb(), "This picture has more than 25 million pixels. Make it smaller."),
    "half a pdf": (a_pdf()[:60], DAMAGED_PDF),
    "no pages": (a_pdf(0), "This PDF has no pages."),
    "too many pages": (a_pdf(51), "This PDF has more than 50 pages. Send only those that matter."),
    "locked": (a_locked_pdf(), LOCKED),
    "locked for its owner": (a_locked_pdf(""), LOCKED),
    "500 megabytes": (a_flate_bomb(), TOO_MUCH),
    "packed twice": (a_double_bomb(), TOO_MUCH),
    "a field of pixels": (a_wide_image_pdf(), TOO_MUCH),
}
"""What is sent, and what is said at it."""
