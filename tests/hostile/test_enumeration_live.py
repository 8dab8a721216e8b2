"""The whole measurement: 500 known and 500 unknown addresses at a real server with production hashes and its jobs."""

import http.client
import json
from pathlib import Path

import pytest

from bizhub.adapters import migrate
from bizhub.services import runtime as runtimes
from bizhub.settings import Settings
from tests.factories import World
from tests.hostile.telling import interleaved
from tests.live import LiveServer
from tests.sign_in_steps import PASSWORD

EACH = 500
LARGEST_AUC = 0.55
KNOWN = [f"known{number}@example.org" for number in range(EACH)]
UNKNOWN = [f"other{number}@example.org" for number in range(EACH)]

DOORS = {
    "/auth/sign-in": {"password": "eleven blue ladders"},
    "/auth/sign-up": {"password": PASSWORD, "name": "Ada"},
    "/auth/reset": {},
}


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("door", DOORS)
def test_the_time_tells_nothing(tmp_path: Path, door: str) -> None:
    data_dir = tmp_path / "data"
    _people(Settings(data_dir=data_dir))
    server = LiveServer(data_dir, trusted_proxy_hops=1, log_level="WARNING").start()
    connection = http.client.HTTPConnection("localhost", server.port)

    def ask(address: str, number: int) -> None:
        headers = {
            "Content-Type": "application/json",
            "Origin": server.base_url,
            "X-BizHub": "1",
            "X-Forwarded-For": f"10.1.{number // 250}.{number % 250}",
        }
        connection.request("POST", door, json.dumps({"address": address, **DOORS[door]}), headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status in {200, 422}

    try:
        for number in range(20):
            ask("no address", 2_000 + number)
        timing = interleaved(ask, KNOWN, UNKNOWN, seed=20261123)
    finally:
        connection.close()
        server.kill()
    print(f"{door}: AUC {timing.auc:.3f}, medians {timing.median_difference_ms:.3f} ms apart")  # noqa: T201
    assert timing.auc <= LARGEST_AUC
    assert timing.median_difference_ms <= 2


def _people(settings: Settings) -> None:
    migrate.upgrade(settings)
    running = runtimes.start(settings)
    hashed = running.passwords.hash(PASSWORD)
    for address in KNOWN:
        World(running).user("Known", email=address, password_hash=hashed)
    runtimes.stop()
