"""The zero-install database: a PostgreSQL server that lives in the data folder for as long as we do."""

import atexit
import fcntl
import json
import os
import secrets
import shutil
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from types import FrameType
from typing import Any

import psycopg
import structlog
from psycopg import sql
from psycopg.conninfo import make_conninfo

from bluevitaal_es.database.cluster import PORT, SUPERUSER, Cluster, cluster_in, give_to
from bluevitaal_es.settings import ConfigurationFault

DATABASE = "bluevitaal"
#: The service logs in as this user, who can become the service role and nothing else.
SERVICE_LOGIN = "bluevitaal_app"
#: A socket's address is at most this long on every system that we run on.
LONGEST_SOCKET_PATH = 103
WATCH_SECONDS = 0.5

_log = structlog.get_logger()


class AlreadyRunning(ConfigurationFault):
    """Another living process owns this data folder; the text is one Dutch line that says so."""


class EmbeddedServer:
    """A running server with this process as its owner; made by `start_server`.

    It is stopped by `close`, at the end of the program and on SIGTERM. A server that dies while its owner
    lives is started again; one whose owner was killed is stopped by the next start on the same folder.
    """

    def __init__(
        self, data_dir: Path, cluster: Cluster, lock: int, password: str, extra: Mapping[str, str]
    ) -> None:
        self._data_dir = data_dir
        self._cluster = cluster
        self._lock = lock
        self._password = password
        self._owner = os.getpid()
        self._changing = threading.Lock()
        self._closing = threading.Event()
        self.socket_folder, for_server, self._short_folder = _socket_folder(cluster)
        cluster.stop()
        cluster.clear_leftovers()
        cluster.configure(for_server, extra)
        cluster.start()
        self._note()
        atexit.register(self.close)
        _end_by_exit_on_signals()
        threading.Thread(target=self._watch, name="database-watch", daemon=True).start()

    @property
    def version(self) -> str:
        """The server's version, such as 18.6."""
        return self._cluster.binaries.version

    @property
    def programs(self) -> Path:
        """The folder with this server's own programs, such as pg_dump."""
        return self._cluster.binaries.folder

    def dsn(self, database: str = DATABASE, user: str = SUPERUSER) -> str:
        """Return the conninfo of a database on this server."""
        return _dsn(self.socket_folder, self._password, database, user)

    def close(self) -> None:
        """Stop the server, keeping all that was committed, and free the folder; harmless when done twice."""
        if os.getpid() != self._owner:
            return
        with self._changing:
            if self._closing.is_set():
                return
            self._closing.set()
            self._cluster.stop()
            self._cluster.close()
            (self._data_dir / "postgres.json").unlink(missing_ok=True)
            if self._short_folder:
                shutil.rmtree(self._short_folder, ignore_errors=True)
            os.close(self._lock)
        atexit.unregister(self.close)

    def _note(self) -> None:
        _write_private(
            self._data_dir / "postgres.json",
            json.dumps(
                {
                    "owner_pid": self._owner,
                    "owner_started": _started(self._owner),
                    "server_pid": self._cluster.server_pid(),
                    "socket_folder": self.socket_folder,
                    "short_folder": self._short_folder,
                    "postgresql": self.version,
                    "programs": str(self.programs),
                },
                indent=1,
            ),
        )

    def _watch(self) -> None:
        while not self._closing.wait(WATCH_SECONDS):
            with self._changing:
                if self._closing.is_set() or self._cluster.server_pid() is not None:
                    continue
                _log.warning("database_server_died")
                try:
                    self._cluster.clear_leftovers()
                    self._cluster.start()
                except ConfigurationFault:
                    _log.exception("database_server_restart_failed")
                    continue
                self._note()
                _log.info("database_server_restarted")


def start_server(data_dir: Path, extra: Mapping[str, str] | None = None) -> EmbeddedServer:
    """Start the server of a data folder, which is made when it is not there yet.

    `extra` are PostgreSQL settings that win over ours. What an owner that was killed left running is
    stopped first, with its data whole.

    Raises AlreadyRunning when a living process owns the folder, ConfigurationFault when it cannot work.
    """
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = _own(data_dir)
    except OSError as fault:
        raise ConfigurationFault(
            f"De gegevensmap {data_dir} is niet te gebruiken: {fault.strerror}."
        ) from fault
    try:
        _clear_short_folder(_noted(data_dir))
        password = _password(data_dir)
        cluster = cluster_in(data_dir / "postgres", password)
        server = EmbeddedServer(data_dir, cluster, lock, password, extra or {})
    except BaseException as fault:
        os.close(lock)
        if isinstance(fault, OSError):
            raise ConfigurationFault(f"De gegevensmap {data_dir} is niet te gebruiken: {fault}.") from fault
        raise
    try:
        _furnish(server)
    except BaseException:
        server.close()
        raise
    return server


def dsn_of_running(data_dir: Path, database: str = DATABASE, user: str = SUPERUSER) -> str | None:
    """Return the conninfo of the server that another process runs on this folder, or None when none does."""
    noted = _noted(data_dir)
    try:
        lock = _own(data_dir)
    except AlreadyRunning:
        if "socket_folder" not in noted:
            return None
        return _dsn(str(noted["socket_folder"]), _password(data_dir), database, user)
    except OSError:
        return None
    os.close(lock)
    return None


def _dsn(socket_folder: str, password: str, database: str, user: str) -> str:
    return make_conninfo(host=socket_folder, port=PORT, user=user, password=password, dbname=database)


def _own(data_dir: Path) -> int:
    path = data_dir / "postgres.lock"
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    _as_folder(path)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        noted = _noted(data_dir)
        process = f" (proces {noted['owner_pid']})" if "owner_pid" in noted else ""
        raise AlreadyRunning(
            f"BlueVitaal draait al op {data_dir}{process}; "
            "stop dat eerst of kies een andere map met --data-dir."
        ) from None
    return lock


def _noted(data_dir: Path) -> dict[str, Any]:
    try:
        noted = json.loads((data_dir / "postgres.json").read_text())
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def _password(data_dir: Path) -> str:
    path = data_dir / "postgres.password"
    if path.exists():
        return path.read_text().strip()
    if (data_dir / "postgres" / "PG_VERSION").exists():
        raise ConfigurationFault(
            f"Het bestand {path} ontbreekt; zonder dat wachtwoord gaat de database niet open."
        )
    password = secrets.token_urlsafe(32)
    _write_private(path, password)
    return password


def _write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all, also when the power fails."""
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    _as_folder(unfinished)
    unfinished.rename(path)


def _as_folder(path: Path) -> None:
    """Give a file to the owner of its folder, who may want to start without root next time."""
    if os.geteuid() == 0:
        folder = path.parent.stat()
        os.chown(path, folder.st_uid, folder.st_gid)


def _socket_folder(cluster: Cluster) -> tuple[str, str, str | None]:
    """Return where we find the socket, where the server makes it, and the folder made for it, if any."""
    address = cluster.folder / f".s.PGSQL.{PORT}"
    if len(os.fsencode(address)) <= LONGEST_SOCKET_PATH:
        return str(cluster.folder), cluster.path_for_server, None
    parent = gettempdir() if len(os.fsencode(gettempdir())) < LONGEST_SOCKET_PATH - 40 else "/tmp"  # noqa: S108 (mkdtemp makes a 0700 folder of its own in it)
    made = mkdtemp(prefix="bluevitaal-", dir=parent)
    give_to(Path(made), cluster.account)
    return made, made, made


def _clear_short_folder(noted: Mapping[str, Any]) -> None:
    folder = noted.get("short_folder")
    if isinstance(folder, str) and Path(folder).name.startswith("bluevitaal-") and Path(folder).is_dir():
        shutil.rmtree(folder, ignore_errors=True)


def _furnish(server: EmbeddedServer) -> None:
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [SERVICE_LOGIN]).fetchone():
            statement = sql.SQL("CREATE ROLE {} LOGIN NOINHERIT PASSWORD {}")
            connection.execute(
                statement.format(sql.Identifier(SERVICE_LOGIN), sql.Literal(connection.info.password))
            )
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def _end_by_exit_on_signals() -> None:
    """Let SIGTERM and SIGHUP end the program through its exit, so that the server is stopped on the way."""

    def leave(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    with suppress(ValueError):  # only the main thread may set this, and elsewhere it is not ours to set
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, leave)


def _started(pid: int) -> str | None:
    """Return when a process began, in ticks since the machine did, or None where the system does not tell."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
    except OSError:
        return None
    return after_name.split()[19]
