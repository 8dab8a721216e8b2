"""Compiles the pages with Reflex and builds them with Node; run as a process of its own by frontend.py."""

import logging

from reflex.utils.export import export
from reflex.utils.prerequisites import (
    initialize_frontend_dependencies,
    initialize_reflex_user_directory,
    needs_reinit,
)
from reflex_base.constants import Env


def main() -> None:
    """Build into .web/build/client."""
    logging.basicConfig(level=logging.WARNING)
    # `reflex init` would also rewrite .gitignore and ask the package index for news.
    if needs_reinit():
        initialize_reflex_user_directory()
        initialize_frontend_dependencies()
    export(zipping=False, frontend=True, backend=False, env=Env.PROD)


if __name__ == "__main__":
    main()
