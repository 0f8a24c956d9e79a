"""The chain: any byte that a superuser changes, removes, swaps or adds is found, with its position."""

from hashlib import sha256
from uuid import uuid4

import psycopg
import pytest

from bluevitaal_es.database import Database
from bluevitaal_es.store import EventStore, Verdict, verify
from tests.store.conftest import note

EVENTS = 12
ATTACKED = 7

COLUMNS = {
    "stream_id": "translate(stream_id::text, '0123456789abcdef', '123456789abcdef0')::uuid",
    "stream_version": "stream_version + 256",
    "type": "overlay(type placing 'X' from 2)",
    "form": "(form + 1)::smallint",
    "happened_at": "happened_at + interval '1 microsecond'",
    "recorded_at": "recorded_at + interval '1 microsecond'",
    "actor_id": "overlay(actor_id placing 'x' from 1)",
    "actor_role": "overlay(actor_role placing 'x' from 1)",
    "command_id": "gen_random_uuid()",
    "correlation_id": "gen_random_uuid()",
    "causation_id": "gen_random_uuid()",
    "payload": "set_byte(payload, 50, get_byte(payload, 50) # 1)",
    "hash": "set_byte(hash, 31, get_byte(hash, 31) # 1)",
}


@pytest.fixture
def filled(store: EventStore, database: Database) -> Database:
    """A database with EVENTS events in three streams, half of them caused by another."""
    streams = [uuid4() for _ in range(3)]
    for number in range(EVENTS):
        cause = uuid4() if number % 2 else None
        store.append(note(streams[number % 3], number // 3, f"nr {number}", causation_id=cause))
    return database


def verdict_on(database: Database) -> Verdict:
    with psycopg.connect(database.service_dsn) as connection:
        return verify(connection)


def tamper(database: Database, *statements: str) -> None:
    with psycopg.connect(database.owner_dsn) as superuser:
        superuser.execute("SET session_replication_role = replica")
        for statement in statements:
            assert superuser.execute(statement).rowcount > 0


def test_finds_an_empty_and_a_whole_chain_whole(store: EventStore, database: Database) -> None:
    assert verdict_on(database) == Verdict(0, bytes(32))

    store.append_many([note(uuid4(), 0, *map(str, range(700))) for _ in range(3)])
    seen: list[tuple[int, int]] = []
    with database.pool.connection() as connection:
        verdict = verify(connection, lambda done, total: seen.append((done, total)))

    assert verdict.ok
    assert verdict.head == 2100
    assert seen == [(1000, 2100), (2000, 2100), (2100, 2100)]


@pytest.mark.requirement("S-154")
@pytest.mark.parametrize("column", COLUMNS)
def test_finds_a_changed_column(filled: Database, column: str) -> None:
    tamper(filled, f"UPDATE log.event SET {column} = {COLUMNS[column]} WHERE position = {ATTACKED}")

    verdict = verdict_on(filled)

    assert (verdict.position, verdict.reason, verdict.head) == (ATTACKED, "changed", ATTACKED - 1)


@pytest.mark.requirement("S-154")
def test_finds_nothing_wrong_with_a_chain_of_which_a_key_was_destroyed(filled: Database) -> None:
    tamper(filled, "UPDATE keys.data_key SET wrapped = NULL, destroyed_at = clock_timestamp()")
    verdict = verdict_on(filled)
    assert verdict.ok
    assert verdict.head == EVENTS


def test_finds_a_changed_position(filled: Database) -> None:
    tamper(filled, f"UPDATE log.event SET position = 100 WHERE position = {ATTACKED}")
    assert verdict_on(filled).position == ATTACKED


def test_finds_a_cause_that_was_taken_away(filled: Database) -> None:
    tamper(filled, f"UPDATE log.event SET causation_id = NULL WHERE position = {ATTACKED + 1}")
    assert verdict_on(filled).position == ATTACKED + 1


@pytest.mark.parametrize("byte", [0, 1, 2, 17, 18, 29, 30, 34, 40])
def test_finds_any_changed_byte_of_a_payload(filled: Database, byte: int) -> None:
    changed = f"set_byte(payload, {byte}, get_byte(payload, {byte}) # 128)"
    tamper(filled, f"UPDATE log.event SET payload = {changed} WHERE position = {ATTACKED}")
    assert verdict_on(filled).position == ATTACKED


def test_finds_text_moved_between_two_columns(filled: Database) -> None:
    tamper(
        filled,
        "UPDATE log.event SET actor_id = actor_id || left(actor_role, 1), actor_role = substr(actor_role, 2)"
        f" WHERE position = {ATTACKED}",
    )
    assert verdict_on(filled).position == ATTACKED


@pytest.mark.requirement("S-154")
@pytest.mark.parametrize("position", [1, ATTACKED])
def test_finds_a_removed_row(filled: Database, position: int) -> None:
    tamper(filled, f"DELETE FROM log.event WHERE position = {position}")

    verdict = verdict_on(filled)

    assert (verdict.position, verdict.reason) == (position, "missing")


def test_finds_a_removed_row_when_the_rest_moved_up(filled: Database) -> None:
    tamper(
        filled,
        f"DELETE FROM log.event WHERE position = {ATTACKED}",
        f"UPDATE log.event SET position = -position WHERE position > {ATTACKED}",
        "UPDATE log.event SET position = -position - 1 WHERE position < 0",
    )
    assert verdict_on(filled).position == ATTACKED


def test_finds_two_swapped_rows(filled: Database) -> None:
    tamper(
        filled,
        f"UPDATE log.event SET position = -1 WHERE position = {ATTACKED}",
        f"UPDATE log.event SET position = {ATTACKED} WHERE position = {ATTACKED + 2}",
        f"UPDATE log.event SET position = {ATTACKED + 2} WHERE position = -1",
    )
    assert verdict_on(filled).position == ATTACKED


@pytest.mark.parametrize(
    ("position", "reason"), [(0, "unexpected"), (EVENTS + 1, "changed"), (99, "missing")]
)
def test_finds_an_inserted_row(filled: Database, position: int, reason: str) -> None:
    tamper(
        filled,
        f"INSERT INTO log.event SELECT {position}, gen_random_uuid(), 1, type, form, happened_at,"
        " recorded_at, actor_id, actor_role, command_id, correlation_id, causation_id, payload, hash"
        f" FROM log.event WHERE position = {ATTACKED}",
    )

    verdict = verdict_on(filled)

    assert (verdict.position, verdict.reason) == (EVENTS + 1 if position == 99 else position, reason)


def test_finds_a_row_inserted_in_between(filled: Database) -> None:
    tamper(
        filled,
        f"UPDATE log.event SET position = -position WHERE position >= {ATTACKED}",
        "UPDATE log.event SET position = -position + 1 WHERE position < 0",
        f"INSERT INTO log.event SELECT {ATTACKED}, gen_random_uuid(), 1, type, form, happened_at,"
        " recorded_at, actor_id, actor_role, command_id, correlation_id, causation_id, payload, hash"
        f" FROM log.event WHERE position = {ATTACKED - 1}",
    )
    verdict = verdict_on(filled)
    assert (verdict.position, verdict.reason) == (ATTACKED, "changed")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("stream_version = stream_version + 5", "version"),
        ("recorded_at = recorded_at - interval '1 day'", "time"),
    ],
)
def test_finds_a_hole_in_a_stream_and_a_time_running_back_under_right_hashes(
    filled: Database, change: str, reason: str
) -> None:
    tamper(filled, f"UPDATE log.event SET {change} WHERE position = {EVENTS}")
    with psycopg.connect(filled.owner_dsn) as superuser:
        superuser.execute("SET session_replication_role = replica")
        rehash(superuser, EVENTS)

    verdict = verdict_on(filled)

    assert (verdict.position, verdict.reason) == (EVENTS, reason)


def rehash(connection: psycopg.Connection, position: int) -> None:
    row = canonical(connection, position)
    before = connection.execute("SELECT hash FROM log.event WHERE position = %s", [position - 1]).fetchone()
    assert before is not None
    link = sha256(before[0] + sha256(row).digest()).digest()
    connection.execute("UPDATE log.event SET hash = %s WHERE position = %s", [link, position])


def canonical(connection: psycopg.Connection, position: int) -> bytes:
    """The canonical form as the migration words it, put together from what an ordinary SELECT gives."""
    since_2000 = "(extract(epoch FROM {} - '2000-01-01+00') * 1000000)::bigint"
    row = connection.execute(
        "SELECT position, stream_id, stream_version, type, form,"
        f" {since_2000.format('happened_at')}, {since_2000.format('recorded_at')}, actor_id, actor_role,"
        f" command_id, correlation_id, causation_id, payload FROM log.event WHERE position = {position}"
    ).fetchone()
    assert row is not None
    fields = [
        row[0].to_bytes(8, "big"),
        row[1].bytes,
        row[2].to_bytes(8, "big"),
        row[3].encode(),
        row[4].to_bytes(2, "big"),
        row[5].to_bytes(8, "big", signed=True),
        row[6].to_bytes(8, "big", signed=True),
        row[7].encode(),
        row[8].encode(),
        row[9].bytes,
        row[10].bytes,
        None if row[11] is None else row[11].bytes,
        row[12],
    ]
    return b"".join(
        b"\xff\xff\xff\xff" if field is None else len(field).to_bytes(4, "big") + field for field in fields
    )


def test_agrees_with_the_written_form(filled: Database) -> None:
    link = bytes(32)
    with filled.pool.connection() as connection:
        for position in range(1, EVENTS + 1):
            link = sha256(link + sha256(canonical(connection, position)).digest()).digest()
            kept = connection.execute("SELECT hash FROM log.event WHERE position = %s", [position]).fetchone()
            assert kept == (link,)
    assert verdict_on(filled) == Verdict(EVENTS, link)
