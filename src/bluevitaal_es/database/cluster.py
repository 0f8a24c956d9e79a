"""The embedded server's folder on disk: made once, configured, started and stopped by its own programs."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from pwd import getpwnam
from tempfile import TemporaryFile

from bluevitaal_es.database.binaries import Account, Binaries, find_binaries, usable_by
from bluevitaal_es.settings import ConfigurationFault

SUPERUSER = "bluevitaal"
PORT = 5432
START_SECONDS = 60
STOP_SECONDS = 30
#: Linux tells here what a process has open; other systems have no such place.
PROC = Path("/proc/self/fd")

#: For one small machine, and durable: what is acknowledged is on the disk.
TUNING: Mapping[str, str] = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "80",
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgresql-%a.log",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
    # A statement or a detail line can hold what somebody typed: neither belongs in a log file.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


class Cluster:
    """A PostgreSQL data folder with the programs and the account that run it."""

    def __init__(self, folder: Path, binaries: Binaries, account: Account | None) -> None:
        self.folder = folder
        self.binaries = binaries
        self.account = account
        # As root the server is another user, who may not be able to walk the path to its own folder (a 0700
        # home). An open descriptor of the folder leads there without a walk, for each of its processes.
        self._descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        by_descriptor = account is not None and PROC.is_dir()
        self.path_for_server = f"/proc/self/fd/{self._descriptor}" if by_descriptor else str(folder)

    def close(self) -> None:
        """Let go of the folder; the server, if it runs, keeps running."""
        os.close(self._descriptor)

    def configure(self, socket_folder: str, extra: Mapping[str, str]) -> None:
        """Write the settings file that the next start reads."""
        options = {**TUNING, "unix_socket_directories": socket_folder, **extra}
        lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in options.items()]
        written = self.folder / "bluevitaal.conf"
        written.write_text("".join(lines))
        give_to(written, self.account)

    def start(self) -> None:
        """Start the server and wait until it answers.

        Raises ConfigurationFault with the server's own reason when it does not come up.
        """
        deadline = time.monotonic() + START_SECONDS
        while True:
            log = self.folder / "startup.log"
            log.unlink(missing_ok=True)
            sizes = self._log_sizes()
            for_server = f"{self.path_for_server}/startup.log"
            waiting = ["-w", "-t", str(START_SECONDS), "-l", for_server]
            done = self._run("pg_ctl", "-D", self.path_for_server, *waiting, "start")
            if done.returncode == 0:
                return
            told = log.read_text(errors="replace") if log.exists() else done.stderr
            for file in self._log_sizes():
                told += file.read_bytes()[sizes.get(file, 0) :].decode(errors="replace")
            # The last processes of a killed server need a moment to notice and to let go of its memory.
            if "shared memory block" in told and time.monotonic() < deadline:
                time.sleep(0.1)
                continue
            raise ConfigurationFault(f"De database start niet: {_reason_in(told)}")

    def stop(self) -> None:
        """Stop the server, if it runs, and wait until it is gone; connections are closed, work is kept."""
        for how, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, STOP_SECONDS)):
            pid = self.server_pid()
            if pid is None:
                return
            os.kill(pid, how)
            deadline = time.monotonic() + seconds
            while self._is_server(pid) and time.monotonic() < deadline:
                time.sleep(0.01)

    def server_pid(self) -> int | None:
        """Return the process id of the server that runs on this folder, or None."""
        pid = self._noted_pid()
        return pid if pid is not None and self._is_server(pid) else None

    def clear_leftovers(self) -> None:
        """Remove the notes of a server that was killed; to be called by the folder's owner while none runs.

        PostgreSQL believes such a note when its process id lives, be it a zombie or some other program since,
        and then refuses to start. That old processes still use the data, it knows from shared memory.
        """
        for note in self.folder.glob(".s.PGSQL.*"):
            note.unlink(missing_ok=True)
        pid = self._noted_pid()
        if pid is not None and _lives(pid):
            (self.folder / "postmaster.pid").unlink(missing_ok=True)

    def _log_sizes(self) -> dict[Path, int]:
        return {file: file.stat().st_size for file in (self.folder / "log").glob("*.log")}

    def _noted_pid(self) -> int | None:
        try:
            first_line = (self.folder / "postmaster.pid").read_text().partition("\n")[0]
        except FileNotFoundError:
            return None
        return int(first_line) if first_line.isdigit() else None

    def _is_server(self, pid: int) -> bool:
        if PROC.is_dir():
            try:
                return Path(f"/proc/{pid}/cwd").samefile(self.folder)
            except OSError:
                return False
        told = subprocess.run(
            ["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        return str(self.folder) in told.stdout

    def initialise(self, password: str) -> None:
        """Fill the empty folder with a new cluster whose superuser has the given password."""
        with TemporaryFile() as file:
            file.write(f"{password}\n".encode())
            file.flush()
            if self.account is not None:
                os.fchown(file.fileno(), self.account.uid, self.account.gid)
            modern = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
            done = self._run(
                "initdb",
                "-D",
                self.path_for_server,
                f"--username={SUPERUSER}",
                "--auth=scram-sha-256",
                f"--pwfile=/dev/fd/{file.fileno()}",
                "--encoding=UTF8",
                *(modern if self.binaries.major >= 17 else ["--locale=C.UTF-8"]),
                "--data-checksums",
                reads=file.fileno(),
            )
        if done.returncode:
            raise ConfigurationFault(
                f"De database kan niet worden aangemaakt: {' '.join(done.stderr.split())}"
            )
        with (self.folder / "postgresql.conf").open("a") as configuration:
            configuration.write("\ninclude 'bluevitaal.conf'\n")

    def _run(self, program: str, *words: str, reads: int | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.binaries.program(program), *words],
            cwd="/" if self.account else self.folder,
            env=self.binaries.environment(),
            user=self.account.uid if self.account else None,
            group=self.account.gid if self.account else None,
            extra_groups=[] if self.account else None,
            umask=0o077,
            pass_fds=[self._descriptor] if reads is None else [self._descriptor, reads],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


def cluster_in(folder: Path, password: str) -> Cluster:
    """Return the cluster in a folder, made there first when it is not there yet.

    A cluster is made under another name and gets its own when it is whole, so that a start that was
    killed half-way leaves nothing that looks like one.
    """
    major = folder / "PG_VERSION"
    account = _account_for(folder)
    binaries = find_binaries(int(major.read_text()) if major.exists() else None)
    if account is not None:
        binaries = usable_by(account, binaries, folder.parent)
    if not major.exists():
        unfinished = folder.with_name(f"{folder.name}.new")
        if unfinished.exists():
            shutil.rmtree(unfinished)
        unfinished.mkdir(mode=0o700)
        give_to(unfinished, account)
        cluster = Cluster(unfinished, binaries, account)
        try:
            cluster.initialise(password)
        finally:
            cluster.close()
        unfinished.rename(folder)
    return Cluster(folder, binaries, account)


def give_to(path: Path, account: Account | None) -> None:
    """Make the account the owner of a file that we just wrote, when we are root."""
    if account is not None:
        os.chown(path, account.uid, account.gid)


def _reason_in(told: str) -> str:
    """Return what the server said last before it gave up, in one line."""
    said: list[tuple[str, str]] = re.findall(r"(LOG|FATAL|PANIC|error):\s*(.+)", told)
    fatal = [text for kind, text in said if kind != "LOG"]
    if not fatal:
        return " ".join(told.split()[-40:])
    if "contains errors" in fatal[-1]:
        fatal = [text for kind, text in said if kind == "LOG"][-1:] + fatal[-1:]
        return "; ".join(fatal)
    return fatal[-1]


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _account_for(folder: Path) -> Account | None:
    if os.geteuid() != 0:
        return None
    if folder.exists():
        found = folder.stat()
        if found.st_uid != 0:
            return Account(found.st_uid, found.st_gid)
    nobody = getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)
