"""Makes .venv and installs what is pinned, when it changed: `python3 tools/setup.py [--dev]`.

It has to start on any Python 3, so that it can say which one it needs; hence the quoted annotations.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

NEEDED = (3, 11)
NEWEST_TRIED = 14
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def main(arguments: "list[str]") -> int:
    """Set the environment up; the result is the exit code."""
    if sys.version_info < NEEDED:
        return _start_again_with_a_newer_python(arguments)
    is_for_development = "--dev" in arguments
    groups = ["requirements.txt", "requirements-dev.txt"] if is_for_development else ["requirements.txt"]
    changed = [group for group in groups if not _is_installed(group)]
    problem = _make_venv() if changed else None
    for group in changed:
        problem = problem or _install(group)
    if is_for_development:
        problem = problem or _provide_chromium()
    if problem:
        print(problem, file=sys.stderr)
    return 1 if problem else 0


def _start_again_with_a_newer_python(arguments: "list[str]") -> int:
    for minor in range(NEWEST_TRIED, NEEDED[1] - 1, -1):
        for folder in os.get_exec_path():
            candidate = os.path.join(folder, f"python{NEEDED[0]}.{minor}")  # noqa: PTH118
            if os.access(candidate, os.X_OK):
                os.execv(candidate, [candidate, __file__, *arguments])
    needed, found = (".".join(str(part) for part in version[:2]) for version in (NEEDED, sys.version_info))
    print(
        f"BizHub needs Python {needed} or newer; this is Python {found}. "
        "Name another one: make run PYTHON=/path/to/python3",
        file=sys.stderr,
    )
    return 1


def _make_venv() -> "str | None":
    """Make the virtual environment unless it works already; the result is a problem, or None."""
    if PYTHON.exists() and _works(PYTHON, "-m", "pip", "--version"):
        return None
    if not _works(sys.executable, "-c", "import ensurepip, venv"):
        return "This Python cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv"
    print(f"Making .venv with Python {sys.version.split()[0]}.", flush=True)
    made = subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)])
    return None if made == 0 else "The virtual environment could not be made in .venv; the reason stands above."


def _is_installed(group: str) -> bool:
    """Whether a requirements file is what was installed last, and its Python is still there."""
    stamp = _stamp(group)
    return PYTHON.exists() and stamp.exists() and stamp.read_text() == _fingerprint(group)


def _install(group: str) -> "str | None":
    """Install a requirements file; the result is a problem, or None."""
    print(f"Installing {group}; this happens only when it changes.", flush=True)
    # Every package is pinned with all it needs, so nothing has to be resolved, and code is compiled when first used.
    quickly = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-deps", "--no-compile"]
    if subprocess.call([str(PYTHON), "-m", "pip", "install", *quickly, "-r", str(ROOT / group)]) != 0:
        return f"{group} could not be installed; the reason stands above."
    _stamp(group).write_text(_fingerprint(group))
    return None


def _provide_chromium() -> "str | None":
    sys.path.insert(0, str(ROOT))
    from tools import chromium

    return chromium.provide(str(PYTHON))


def _stamp(group: str) -> Path:
    return VENV / f"{group}.sha256"


def _fingerprint(group: str) -> str:
    return hashlib.sha256((ROOT / group).read_bytes()).hexdigest()


def _works(*command: "str | Path") -> bool:
    words = [str(word) for word in command]
    return subprocess.call(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
