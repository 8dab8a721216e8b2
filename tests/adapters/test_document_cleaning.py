"""Documents are made anew: what is seen stays, what acts or tells goes, and what is hostile costs little."""

import os
import resource
import threading
import time
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from bizhub.adapters import document_cleaning
from bizhub.adapters.document_cleaning import clean, draw_page
from bizhub.adapters.memory_files import new_memory_file
from bizhub.domain.errors import Busy, InvalidInput
from tests import document_files
from tests.document_files import CANARY, REFUSED
from tests.pictures import a_picture


def cleaned(content: bytes) -> tuple[bytes, str, int]:
    """What becomes of a file: content, media type, pages."""
    with new_memory_file() as file:
        file.write(content)
        made = clean(file)
        with made.content:
            found = made.content.read()
    assert len(found) == made.size
    return found, made.media_type, made.pages


def drawn(content: bytes, page: int) -> Image.Image:
    with new_memory_file() as file:
        file.write(content)
        made = draw_page(file, page)
        with made.content:
            return Image.open(BytesIO(made.content.read())).convert("L")


def unpacked(content: bytes) -> bytes:
    """A PDF as text, with every stream laid open."""
    written = BytesIO()
    with pikepdf.open(BytesIO(content)) as found:
        found.save(
            written, qdf=True, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        )  # fmt: skip
    return written.getvalue()


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_taken_is_refused_with_its_sentence(name: str) -> None:
    content, sentence = REFUSED[name]
    with pytest.raises(InvalidInput) as refusal:
        cleaned(content)
    assert (refusal.value.message, refusal.value.field) == (sentence, "file")


def test_the_attacks_are_as_small_as_they_are_told() -> None:
    assert len(document_files.a_pixel_bomb()) < 50_000
    assert len(document_files.a_flate_bomb()) < 500_000
    assert len(document_files.a_double_bomb()) < 5_000


def test_nothing_that_acts_hides_or_tells_is_left_in_a_pdf() -> None:
    armed = document_files.an_armed_pdf()
    before = unpacked(armed)
    assert before.count(CANARY.encode()) >= 10
    found, media_type, pages = cleaned(armed)
    after = unpacked(found)
    assert (media_type, pages) == ("application/pdf", 1)
    words = [
        b"canary", b"JavaScript", b"/JS", b"/AA", b"/OpenAction", b"/Launch", b"/URI", b"/EmbeddedFile", b"/Filespec",
        b"/XFA", b"/AcroForm", b"/Annots", b"/Metadata", b"/PieceInfo", b"/Ref", b"/Properties", b"/Info", b"/Names",
    ]  # fmt: skip
    assert [word for word in words if word in after] == []
    assert b"/X1 Do" in after, "what is seen stays"


def test_what_was_typed_into_a_form_is_still_seen() -> None:
    form = document_files.a_filled_form()
    found, _, _ = cleaned(form)
    assert b"/Widget" not in unpacked(found)
    page = drawn(found, 1)
    assert (page.getpixel((page.width // 4, page.height * 7 // 10)), page.getpixel((page.width - 5, 5))) == (0, 255)


def test_a_pdf_that_is_a_page_of_html_as_well_is_none_afterwards() -> None:
    found, media_type, _ = cleaned(document_files.POLYGLOT_HTML)
    assert media_type == "application/pdf"
    assert b"<html" not in found
    assert b"<script" not in unpacked(found)


@pytest.mark.parametrize("content", [document_files.a_telling_photo(), a_picture("PNG") + CANARY.encode()])
def test_nothing_but_the_pixels_is_left_of_a_picture(content: bytes) -> None:
    assert CANARY.encode() in content
    found, _, pages = cleaned(content)
    assert (CANARY.encode() in found, pages) == (False, 1)
    seen = Image.open(BytesIO(found))
    assert (seen.size, dict(seen.getexif()), "icc_profile" in seen.info) == ((40, 20), {}, False)


def test_a_photo_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    found, _, _ = cleaned(a_picture("JPEG", (40, 20), exif=exif))
    assert Image.open(BytesIO(found)).size == (20, 40)


@pytest.mark.parametrize(
    ("mode", "color", "expected"),
    [
        ("1", 1, ("L", 255)),
        ("L", 90, ("L", 90)),
        ("P", 0, ("RGB", (0, 0, 0))),
        ("LA", (0, 0), ("RGB", (255, 255, 255))),
        ("RGBA", (9, 9, 9, 0), ("RGB", (255, 255, 255))),
        ("RGBA", (9, 9, 9, 255), ("RGB", (9, 9, 9))),
        ("I;16", 40_000, ("L", 156)),
    ],
)
def test_every_kind_of_png_becomes_a_plain_one_on_white(mode: str, color: object, expected: tuple[str, object]) -> None:
    written = BytesIO()
    Image.new(mode, (30, 30), color).save(written, "PNG")  # type: ignore[arg-type]
    found, media_type, _ = cleaned(written.getvalue())
    seen = Image.open(BytesIO(found))
    assert (media_type, seen.mode, seen.getpixel((3, 3))) == ("image/png", *expected)


def test_a_picture_that_would_grow_beyond_the_limit_becomes_a_photo() -> None:
    written = BytesIO()
    noise = Image.frombytes("P", (3000, 3000), os.urandom(9_000_000))
    noise.putpalette(os.urandom(768))
    noise.save(written, "PNG")
    assert len(written.getvalue()) < 10 * 1024**2
    found, media_type, _ = cleaned(written.getvalue())
    assert (media_type, len(found) <= 10 * 1024**2) == ("image/jpeg", True)


def test_the_pages_of_a_pdf_are_drawn() -> None:
    found, _, pages = cleaned(document_files.a_pdf(3))
    dark = [sum(drawn(found, page).histogram()[:100]) for page in (1, 2, 3)]
    assert pages == 3
    assert dark[0] < dark[1] < dark[2]
    with pytest.raises(InvalidInput):
        drawn(found, 4)


def test_a_page_is_never_drawn_larger_than_a_screen() -> None:
    made = pikepdf.new()
    made.add_blank_page(page_size=(14_400, 3))
    written = BytesIO()
    made.save(written)
    assert drawn(written.getvalue(), 1).size == (1600, 1)


def test_a_worker_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(document_cleaning, "_WALL_S", 0.01)
    with pytest.raises(InvalidInput, match="takes too much memory or time"):
        cleaned(a_picture("PNG", (2000, 2000)))


def test_a_worker_has_half_a_gigabyte_and_ten_seconds() -> None:
    assert (document_cleaning._MEMORY, document_cleaning._CPU_S) == (512 * 1024**2, 10)


def test_who_waits_too_long_for_a_turn_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_cleaning, "_PATIENCE_S", 0.01)
    monkeypatch.setattr(document_cleaning, "_turns", threading.BoundedSemaphore(1))
    with document_cleaning._turns, pytest.raises(Busy):
        cleaned(a_picture())
    assert cleaned(a_picture())[1] == "image/png"


def test_all_attacks_together_are_over_soon_and_leave_this_process_small() -> None:
    cleaned(a_picture())
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for content, _ in REFUSED.values():
        with pytest.raises(InvalidInput):
            cleaned(content)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024
    assert time.monotonic() - began < 30


def test_a_worker_knows_nothing_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, object] = {}
    real = document_cleaning.subprocess.Popen

    def watched(*arguments: object, **more: object) -> object:
        seen.update(more)
        return real(*arguments, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(document_cleaning.subprocess, "Popen", watched)
    cleaned(a_picture())
    assert seen["env"] == {}
