"""PostgreSQL servers that a test may kill: with everything on disk, unlike that of the other tests."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

from psycopg.conninfo import make_conninfo

from bluevitaal_es.database import Database, prepare
from bluevitaal_es.database.cluster import PORT, SUPERUSER, Cluster, cluster_in, give_to
from bluevitaal_es.database.embedded import DATABASE, SERVICE_LOGIN, EmbeddedServer, start_server
from bluevitaal_es.database.pool import connect
from tests.conftest import quick_folder

#: Small enough to be made and copied in a moment; durable as in earnest.
SMALL = {"shared_buffers": "16MB", "max_wal_size": "64MB", "min_wal_size": "32MB", "autovacuum": "off"}


@contextmanager
def folder_for_all() -> Iterator[Path]:
    """Give a folder that every user can enter, unlike pytest's own, with a short name for sockets."""
    made = Path(mkdtemp(prefix="bv-", dir=quick_folder()))
    made.chmod(0o755)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def own_server(data_dir: Path, extra: Mapping[str, str] | None = None) -> Iterator[EmbeddedServer]:
    """Run the zero-install server on a folder, migrated; it starts again by itself when it dies."""
    server = start_server(data_dir, {**SMALL, **(extra or {})})
    try:
        prepare(server.dsn(), SERVICE_LOGIN)
        yield server
    finally:
        server.close()


@contextmanager
def database_on(server: EmbeddedServer, pool_size: int = 4) -> Iterator[Database]:
    """Open the database of a server as the service does."""
    database = connect(server.dsn(user=SERVICE_LOGIN), server.dsn(), "embedded", pool_size=pool_size)
    try:
        yield database
    finally:
        database.close()


def postmaster_of(data_dir: Path) -> int:
    """Return the process id of the server that runs on a data folder."""
    return int((data_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def children_of(pid: int) -> dict[int, str]:
    """Return the processes that a process started, with what they call themselves."""
    found = {}
    for entry in Path("/proc").iterdir():
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == pid:
                found[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ")
        except (OSError, ValueError):
            continue
    return found


@dataclass
class Standing:
    """A server that nobody starts again: one of a pair of which one will die."""

    data_dir: Path
    password: str = field(repr=False)
    extra: Mapping[str, str]
    cluster: Cluster = field(init=False)

    def start(self) -> None:
        """Start it with its own settings."""
        self.cluster = cluster_in(self.data_dir / "postgres", self.password)
        self.cluster.clear_leftovers()
        self.cluster.configure(self.cluster.path_for_server, {**SMALL, **self.extra})
        self.cluster.start()

    @property
    def pid(self) -> int:
        """The process id of the postmaster."""
        return postmaster_of(self.data_dir)

    @property
    def socket_folder(self) -> str:
        """Where programs find it."""
        return str(self.data_dir / "postgres")

    def dsn(self, user: str = SUPERUSER) -> str:
        """Return the conninfo of our database on this server alone."""
        return make_conninfo(
            host=self.socket_folder, port=PORT, user=user, password=self.password, dbname=DATABASE
        )

    def process(self, called: str) -> int:
        """Return the process of this server that calls itself so; raises StopIteration without one."""
        return next(pid for pid, name in children_of(self.pid).items() if called in name)

    def kill(self) -> None:
        """Kill the server and every process of it at once, as when the power fails."""
        postmaster = self.pid
        for pid in (postmaster, *children_of(postmaster)):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue

    def stop(self) -> None:
        """Stop it if it runs."""
        self.cluster.stop()
        self.cluster.close()

    def copy_to(self, data_dir: Path, extra: Mapping[str, str]) -> "Standing":
        """Return a standby of this running server, with a copy of its files, that is not started yet."""
        data_dir.mkdir(mode=0o755)
        folder = data_dir / "postgres"
        binaries = self.cluster.binaries
        subprocess.run(
            [binaries.program("pg_basebackup"), "-d", self.dsn(), "-D", folder, "-R", "--checkpoint=fast"],
            env=binaries.environment(),
            capture_output=True,
            check=True,
        )
        for path in (folder, *folder.rglob("*")):
            give_to(path, self.cluster.account)
        return Standing(data_dir, self.password, extra)
