"""Sessions in the database: opened at login, found by a hash of their token, ended on time or on purpose."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_bytes, token_urlsafe
from typing import Final
from uuid import UUID

from bluevitaal_es import clock
from bluevitaal_es.database import Database
from bluevitaal_es.web.accounts import Account, account_of
from bluevitaal_es.web.tries import Tries

#: A session ends when nothing was asked for so long, and after so long in any case.
IDLE: Final = timedelta(minutes=60)
ABSOLUTE: Final = timedelta(hours=12)
#: One machine's clock may be so much behind another's. A session from further in the future is of a clock
#: that was set back since: it ends, for nobody can say how old it is.
BEHIND: Final = timedelta(minutes=5)
#: So long somebody whose password was right may take to give a second proof, or to set one up.
WAITING: Final = timedelta(minutes=30)
#: After this a second proof is asked again for an act that weighs.
FRESH: Final = timedelta(minutes=10)
#: Ended sessions are kept so long, to say who was logged in when.
KEPT: Final = timedelta(days=30)
#: The moment somebody was last seen is not written for every page.
SEEN_AGAIN_AFTER: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is, or was, logged in. Only the server knows `id`; `kept` is sealed text for this page.

    `public_id` names the session on pages. As long as it `waits` for a second proof it opens nothing but the
    pages where that is given; `goes_to` is where it was on its way to. `role` is the one somebody chose to
    work in, "" for none; it `role_stays` when a login service named it.
    """

    id: str
    account: Account
    is_open: bool
    kept: bytes | None = None
    public_id: UUID | None = None
    waits: bool = False
    proved_at: datetime | None = None
    goes_to: str = ""
    role: str = ""
    role_stays: bool = False

    @property
    def is_fresh(self) -> bool:
        """Whether a second proof was given in the last ten minutes."""
        return self.proved_at is not None and -BEHIND <= clock.now() - self.proved_at < FRESH


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as its owner, or beheer, sees it in a list."""

    id: UUID
    device: str
    created_at: datetime
    last_seen_at: datetime
    waits: bool


class Sessions:
    """The sessions of one database; safe to share between threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(
        self,
        username: str,
        *,
        waits: bool = False,
        proved_at: datetime | None = None,
        device: str = "",
        goes_to: str = "",
        role: str = "",
        role_stays: bool = False,
    ) -> str:
        """Begin a session and return its token, which exists nowhere else."""
        token, now = token_urlsafe(32), clock.now()
        with self._database.pool.connection() as connection:
            connection.execute(
                "INSERT INTO web.session"
                " (token_hash, username, created_at, last_seen_at, waits, proved_at, device, goes_to,"
                " role, role_stays) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                [
                    _hash(token),
                    username,
                    now,
                    now,
                    waits,
                    proved_at,
                    device,
                    goes_to,
                    role or None,
                    role_stays,
                ],
            )
        self._tidy(now)
        return token

    def find(self, token: str, path: str = "") -> Session | None:
        """Return the session of a token, open or ended, with the text kept for its owner at `path`."""
        now, token_hash = clock.now(), _hash(token)
        with self._database.pool.connection() as connection:
            row = connection.execute(
                "SELECT a.username, a.name, a.role, a.staff_id, a.case_id, a.disabled_at, a.at_home,"
                " s.created_at, s.last_seen_at, s.revoked_at, k.sealed, s.id, s.waits, s.proved_at,"
                " s.goes_to, s.role, s.role_stays"
                " FROM web.session s JOIN web.account a USING (username)"
                " LEFT JOIN web.kept_text k ON k.username = s.username AND k.path = %s"
                " WHERE s.token_hash = %s",
                [path, token_hash],
            ).fetchone()
            if row is None:
                return None
            account = account_of(row[:7])
            created, seen, revoked, kept, public_id, waits, proved_at, goes_to, role, role_stays = row[7:]
            is_open = (
                revoked is None
                and account.disabled_at is None
                and -BEHIND <= now - created < (WAITING if waits else ABSOLUTE)
                and -BEHIND <= now - seen < IDLE
            )
            if is_open and now - seen >= SEEN_AGAIN_AFTER:
                connection.execute(
                    "UPDATE web.session SET last_seen_at = %s WHERE token_hash = %s AND last_seen_at < %s",
                    [now, token_hash, now],
                )
        return Session(
            token_hash.hex(),
            account,
            is_open,
            kept,
            public_id,
            waits,
            proved_at,
            goes_to,
            role or "",
            role_stays,
        )

    def prove(self, token: str) -> str | None:
        """Note a second proof and return the token in place of the old; None when that is gone already."""
        fresh, now = token_urlsafe(32), clock.now()
        with self._database.pool.connection() as connection:
            changed = connection.execute(
                "UPDATE web.session SET token_hash = %s, waits = false, proved_at = %s, last_seen_at = %s,"
                " goes_to = ''"
                " WHERE token_hash = %s AND revoked_at IS NULL",
                [_hash(fresh), now, now, _hash(token)],
            )
        return fresh if changed.rowcount == 1 else None

    def go_on_to(self, token: str, path: str) -> None:
        """Remember where somebody was on their way to when a second proof was asked."""
        with self._database.pool.connection() as connection:
            connection.execute(
                "UPDATE web.session SET goes_to = %s WHERE token_hash = %s", [path, _hash(token)]
            )

    def work_as(self, token: str, role: str) -> None:
        """Let a session go on in another role, unless a login service named the one it has."""
        with self._database.pool.connection() as connection:
            connection.execute(
                "UPDATE web.session SET role = %s WHERE token_hash = %s AND NOT role_stays",
                [role, _hash(token)],
            )

    def end(self, token: str) -> None:
        """End a session; nothing happens when there is none."""
        with self._database.pool.connection() as connection:
            connection.execute(
                "UPDATE web.session SET revoked_at = %s WHERE token_hash = %s AND revoked_at IS NULL",
                [clock.now(), _hash(token)],
            )

    def of(self, username: str) -> list[OpenSession]:
        """Return the sessions of somebody that are open, the one seen last first."""
        now = clock.now()
        with self._database.pool.connection() as connection:
            rows = connection.execute(
                "SELECT id, device, created_at, last_seen_at, waits FROM web.session"
                " WHERE username = %s AND revoked_at IS NULL AND last_seen_at > %s"
                " AND created_at > CASE WHEN waits THEN %s ELSE %s END::timestamptz"
                " ORDER BY last_seen_at DESC, id",
                [username, now - IDLE, now - WAITING, now - ABSOLUTE],
            ).fetchall()
        return [OpenSession(*row) for row in rows]

    def end_of(self, username: str, *, only: UUID | None = None, but: UUID | None = None) -> int:
        """End the sessions of somebody: one of them, all but one, or all; return how many."""
        with self._database.pool.connection() as connection:
            ended = connection.execute(
                "UPDATE web.session SET revoked_at = %(now)s"
                " WHERE username = %(username)s AND revoked_at IS NULL"
                " AND (%(only)s::uuid IS NULL OR id = %(only)s)"
                " AND (%(but)s::uuid IS NULL OR id <> %(but)s)",
                {"now": clock.now(), "username": username, "only": only, "but": but},
            )
        return ended.rowcount

    def tokens_of(self, username: str) -> list[str]:
        """Return the ids (`Session.id`) of the sessions that somebody has or had, to know their forms by."""
        with self._database.pool.connection() as connection:
            rows = connection.execute(
                "SELECT token_hash FROM web.session WHERE username = %s ORDER BY created_at DESC LIMIT 50",
                [username],
            ).fetchall()
        return [bytes(row[0]).hex() for row in rows]

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
        Tries(self._database).tidy()


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
