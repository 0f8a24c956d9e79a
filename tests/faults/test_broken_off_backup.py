"""A backup or a restore that breaks off, killed or on a full disk: never a half one that passes for whole."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from bluevitaal_es import app
from bluevitaal_es.cli import run
from bluevitaal_es.commands.add_note import AddNote
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.database import prepare
from bluevitaal_es.settings import ConfigurationFault
from bluevitaal_es.store import verify
from bluevitaal_es.store.backup import make_identity
from bluevitaal_es.vocabulary import CaseId
from tests.conftest import TestPostgres
from tests.faults.load import until
from tests.faults.test_full_disk import files_no_larger_than
from tests.faults.test_killed_processes import held_up, settings_of, waits_for_a_lock
from tests.running import Place, new_place
from tests.spec import ANNA

pytestmark = pytest.mark.slow("kills processes half-way through a backup and a restore")

SECRET, RECIPIENT = make_identity()
#: So many letters, and a file of so many bytes cannot hold them.
LARGE, ROOM = 4_000, 24_000


@dataclass(frozen=True)
class Kept:
    """A service with cases, and a folder for what is kept of it."""

    place: Place
    folder: Path

    @property
    def identity(self) -> Path:
        """The file with the secret that opens the keys."""
        file = self.folder / "identiteit"
        file.write_text(SECRET)
        return file

    def words(self, name: str) -> list[str]:
        """Return the words that make a backup of that name."""
        return ["backup", str(self.folder / name), "--recipient", RECIPIENT]

    def restoring(self, name: str) -> list[str]:
        """Return the words that put it back."""
        return ["restore", str(self.folder / name), "--identity", str(self.identity)]


@contextmanager
def at(place: Place) -> Iterator[None]:
    """Give words in this process as they are given there."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in place.environment.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="module")
def kept(postgres: TestPostgres, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Eight cases with a long note each."""
    place = new_place(postgres, tmp_path_factory.mktemp("here"))
    with app.opened(settings_of(place), pool_size=2) as parts:
        for number in range(8):
            case_id, name = CaseId(uuid4()), f"T-2026-{number + 1:04d}"
            parts.desk.handle(RegisterCase(case_id=case_id, number=name, target_group="current_staff"), ANNA)
            parts.desk.handle(AddNote(case_id=case_id, text="x" * LARGE), ANNA)
    return Kept(place, tmp_path_factory.mktemp("kept"))


def killed_at(place: Place, words: list[str], dsn: str, lock: str) -> None:
    """Start a process and kill it when it waits for a table that somebody else holds."""
    with place.running(*words) as process, held_up(dsn, lock):
        until(partial(waits_for_a_lock, dsn))
        process.send_signal(signal.SIGKILL)
        process.wait(10)


def test_a_killed_backup_passes_for_none_and_the_next_one_works(
    kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "killed"
    killed_at(kept.place, kept.words(name), kept.place.database_url, "LOCK TABLE web.account")
    left = kept.folder / f"{name}.onaf"
    # Killed among the keys it has a whole log part, which must not be taken for a backup either.
    assert (left / "log" / "manifest.json").exists()
    assert not (kept.folder / name).exists()

    with at(kept.place):
        for half in (name, left.name, f"{left.name}/log"):
            capsys.readouterr()
            assert run(["restore", str(kept.folder / half), "--log-only"]) == 1
            said = capsys.readouterr().err
            assert len(said.splitlines()) == 1
            assert ("niet is afgemaakt" in said) == (half != name)
        assert run(kept.words(name)) == 0

    assert not left.exists()
    assert (kept.folder / name / "keys" / "manifest.json").exists()


@contextmanager
def full_disk(folder: Path) -> Iterator[None]:
    """Mount a disk with next to no room on a folder."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM // 1000}k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no disk of a chosen size can be mounted here: that takes root with all its rights")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.parametrize("limited", ["disk", "files"])
def test_a_backup_that_does_not_fit_says_so_and_leaves_nothing(
    kept: Kept, limited: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = kept.folder / limited
    with at(kept.place), full_disk(folder) if limited == "disk" else files_no_larger_than(ROOM):
        folder.mkdir(exist_ok=True)
        assert run(kept.words(f"{limited}/b")) == 1
        said = capsys.readouterr().err

        assert "kan niet worden geschreven" in said
        assert len(said.splitlines()) == 1
        assert list(folder.iterdir()) == []


def test_a_killed_restore_serves_nothing_and_can_be_given_again(
    kept: Kept, postgres: TestPostgres, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place, whole = new_place(postgres, tmp_path / "there"), kept.folder / "whole"
    with at(kept.place):
        assert run(kept.words(whole.name)) == 0
    prepare(place.database_url)
    # Others may read the table, as the restore does to see that it is empty, and not write it.
    lock = "LOCK TABLE web.account IN SHARE MODE"
    killed_at(place, kept.restoring(whole.name), place.database_url, lock)

    with pytest.raises(ConfigurationFault, match="niet afgemaakt"), app.opened(settings_of(place)):
        pass
    with psycopg.connect(place.database_url) as connection:
        assert connection.execute("SELECT count(*) FROM log.event").fetchone() == (0,)
    with at(place):
        assert run(kept.restoring(whole.name)) == 0

    capsys.readouterr()
    with app.opened(settings_of(place), pool_size=2) as parts, parts.database.pool.connection() as connection:
        assert verify(connection).head == 16
        assert parts.projector.reached() == 16


def test_a_refused_restore_leaves_an_empty_place_that_may_be_used(
    kept: Kept, postgres: TestPostgres, tmp_path: Path
) -> None:
    place = new_place(postgres, tmp_path / "there")
    with at(kept.place):
        assert run(kept.words("spoilt")) == 0
    file = kept.folder / "spoilt" / "log" / "manifest.json"
    file.write_text(file.read_text().replace('"position": 16', '"position": 15', 1))

    with at(place):
        assert run(["restore", str(kept.folder / "spoilt"), "--log-only"]) == 1

    with app.opened(settings_of(place), pool_size=2) as parts:
        assert parts.store.head() == 0
