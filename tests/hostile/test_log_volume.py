"""A stranger who makes the server print with every connection does not fill its disk."""

from collections.abc import Iterator

import pytest

from tests.hostile import wire
from tests.hostile.wire import connected
from tests.live import LiveServer, serve

CONNECTIONS = 200
MOST_BYTES = 60_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serve(tmp_path_factory.mktemp("printed") / "data") as live:
        yield live


async def test_connections_of_a_stranger_print_a_bounded_number_of_lines(server: LiveServer) -> None:
    async def come_and_go(_: int) -> None:
        # Reflex prints a line for a connection without a token; what is sent over it must not be in the log.
        async with connected(server.base_url, token="", headers={"Cookie": "bizhub=cnry-cookie"}) as socket:
            await socket.event("nothing.like.this", {"password": "cnry-password"})

    before = len(server.log)
    for _ in range(CONNECTIONS // 20):
        await wire.together(20, come_and_go)
    printed = server.log[before:]
    assert printed.count("No token provided") == 60
    assert printed.count("(more like this are only counted for a while)") >= 1
    assert len(printed) < MOST_BYTES
    assert "cnry" not in printed
