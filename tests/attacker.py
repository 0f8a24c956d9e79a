"""Somebody with all rights on the database and our source: changes rows and makes every hash right again."""

import psycopg

#: The chain from a position on, as the append of the log computes it.
MAKE_RIGHT = """
DO $$
DECLARE
    e log.event;
    link bytea;
BEGIN
    SELECT coalesce((array_agg(l.hash))[1], decode(repeat('00', 32), 'hex')) INTO link
    FROM log.event l WHERE l.position = {first} - 1;
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


def tamper(dsn: str, *statements: str) -> None:
    """Run statements past every trigger and right; each must have touched a row."""
    with psycopg.connect(dsn) as superuser:
        superuser.execute("SET session_replication_role = replica")
        for statement in statements:
            assert superuser.execute(statement).rowcount > 0


def make_right_from(dsn: str, first: int) -> None:
    """Give every event from a position on the hash that fits what lies there now."""
    with psycopg.connect(dsn) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(MAKE_RIGHT.format(first=first))


#: The columns of a row that passes for the first event of another stream.
STRANGER_ROW = (
    "gen_random_uuid(), 1, type, form, happened_at, recorded_at, actor_id, actor_role, command_id,"
    " correlation_id, causation_id, payload, hash"
)
LATER_OF_THE_SAME_STREAM = (
    "UPDATE log.event e SET stream_version = -e.stream_version FROM log.event gone"
    " WHERE gone.position = 7 AND e.stream_id = gone.stream_id AND e.position > 7"
)
#: Attacks on place 7 of a log of more than 12 events in which three streams take turns. After each of them
#: `make_right_from(dsn, 1)` leaves a log in which every hash, place, time and version is right.
REWRITES = {
    "changed": ("UPDATE log.event SET actor_id = 'somebody else' WHERE position = 7",),
    "changed at the end": ("UPDATE log.event SET actor_id = 'somebody else' WHERE position = 12",),
    "changed at the start": ("UPDATE log.event SET type = 'note.moved' WHERE position = 1",),
    "removed": (
        LATER_OF_THE_SAME_STREAM,
        "DELETE FROM log.event WHERE position = 7",
        "UPDATE log.event SET stream_version = -stream_version - 1 WHERE stream_version < 0",
        "UPDATE log.event SET position = -position WHERE position > 7",
        "UPDATE log.event SET position = -position - 1 WHERE position < 0",
    ),
    "inserted": (
        "UPDATE log.event SET position = -position WHERE position >= 7",
        "UPDATE log.event SET position = -position + 1 WHERE position < 0",
        f"INSERT INTO log.event SELECT 7, {STRANGER_ROW} FROM log.event WHERE position = 6",
    ),
    "swapped": (
        "UPDATE log.event SET position = -1 WHERE position = 7",
        "UPDATE log.event SET position = 7 WHERE position = 8",
        "UPDATE log.event SET position = 8 WHERE position = -1",
        "UPDATE log.event SET recorded_at = (SELECT max(recorded_at) FROM log.event) WHERE position >= 7",
    ),
}
CHANGED_PAYLOAD = (
    "UPDATE log.event SET payload = set_byte(payload, 50, get_byte(payload, 50) # 1) WHERE position = 7"
)
#: Attacks by somebody who cannot compute hashes, with what the chain says about them, and where.
CLUMSY = {
    "changed": (("UPDATE log.event SET actor_id = 'somebody else' WHERE position = 7",), "changed", 7),
    "a changed payload": ((CHANGED_PAYLOAD,), "changed", 7),
    "a changed hash": (("UPDATE log.event SET hash = sha256(hash) WHERE position = 7",), "changed", 7),
    "removed": (("DELETE FROM log.event WHERE position = 7",), "missing", 7),
    "removed and moved up": (REWRITES["removed"], "changed", 7),
    "inserted": (REWRITES["inserted"], "changed", 7),
    "swapped": (REWRITES["swapped"], "changed", 7),
}
