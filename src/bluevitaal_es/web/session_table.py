"""Sessions in the database: opened at login, found by a hash of their token, ended on time or on purpose."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_bytes, token_urlsafe
from typing import Final

from bluevitaal_es import clock
from bluevitaal_es.database import Database
from bluevitaal_es.web.accounts import Account, account_of

#: A session ends when nothing was asked for so long, and after so long in any case.
IDLE: Final = timedelta(minutes=60)
ABSOLUTE: Final = timedelta(hours=12)
#: One machine's clock may be so much behind another's. A session from further in the future is of a clock
#: that was set back since: it ends, for nobody can say how old it is.
BEHIND: Final = timedelta(minutes=5)
#: Ended sessions are kept so long, to say who was logged in when.
KEPT: Final = timedelta(days=30)
#: The moment somebody was last seen is not written for every page.
SEEN_AGAIN_AFTER: Final = timedelta(minutes=1)
TRIES_KEPT: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is, or was, logged in. Only the server knows `id`; `kept` is sealed text for this page."""

    id: str
    account: Account
    is_open: bool
    kept: bytes | None = None


class Sessions:
    """The sessions of one database; safe to share between threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, username: str) -> str:
        """Begin a session and return its token, which exists nowhere else."""
        token, now = token_urlsafe(32), clock.now()
        with self._database.pool.connection() as connection:
            connection.execute(
                "INSERT INTO web.session (token_hash, username, created_at, last_seen_at)"
                " VALUES (%s, %s, %s, %s)",
                [_hash(token), username, now, now],
            )
        self._tidy(now)
        return token

    def find(self, token: str, path: str = "") -> Session | None:
        """Return the session of a token, open or ended, with the text kept for its owner at `path`."""
        now, token_hash = clock.now(), _hash(token)
        with self._database.pool.connection() as connection:
            row = connection.execute(
                "SELECT a.username, a.name, a.role, a.staff_id, a.case_id, a.disabled_at,"
                " s.created_at, s.last_seen_at, s.revoked_at, k.sealed"
                " FROM web.session s JOIN web.account a USING (username)"
                " LEFT JOIN web.kept_text k ON k.username = s.username AND k.path = %s"
                " WHERE s.token_hash = %s",
                [path, token_hash],
            ).fetchone()
            if row is None:
                return None
            account, (created, seen, revoked, kept) = account_of(row[:6]), row[6:]
            is_open = (
                revoked is None
                and account.disabled_at is None
                and -BEHIND <= now - created < ABSOLUTE
                and -BEHIND <= now - seen < IDLE
            )
            if is_open and now - seen >= SEEN_AGAIN_AFTER:
                connection.execute(
                    "UPDATE web.session SET last_seen_at = %s WHERE token_hash = %s AND last_seen_at < %s",
                    [now, token_hash, now],
                )
        return Session(token_hash.hex(), account, is_open, kept)

    def end(self, token: str) -> None:
        """End a session; nothing happens when there is none."""
        with self._database.pool.connection() as connection:
            connection.execute(
                "UPDATE web.session SET revoked_at = %s WHERE token_hash = %s AND revoked_at IS NULL",
                [clock.now(), _hash(token)],
            )

    def form_secret(self) -> bytes:
        """Return the 32 bytes from which form tokens are made, the same in every process on this database."""
        with self._database.pool.connection() as connection:
            connection.execute(
                "INSERT INTO web.secret (purpose, value) VALUES ('form token', %s) ON CONFLICT DO NOTHING",
                [token_bytes(32)],
            )
            row = connection.execute("SELECT value FROM web.secret WHERE purpose = 'form token'").fetchone()
        assert row is not None
        return bytes(row[0])

    def _tidy(self, now: datetime) -> None:
        with self._database.pool.connection() as connection:
            connection.execute("DELETE FROM web.session WHERE created_at < %s", [now - KEPT])
        with self._database.pool.connection() as connection:
            connection.execute(
                "DELETE FROM web.login_attempt WHERE tried IN"
                " (SELECT tried FROM web.login_attempt WHERE first_at < %s FOR UPDATE SKIP LOCKED)",
                [now - TRIES_KEPT],
            )


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
