"""Somebody with all rights on the database and our source: changes rows and makes every hash right again."""

import psycopg

from bluevitaal_es.database import Database

#: The chain from a position on, as the append of the log computes it.
MAKE_RIGHT = """
DO $$
DECLARE
    e log.event;
    link bytea;
BEGIN
    SELECT coalesce((SELECT hash FROM log.event WHERE position = {first} - 1), decode(repeat('00', 32), 'hex')) INTO link;
    FOR e IN SELECT * FROM log.event WHERE position >= {first} ORDER BY position LOOP
        link := sha256(link || sha256(
            '\\x00000008'::bytea || int8send(e.position)
            || '\\x00000010'::bytea || uuid_send(e.stream_id)
            || '\\x00000008'::bytea || int8send(e.stream_version)
            || int4send(octet_length(convert_to(e.type, 'UTF8'))) || convert_to(e.type, 'UTF8')
            || '\\x00000002'::bytea || int2send(e.form)
            || '\\x00000008'::bytea || timestamptz_send(e.happened_at)
            || '\\x00000008'::bytea || timestamptz_send(e.recorded_at)
            || int4send(octet_length(convert_to(e.actor_id, 'UTF8'))) || convert_to(e.actor_id, 'UTF8')
            || int4send(octet_length(convert_to(e.actor_role, 'UTF8'))) || convert_to(e.actor_role, 'UTF8')
            || '\\x00000010'::bytea || uuid_send(e.command_id)
            || '\\x00000010'::bytea || uuid_send(e.correlation_id)
            || coalesce('\\x00000010'::bytea || uuid_send(e.causation_id), '\\xffffffff'::bytea)
            || int4send(octet_length(e.payload)) || e.payload
        ));
        UPDATE log.event SET hash = link WHERE position = e.position;
    END LOOP;
END
$$
"""


def tamper(database: Database, *statements: str) -> None:
    """Run statements past every trigger and right; each must have touched a row."""
    with psycopg.connect(database.owner_dsn) as superuser:
        superuser.execute("SET session_replication_role = replica")
        for statement in statements:
            assert superuser.execute(statement).rowcount > 0


def make_right_from(database: Database, first: int) -> None:
    """Give every event from a position on the hash that fits what lies there now."""
    with psycopg.connect(database.owner_dsn) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(MAKE_RIGHT.format(first=first))
