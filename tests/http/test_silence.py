"""A socket that says nothing complete is closed: its message may be one that never ends."""

import asyncio

from starlette.types import Message

from bizhub.http.limits import Limits
from tests.http.asgi import read_everything, socket_scope

OWN = "http://localhost:8000"


async def test_a_socket_that_says_nothing_complete_is_closed() -> None:
    sent: list[Message] = []
    limited = Limits(read_everything, origins=[OWN], socket_patience_s=0.01)

    async def never() -> Message:
        return await asyncio.Future[Message]()

    async def send(message: Message) -> None:
        sent.append(message)

    await asyncio.wait_for(limited(socket_scope([("Origin", OWN)]), never, send), 5)
    assert sent[-1] == {"type": "websocket.close", "code": 1008}
