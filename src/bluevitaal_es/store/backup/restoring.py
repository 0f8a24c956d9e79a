"""Puts a backup back into an empty database: all of it or nothing, and no key that the log says is gone."""

import os
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from bluevitaal_es.database import Database, half_restored, open_database, prepare
from bluevitaal_es.database.migrate import applied_in
from bluevitaal_es.settings import Settings
from bluevitaal_es.store.backup.keys_back import KeysBack, keys_back
from bluevitaal_es.store.backup.loading import Progress, bits_of, load, load_chain, require_empty
from bluevitaal_es.store.backup.manifest import BackupFault, Head, chunks_of
from bluevitaal_es.store.backup.parts import LogPart, OpenedKeys, require_one_log
from bluevitaal_es.store.backup.tables import DATA_KEY, Table, tables_of
from bluevitaal_es.store.keys import NOTE
from bluevitaal_es.store.signing import signing_key_file


@dataclass(frozen=True, slots=True)
class Restored:
    """What there is again. `forgotten` keys were left out on purpose; `missing` ones are in no key part."""

    events: int
    looks: int
    keys: int
    forgotten: int
    missing: int


def restore(
    settings: Settings, log: LogPart, keys: OpenedKeys | None, progress: Progress | None = None
) -> Restored:
    """Put a backup back into the empty database of these settings, and bring that to today's form.

    Without keys the log can be checked and not read. Raises BackupFault, with nothing put back, when the
    parts do not fit each other or the place, when a chain is broken, and when the place is not empty.
    """
    if keys is not None:
        require_one_log(log, keys)
    database = open_database(settings, pool_size=1, upto=log.manifest.origin.migration)
    try:
        with _key_files(settings, keys), database.owner() as connection:
            try:
                tables = _tables_to_fill(connection, log)
                half_restored.mark(connection)
                with _mark_gone_after(connection):
                    back = _load_all(connection, tables, log, keys, progress)
            except psycopg.Error as fault:
                reason = fault.diag.message_primary or str(fault)
                raise BackupFault(f"De back-up past niet in de database: {reason}.") from fault
        _finish(database)
    finally:
        database.close()
    manifest = log.manifest
    return Restored(
        manifest.origin.log.position,
        manifest.reading.position,
        back.present,
        len(back.forgotten),
        back.missing,
    )


@contextmanager
def _mark_gone_after(connection: psycopg.Connection) -> Iterator[None]:
    """Take the mark away with what the block put in; if it fails, after nothing was."""
    try:
        yield
    except BaseException:
        if not connection.broken:
            connection.rollback()
            half_restored.unmark(connection)
            connection.commit()
        raise
    half_restored.unmark(connection)


def _tables_to_fill(connection: psycopg.Connection, log: LogPart) -> list[Table]:
    """Return the tables of a database that has the form of the backup and is empty."""
    wanted = log.manifest.origin.migration
    newest = max(applied_in(connection), default=0)
    if newest != wanted:
        raise BackupFault(
            f"De database is van een andere versie ({newest}) dan de back-up ({wanted})."
            " Neem een lege database."
        )
    tables = tables_of(connection)
    require_empty(connection, tables)
    return tables


def _load_all(
    connection: psycopg.Connection,
    tables: list[Table],
    log: LogPart,
    keys: OpenedKeys | None,
    progress: Progress | None,
) -> KeysBack:
    connection.execute("SET LOCAL client_encoding TO 'UTF8'")
    heads = {("log", "event"): log.manifest.origin.log, ("reading", "event"): log.manifest.reading}
    back = KeysBack(0, (), 0)
    for table in tables:
        if table.key == DATA_KEY:
            back = keys_back(connection, table, chunks_of(_file(log, table)), keys)
        elif table.chain is not None:
            load_chain(connection, table, table.chain, _file(log, table), heads[table.key], progress)
        elif table.with_the_log:
            load(connection, table, chunks_of(_file(log, table)))
        elif keys is not None:
            load(connection, table, bits_of(_sealed(keys, table)))
    if keys is not None:
        _require_on_the_way(connection, keys.manifest.origin.log)
    _drop_what_was_about(connection, tables, back)
    return back


def _file(log: LogPart, table: Table) -> Path:
    found = log.files().get(table.key)
    if found is None or found[0].columns != table.columns:
        raise BackupFault(f"In de back-up ontbreekt {table.name}, of de kolommen ervan zijn anders.")
    return found[1]


def _sealed(keys: OpenedKeys, table: Table) -> bytes:
    try:
        return keys.tables[f"{table.name}.pgcopy"]
    except KeyError:
        raise BackupFault(f"In de back-up van de sleutels ontbreekt {table.name}.") from None


def _require_on_the_way(connection: psycopg.Connection, head: Head) -> None:
    """Raise BackupFault when the log, as far as it goes, is not the one the keys were taken from."""
    row = connection.execute("SELECT hash FROM log.event WHERE position = %s", [head.position]).fetchone()
    if row is not None and bytes(row[0]).hex() != head.hash:
        raise BackupFault("De sleutels horen bij een ander logboek. Er is niets teruggezet.")


def _drop_what_was_about(connection: psycopg.Connection, tables: list[Table], back: KeysBack) -> None:
    """Take out what an older key part still had of people who were forgotten since: accounts and drafts.

    Which texts without a case were about them cannot be told any more, so those all go.
    """
    if not back.forgotten:
        return
    for table in tables:
        if table.key[0] == "web" and "case_id" in table.columns:
            connection.execute(
                sql.SQL(
                    "DELETE FROM {} w USING keys.stream_key s"
                    " WHERE w.case_id = s.stream_id AND s.key_id = ANY (%s)"
                ).format(table.identifier()),
                [list(back.forgotten)],
            )
    connection.execute("DELETE FROM web.draft WHERE case_id IS NULL")
    connection.execute("DELETE FROM web.kept_text")


def _finish(database: Database) -> None:
    prepare(database.owner_dsn)
    with database.owner() as connection:
        connection.execute("ANALYZE log.event, reading.event, keys.data_key, keys.stream_key")


@contextmanager
def _key_files(settings: Settings, keys: OpenedKeys | None) -> Iterator[None]:
    """Put the keys that lie outside the database in their files; they go again if the block fails."""
    made: list[Path] = []
    try:
        if keys is not None:
            _put_kek(settings, keys, made)
            if keys.signing_key is not None:
                _put(signing_key_file(settings), keys.signing_key, made)
        yield
    except OSError as fault:
        _take_away(made)
        raise BackupFault(f"De sleutels kunnen niet worden geschreven: {fault.strerror}.") from fault
    except BaseException:
        _take_away(made)
        raise


def _put_kek(settings: Settings, keys: OpenedKeys, made: list[Path]) -> None:
    given = settings.kek_bytes()
    if given is None:
        text = f"{NOTE}\n{b64encode(keys.kek.secret).decode()}\n"
        _put(settings.kek_file or settings.data_dir / "kek", text.encode(), made)
    elif given != keys.kek.secret:
        raise BackupFault(
            "BLUEVITAAL_KEK is een andere sleutel dan die in de back-up. Er is niets teruggezet."
        )


def _put(file: Path, content: bytes, made: list[Path]) -> None:
    if file.exists():
        if file.read_bytes() == content:
            return
        raise BackupFault(f"In {file} staat al een andere sleutel. Zet die eerst ergens anders neer.")
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    made.append(file)
    with os.fdopen(handle, "wb") as writing:
        writing.write(content)
        writing.flush()
        os.fsync(writing.fileno())


def _take_away(made: list[Path]) -> None:
    for file in made:
        file.unlink(missing_ok=True)
