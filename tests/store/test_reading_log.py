"""The reading log: only added to, chained, and without anything that could be content."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from importlib import resources
from typing import get_args
from uuid import UUID, uuid4

import psycopg
import pytest

from bluevitaal_es.access import PURPOSES, Act, Actor
from bluevitaal_es.database import Database
from bluevitaal_es.looking import Look, ObjectType, network_of
from bluevitaal_es.store.keys import KeyEncryptionKey, Keyring
from bluevitaal_es.store.reading_log import ReadingLog, verify_reading
from bluevitaal_es.store.verify import Verdict
from bluevitaal_es.vocabulary import Role
from tests.store.test_log_table import owner, service, superuser
from tests.store.test_verify import tamper

MIGRATIONS = resources.files("bluevitaal_es.database") / "migrations"

ANNA = Actor("8c9f6a2e-0f0e-4a58-9f04-1d9b3f5f7c11", "Anna Geheimenaam", Role.BEGELEIDER)
AUDITOR = Actor("auditor-1", "Eva Nagemaakt", Role.AUDITOR)

COLUMNS = {
    "recorded_at": "recorded_at + interval '1 microsecond'",
    "event_code": "'export'",
    "action": "'E'",
    "outcome": "8::smallint",
    "actor_id": "actor_id || 'x'",
    "actor_role": "actor_role || 'x'",
    "purpose": "'nood'",
    "case_id": "gen_random_uuid()",
    "object_type": "'lijst'",
    "object_ref": "'/'",
    "rule": "''",
    "relation": "'none'",
    "query_hash": "set_byte(query_hash, 0, get_byte(query_hash, 0) # 1)",
    "session_id": "NULL",
    "correlation_id": "gen_random_uuid()",
    "site": "'elders'",
    "event_type": "'ander'",
    "on_behalf_of": "NULL",
    "access_type": "1::smallint",
    "access_point": "'198.51.100.0/24'",
    "life_cycle": "10::smallint",
    "sensitivity": "'N'",
    "policy": "policy || 'x'",
    "consent_ref": "gen_random_uuid()",
    "second_factor": "NOT second_factor",
    "shown_count": "shown_count + 1",
    "shown_hash": "set_byte(shown_hash, 0, get_byte(shown_hash, 0) # 1)",
    "hash": "set_byte(hash, 31, get_byte(hash, 31) # 1)",
}


@pytest.fixture
def reading(database: Database) -> ReadingLog:
    return ReadingLog(database, Keyring(KeyEncryptionKey(bytes(32)), database), "Proef")


def a_look(case_id: UUID | None = None, actor: Actor = ANNA) -> Look:
    return Look(
        actor=actor,
        code="read",
        action="R",
        outcome=0,
        object_type="dossier",
        object_ref="/trajecten/{number}",
        rule=Act.OPEN_DOSSIER,
        correlation_id=uuid4(),
        relation="guides",
        case_id=case_id,
        term="Geheimeterm",
        session="s" * 32,
        detail="page",
        on_behalf_of=str(uuid4()),
        access_point=network_of("203.0.113.77"),
        second_factor=True,
        shown=(uuid4(), uuid4()),
    )


def verdict_on(database: Database) -> Verdict:
    with psycopg.connect(database.service_dsn) as connection:
        return verify_reading(connection)


@pytest.mark.parametrize(
    "change",
    ["UPDATE reading.event SET outcome = 4", "DELETE FROM reading.event", "TRUNCATE reading.event"],
)
@pytest.mark.parametrize("as_whom", [service, owner, superuser])
def test_refuses_a_change(
    reading: ReadingLog,
    database: Database,
    as_whom: Callable[[Database], AbstractContextManager[psycopg.Connection]],
    change: str,
) -> None:
    reading.record(a_look())

    with pytest.raises(psycopg.errors.InsufficientPrivilege), as_whom(database) as connection:
        connection.execute(change)


def test_lets_the_service_write_through_the_function_only(reading: ReadingLog, database: Database) -> None:
    reading.record(a_look())

    with pytest.raises(psycopg.errors.InsufficientPrivilege), service(database) as connection:
        connection.execute("INSERT INTO reading.event SELECT * FROM reading.event")


def test_gives_places_without_a_hole_in_a_chain_that_closes(reading: ReadingLog, database: Database) -> None:
    assert verdict_on(database) == Verdict(0, bytes(32))

    bare = replace(
        a_look(),
        term="",
        session=None,
        detail=None,
        on_behalf_of=None,
        access_point=None,
        second_factor=None,
        shown=None,
    )
    places = [reading.record(look) for look in (a_look(uuid4()), bare, a_look())]

    assert places == [1, 2, 3]
    assert verdict_on(database).ok
    assert verdict_on(database).head == 3


@pytest.mark.parametrize("column", COLUMNS)
def test_finds_a_changed_column(reading: ReadingLog, database: Database, column: str) -> None:
    for _ in range(4):
        reading.record(a_look(uuid4()))

    tamper(database, f"UPDATE reading.event SET {column} = {COLUMNS[column]} WHERE position = 3")

    found = verdict_on(database)
    assert (found.position, found.reason) == (3, "changed")


def test_finds_a_look_that_was_taken_out(reading: ReadingLog, database: Database) -> None:
    for _ in range(4):
        reading.record(a_look())

    tamper(database, "DELETE FROM reading.event WHERE position = 2")

    assert (verdict_on(database).position, verdict_on(database).reason) == (2, "missing")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE reading.shown SET case_id = gen_random_uuid() WHERE position = 3 AND place = 2",
        "DELETE FROM reading.shown WHERE position = 3",
        "DELETE FROM reading.shown WHERE position = 3 AND place = 2",
        "INSERT INTO reading.shown VALUES (3, 3, gen_random_uuid())",
        "UPDATE reading.shown SET place = 4 - place WHERE position = 3",
    ],
)
def test_finds_a_changed_list(reading: ReadingLog, database: Database, change: str) -> None:
    for _ in range(4):
        reading.record(a_look(uuid4()))

    tamper(database, change)

    assert (verdict_on(database).position, verdict_on(database).reason) == (3, "list")


@pytest.fixture
def as_before(database: Database) -> Callable[[], None]:
    """Return an act that records a look with the function of before there were more fields."""
    old = MIGRATIONS.joinpath("0050_reading.sql").read_text("utf-8")
    start = old.index("CREATE FUNCTION reading.append(")
    with psycopg.connect(database.owner_dsn) as superuser:
        made = old[start : old.index("$$;", start) + 3].replace(
            "INSERT INTO reading.event VALUES",
            "INSERT INTO reading.event (position, recorded_at, event_code, action, outcome, actor_id,"
            " actor_role, purpose, case_id, object_type, object_ref, rule, relation, query_hash, session_id,"
            " correlation_id, site, hash) VALUES",
        )
        superuser.execute(made.encode())

    def look() -> None:
        with psycopg.connect(database.owner_dsn) as superuser:
            superuser.execute(
                "SELECT reading.append('read', 'R', 0::smallint, 'a', 'begeleider', 'hulpverlening', NULL,"
                " 'dossier', '/', '', 'guides', NULL, NULL, gen_random_uuid(), 'Proef')"
            )

    return look


def test_verifies_looks_of_before_there_were_more_fields(
    reading: ReadingLog, database: Database, as_before: Callable[[], None]
) -> None:
    as_before()
    as_before()
    assert (verdict_on(database).ok, verdict_on(database).head) == (True, 2)

    reading.record(a_look())
    reading.record(a_look())

    assert (verdict_on(database).ok, verdict_on(database).head) == (True, 4)


@pytest.mark.parametrize("position", [2, 3])
@pytest.mark.parametrize("to", ["'x'", "NULL"])
def test_lets_no_look_pass_for_one_of_another_form(
    reading: ReadingLog, database: Database, as_before: Callable[[], None], position: int, to: str
) -> None:
    as_before()
    as_before()
    reading.record(replace(a_look(), shown=None))
    columns = list(COLUMNS)[list(COLUMNS).index("site") + 1 : -1] if to == "NULL" else ["policy"]
    changes = ", ".join(f"{column} = {to}" for column in columns)

    tamper(database, f"UPDATE reading.event SET {changes} WHERE position = {position}")

    changed = (position, to) != (2, "NULL")
    assert verdict_on(database).position == (position if changed else None)


def test_refuses_a_look_that_names_no_policy(database: Database) -> None:
    with pytest.raises(psycopg.errors.NotNullViolation), service(database) as connection:
        connection.execute(
            "SELECT reading.append('read', 'R', 0::smallint, 'a', 'b', 'beheer', NULL, 'dossier', '/', '',"
            " 'none', NULL, NULL, gen_random_uuid(), 'Proef', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
            " NULL, NULL)"
        )


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"),
    ],
)
def test_keeps_the_network_and_never_the_address(address: str, kept: str) -> None:
    found = network_of(address)
    assert found is not None
    assert (found.kind, found.name) == (2, kept)


def test_keeps_nothing_of_what_is_no_address() -> None:
    assert network_of("testclient") is None


def test_keeps_no_name_and_no_search_word(reading: ReadingLog, database: Database) -> None:
    reading.record(a_look(uuid4()))

    with database.pool.connection() as connection:
        (row,) = connection.execute("SELECT e::text FROM reading.event e").fetchall()
    assert "geheim" not in row[0].lower()
    assert b"Geheimeterm".hex() not in row[0]


def test_knows_the_same_search_again_but_only_with_the_key(reading: ReadingLog, database: Database) -> None:
    other = ReadingLog(database, Keyring(KeyEncryptionKey(bytes(31) + b"1"), database), "Proef")

    assert reading.term_hash("T-2026-0001 ") == reading.term_hash("t-2026-0001")
    assert reading.term_hash("T-2026-0001") != reading.term_hash("T-2026-0002")
    assert reading.term_hash("T-2026-0001") != other.term_hash("T-2026-0001")


def test_refuses_a_purpose_that_is_not_on_the_list(database: Database) -> None:
    with pytest.raises(psycopg.errors.CheckViolation), service(database) as connection:
        connection.execute(
            "SELECT reading.append('read', 'R', 0::smallint, 'a', 'b', 'nieuwsgierig', NULL, 'dossier', '/',"
            " '', 'none', NULL, NULL, gen_random_uuid(), 'Proef', NULL, NULL, NULL, NULL, NULL, NULL, 'p',"
            " NULL, NULL, NULL)"
        )


@pytest.mark.parametrize("role", Role)
def test_records_a_look_by_every_role(reading: ReadingLog, role: Role) -> None:
    assert role in PURPOSES
    assert reading.record(a_look(actor=Actor("iemand", "Iemand", role))) == 1


@pytest.mark.parametrize("object_type", get_args(ObjectType))
def test_says_of_everything_how_confidential_it_is(object_type: ObjectType) -> None:
    assert replace(a_look(), object_type=object_type).sensitivity in ("N", "R", "V")


def test_tells_who_checks_everything_the_client_the_others_and_nobody_else_anything(
    reading: ReadingLog,
) -> None:
    case_id = uuid4()
    client = Actor(f"client:{case_id}", "Zilverreiger 27", Role.CLIENT, case_id=case_id)
    reading.record(a_look(case_id))
    reading.record(replace(a_look(case_id), outcome=8, code="refused", relation="none"))
    reading.record(replace(a_look(case_id, client), relation="own"))
    reading.record(replace(a_look(), shown=(uuid4(), case_id)))

    assert [(look.position, look.in_list) for look in reading.looks_at(client, case_id)] == [
        (4, True),
        (1, False),
    ]
    assert [look.position for look in reading.looks_at(AUDITOR, case_id)] == [4, 3, 2, 1]
    assert {look.actor_id for look in reading.looks_at(client, case_id)} == {ANNA.id}
    assert reading.looks_at(client, uuid4()) == []
    assert reading.looks_at(ANNA, case_id) == []


def test_tells_nobody_in_the_service_but_the_fg_what_the_ombudsfunctionaris_opened(
    reading: ReadingLog,
) -> None:
    case_id = uuid4()
    client = Actor(f"client:{case_id}", "Naam", Role.CLIENT, case_id=case_id)
    ombuds = Actor("ombuds-1", "Fred Denkbeeldig", Role.OMBUDS)
    another = replace(ombuds, id="ombuds-2")
    fg = Actor("fg-1", "Hugo Verdicht", Role.FG)
    reading.record(a_look(case_id))
    reading.record(replace(a_look(case_id, ombuds), relation="none"))
    reading.record(replace(a_look(case_id, ombuds), relation="allowed"))

    def seen_by(actor: Actor) -> list[int]:
        return [look.position for look in reading.looks_at(actor, case_id)]

    assert seen_by(AUDITOR) == [1]
    assert seen_by(another) == [1]
    assert seen_by(ombuds) == [3, 2, 1]
    assert seen_by(fg) == [3, 2, 1]
    assert seen_by(client) == [3, 2, 1]
