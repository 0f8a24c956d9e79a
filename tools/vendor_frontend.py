"""Copies the front-end files that we ship (and axe-core, for tests) out of their npm packages.

Run with npm on the PATH: `python tools/vendor_frontend.py`. It writes the manifests too. The versions below
are the only place to raise one; afterwards look at the screenshots again.
"""

import hashlib
import json
import subprocess
import tarfile
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Wanted:
    """One file of a package: where it is in there, what we call it, and under which licence it comes."""

    package: str
    version: str
    source: str
    file: str
    licence: str


UTRECHT = ("@utrecht/component-library-css", "9.0.4")
VOORBEELD = ("@nl-design-system-unstable/voorbeeld-design-tokens", "7.4.1")
HTMX = ("htmx.org", "4.0.1")
AXE = ("axe-core", "4.14.1")

SHIPPED = ROOT / "src/bluevitaal_es/web/static/vendor"
TESTS_ONLY = ROOT / "tests/web/vendor"
WANTED = {
    SHIPPED: (
        Wanted(*UTRECHT, "dist/index.css", "utrecht.css", "EUPL-1.2"),
        Wanted(*UTRECHT, "LICENSE.md", "EUPL-1.2.md", "EUPL-1.2"),
        Wanted(*VOORBEELD, "dist/theme.css", "voorbeeld.css", "EUPL-1.2"),
        Wanted(*HTMX, "dist/htmx.min.js", "htmx.js", "0BSD"),
        Wanted(*HTMX, "LICENSE", "htmx.LICENSE", "0BSD"),
    ),
    TESTS_ONLY: (
        Wanted(*AXE, "axe.min.js", "axe.min.js", "MPL-2.0"),
        Wanted(*AXE, "LICENSE", "axe-core.LICENSE", "MPL-2.0"),
    ),
}


def main() -> None:
    """Copy every wanted file and write a manifest.json beside it."""
    with tempfile.TemporaryDirectory() as work:
        for folder, wanted in WANTED.items():
            folder.mkdir(parents=True, exist_ok=True)
            entries = [_copy(one, folder, Path(work)) for one in wanted]
            (folder / "manifest.json").write_text(json.dumps(entries, indent=2) + "\n")
            print(f"{folder.relative_to(ROOT)}: {len(entries)} files")


def _copy(one: Wanted, folder: Path, work: Path) -> dict[str, str]:
    content = _read(one, work)
    (folder / one.file).write_bytes(content)
    return asdict(one) | {"sha256": hashlib.sha256(content).hexdigest()}


def _read(one: Wanted, work: Path) -> bytes:
    packed = subprocess.run(
        ["npm", "pack", "--silent", f"{one.package}@{one.version}"],
        cwd=work,
        check=True,
        capture_output=True,
        text=True,
    )
    with tarfile.open(work / packed.stdout.split()[-1]) as archive:
        member = archive.extractfile(f"package/{one.source}")
        if member is None:
            raise FileNotFoundError(f"{one.source} in {one.package} {one.version}")
        return member.read()


if __name__ == "__main__":
    main()
