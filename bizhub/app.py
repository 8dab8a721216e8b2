"""The composition root: pages, state, the HTTP door and the lifespan of one worker."""

import ctypes
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import reflex as rx
from reflex_base.environment import environment

from bizhub.http.app import front_door, http_app
from bizhub.pages.landing import landing
from bizhub.services import runtime
from bizhub.settings import Settings, get_settings

_PR_SET_PDEATHSIG = 1


@asynccontextmanager
async def lifespan() -> AsyncIterator[None]:
    """Open everything in this worker, tell people where BizHub is, close everything again."""
    _die_with_the_server()
    _refuse_unsafe_reflex()
    settings = get_settings()
    runtime.start(settings)
    _announce(settings)
    try:
        yield
    finally:
        runtime.stop()


def _die_with_the_server() -> None:
    """A worker whose server was killed would keep the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _refuse_unsafe_reflex() -> None:
    """Outside production mode errors are shown to strangers; automatic setters write any variable."""
    if environment.REFLEX_ENV_MODE.get() != "prod" or rx.config.get_config().state_auto_setters:
        raise RuntimeError("Start BizHub with: python -m bizhub serve")


def _announce(settings: Settings) -> None:
    messages = "by e-mail" if settings.smtp_url else f"to files in {settings.data_dir / 'outbox'}"
    sys.stdout.write(f"BizHub is at {settings.address}\nMessages go {messages}. Ctrl-C stops it.\n")
    sys.stdout.flush()


app = rx.App(
    html_lang="en",
    api_transformer=[http_app(), partial(front_door, settings=get_settings(), site=environment.REFLEX_WEB_WORKDIR.get() / "build" / "client")],
)
app.register_lifespan_task(lifespan)
app.add_page(landing, route="/", title="BizHub")
