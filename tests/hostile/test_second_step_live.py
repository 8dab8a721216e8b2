"""The second step at the real door: many browsers at once, cookies used again, guesses, and what the log says."""

import asyncio
import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from pyotp.totp import TOTP
from sqlalchemy import insert

from bizhub.adapters import seals, totp
from bizhub.adapters.passwords import Passwords
from bizhub.domain.ids import new_id
from bizhub.services.sign_in_state import TWO_STEP
from bizhub.services.two_step import RECOVERY
from tests.factories import World
from tests.hostile.conftest import Served
from tests.sign_in_steps import PASSWORD, other_than

AT_ONCE = 12
RECOVERY_CODE = "abcde23456"


class Door:
    """Somebody with 2-step verification, and browsers that know the password."""

    def __init__(self, served: Served, world: World, hashed: str) -> None:
        self.served = served
        self.user = world.user("Gerda", password_hash=hashed)
        self.secret, number, settings = totp.new_secret(), int(self.user.id), served.settings
        now = datetime.now(UTC)
        sealed = seals.seal(settings.secret("two_step"), self.secret, of=self.user.id)
        key = settings.secret("recovery_codes")
        code_hash = hmac.new(key, f"{number}:{RECOVERY_CODE}".encode(), hashlib.sha256).hexdigest()
        with world.runtime.database.transaction(write=True) as connection:
            row = {"user_id": number, "secret": sealed, "last_step": 0, "begun_at": now, "confirmed_at": now}
            connection.execute(insert(TWO_STEP).values(row))
            connection.execute(insert(RECOVERY).values(id=new_id(), user_id=number, code_hash=code_hash))

    def browser(self) -> httpx.AsyncClient:
        headers = {"x-bizhub": "1", "origin": self.served.base_url}
        return httpx.AsyncClient(base_url=self.served.base_url, headers=headers, timeout=30)

    async def waiting(self, browser: httpx.AsyncClient) -> str:
        """The password was right: the cookie that this browser waits with."""
        form = {"address": self.user.email, "password": PASSWORD}
        answer = await browser.post("/auth/sign-in", json=form)
        assert answer.json() == {"next": "/second-step"}
        return str(browser.cookies["bizhub_second"])

    async def finish(self, browser: httpx.AsyncClient, code: str) -> int:
        answer = await browser.post("/auth/second-step", json={"code": code})
        assert ("bizhub" in answer.cookies) is (answer.status_code == 200)
        return answer.status_code


@pytest.fixture
def door(served: Served, world: World) -> Iterator[Door]:
    passwords = Passwords(served.settings)
    yield Door(served, world, passwords.hash(PASSWORD))
    passwords.close()


@pytest.mark.parametrize("kind", ["app", "recovery"])
async def test_of_many_browsers_with_one_code_one_gets_in(door: Door, kind: str) -> None:
    browsers = [door.browser() for _ in range(4)]
    for browser in browsers:
        await door.waiting(browser)
    code = TOTP(door.secret).now() if kind == "app" else RECOVERY_CODE
    answers: list[Any] = await asyncio.gather(
        *(door.finish(browser, code) for browser in browsers for _ in range(AT_ONCE // 4))
    )
    assert Counter(answers)[200] == 1
    assert set(answers) - {200} <= {400, 409, 422, 429}
    for browser in browsers:
        await browser.aclose()


async def test_guesses_stop_in_every_browser_and_nothing_secret_is_logged(door: Door) -> None:
    right = TOTP(door.secret).now()
    async with door.browser() as first, door.browser() as second:
        cookies = [await door.waiting(first), await door.waiting(second)]
        answers = [await door.finish(first, other_than(right)) for _ in range(5)]
        assert 200 not in answers
        assert [await door.finish(browser, right) for browser in (first, second)] == [429, 429]
        assert await door.finish(second, RECOVERY_CODE) == 429
        lost = "cnry-link-of-a-lost-device"
        form = {"address": door.user.email, "password": PASSWORD, "lost": lost}
        assert (await second.post("/auth/sign-in", json=form)).status_code == 409
        await second.get("/sign-in", params={"lost": lost})
    secrets = (*cookies, right, other_than(right), RECOVERY_CODE, PASSWORD, lost, door.secret)
    log = door.served.log
    assert [secret for secret in secrets if re.search(rf"\b{re.escape(secret)}\b", log)] == []
