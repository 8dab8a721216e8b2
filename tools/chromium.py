"""The browser of the tests: BIZHUB_CHROMIUM, else the system's, else Playwright's, else Debian's package.

Chromium's headless shell draws the same pages with a third less work than the whole program, so it comes first.
"""

import os
import shutil
import subprocess
from pathlib import Path

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """The path of a Chromium that is installed, or None."""
    chosen = os.environ.get("BIZHUB_CHROMIUM")
    if chosen:
        return chosen if os.access(chosen, os.X_OK) else None
    for name in _NAMES:
        path = shutil.which(name)
        if path:
            return path
    return _of_playwright()


def provide(python: str) -> str | None:
    """Get a Chromium when none is there; the result is a problem, or None."""
    if find():
        return None
    if os.environ.get("BIZHUB_CHROMIUM"):
        return "BIZHUB_CHROMIUM does not name a program that can be started."
    print("Installing Chromium for the browser tests.", flush=True)
    attempts = [[python, "-m", "playwright", "install", "chromium"]]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        attempts.append(["apt-get", "install", "--yes", "--no-install-recommends", "chromium-headless-shell"])
    for attempt in attempts:
        if shutil.which(attempt[0]) and subprocess.call(attempt) == 0 and find():
            return None
    return "The browser tests need Chromium: install it, or name it in BIZHUB_CHROMIUM."


def _of_playwright() -> str | None:
    folder = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or "~/.cache/ms-playwright"
    found = sorted(Path(folder).expanduser().glob("chromium-*/chrome-linux*/chrome"))
    return str(found[-1]) if found else None
