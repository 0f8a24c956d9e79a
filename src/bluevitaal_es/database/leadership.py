"""One leader among processes that do the same work: whoever holds an advisory lock."""

import psycopg


class Leadership:
    """A claim on one advisory lock, held on a connection of its own; a process that dies lets go of it."""

    def __init__(self, dsn: str, lock: int) -> None:
        self._dsn = dsn
        self._lock = lock
        self._connection: psycopg.Connection | None = None
        self._held = False

    def leads(self) -> bool:
        """Return whether this process leads now, after trying to if nobody does.

        Raises psycopg.OperationalError when the database is not there; leadership is lost then.
        """
        try:
            if self._connection is None:
                self._connection = psycopg.connect(self._dsn, autocommit=True)
            if self._held:
                self._connection.execute("SELECT 1")
                return True
            row = self._connection.execute("SELECT pg_try_advisory_lock(%s)", [self._lock]).fetchone()
        except psycopg.OperationalError:
            self.close()
            raise
        self._held = row is not None and bool(row[0])
        return self._held

    def close(self) -> None:
        """Let go."""
        self._held = False
        if self._connection is not None:
            self._connection.close()
            self._connection = None
