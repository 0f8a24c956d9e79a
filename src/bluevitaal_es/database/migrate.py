"""Brings a database to today's form with numbered SQL files, each run once and never changed after."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

import psycopg

from bluevitaal_es.settings import ConfigurationFault

#: One migration at a time in a database; any number will do, as long as nothing else uses it.
LOCK = 0x626C7565_00000001

OURS = files("bluevitaal_es.database") / "migrations"

#: What a database has been through: name and fingerprint by number.
Applied = dict[int, tuple[str, str]]


class MigrationRefused(ConfigurationFault):
    """The files and what this database has been through do not agree."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file: `0002_log.sql` has number 2."""

    number: int
    name: str
    statements: bytes

    @property
    def fingerprint(self) -> str:
        return sha256(self.statements).hexdigest()


def migrate(dsn: str, folder: Traversable | None = None, *, upto: int | None = None) -> list[str]:
    """Run every file that this database has not seen, each in its own transaction, and return their names.

    The user of the dsn must be able to become bluevitaal_owner (the first file makes that role if it can).
    With `upto` files of a higher number are left for later: a backup of an older version wants its own form.

    Raises MigrationRefused when an older file was changed, removed or slipped in, and
    ConfigurationFault with the server's reason when a file fails.
    """
    known = migrations_in(OURS if folder is None else folder)
    run: list[str] = []
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        for migration in _not_yet_applied(known, applied_in(connection)):
            if upto is not None and migration.number > upto:
                break
            try:
                _apply(connection, migration)
            except psycopg.Error as fault:
                reason = fault.diag.message_primary or str(fault)
                raise ConfigurationFault(
                    f"De database kan niet worden bijgewerkt ({migration.name}): {reason}"
                ) from fault
            run.append(migration.name)
    return run


def migrations_in(folder: Traversable) -> list[Migration]:
    """Return the migrations of a folder in order.

    Raises MigrationRefused for a file with a wrong name or a number that is used twice.
    """
    found: dict[int, Migration] = {}
    for file in folder.iterdir():
        if not file.name.endswith(".sql"):
            continue
        match = re.fullmatch(r"(\d{4})_[a-z0-9_]+\.sql", file.name)
        if match is None or int(match[1]) in found:
            raise MigrationRefused(f"Het migratiebestand {file.name} heeft een verkeerde of dubbele naam.")
        statements = file.read_bytes().replace(b"\r\n", b"\n")
        found[int(match[1])] = Migration(int(match[1]), file.name, statements)
    return [found[number] for number in sorted(found)]


def refuse_unless_known(applied: Applied) -> None:
    """Raise MigrationRefused when this program could not have brought a database to where that one is."""
    _not_yet_applied(migrations_in(OURS), applied)


def applied_in(connection: psycopg.Connection) -> Applied:
    """Return what a database has been through; nothing when it is new."""
    ledger = connection.execute("SELECT to_regclass('migration.applied')").fetchone()
    if ledger is None or ledger[0] is None:
        return {}
    rows = connection.execute("SELECT number, name, sha256 FROM migration.applied").fetchall()
    return {number: (name, fingerprint) for number, name, fingerprint in rows}


def _not_yet_applied(known: Iterable[Migration], applied: Applied) -> list[Migration]:
    by_number = {migration.number: migration for migration in known}
    for number, (name, fingerprint) in sorted(applied.items()):
        if number not in by_number:
            raise MigrationRefused(
                f"De database kent {name}, maar dit programma niet: het is te oud of niet heel."
            )
        if by_number[number].fingerprint != fingerprint:
            raise MigrationRefused(
                f"{by_number[number].name} is veranderd nadat de database ermee is bijgewerkt."
            )
    waiting = [migration for migration in by_number.values() if migration.number not in applied]
    for migration in waiting:
        if migration.number < max(applied, default=0):
            raise MigrationRefused(f"{migration.name} komt vóór een migratie die de database al heeft gehad.")
    return waiting


def _apply(connection: psycopg.Connection, migration: Migration) -> None:
    with connection.transaction():
        # The first file makes the owner, so it alone runs as whoever has logged in.
        if migration.number > 1:
            connection.execute("SET LOCAL ROLE bluevitaal_owner")
        connection.execute(migration.statements)
        connection.execute("SET LOCAL ROLE bluevitaal_owner")
        connection.execute(
            "INSERT INTO migration.applied (number, name, sha256) VALUES (%s, %s, %s)",
            [migration.number, migration.name, migration.fingerprint],
        )
