"""Local accounts: who may log in, with which password, and how often a wrong one may be tried."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from secrets import token_urlsafe
from typing import Final
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from bluevitaal_es import clock
from bluevitaal_es.database import Database
from bluevitaal_es.vocabulary import Role

#: Wrong passwords in a row for one user name, and from one address (an office may share one).
TRIES_PER_NAME: Final = 10
TRIES_PER_ADDRESS: Final = 50
TRIES_WITHIN: Final = timedelta(minutes=15)

_HASHER: Final = PasswordHasher()


class UsernameIsTaken(Exception):
    """Somebody else logs in with this name already."""


class TooManyTries(Exception):
    """Too many wrong passwords; `minutes` says how long to wait."""

    def __init__(self, minutes: int) -> None:
        super().__init__(f"wait {minutes} minutes")
        self.minutes = minutes


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may log in. Staff have a `staff_id`, clients the id of their own case."""

    username: str
    name: str
    role: Role
    staff_id: UUID | None = None
    case_id: UUID | None = None
    disabled_at: datetime | None = None


class Accounts:
    """The accounts of one database; safe to share between threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, account: Account, password: str) -> None:
        """Let somebody log in from now on; raises UsernameIsTaken."""
        with self._database.pool.connection() as connection:
            added = connection.execute(
                "INSERT INTO web.account (username, name, role, staff_id, case_id, password_hash, made_at)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                [
                    as_username(account.username),
                    account.name,
                    str(account.role),
                    account.staff_id,
                    account.case_id,
                    _HASHER.hash(password),
                    clock.now(),
                ],
            )
            if added.rowcount != 1:
                raise UsernameIsTaken

    def find(self, username: str) -> Account | None:
        """Return the account with this user name, ended or not."""
        with self._database.pool.connection() as connection:
            row = connection.execute(
                "SELECT username, name, role, staff_id, case_id, disabled_at FROM web.account"
                " WHERE username = %s",
                [as_username(username)],
            ).fetchone()
        return None if row is None else account_of(row)

    def everybody(self) -> list[Account]:
        """Return the accounts of staff, by user name; clients are not among them."""
        with self._database.pool.connection() as connection:
            rows = connection.execute(
                "SELECT username, name, role, staff_id, case_id, disabled_at FROM web.account"
                " WHERE role <> 'client' ORDER BY username"
            ).fetchall()
        return [account_of(row) for row in rows]

    def log_in(self, username: str, password: str, address: str) -> Account | None:
        """Return whose name and password these are, or None; counts wrong tries by name and by address.

        Raises TooManyTries when either has had its number, whether the name exists or not.
        """
        self._count_try(username, address)
        account = self.verify(username, password)
        if account is not None:
            self._forgive(username, address)
        return account

    def verify(self, username: str, password: str) -> Account | None:
        """Return the account, or None; an unknown name takes as much work as a wrong password."""
        with self._database.pool.connection() as connection:
            row = connection.execute(
                "SELECT username, name, role, staff_id, case_id, disabled_at, password_hash FROM web.account"
                " WHERE username = %s",
                [as_username(username)],
            ).fetchone()
        stored = _hash_of_nobody() if row is None else row[-1]
        try:
            _HASHER.verify(stored, password)
        except (VerifyMismatchError, InvalidHashError):
            return None
        if row is None:
            return None
        account = account_of(row[:-1])
        if account.disabled_at is not None:
            return None
        if _HASHER.check_needs_rehash(stored):
            self.change_password(account.username, password)
        return account

    def change_password(self, username: str, password: str) -> None:
        """Give an account another password."""
        with self._database.pool.connection() as connection:
            connection.execute(
                "UPDATE web.account SET password_hash = %s WHERE username = %s",
                [_HASHER.hash(password), as_username(username)],
            )

    def end(self, username: str) -> None:
        """Let an account log in no more, and end its sessions."""
        now, name = clock.now(), as_username(username)
        with self._database.pool.connection() as connection:
            connection.execute(
                "UPDATE web.account SET disabled_at = %s WHERE username = %s AND disabled_at IS NULL",
                [now, name],
            )
            connection.execute(
                "UPDATE web.session SET revoked_at = %s WHERE username = %s AND revoked_at IS NULL",
                [now, name],
            )

    def resume(self, username: str) -> None:
        """Let an ended account log in again."""
        with self._database.pool.connection() as connection:
            connection.execute(
                "UPDATE web.account SET disabled_at = NULL WHERE username = %s", [as_username(username)]
            )

    def _count_try(self, username: str, address: str) -> None:
        """Count this try before it is judged: several processes at once can then not go past the number."""
        now = clock.now()
        waits = []
        with self._database.pool.connection() as connection:
            # In the order of the keys, so that two tries at once wait for each other and never both.
            for tried, most in sorted(_tried(username, address)):
                row = connection.execute(
                    "INSERT INTO web.login_attempt AS a (tried, first_at, tries)"
                    " VALUES (%(tried)s, %(now)s, 1)"
                    " ON CONFLICT (tried) DO UPDATE SET"
                    " tries = CASE WHEN a.first_at <= %(long_ago)s THEN 1 ELSE a.tries + 1 END,"
                    " first_at = CASE WHEN a.first_at <= %(long_ago)s THEN %(now)s ELSE a.first_at END"
                    " RETURNING tries, first_at",
                    {"tried": tried, "now": now, "long_ago": now - TRIES_WITHIN},
                ).fetchone()
                assert row is not None
                if row[0] > most:
                    waits.append(row[1] + TRIES_WITHIN - now)
        if waits:
            raise TooManyTries(max(1, math.ceil(max(waits) / timedelta(minutes=1))))

    def _forgive(self, username: str, address: str) -> None:
        """Forget the wrong tries for this name, and take this one back from the address."""
        by_name, _ = _tried(username, address)
        with self._database.pool.connection() as connection:
            for tried, _most in sorted(_tried(username, address)):
                connection.execute(
                    "UPDATE web.login_attempt SET tries = CASE WHEN %s THEN 0 ELSE greatest(0, tries - 1) END"
                    " WHERE tried = %s",
                    [tried == by_name[0], tried],
                )


def as_username(text: str) -> str:
    """Return a user name as it is kept: without spaces around it, in small letters."""
    return text.strip().lower()


def account_of(row: tuple[object, ...]) -> Account:
    """Return the account in a row of username, name, role, staff_id, case_id, disabled_at."""
    username, name, role, staff_id, case_id, disabled_at = row
    assert isinstance(username, str)
    assert isinstance(name, str)
    assert staff_id is None or isinstance(staff_id, UUID)
    assert case_id is None or isinstance(case_id, UUID)
    assert disabled_at is None or isinstance(disabled_at, datetime)
    return Account(username, name, Role(str(role)), staff_id, case_id, disabled_at)


def _tried(username: str, address: str) -> tuple[tuple[bytes, int], tuple[bytes, int]]:
    name = sha256(b"name\x00" + as_username(username).encode()).digest()
    place = sha256(b"address\x00" + address.encode()).digest()
    return (name, TRIES_PER_NAME), (place, TRIES_PER_ADDRESS)


@cache
def _hash_of_nobody() -> str:
    return _HASHER.hash(token_urlsafe(32))
