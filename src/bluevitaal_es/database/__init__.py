"""Where PostgreSQL comes from: opens the embedded server or a real one, migrated and with a pool."""

from collections.abc import Sequence

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from bluevitaal_es.database.binaries import OLDEST_MAJOR
from bluevitaal_es.database.embedded import SERVICE_LOGIN, AlreadyRunning, dsn_of_running, start_server
from bluevitaal_es.database.leadership import Leadership
from bluevitaal_es.database.migrate import MigrationRefused, migrate
from bluevitaal_es.database.pool import OWNER_ROLE, SERVICE_ROLE, Database, connect
from bluevitaal_es.settings import ConfigurationFault, Settings

__all__ = [
    "AlreadyRunning",
    "ConfigurationFault",
    "Database",
    "DatabaseFault",
    "Leadership",
    "MigrationRefused",
    "open_database",
    "prepare",
]

#: Of several servers only one takes writes, and these ask for it.
WRITABLE = ("read-write", "primary")

#: The database is not there, or not any more; what was under way may or may not have been done.
DatabaseFault = psycopg.OperationalError


def open_database(
    settings: Settings,
    *,
    pool_size: int = 10,
    view_schemas: Sequence[str] = (),
    join: bool = False,
    upto: int | None = None,
) -> Database:
    """Return the database of these settings, migrated and with a pool.

    With a `database_url` that is a real server, else the embedded one in `data_dir`, which is started and
    belongs to this process. With `join` a server that another process already runs there is used instead.
    The pool's connections look for tables in `view_schemas`, in that order. With `upto` it is migrated no
    further than that number; `prepare` does the rest.

    Raises AlreadyRunning when another process owns the folder, and ConfigurationFault with the real reason
    when there can be no connection; each has one Dutch line.
    """
    if settings.database_url is not None:
        return _open_server(settings.database_url, settings.owner_url, pool_size, view_schemas, upto)
    running = dsn_of_running(settings.data_dir) if join else None
    if running is not None:
        service_dsn = dsn_of_running(settings.data_dir, user=SERVICE_LOGIN) or running
        prepare(running, SERVICE_LOGIN, upto=upto)
        return connect(service_dsn, running, "embedded", pool_size=pool_size, view_schemas=view_schemas)
    server = start_server(settings.data_dir)
    try:
        prepare(server.dsn(), SERVICE_LOGIN, upto=upto)
        return connect(
            server.dsn(user=SERVICE_LOGIN),
            server.dsn(),
            "embedded",
            pool_size=pool_size,
            view_schemas=view_schemas,
            on_close=server.close,
        )
    except BaseException:
        server.close()
        raise


def prepare(owner_dsn: str, service_login: str | None = None, *, upto: int | None = None) -> None:
    """Migrate a database; let the login become the service role, and the owner make schemas in it."""
    migrate(owner_dsn, upto=upto)
    with psycopg.connect(owner_dsn) as connection:
        # Rights on a database itself do not come along with a copy or a restored dump of it.
        allowed = connection.execute(
            "SELECT has_database_privilege(%s, current_database(), 'CREATE')", [OWNER_ROLE]
        )
        if allowed.fetchone() == (False,):
            database = sql.Identifier(connection.info.dbname)
            connection.execute(
                sql.SQL("GRANT CREATE ON DATABASE {} TO {}").format(database, sql.Identifier(OWNER_ROLE))
            )
        if service_login is not None:
            member = connection.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", [service_login, SERVICE_ROLE])
            if member.fetchone() == (False,):
                roles = sql.Identifier(SERVICE_ROLE), sql.Identifier(service_login)
                connection.execute(sql.SQL("GRANT {} TO {}").format(*roles))


def _open_server(
    url: str, owner_url: str | None, pool_size: int, view_schemas: Sequence[str], upto: int | None
) -> Database:
    _probe("DATABASE_URL", url)
    if owner_url is not None:
        _probe("MIGRATION_DATABASE_URL", owner_url)
    owner_dsn = owner_url or url
    prepare(owner_dsn, upto=upto)
    _probe("DATABASE_URL", url, role=SERVICE_ROLE)
    return connect(url, owner_dsn, "server", pool_size=pool_size, view_schemas=view_schemas)


def _probe(name: str, url: str, role: str | None = None) -> None:
    """Connect once, so that what is wrong is said now and in full, not after the pool's patience."""
    try:
        parts = conninfo_to_dict(url)
        if "," in str(parts.get("host") or "") and parts.get("target_session_attrs") not in WRITABLE:
            raise ConfigurationFault(
                f"{name} noemt meer dan één server; zet er target_session_attrs=read-write bij, "
                "zodat alleen de server wordt gekozen die opslaat."
            )
        with psycopg.connect(url, connect_timeout=int(parts.get("connect_timeout") or 10)) as connection:
            version = connection.info.server_version // 10_000
            if role is not None:
                connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
    except psycopg.Error as fault:
        reason = " ".join(str(fault).split())
        raise ConfigurationFault(f"Geen verbinding met de database van {name}: {reason}") from fault
    if version < OLDEST_MAJOR:
        raise ConfigurationFault(
            f"{name} wijst naar PostgreSQL {version}; nodig is {OLDEST_MAJOR} of nieuwer."
        )
