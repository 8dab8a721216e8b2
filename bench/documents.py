"""A document of 10 MB on its way in: against twice a bare stream of it to the disk, and what cleaning it costs."""

import random
import statistics
import time
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import cast

import httpx
import pikepdf
from pikepdf import Array, Dictionary, Name

from bench.bare_upload import serve_bare_upload
from bench.measure import Line
from bizhub.adapters import document_cleaning, migrate
from bizhub.adapters.database import Database
from bizhub.domain.documents import LARGEST_BYTES
from bizhub.services.documents import new_file
from bizhub.services.runtime import Runtime
from bizhub.settings import Settings
from tests.factories import World
from tests.live import serve
from tests.services.document_stage import a_draft

_ROUNDS = 9
"""With the one to warm up as many as a draft may have."""
_SIDE = 1_800


def lines() -> Iterator[Line]:
    """An admin sends scans, one after the other."""
    documents = [_a_scan(number) for number in range(_ROUNDS + 1)]
    with TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder) / "data")
        settings.data_dir.mkdir()
        migrate.upgrade(settings)
        path, cookie = _a_sender(settings)
        with serve(settings.data_dir) as server, serve_bare_upload(Path(folder)) as bare:
            headers = {"Origin": server.base_url, "Cookie": cookie, "X-BizHub": "1", "X-File-Name": "scan.pdf"}
            taken, floor, cleaning = [], [], []
            with httpx.Client(timeout=60) as client:
                for content in documents:
                    taken.append(_sent(client, server.base_url + path, content, headers))
                    floor.append(_sent(client, bare, content, {}))
                    cleaning.append(_cleaned(content))
    took, stream, clean = (statistics.median(times[1:]) for times in (taken, floor, cleaning))
    size = f"{len(documents[0]) / 1024**2:.0f} MB"
    yield Line(f"document of {size}: against 2 bare streams ({stream:.0f} ms) + cleaning", took, 2 * stream + clean, 1)


def _a_sender(settings: Settings) -> tuple[str, str]:
    """Where an admin sends documents of a draft, and the cookie."""
    database = Database(settings)
    world = World(cast(Runtime, SimpleNamespace(database=database, settings=settings)))
    who = world.user("Ada")
    center = world.center(who)
    draft = a_draft(world.runtime, center, who)
    database.close()
    return f"/documents/upload?center={center}&holder=verification&id={draft}", f"bizhub={who.token}"


def _a_scan(number: int) -> bytes:
    """A PDF with one picture that no packing makes smaller, nearly as large as a document may be."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(600, 600))
    pixels = random.Random(number).randbytes(_SIDE * _SIDE * 3)
    image = made.make_stream(
        pixels, Type=Name.XObject, Subtype=Name.Image, Width=_SIDE, Height=_SIDE, ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
    )  # fmt: skip
    made.pages[0].Resources = Dictionary(XObject=Dictionary(X1=image))
    made.pages[0].MediaBox = Array([0, 0, 600, 600])
    made.pages[0].Contents = made.make_stream(b"600 0 0 600 0 0 cm /X1 Do")
    written = BytesIO()
    made.save(written)
    content = written.getvalue()
    assert 0.9 * LARGEST_BYTES < len(content) <= LARGEST_BYTES
    return content


def _sent(client: httpx.Client, url: str, content: bytes, headers: dict[str, str]) -> float:
    started = time.perf_counter()
    client.post(url, content=content, headers=headers).raise_for_status()
    return (time.perf_counter() - started) * 1000


def _cleaned(content: bytes) -> float:
    with closing(new_file()) as source:
        source.write(content)
        started = time.perf_counter()
        document_cleaning.clean(source).content.close()
        return (time.perf_counter() - started) * 1000
