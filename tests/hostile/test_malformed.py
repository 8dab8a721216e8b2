"""Messages that no page sends, at the served BizHub: nothing enters, nothing is printed, everybody else goes on."""

import pytest

from tests.factories import World
from tests.hostile.conftest import Served
from tests.hostile.driver import HYDRATE_AND_LOAD
from tests.hostile.frames import FORGED_CONNECTION, MALFORMED
from tests.hostile.wire import Wire, connected
from tests.state.probe import ProbeState

PROBE = ProbeState.get_full_name()


def naming(handler: str, rest: str) -> str:
    """A message that names a handler and continues as told."""
    return f'42/_event,["event",{{"name":"{handler}",{rest}}}]'


WRONG_EVENTS = [
    '42/_event,["event",{}]',
    '42/_event,["event",{"name":5,"payload":{"password":"cnry-frame"}}]',
    '42/_event,["event",{"name":{"$ne":1}}]',
    '42/_event,["event",{"name":"\\ud800"}]',
    '42/_event,["event",{"payload":{"password":"cnry-frame"}}]',
    naming("nothing.like.this", '"payload":{"password":"cnry-frame"},"router_data":{}'),
    naming("", '"payload":{"password":"cnry-frame"}'),
    naming(f"{PROBE}.fill", '"payload":"cnry-frame","router_data":{}'),
    naming(f"{PROBE}.fill", '"payload":null,"router_data":{}'),
    naming(f"{PROBE}.fill", '"payload":{},"router_data":"cnry-frame"'),
    naming(f"{PROBE}.fill", '"payload":{},"router_data":{"pathname":{"a":1}}'),
    naming(f"{PROBE}.fill", '"payload":{},"router_data":{"pathname":"/\\ud800","asPath":"/\\udfff"}'),
    naming(f"{PROBE}.fill", '"payload":{},"router_data":{"pathname":"/","query":[["a"]]}'),
    naming(f"{PROBE}.fill", '"payload":{},"router_data":{"pathname":"/","query":{"\\ud800":"a"}}'),
    '40/_event,{"event":{"name":"x"}}',
    "41/_event,",
]
CONNECTS = [
    '{"event":null}',
    '{"event":"cnry-frame"}',
    '{"event":{"name":5}}',
    '{"event":{"name":"nothing.like.this","payload":{"password":"cnry-frame"}}}',
    '{"state_schema":{"a":[1]}}',
    '{"state_schema":"\\r\\nforged \\ud800"}',
    '{"event":{"name":"' + HYDRATE_AND_LOAD + '","payload":{"vars":{"a":1}},"router_data":{"pathname":"/\\udfff"}}}',
]


@pytest.fixture
def cookie(world: World) -> str:
    return f"bizhub={world.user('Ada').token}"


async def works(page: Wire) -> bool:
    """Whether an honest page still gets an answer."""
    before = len(page.updates)
    await page.event(f"{PROBE}.greet", {"name": "honest"})
    await page.until(lambda: len(page.updates) > before)
    return "Hello honest" in page.text


def bad_lines(served: Served, log_before: str) -> list[str]:
    """Lines of the log since then that must not be there: tracebacks, the sender's own lines, what was sent."""
    lines = served.log.removeprefix(log_before).splitlines()
    signs = ("Traceback", "Error", "[error", "cnry-frame")
    return [line for line in lines if line.startswith("forged") or any(sign in line for sign in signs)]


@pytest.mark.parametrize("frame", MALFORMED, ids=lambda text: repr(text)[:50])
async def test_a_message_of_another_shape_ends_the_connection(served: Served, cookie: str, frame: str) -> None:
    log = served.log
    async with connected(served.base_url, token="honest") as honest:
        async with connected(served.base_url, token="malformed", cookie=cookie) as page:
            await page.raw(frame)
            assert await page.until_closed() == 1008
            assert "cnry" not in page.text
        assert await works(honest)
    assert bad_lines(served, log) == []


async def test_bytes_end_the_connection(served: Served) -> None:
    log = served.log
    async with connected(served.base_url, token="bytes") as page:
        await page.connection.send(b"\x00\xff42/_event,")
        assert await page.until_closed() == 1008
    assert bad_lines(served, log) == []


@pytest.mark.parametrize("frame", WRONG_EVENTS, ids=lambda text: repr(text)[:90])
async def test_an_event_of_another_shape_enters_nothing(served: Served, cookie: str, frame: str) -> None:
    log = served.log
    async with connected(served.base_url, token="honest") as honest:
        async with connected(served.base_url, token="wrong", cookie=cookie) as page:
            await page.raw(frame)
            await page.quiet()
            assert "cnry" not in page.text
        assert await works(honest)
    assert bad_lines(served, log) == []


@pytest.mark.parametrize("auth", CONNECTS)
async def test_what_comes_with_the_connection_is_no_way_in(served: Served, cookie: str, auth: str) -> None:
    log = served.log
    async with connected(served.base_url, token="auth", cookie=cookie, auth=auth) as page:
        await page.quiet()
        assert "cnry" not in page.text
    assert bad_lines(served, log) == []


async def test_a_connection_cannot_give_itself_another_token_or_address(served: Served, cookie: str) -> None:
    async with connected(served.base_url, token="forger", cookie=cookie) as page:
        await page.raw(FORGED_CONNECTION)
        assert await page.until_closed() == 1008
    assert "203.0.113.9" not in served.log
