"""The jobs of BizHub are all known before any is run."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_module_with_jobs_is_imported_with_the_background() -> None:
    services = (ROOT / "bizhub/services").glob("*.py")
    with_jobs = {f"bizhub.services.{path.stem}" for path in services if "\n@job(" in path.read_text(encoding="utf-8")}
    program = "import sys, bizhub.services.background; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "bizhub.services.outbox" in with_jobs
    assert with_jobs <= set(loaded.stdout.split())
