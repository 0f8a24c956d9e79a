"""Installs npm packages by a committed lock file, which names no registry, for tests and benchmarks only."""

import shutil
import subprocess
from pathlib import Path


class NotInstalled(Exception):
    """The packages are not there; the text says why: no Node.js, or nowhere to get them from."""


def install(locked: Path, folder: Path, seconds: float = 60) -> Path:
    """Install what the lock file in `locked` says into `folder`, and return its `node_modules`.

    No script of a package is run. Raises NotInstalled.
    """
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise NotInstalled("install Node.js with npm")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(locked / name, folder / name)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=0"]
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise NotInstalled(f"the packages did not come within {seconds:.0f} seconds") from None
    if done.returncode:
        raise NotInstalled(f"npm ci said {done.stderr.strip().splitlines()[-1:]}")
    return folder / "node_modules"
