"""A wire between driver and server that a test can cut at a chosen moment."""

import socket
import threading
from contextlib import ExitStack, suppress
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from bluevitaal_es.database import Database


class CutWire:
    """Stands between driver and server, and can lose a question, or let it through and lose its answer."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.cuts = 0
        self._real = database
        self._folder = folder
        self._lose_answer = threading.Event()
        self._lose_question = threading.Event()
        #: While it is set nobody gets through.
        self.down = threading.Event()
        self._closing = ExitStack()

    def __enter__(self) -> "CutWire":
        listening = self._closing.enter_context(socket.socket(socket.AF_UNIX))
        listening.bind(str(self._folder / ".s.PGSQL.5432"))
        listening.listen()
        threading.Thread(target=self._accept, args=[listening], daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def database(self) -> Database:
        """Return the database as it is reached over this wire; what is read goes the straight way."""
        dsn = make_conninfo(self._real.service_dsn, host=str(self._folder), port=5432, sslmode="disable")
        return Database(self._real.kind, self._real.pool, dsn, self._real.owner_dsn)

    def cut_at_the_next_answer(self) -> None:
        """Lose the next thing that the server says, and the connection with it."""
        self._lose_answer.set()

    def cut_at_the_next_question(self) -> None:
        """Lose the next thing that is said to the server, and the connection with it."""
        self._lose_question.set()

    def _accept(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listening.accept()
                if self.down.is_set():
                    near.close()
                    continue
                far = self._far()
                self._closing.callback(near.close)
                self._closing.callback(far.close)
                for source, target, answers in ((near, far, False), (far, near, True)):
                    threading.Thread(target=self._carry, args=[source, target, answers], daemon=True).start()

    def _far(self) -> socket.socket:
        parts = conninfo_to_dict(self._real.service_dsn)
        host, port = str(parts["host"]), int(str(parts.get("port") or 5432))
        if not host.startswith("/"):
            return socket.create_connection((host, port))
        far = socket.socket(socket.AF_UNIX)
        far.connect(f"{host}/.s.PGSQL.{port}")
        return far

    def _carry(self, source: socket.socket, target: socket.socket, answers: bool) -> None:
        lose = self._lose_answer if answers else self._lose_question
        with suppress(OSError):
            while said := source.recv(65536):
                if lose.is_set():
                    lose.clear()
                    self.cuts += 1
                    break
                target.sendall(said)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
