"""Cleans one document, or draws one page of it, in a process of its own.

`python -I document_worker.py clean|draw MEMORY CPU_SECONDS MOST_BYTES MOST_PIXELS MOST_PAGES MOST_UNPACKED PAGE`

The document comes from a stranger on standard input; what it becomes goes to standard output, its media type and
number of pages to standard error. Memory, time and output are capped before anything is opened. Nothing of BizHub is
imported, so that the process starts quickly and holds no secret.
"""

import os
import resource
import sys
import warnings
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO, NoReturn

UNREADABLE = 3
TOO_MUCH = 4
PROTECTED = 5
TOO_MANY_PIXELS = 6
TOO_MANY_PAGES = 7
NO_PAGES = 8
TOO_LARGE = 9

_PDF, _PNG, _JPEG = "application/pdf", "image/png", "image/jpeg"
_QUALITIES = (90, 80, 65)
_DRAWN_SIDE = 1600
_LARGEST_SCALE = 4.0
_DEEPEST = 60
_PIECE = 1 << 16
_PAGE_KEYS = frozenset({"/Type", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit"})
_NEVER_KEPT = (
    "/AA", "/AF", "/Alternates", "/EF", "/EmbeddedFiles", "/JS", "/JavaScript", "/LastModified", "/Metadata", "/OPI",
    "/OpenAction", "/PieceInfo", "/Properties", "/Ref", "/RichMediaContent", "/Thumb", "/URI", "/XFA",
)  # fmt: skip
_KEPT_ELSEWHERE = ("/F", "/FFilter", "/FDecodeParms")
"""A stream with these takes its content from another file."""
_GROWING = frozenset({"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"})
_ACTIONS = frozenset({
    "/GoTo3DView", "/GoToE", "/GoToR", "/ImportData", "/JavaScript", "/Launch", "/Movie", "/Rendition", "/ResetForm",
    "/RichMediaExecute", "/Sound", "/SubmitForm", "/URI",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one document may be at most."""

    memory: int
    cpu_s: int
    most_bytes: int
    most_pixels: int
    most_pages: int
    most_unpacked: int


def most_made(most_bytes: int) -> int:
    """How many bytes a page may be that was drawn of a document of so many."""
    return 4 * most_bytes


def _limit(bounds: Bounds) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (bounds.memory, bounds.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (bounds.cpu_s, bounds.cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_made(bounds.most_bytes), most_made(bounds.most_bytes)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def _own_outputs() -> tuple[BinaryIO, BinaryIO]:
    """Standard output and error, out of the reach of libraries that print."""
    made, told = os.fdopen(os.dup(1), "wb"), os.fdopen(os.dup(2), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return made, told


# Pictures


def _clean_picture(content: bytes, bounds: Bounds) -> tuple[bytes, str, int]:
    """The pixels of a picture, upright and on white, in a file with nothing else in it."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = bounds.most_pixels
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(BytesIO(content), formats=["PNG", "JPEG"]) as found:
            if found.width * found.height > bounds.most_pixels:
                sys.exit(TOO_MANY_PIXELS)
            is_photo = found.format != "PNG"
            found.load()
            ImageOps.exif_transpose(found, in_place=True)
            drawn = _plain(found)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        sys.exit(TOO_MANY_PIXELS)
    drawn.info = {}  # a profile, a comment, a place: whatever was beside the pixels
    written = b"" if is_photo else _written(drawn, "PNG")
    if written and len(written) <= bounds.most_bytes:
        return written, _PNG, 1
    for quality in _QUALITIES:
        written = _written(drawn, "JPEG", quality=quality)
        if len(written) <= bounds.most_bytes:
            return written, _JPEG, 1
    sys.exit(TOO_LARGE)


def _plain(found: Any) -> Any:
    """Grey or coloured, eight bits each; what is transparent is white."""
    from PIL import Image

    if found.mode.startswith("I"):  # sixteen bits of grey
        return found.point(lambda value: value * (1 / 256)).convert("L")
    if found.mode in ("1", "L") and "transparency" not in found.info:
        return found.convert("L")
    if found.mode not in ("LA", "PA", "RGBA") and "transparency" not in found.info:
        return found.convert("RGB")
    seen = found.convert("RGBA")
    paper = Image.new("RGB", seen.size, "white")
    paper.paste(seen, mask=seen.getchannel("A"))
    return paper


def _written(drawn: Any, kind: str, **more: Any) -> bytes:
    written = BytesIO()
    drawn.save(written, kind, **more)
    return written.getvalue()


# PDF


def _clean_pdf(content: bytes, bounds: Bounds) -> tuple[bytes, str, int]:
    """The pages of a PDF as they are seen, in a new file: no scripts, actions, forms, attachments or metadata."""
    import pikepdf

    try:
        source = pikepdf.open(BytesIO(content))
    except pikepdf.PasswordError:
        sys.exit(PROTECTED)
    if source.is_encrypted:
        sys.exit(PROTECTED)
    count = len(source.pages)
    if count > bounds.most_pages:
        sys.exit(TOO_MANY_PAGES)
    if count == 0:
        sys.exit(NO_PAGES)
    _refuse_bombs(source, bounds)
    _flatten(source)
    fresh = pikepdf.new()
    for page in source.pages:
        for key in set(page.obj.keys()) - _PAGE_KEYS - {"/Parent"}:
            del page.obj[key]
        fresh.pages.append(page)
    for found in fresh.objects:
        _strip(found, 0)
    written = BytesIO()
    fresh.remove_unreferenced_resources()
    fresh.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)
    if written.tell() > bounds.most_bytes:
        sys.exit(TOO_LARGE)
    return written.getvalue(), _PDF, count


def _flatten(source: Any) -> None:
    """What was typed into a form, and stamps, become part of the page; the fields themselves go."""
    import pikepdf

    try:
        if source.Root.get("/AcroForm", pikepdf.Dictionary()).get("/NeedAppearances", False):
            source.generate_appearance_streams()
        source.flatten_annotations("all")
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError, RuntimeError):
        return  # a form that cannot be drawn is left out, as if it had not been filled in


def _refuse_bombs(source: Any, bounds: Bounds) -> None:
    """Leave when the streams would unpack to more than a document may, or a picture in it is a field of pixels."""
    import pikepdf

    left = bounds.most_unpacked
    for found in source.objects:
        if not isinstance(found, pikepdf.Stream):
            continue
        filters = _filters(found)
        if (
            sum(name in ("/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL") for name in filters)
            > 1
        ):
            sys.exit(TOO_MUCH)
        if filters[:1] in (["/FlateDecode"], ["/Fl"]):
            left -= _unpacked(found.read_raw_bytes(), left)
        elif filters and filters[0] in ("/ASCII85Decode", "/A85", "/ASCIIHexDecode", "/AHx", "/LZWDecode", "/LZW"):
            left -= len(_decoded(found))
        if left <= 0 or _pixels(found) > 4 * bounds.most_pixels:
            sys.exit(TOO_MUCH)


def _filters(found: Any) -> list[str]:
    import pikepdf

    named = found.get("/Filter", pikepdf.Array())
    return [str(name) for name in named] if isinstance(named, pikepdf.Array) else [str(named)]


def _unpacked(packed: bytes, most: int) -> int:
    """How long it is when it is unpacked; it is never held as a whole."""
    machine, count, rest = zlib.decompressobj(), 0, packed
    try:
        while rest and count <= most:
            count += len(machine.decompress(rest, _PIECE))
            rest = machine.unconsumed_tail
    except zlib.error:
        return count
    return count


def _decoded(found: Any) -> bytes:
    import pikepdf

    try:
        return bytes(found.read_bytes())
    except pikepdf.PdfError:
        return b""  # a picture format behind it, or damaged


def _pixels(found: Any) -> int:
    try:
        return abs(int(found.get("/Width", 0)) * int(found.get("/Height", 0)))
    except (TypeError, ValueError):
        return 0


def _strip(found: Any, depth: int) -> None:
    """Take out of an object, and of those inside it, whatever acts, hides a file or tells of the author."""
    import pikepdf

    if depth > _DEEPEST:
        sys.exit(UNREADABLE)
    if isinstance(found, pikepdf.Array):
        inside: list[Any] = list(found)
    elif isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        kept_elsewhere = _KEPT_ELSEWHERE if isinstance(found, pikepdf.Stream) else ()
        acts = str(found.get("/S", "")) in _ACTIONS
        for key in list(found.keys()):
            if key in _NEVER_KEPT or key in kept_elsewhere or (acts and key not in ("/Type", "/Length")):
                del found[key]
        inside = [part for _, part in found.items()]
    else:
        return
    for part in inside:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:  # those have their own turn
            _strip(part, depth + 1)


def _draw(content: bytes, page: int) -> tuple[bytes, str, int]:
    """One page of a PDF as a picture."""
    import pypdfium2

    document: Any = pypdfium2.PdfDocument(content)
    if not 1 <= page <= len(document):
        sys.exit(NO_PAGES)
    found: Any = document[page - 1]
    scale = min(_LARGEST_SCALE, _DRAWN_SIDE / max(*found.get_size(), 1.0))
    picture = found.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    return _written(picture, "PNG"), _PNG, 1


def _run(task: str, bounds: Bounds, page: int) -> tuple[bytes, str, int]:
    content = sys.stdin.buffer.read(bounds.most_bytes + 1)
    if task == "draw":
        return _draw(content, page)
    return _clean_pdf(content, bounds) if content.startswith(b"%PDF-") else _clean_picture(content, bounds)


def main() -> NoReturn:
    """Work within the limits; the exit code says what was wrong."""
    task, *numbers = sys.argv[1:]
    bounds, page = Bounds(*map(int, numbers[:-1])), int(numbers[-1])
    _limit(bounds)
    made, told = _own_outputs()
    try:
        content, media_type, pages = _run(task, bounds, page)
        with made, told:
            made.write(content)
            told.write(f"{media_type} {pages}".encode())
    except MemoryError:
        code = TOO_MUCH
    except Exception:  # noqa: BLE001  whatever a broken file provokes, the answer is one sentence
        code = UNREADABLE
    else:
        code = 0
    os._exit(code)  # what a hostile file has left in the libraries is not taken apart


if __name__ == "__main__":
    main()
