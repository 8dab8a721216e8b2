"""The composition root: pages, state, the HTTP door and the lifespan of one worker."""

import asyncio
import ctypes
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import reflex as rx
from reflex_base.environment import environment

from bizhub import pages
from bizhub.adapters import logs, mail, server_lock
from bizhub.adapters.server_lock import Owner
from bizhub.components.theme import InterFont, app_look
from bizhub.http.app import front_door, http_app
from bizhub.services import background, conversion, runtime
from bizhub.settings import Settings, get_settings
from bizhub.state import push, socket_guard, worker_pool
from bizhub.state.failures import backend_exception_handler
from bizhub.state.guard import Guard

_PR_SET_PDEATHSIG = 1


@asynccontextmanager
async def lifespan(app: rx.App) -> AsyncIterator[None]:
    """Open everything in this worker, say where BizHub is, close everything again."""
    _die_with_the_server()
    _refuse_unsafe_reflex()
    settings = get_settings()
    logs.configure(settings)
    with server_lock.acquire(settings.data_dir, Owner.SERVER, address=settings.address):
        running = runtime.start(settings)
        worker_pool.start(settings.worker_threads)
        try:
            await asyncio.to_thread(background.start, running)
            await asyncio.to_thread(running.passwords.warm)
            async with push.lifespan(app):
                _announce(settings)
                # Behind the first requests: reading the rates takes a second of a core.
                rates = asyncio.create_task(asyncio.to_thread(conversion.warm_up))
                yield
                await rates
        finally:
            worker_pool.stop()
            await asyncio.to_thread(runtime.stop)


def _die_with_the_server() -> None:
    """A worker whose server was killed would keep the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _refuse_unsafe_reflex() -> None:
    """Outside production mode errors are shown to strangers; automatic setters write any variable."""
    if environment.REFLEX_ENV_MODE.get() != "prod" or rx.config.get_config().state_auto_setters:
        raise RuntimeError("Start BizHub with: python -m bizhub serve")


def _announce(settings: Settings) -> None:
    sys.stdout.write(f"BizHub is at {settings.address}\n{mail.describe(settings)} Ctrl-C stops it.\n")
    sys.stdout.flush()


app = rx.App(
    **app_look(),
    extra_app_wraps={(1, "InterFont"): lambda _stateful: InterFont.create()},
    backend_exception_handler=backend_exception_handler,
    api_transformer=[
        http_app(),
        partial(front_door, settings=get_settings(), site=environment.REFLEX_WEB_WORKDIR.get() / "build" / "client"),
    ],
)
app.add_middleware(Guard())
app.register_lifespan_task(lifespan)
socket_guard.install(app)
assert pages.__all__  # importing them has registered them
