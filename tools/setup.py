"""Makes .venv and installs what is pinned, when it changed: `python3 tools/setup.py [--dev]`.

It has to start on any Python, so that it can say which one it needs.
"""

import hashlib
import os
import subprocess
import sys

NEEDED = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")


def main(arguments):
    """Set the environment up and return an exit code."""
    if sys.version_info < NEEDED:
        return _start_again_with_a_newer_python(arguments)
    groups = ["requirements.txt"] + (["requirements-dev.txt"] if "--dev" in arguments else [])
    changed = [group for group in groups if not _is_installed(group)]
    if changed:
        problem = _make_venv()
        if problem:
            return _fail(problem)
    for group in changed:
        if not _install(group):
            return _fail("%s could not be installed; the reason stands above." % group)
    if "--dev" in arguments:
        sys.path.insert(0, ROOT)
        from tools import chromium

        problem = chromium.provide(PYTHON)
        if problem:
            return _fail(problem)
    return 0


def _start_again_with_a_newer_python(arguments):
    for minor in range(14, NEEDED[1] - 1, -1):
        name = "python3.%d" % minor
        for folder in os.environ.get("PATH", "").split(os.pathsep):
            if os.access(os.path.join(folder, name), os.X_OK):
                os.execv(os.path.join(folder, name), [name, os.path.abspath(__file__)] + arguments)
    return _fail(
        "BizHub needs Python %d.%d or newer; this is Python %d.%d. Name another one: make run PYTHON=/path/to/python3"
        % (NEEDED + tuple(sys.version_info[:2]))
    )


def _make_venv():
    """Make the virtual environment unless it works already; the result is a problem, or None."""
    if os.path.exists(PYTHON) and _works([PYTHON, "-m", "pip", "--version"]):
        return None
    if not _works([sys.executable, "-c", "import ensurepip, venv"]):
        return "This Python cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv"
    print("Making .venv with Python %s" % sys.version.split()[0])
    made = subprocess.call([sys.executable, "-m", "venv", "--clear", VENV])
    return None if made == 0 else "The virtual environment could not be made in .venv; the reason stands above."


def _is_installed(group):
    """Whether a requirements file is what was installed last, and its Python is still there."""
    try:
        with open(_stamp(group)) as file:
            return file.read() == _fingerprint(group) and os.path.exists(PYTHON)
    except (IOError, OSError):
        return False


def _install(group):
    print("Installing %s; this happens only when it changes." % group)
    sys.stdout.flush()
    # Every package is pinned with all it needs, so nothing has to be resolved, and code is compiled when first used.
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if subprocess.call(command + ["--no-deps", "--no-compile", "-r", os.path.join(ROOT, group)]) != 0:
        return False
    with open(_stamp(group), "w") as file:
        file.write(_fingerprint(group))
    return True


def _stamp(group):
    return os.path.join(VENV, group + ".sha256")


def _fingerprint(group):
    with open(os.path.join(ROOT, group), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def _works(command):
    with open(os.devnull, "w") as nothing:
        return subprocess.call(command, stdout=nothing, stderr=nothing) == 0


def _fail(sentence):
    sys.stderr.write(sentence + "\n")
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
