"""An open database: a pool of connections that act as the service role, and the owner's own connection."""

import select
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import ConnectionPool

OWNER_ROLE = "bluevitaal_owner"
SERVICE_ROLE = "bluevitaal_service"

#: A peer that vanished without a word is noticed in about half a minute instead of two hours.
PATIENCE: dict[str, str | int] = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
    "application_name": "bluevitaal",
}


@dataclass(frozen=True)
class Database:
    """A migrated database; close it when done.

    Connections of the pool act as bluevitaal_service in one transaction:
    `with database.pool.connection() as connection: ...`.
    """

    kind: Literal["embedded", "server"]
    pool: ConnectionPool
    service_dsn: str = field(repr=False)
    owner_dsn: str = field(repr=False)
    on_close: Callable[[], None] | None = None

    def owner(self) -> psycopg.Connection:
        """Return a connection of bluevitaal_owner; as a context manager it commits and closes."""
        connection = psycopg.connect(self.owner_dsn)
        connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(OWNER_ROLE)))
        connection.commit()
        return connection

    def close(self) -> None:
        """Close the pool and, if this process runs it, the server."""
        self.pool.close()
        if self.on_close is not None:
            self.on_close()


def connect(
    service_dsn: str,
    owner_dsn: str,
    kind: Literal["embedded", "server"],
    *,
    pool_size: int = 10,
    view_schemas: Sequence[str] = (),
    on_close: Callable[[], None] | None = None,
) -> Database:
    """Return a Database on conninfos that are known to work; at most `pool_size` connections are open."""
    given = conninfo_to_dict(service_dsn)
    patient = make_conninfo(
        service_dsn, **{name: value for name, value in PATIENCE.items() if name not in given}
    )
    search_path = sql.SQL(", ").join([sql.Identifier(name) for name in ("pg_catalog", *view_schemas)])

    def configure(connection: psycopg.Connection) -> None:
        connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(SERVICE_ROLE)))
        connection.execute(sql.SQL("SET search_path TO {}").format(search_path))
        connection.execute("SET timezone TO 'UTC'")
        connection.commit()

    pool = ConnectionPool(
        patient,
        min_size=min(1, pool_size),
        max_size=pool_size,
        configure=configure,
        check=refuse_a_dead_connection,
        name="service",
        open=True,
    )
    options = f"{given.get('options') or ''} -c role={SERVICE_ROLE}".strip()
    return Database(kind, pool, make_conninfo(patient, options=options), owner_dsn, on_close)


def refuse_a_dead_connection(connection: psycopg.Connection) -> None:
    """Raise OperationalError when the server has hung up.

    A server that stops or dies closes its sockets, so only an idle connection with something to read is
    asked for an answer; all others cost no round trip.
    """
    readable, _, _ = select.select([connection.fileno()], [], [], 0)
    if readable:
        ConnectionPool.check_connection(connection)
