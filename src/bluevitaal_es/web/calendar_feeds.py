"""The private addresses that calendar programs read: made, found by a hash of their token, and ended."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe
from typing import Final

from bluevitaal_es import clock
from bluevitaal_es.database import Database
from bluevitaal_es.web.accounts import Account, account_of

_COLUMNS: Final = "f.word, f.made_at, f.fetched_at, f.sealed"


@dataclass(frozen=True, slots=True)
class CalendarFeed:
    """The address of one account, without its token; `sealed` is what it gave last."""

    word: str
    made_at: datetime
    fetched_at: datetime | None
    sealed: bytes | None


class CalendarFeeds:
    """The calendar addresses of one database; safe to share between threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, username: str, word: str) -> str:
        """Return the token of a new address, which exists nowhere else; an earlier one ends."""
        token = token_urlsafe(32)
        with self._database.pool.connection() as connection:
            connection.execute(
                "INSERT INTO web.calendar_feed (username, token_hash, word, made_at) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT (username) DO UPDATE SET token_hash = EXCLUDED.token_hash,"
                " word = EXCLUDED.word, made_at = EXCLUDED.made_at, fetched_at = NULL, sealed = NULL",
                [username, _hash(token), word, clock.now()],
            )
        return token

    def end(self, username: str) -> bool:
        """End the address of an account; say whether there was one."""
        with self._database.pool.connection() as connection:
            ended = connection.execute("DELETE FROM web.calendar_feed WHERE username = %s", [username])
        return ended.rowcount == 1

    def of(self, username: str) -> CalendarFeed | None:
        """Return the address of an account, if there is one."""
        with self._database.pool.connection() as connection:
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM web.calendar_feed f WHERE username = %s",  # noqa: S608 (columns are ours)
                [username],
            ).fetchone()
        return None if row is None else _feed(row)

    def by_token(self, token: str) -> tuple[CalendarFeed, Account] | None:
        """Return the address with this token and whose it is; of an account that ended there is none."""
        with self._database.pool.connection() as connection:
            row = connection.execute(
                f"SELECT {_COLUMNS}, a.username, a.name, a.role, a.staff_id, a.case_id, a.disabled_at,"  # noqa: S608 (columns are ours)
                " a.at_home FROM web.calendar_feed f JOIN web.account a USING (username)"
                " WHERE f.token_hash = %s AND a.disabled_at IS NULL",
                [_hash(token)],
            ).fetchone()
        return None if row is None else (_feed(row[:4]), account_of(row[4:]))

    def remember(self, token: str, sealed: bytes) -> None:
        """Keep what was given just now, sealed; nothing happens when the address ended meanwhile."""
        with self._database.pool.connection() as connection:
            connection.execute(
                "UPDATE web.calendar_feed SET sealed = %s, fetched_at = %s WHERE token_hash = %s",
                [sealed, clock.now(), _hash(token)],
            )


def _feed(row: tuple[object, ...]) -> CalendarFeed:
    word, made_at, fetched_at, sealed = row
    assert isinstance(made_at, datetime)
    assert fetched_at is None or isinstance(fetched_at, datetime)
    assert sealed is None or isinstance(sealed, bytes)
    return CalendarFeed(str(word), made_at, fetched_at, sealed)


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
