"""One code, one link, one limit: the doors of 2-step verification of a served BizHub, all at once."""

import asyncio
import hashlib
import hmac
import re
from collections import Counter
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import httpx
import pytest
from pyotp.totp import TOTP
from sqlalchemy import insert

from bizhub.adapters import seals, totp
from bizhub.adapters.passwords import Passwords
from bizhub.domain.ids import new_id
from bizhub.domain.policy import CenterRole
from bizhub.services.sign_in_state import TWO_STEP
from bizhub.services.two_step import RECOVERY
from tests.factories import MadeUser, World
from tests.hostile.at_once import HANDLERS, browser, place, press, read, tabs
from tests.hostile.conftest import Served
from tests.sign_in_steps import PASSWORD, other_than

CODES = [f"abcde{number:05d}".translate(str.maketrans("0123456789", "fghjkmnpqr")) for number in range(8)]


@pytest.fixture(scope="module")
def hashed(at: Served) -> str:
    passwords = Passwords(at.settings)
    found = passwords.hash(PASSWORD)
    passwords.close()
    return found


class Gerda:
    """Somebody with 2-step verification and all her recovery codes, in a center with two admins who know passwords."""

    def __init__(self, at: Served, world: World, hashed: str) -> None:
        self.at, self.world = at, world
        self.user = world.user("Gerda", password_hash=hashed)
        self.admins = [world.user(name, password_hash=hashed) for name in ("Olga", "Bo")]
        self.center = world.center(self.admins[0])
        world.member(self.center, self.admins[1], CenterRole.ADMIN)
        world.member(self.center, self.user)
        self.secret, number, now = totp.new_secret(), int(self.user.id), datetime.now(UTC)
        sealed = seals.seal(at.settings.secret("two_step"), self.secret, of=self.user.id)
        key = at.settings.secret("recovery_codes")
        with world.runtime.database.transaction(write=True) as connection:
            row = {"user_id": number, "secret": sealed, "last_step": 0, "begun_at": now, "confirmed_at": now}
            connection.execute(insert(TWO_STEP).values(row))
            for code in CODES:
                hashed_code = hmac.new(key, f"{number}:{code}".encode(), hashlib.sha256).hexdigest()
                connection.execute(insert(RECOVERY).values(id=new_id(), user_id=number, code_hash=hashed_code))

    def code(self, kind: str) -> str:
        return TOTP(self.secret).now() if kind == "app" else CODES[0]

    async def sign_in(self, opened: httpx.AsyncClient, lost: str = "") -> httpx.Response:
        form = {"address": self.user.email, "password": PASSWORD, **({"lost": lost} if lost else {})}
        return await opened.post("/auth/sign-in", json=form)

    async def finish(self, opened: httpx.AsyncClient, code: str) -> int:
        return (await opened.post("/auth/second-step", json={"code": code})).status_code

    async def turn_off(self, code: str) -> int:
        async with browser(self.at, self.user) as own:
            return (await own.post("/auth/two-step-off", json={"password": PASSWORD, "code": code})).status_code

    async def vouch(self, admin: MadeUser) -> int:
        async with browser(self.at, admin) as own:
            form = {"member": self.user.id, "password": PASSWORD}
            return (await own.post("/auth/vouch", params={"center": self.center}, json=form)).status_code

    async def links(self, count: int) -> list[str]:
        """The links that went to her, in any order; a file with a dot is unfinished."""
        outbox, found = self.at.settings.data_dir / "outbox", set[str]()
        async with asyncio.timeout(15):
            while len(found) < count:
                await asyncio.sleep(0.1)
                texts = [file.read_text() for file in outbox.glob("[!.]*.eml")]
                found = {
                    link for text in texts if self.user.email in text for link in re.findall(r"lost=([\w-]{43})", text)
                }
        assert len(found) == count
        return sorted(found)

    def rows(self, table: str) -> int:
        statement = f"SELECT count(*) FROM {table} WHERE user_id = :user"
        return int(read(self.world, statement, user=int(self.user.id))[0][0])

    def events(self, event: str) -> int:
        statement = "SELECT count(*) FROM activity WHERE center_id = 0 AND event = :event AND user_id = :user"
        return int(read(self.world, statement, event=event, user=int(self.user.id))[0][0])


@pytest.fixture
def gerda(at: Served, made: World, hashed: str) -> Gerda:
    return Gerda(at, made, hashed)


@pytest.mark.parametrize("kind", ["app", "recovery"])
async def test_one_code_opens_one_of_three_doors(at: Served, gerda: Gerda, kind: str) -> None:
    """The same code at once: to sign in, to turn it off, and for new recovery codes, each of them twice."""
    code, path = gerda.code(kind), "/profile/two-step"
    async with AsyncExitStack() as stack:
        browsers = [await stack.enter_async_context(browser(at)) for _ in range(2)]
        for one in browsers:
            assert (await gerda.sign_in(one)).json() == {"next": "/second-step"}
        opened = await stack.enter_async_context(tabs(at, [gerda.user] * 2, path))
        answers = await asyncio.gather(
            *(gerda.finish(one, code) for one in browsers), *(gerda.turn_off(code) for _ in range(2)),
            press(opened, "two_step.TwoStepState.renew", {"form": {"code": code}}, path),
        )  # fmt: skip
        renewed = sum('"recovery_codes_rx_state_":["' in tab.text.replace(" ", "") for tab in opened)
    assert Counter(answers)[200] + renewed == 1
    assert set(answers) - {None, 200} <= {409, 422}
    is_off = answers[2:4].count(200)
    assert (gerda.rows("two_step"), gerda.rows("recovery_code")) == (1 - is_off, 8 * (1 - is_off))


async def test_guesses_at_all_doors_together_are_five(at: Served, gerda: Gerda) -> None:
    wrong = other_than(gerda.code("app"))
    async with AsyncExitStack() as stack:
        browsers = [await stack.enter_async_context(browser(at)) for _ in range(3)]
        for one in browsers:
            assert (await gerda.sign_in(one)).json() == {"next": "/second-step"}
        doors = [gerda.finish(one, wrong) for one in browsers * 6] + [gerda.turn_off(wrong) for _ in range(6)]
        answers = Counter(await asyncio.gather(*doors))
        assert answers == {422: 5, 429: len(doors) - 5}
        assert await gerda.finish(browsers[0], gerda.code("app")) == 429
        assert await gerda.finish(browsers[0], CODES[1]) == 429


async def test_of_two_vouchings_at_once_the_last_link_works_once(at: Served, gerda: Gerda) -> None:
    assert await asyncio.gather(*(gerda.vouch(admin) for admin in gerda.admins)) == [200, 200]
    links = await gerda.links(2)
    async with AsyncExitStack() as stack:
        browsers = [await stack.enter_async_context(browser(at)) for _ in range(4)]
        tries = zip(browsers, links * 2, strict=True)
        answers = await asyncio.gather(*(gerda.sign_in(one, lost) for one, lost in tries))
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert gerda.events("user:two_step_off") == 1
    assert gerda.rows("two_step") == gerda.rows("recovery_code") == 0


@pytest.mark.soak
async def test_vouchings_at_once_are_limited_together(gerda: Gerda) -> None:
    answers = Counter(await asyncio.gather(*(gerda.vouch(admin) for admin in gerda.admins * 4)))
    assert answers == {200: 3, 429: 5}
    await gerda.links(3)


@pytest.mark.soak
async def test_turning_it_on_in_two_tabs_shows_one_set_of_codes(at: Served, made: World) -> None:
    person, path = made.user("Nora"), "/profile/two-step"
    async with tabs(at, [person] * 4, path) as opened:
        await press(opened, "two_step.TwoStepState.start", {}, path)
        shown = [re.findall(r'"secret_rx_state_":\s*"([^"]+)"', tab.text)[-1] for tab in opened]
        codes = [TOTP(secret.replace(" ", "")).now() for secret in shown]
        for tab in opened:
            tab.frames.clear()
        name = HANDLERS["two_step.TwoStepState.confirm"]
        forms = zip(opened, codes, strict=True)
        await asyncio.gather(
            *(tab.event(name, {"form": {"code": code}}, router_data=place(path)) for tab, code in forms)
        )
        await asyncio.gather(*(tab.until(lambda tab=tab: tab.updates != []) for tab in opened))
        await asyncio.gather(*(tab.quiet(0.5) for tab in opened))
        winners = sum('"recovery_codes_rx_state_":["' in tab.text.replace(" ", "") for tab in opened)
    statement = "SELECT count(*) FROM recovery_code WHERE user_id = :user"
    assert winners == 1
    assert read(made, statement, user=int(person.id))[0][0] == 8
