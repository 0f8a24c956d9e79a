import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import psycopg
import pytest

from bluevitaal_es.database import AlreadyRunning, Database, open_database
from bluevitaal_es.database.embedded import start_server
from bluevitaal_es.settings import ConfigurationFault, Settings
from tests.conftest import quick_folder

pytestmark = pytest.mark.slow("each makes and starts a PostgreSQL server of its own")

#: Opens a data folder, says so, and adds a note for every line it reads.
OWNER = """
import importlib.readers, os, sys  # the first now: who we become below may not be able to read Python itself
from pathlib import Path
from bluevitaal_es.database import open_database
from bluevitaal_es.settings import ConfigurationFault, Settings

if len(sys.argv) > 2:
    os.setgroups([])
    os.setgid(int(sys.argv[2]))
    os.setuid(int(sys.argv[2]))
try:
    database = open_database(Settings(data_dir=Path(sys.argv[1])), pool_size=2)
except ConfigurationFault as fault:
    sys.exit(str(fault))
with database.owner() as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS web.note (line text)")
print("open", flush=True)
for line in sys.stdin:
    with database.owner() as connection:
        connection.execute("INSERT INTO web.note VALUES (%s)", [line.strip()])
    print("written", flush=True)
"""

AS_ROOT = os.geteuid() == 0
NOBODY = 65534


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every user can enter, unlike pytest's own."""
    made = Path(mkdtemp(prefix="bluevitaal-place-", dir=quick_folder()))
    made.chmod(0o755)
    yield made
    rmtree(made)


@pytest.fixture(scope="module")
def prototype() -> Iterator[Path]:
    """A data folder that was opened once and closed; copying it is quicker than making one."""
    made = Path(mkdtemp(prefix="bluevitaal-prototype-", dir=quick_folder()))
    with opened(made):
        pass
    yield made
    rmtree(made)


@pytest.fixture
def data(place: Path, prototype: Path) -> Path:
    """A data folder that has been in use before."""
    subprocess.run(["cp", "-a", prototype, place / "data"], check=True)
    return place / "data"


@contextmanager
def owner_of(data_dir: Path, uid: int | None = None) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(data_dir), *([] if uid is None else [str(uid)])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def write(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()
    assert process.stdout.readline() == "written\n"


@contextmanager
def opened(data_dir: Path) -> Iterator[Database]:
    database = open_database(Settings(data_dir=data_dir), pool_size=2)
    try:
        yield database
    finally:
        database.close()


def notes(data_dir: Path) -> list[str]:
    with opened(data_dir) as database, database.owner() as connection:
        return [line for (line,) in connection.execute("SELECT line FROM web.note").fetchall()]


def server_pid(data_dir: Path) -> int:
    return int((data_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(claim: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_starts_private_durable_and_without_a_network_port(place: Path) -> None:
    with opened(place / "data") as database, database.owner() as connection:
        shown = connection.execute(
            "SELECT current_setting('fsync'), current_setting('synchronous_commit'),"
            " current_setting('listen_addresses'), current_setting('data_checksums')"
        ).fetchone()

        assert database.kind == "embedded"
        assert shown == ("on", "on", "", "on")
        assert stat.S_IMODE((place / "data").stat().st_mode) == 0o700
        assert stat.S_IMODE((place / "data" / "postgres").stat().st_mode) == 0o700
        assert stat.S_IMODE((place / "data" / "postgres.password").stat().st_mode) == 0o600


def test_gives_the_service_a_login_that_is_no_superuser(data: Path) -> None:
    with opened(data) as database:
        with database.pool.connection() as connection:
            connection.execute("RESET ROLE")
            assert connection.execute(
                "SELECT rolsuper FROM pg_roles WHERE rolname = session_user"
            ).fetchone() == (False,)
        with psycopg.connect(database.service_dsn) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("bluevitaal_service",)


def test_refuses_a_second_start_on_the_same_folder_in_one_line(data: Path) -> None:
    with owner_of(data) as process:
        second = subprocess.run(
            [sys.executable, "-c", OWNER, str(data)], capture_output=True, text=True, check=False
        )
        with pytest.raises(AlreadyRunning):
            open_database(Settings(data_dir=data))

        assert second.returncode == 1
        assert second.stderr.count("\n") == 1
        assert f"draait al op {data} (proces {process.pid})" in second.stderr


def test_joins_a_running_server_when_asked(data: Path) -> None:
    with owner_of(data) as process:
        write(process, "one")
        guest = open_database(Settings(data_dir=data), join=True)
        with guest.owner() as connection:
            assert connection.execute("SELECT line FROM web.note").fetchone() == ("one",)
        guest.close()
        write(process, "two")


def test_keeps_data_over_a_restart_and_stops_on_sigterm(data: Path) -> None:
    with owner_of(data) as process:
        write(process, "kept")
        pid = server_pid(data)
        process.terminate()
        process.wait(10)

        assert not runs(pid)
    assert notes(data) == ["kept"]


def test_stops_the_orphan_of_a_killed_owner_with_its_data_whole(data: Path) -> None:
    with owner_of(data) as process:
        write(process, "kept")
        orphan = server_pid(data)
        process.kill()
        process.wait()
    assert runs(orphan)

    assert notes(data) == ["kept"]
    assert not runs(orphan)


def test_recovers_when_owner_and_server_are_both_killed(data: Path) -> None:
    with owner_of(data) as process:
        write(process, "kept")
        process.kill()
        os.kill(server_pid(data), signal.SIGKILL)
        process.wait()

    assert notes(data) == ["kept"]


def test_raises_a_killed_server_again_and_the_pool_goes_on(data: Path) -> None:
    with opened(data) as database:
        with database.owner() as connection:
            connection.execute("CREATE TABLE web.note (line text)")
            connection.execute("GRANT ALL ON web.note TO bluevitaal_service")
        with database.pool.connection() as connection:
            connection.execute("INSERT INTO web.note VALUES ('kept')")
            session = connection.info.backend_pid
        killed = server_pid(data)
        os.kill(killed, signal.SIGKILL)
        # A session outlives its server for the moment in which it learns of the death; wait for both.
        wait_until(lambda: not runs(killed) and not runs(session))

        with database.pool.connection() as connection:
            assert connection.execute("SELECT line FROM web.note").fetchone() == ("kept",)
        assert server_pid(data) != killed


def test_starts_anew_after_a_first_start_that_was_killed_half_way(place: Path) -> None:
    (place / "data" / "postgres.new" / "base").mkdir(parents=True)

    with opened(place / "data") as database, database.pool.connection() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_is_not_fooled_by_a_process_id_that_was_given_to_another_program(data: Path) -> None:
    with owner_of(data) as process:
        write(process, "kept")
        process.kill()
        process.wait()
    noted = data / "postgres" / "postmaster.pid"
    lines = noted.read_text().splitlines()
    os.kill(int(lines[0]), signal.SIGKILL)
    wait_until(lambda: not runs(int(lines[0])))
    stranger = subprocess.Popen(["sleep", "60"], user=NOBODY if AS_ROOT else None)
    try:
        noted.write_text("\n".join([str(stranger.pid), *lines[1:]]))

        assert notes(data) == ["kept"]
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_runs_two_folders_side_by_side(data: Path, place: Path) -> None:
    with opened(data) as one, opened(place / "two") as two:
        with one.owner() as connection:
            connection.execute("CREATE TABLE web.only_here (line text)")
        with two.owner() as connection:
            assert connection.execute("SELECT to_regclass('web.only_here')").fetchone() == (None,)


def test_finds_a_short_place_for_the_socket_of_a_long_path(place: Path) -> None:
    long = place / ("a" * 60) / ("b" * 60)
    server = start_server(long)
    short = Path(server.socket_folder)

    assert stat.S_IMODE(short.stat().st_mode) == 0o700
    psycopg.connect(server.dsn()).close()
    server.close()
    assert not short.exists()


@pytest.mark.skipif(not AS_ROOT, reason="only root can become another user")
def test_runs_for_an_ordinary_user(place: Path) -> None:
    os.chown(place, NOBODY, NOBODY)
    with owner_of(place / "data", uid=NOBODY) as process:
        write(process, "as nobody")
        assert (place / "data" / "postgres").stat().st_uid == NOBODY
    assert notes(place / "data") == ["as nobody"]
    with owner_of(place / "data", uid=NOBODY) as process:
        write(process, "again")


@pytest.mark.skipif(not AS_ROOT, reason="only root has to become another user")
def test_runs_for_root_in_a_folder_that_only_root_can_enter(place: Path) -> None:
    place.chmod(0o700)
    with opened(place / "data") as database, database.pool.connection() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert Path(f"/proc/{server_pid(place / 'data')}").stat().st_uid == NOBODY


def test_says_so_when_the_version_of_the_folder_is_not_installed(data: Path) -> None:
    with opened(data):
        pass
    (data / "postgres" / "PG_VERSION").write_text("9\n")

    with pytest.raises(ConfigurationFault, match="PostgreSQL 9"):
        open_database(Settings(data_dir=data))


def test_says_so_when_the_password_is_gone(data: Path) -> None:
    with opened(data):
        pass
    (data / "postgres.password").unlink()

    with pytest.raises(ConfigurationFault, match=r"postgres\.password ontbreekt"):
        open_database(Settings(data_dir=data))


def test_gives_the_servers_own_reason_when_it_does_not_start(place: Path) -> None:
    with pytest.raises(ConfigurationFault, match=r"De database start niet: .*shared_buffers") as refused:
        start_server(place, {"shared_buffers": "veel"})

    assert "\n" not in str(refused.value)
