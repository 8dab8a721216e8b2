"""What a stranger can read without asking for more: the built pages, the first answer of the socket, the doors."""

import pytest

from bizhub.commands import frontend
from tests.factories import World
from tests.hostile import wire
from tests.hostile.conftest import Served
from tests.hostile.driver import HYDRATE_AND_LOAD
from tests.hostile.wire import connected
from tests.permissions.routes import ROUTES

SERVER_ONLY = (
    "_session_digest", "_center_id_", "_submission", "token_hash", "password_hash", "activity_key", "session_token",
    "BIZHUB_", "sqlite", "postgresql", "argon2", "data_dir", "outbox", "/tmp/", "/dev/shm", "/root/", "/home/",
    "Traceback",
)  # fmt: skip
"""Names of backend variables, columns, settings and folders; none of them means anything to a browser."""


def found_in(text: str) -> list[str]:
    """What of the server's own shows through."""
    return [name for name in SERVER_ONLY if name in text]


def secrets_of(served: Served) -> list[str]:
    """The keys of the served BizHub, as they are stored."""
    files = [path for path in (served.settings.data_dir / "secrets").iterdir() if path.is_file()]
    assert files
    return [path.read_bytes().hex() for path in files]


def test_the_built_pages_hold_nothing_of_the_server() -> None:
    site = frontend.ensure_built() / "build" / "client"
    texts = {path.name: path.read_text(errors="replace") for kind in ("*.js", "*.html") for path in site.rglob(kind)}
    assert any("center_name_rx_state_" in text for text in texts.values()), "the states' names are in there somewhere"
    assert {name: found for name, text in texts.items() if (found := found_in(text))} == {}
    assert list(site.rglob("*.map")) == []


@pytest.mark.parametrize("path", ["/", "/overview", "/accounts/1234567890123456789", "/profile/sessions"])
async def test_the_first_frame_of_a_stranger_is_empty(served: Served, world: World, path: str) -> None:
    owner = world.user("cnry-Owner")
    world.ad_account(world.center(owner, "cnry-center"), owner, "cnry-account")
    async with connected(served.base_url, token=f"first{path}", cookie="bizhub=cnry-cookie") as page:
        await page.answer(HYDRATE_AND_LOAD, path=path)
        assert page.updates
        assert "cnry" not in page.text
        assert found_in(page.text) == []
        assert [key for key in secrets_of(served) if key in page.text.encode().hex()] == []


@pytest.mark.parametrize("route", sorted(ROUTES))
async def test_no_door_says_more_than_it_must(served: Served, route: str) -> None:
    method, path = route.split()
    own = {"Origin": served.base_url, "X-BizHub": "1", "Cookie": "bizhub=cnry-cookie"}
    answer = await wire.request(served.base_url, method, path, headers=own, content=b'{"password":"cnry-password"}')
    everything = f"{answer.headers} {answer.text}"
    assert "cnry" not in everything
    assert found_in(everything) == []
    assert [key for key in secrets_of(served) if key in everything.encode().hex()] == []
