"""`python -m bizhub serve`: what `make run` starts once the environment is set up."""

import errno
import gc
import logging
import multiprocessing
import os
import resource
import socket
import sys
from argparse import ArgumentParser, Namespace
from importlib import import_module
from pathlib import Path

from bizhub.adapters import mail, restore_place, server_lock
from bizhub.commands import frontend
from bizhub.settings import Settings, get_settings

_SECONDS_TO_STOP = 3
_MOST_CONNECTIONS = 16_384
"""A connection that says nothing takes one of these places: with few of them one visitor could lock the door."""


def configure(parser: ArgumentParser) -> None:
    """It takes no arguments; settings come from BIZHUB_… variables."""


def run(_options: Namespace) -> int:
    """Serve until Ctrl-C."""
    settings = get_settings()
    problem = _problem(settings)
    if problem:
        print(problem, file=sys.stderr)
        return 1
    os.chdir(frontend.ROOT)
    try:
        _set_environment(_built_site())
        if not _prepare(settings):
            print("The database could not be brought up to date; the reason stands above.", file=sys.stderr)
            return 1
    except KeyboardInterrupt:
        return 130
    _serve(settings)
    return 0


def _problem(settings: Settings) -> str:
    """Why nothing can be served, in one line; empty when it can."""
    error_number = _bind_error(settings.host, settings.port)
    if error_number == errno.EADDRINUSE:
        other = settings.port + 1
        return f"Port {settings.port} is taken. End what uses it, or choose another: BIZHUB_PORT={other} make run"
    if error_number:
        reason = os.strerror(error_number) if error_number > 0 else "no such address"
        return f"BizHub cannot listen on {settings.host}, port {settings.port}: {reason}. See BIZHUB_HOST, BIZHUB_PORT."
    holder = server_lock.holder(settings.data_dir)
    if holder:
        return f"Process {holder.pid} uses {settings.data_dir}. End it, or choose another folder: BIZHUB_DATA_DIR=…"
    if problem := restore_place.problem_of(settings.data_dir):
        return problem
    try:
        mail.describe(settings)
    except ValueError as error:
        return str(error)
    return ""


def _bind_error(host: str, port: int) -> int:
    """Why the server could not listen there, as an error number of the system; 0 when it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # As the server does: a port that only waits for its last connections to end is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.errno or -1
    return 0


def _built_site() -> Path:
    if frontend.current_site() is None:
        print("Building the pages; this takes about a minute and happens only when they change.", flush=True)
    return frontend.ensure_built()


def _set_environment(site: Path) -> None:
    os.environ.update(frontend.environment())
    os.environ["REFLEX_WEB_WORKDIR"] = str(site)
    os.environ["__REFLEX_SKIP_COMPILE"] = "true"
    os.environ["__REFLEX_MOUNT_FRONTEND_COMPILED_APP"] = "true"


def _prepare(settings: Settings) -> bool:
    """Migrate in one process while this one imports the application for the worker that is forked from it."""
    multiprocessing.set_start_method("fork", force=True)
    migration = multiprocessing.Process(target=_migrate, args=(settings,))
    migration.start()
    gc.disable()  # an import makes much and throws nothing away
    import_module("bizhub.app")
    gc.enable()
    migration.join()
    return migration.exitcode == 0


def _migrate(settings: Settings) -> None:
    from bizhub.adapters import migrate

    migrate.upgrade(settings)


def _raise_file_limit() -> int:
    """Let this process have as many files and connections open as the system allows it; how many that are."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * _MOST_CONNECTIONS if most == resource.RLIM_INFINITY else min(most, 2 * _MOST_CONNECTIONS)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    return wanted


def _serve(settings: Settings) -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    connections = min(_MOST_CONNECTIONS, _raise_file_limit() // 2)
    logging.getLogger("_granian").setLevel(logging.WARNING)
    server = Server(
        "bizhub.app:app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        factory=True,
        workers=1,
        backpressure=connections,
        log_level=LogLevels.warning,
        workers_kill_timeout=_SECONDS_TO_STOP,
    )
    server.serve()
    print("Stopped.")
