"""BizHub with the probe's handlers added, served without built pages: for tests of the socket."""

import sys
from pathlib import Path

from bizhub.app import app
from bizhub.domain import limits
from tests.state import probe

__all__ = ["app", "probe"]

limits.BODY_PATIENCE_S = 4  # what is slow is given up before a test gets tired of it


def main() -> None:
    """Serve it on the address of the BIZHUB_… settings until killed."""
    import os

    from granian.constants import Interfaces
    from granian.server import Server

    from bizhub.adapters import migrate
    from bizhub.settings import get_settings

    settings = get_settings()
    migrate.upgrade(settings)
    os.environ["__REFLEX_SKIP_COMPILE"] = "true"
    Server(
        "tests.hostile.probe_app:app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        factory=True,
        workers=1,
    ).serve()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    main()
