"""Looks past their keeping time: they go on two people's word, and the chain stays whole."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from bluevitaal_es import clock
from bluevitaal_es.access import Actor
from bluevitaal_es.commands.forget_person import PlaceLegalHold, hold_of
from bluevitaal_es.commands.handle import Desk
from bluevitaal_es.database import Database
from bluevitaal_es.events import EVENT_TYPES
from bluevitaal_es.store import EventStore
from bluevitaal_es.store.checkpoint import Checkpoint, check_against, make_checkpoint
from bluevitaal_es.store.export import export_looks
from bluevitaal_es.store.keys import KeyEncryptionKey, Keyring
from bluevitaal_es.store.looks_term import NotRemoved, PastTerm, ask_to_remove, past_term, remove
from bluevitaal_es.store.reading_log import ReadingLog, verify_reading
from bluevitaal_es.vocabulary import CaseId, Role
from tests.store.conftest import looks_recorded_at
from tests.store.test_checkpoint import KEY
from tests.store.test_log_table import owner, service
from tests.store.test_reading_log import a_look
from tests.store.test_verify import tamper
from tools import verify_log

YEARS = 5
BEHEER, FG = Actor("b", "Lies", Role.BEHEER), Actor("f", "Hugo", Role.FG)
NOW = clock.now().replace(microsecond=0)
LONG_AGO = NOW - timedelta(days=366 * YEARS)
CASES = [CaseId(uuid4()) for _ in range(4)]


@pytest.fixture
def reading(database: Database) -> ReadingLog:
    return ReadingLog(database, Keyring(KeyEncryptionKey(bytes(32)), database), "Proef")


@pytest.fixture
def signed(database: Database, reading: ReadingLog) -> Checkpoint:
    """Four looks of long ago, of which three were signed then; and two of today, signed today."""
    with looks_recorded_at(database, LONG_AGO - timedelta(days=1)):
        for case_id in CASES[:3]:
            reading.record(replace(a_look(case_id), shown=(CASES[0], case_id)))
        kept = make_checkpoint(database, KEY, LONG_AGO)
        reading.record(a_look(CASES[3]))
    reading.record(a_look(CASES[0]))
    reading.record(a_look(CASES[1]))
    make_checkpoint(database, KEY, NOW)
    return kept


@pytest.fixture
def hold(database: Database) -> Callable[[CaseId], None]:
    """Return an act that places a legal hold."""
    keyring = Keyring(KeyEncryptionKey(bytes(32)), database)
    desk = Desk(EventStore(database, keyring, EVENT_TYPES))

    def place(case_id: CaseId) -> None:
        held = PlaceLegalHold(
            case_id=case_id, hold_id=hold_of(case_id, "complaint"), number="T-2020-0001", ground="complaint"
        )
        desk.handle(held, BEHEER)

    return place


def removed(database: Database, reading: ReadingLog) -> int:
    """Remove what may go, by two people."""
    found = past_term(database, YEARS, [])
    assert found is not None
    ask_to_remove(reading, found, BEHEER)
    return remove(database, found.upto, YEARS, [], FG, "Proef")


def found_by_verify(database: Database) -> tuple[object, object]:
    """Return the reason and the place at which the chain of the looks is wrong."""
    with psycopg.connect(database.service_dsn) as connection:
        verdict = verify_reading(connection)
    return verdict.reason, verdict.position


def test_takes_what_was_signed_before_the_term_and_nothing_more(
    database: Database, reading: ReadingLog, signed: Checkpoint
) -> None:
    assert past_term(database, YEARS, []) == PastTerm(3, 3, signed.made_at, None)
    assert past_term(database, YEARS + 1, []) is None

    assert removed(database, reading) == 3

    with psycopg.connect(database.service_dsn) as connection:
        verdict = verify_reading(connection)
        rows = connection.execute("SELECT min(position), max(position) FROM reading.event").fetchall()
        lists = connection.execute("SELECT min(position) FROM reading.shown").fetchall()
        last = connection.execute(
            "SELECT event_type, actor_id, on_behalf_of, object_ref FROM reading.event ORDER BY position DESC"
        ).fetchone()
    assert (verdict.ok, verdict.start, verdict.head) == (True, 3, 8)
    assert (rows, lists) == ([(4, 8)], [(4,)])
    assert last == ("removal.done", "f", "b", "inzagen tot en met 3")
    assert past_term(database, YEARS, []) is None
    assert reading.record(a_look()) == 9


def test_still_holds_what_was_signed_and_can_be_signed_and_checked_elsewhere(
    database: Database, reading: ReadingLog, signed: Checkpoint
) -> None:
    removed(database, reading)

    made = make_checkpoint(database, KEY, NOW)
    with psycopg.connect(database.service_dsn) as connection:
        assert check_against(connection, [signed, made], KEY.public).ok
        file = BytesIO()
        export_looks(connection, file)
    file.seek(len(verify_log.LATER_LOOKS_TITLE))
    told = verify_log.check_looks(file, verify_log.read_checkpoint(made.text), later=True)
    assert told.startswith(f"5 inzagen na {(signed.looks_hash or b'').hex()}, de keten is heel.")


@pytest.mark.usefixtures("signed")
def test_goes_back_to_the_oldest_that_is_kept(database: Database, reading: ReadingLog) -> None:
    removed(database, reading)
    reading.record(a_look())

    since = reading.goes_back_to()
    assert since is not None
    assert since < NOW - timedelta(days=365 * YEARS)
    tamper(database, "DELETE FROM reading.event WHERE position < 6")
    assert (reading.goes_back_to() or LONG_AGO) >= NOW


@pytest.mark.usefixtures("signed")
def test_takes_two_people_in_two_roles(database: Database, reading: ReadingLog) -> None:
    found = past_term(database, YEARS, [])
    assert found is not None
    for asked_by in (None, FG, Actor("f", "Hugo", Role.BEHEER), Actor("x", "Ander", Role.FG)):
        if asked_by is not None:
            ask_to_remove(reading, found, asked_by)

        with pytest.raises(NotRemoved, match="second person"):
            remove(database, found.upto, YEARS, [], FG, "Proef")

    assert found_by_verify(database) == (None, None)


@pytest.mark.usefixtures("signed")
def test_refuses_another_place_or_a_shorter_term(database: Database, reading: ReadingLog) -> None:
    for upto, years in ((4, YEARS), (2, YEARS), (6, YEARS), (3, YEARS - 1), (3, YEARS + 1)):
        ask_to_remove(reading, PastTerm(upto, 0, NOW, None), BEHEER)

        with pytest.raises(NotRemoved, match=r"may not go|five years"):
            remove(database, upto, years, [], FG, "Proef")


@pytest.mark.usefixtures("signed")
def test_keeps_looks_at_a_client_under_a_hold(
    database: Database, reading: ReadingLog, hold: Callable[[CaseId], None]
) -> None:
    found = past_term(database, YEARS, [])
    assert found is not None
    ask_to_remove(reading, found, BEHEER)
    hold(CASES[1])

    assert past_term(database, YEARS, [CASES[1]]) is None
    with pytest.raises(NotRemoved, match="left out"):
        remove(database, found.upto, YEARS, [], FG, "Proef")
    with pytest.raises(NotRemoved, match="may not go"):
        remove(database, found.upto, YEARS, [CASES[1]], FG, "Proef")


def test_a_hold_on_somebody_seen_later_keeps_nothing_of_before(
    database: Database, signed: Checkpoint, hold: Callable[[CaseId], None]
) -> None:
    hold(CASES[3])

    assert past_term(database, YEARS, [CASES[3]]) == PastTerm(3, 3, signed.made_at, 4)


@pytest.mark.usefixtures("signed")
def test_leaves_the_log_as_closed_as_it_was(database: Database, reading: ReadingLog) -> None:
    removed(database, reading)

    for as_whom in (service, owner):
        for table in ("event", "shown", "removed"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), as_whom(database) as connection:
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier("reading", table)))


MOVE = (
    "UPDATE reading.removed r SET upto = 6, hash = e.hash FROM reading.event e WHERE e.position = 6",
    "DELETE FROM reading.event WHERE position <= 6",
    "DELETE FROM reading.shown WHERE position <= 6",
)


@pytest.mark.parametrize(
    ("attack", "says"),
    [
        (("UPDATE reading.event SET purpose = 'nood' WHERE position = 5",), ("changed", 5)),
        (("DELETE FROM reading.removed",), ("missing", 1)),
        (("UPDATE reading.removed SET hash = sha256(hash)",), ("changed", 4)),
        (("UPDATE reading.removed SET asked = done",), ("removed", 3)),
        (("UPDATE log.checkpoint SET made_at = date_trunc('second', now())",), ("removed", 3)),
        ((*MOVE, "UPDATE reading.removed SET checkpoint = checkpoint + 1"), ("removed", 6)),
    ],
)
@pytest.mark.usefixtures("signed")
def test_sees_what_is_tampered_with_afterwards(
    database: Database,
    reading: ReadingLog,
    attack: tuple[str, ...],
    says: tuple[str, int],
) -> None:
    removed(database, reading)

    tamper(database, *attack)

    assert found_by_verify(database) == says


@pytest.mark.usefixtures("signed")
def test_a_checkpoint_kept_elsewhere_tells_that_younger_looks_were_removed(
    database: Database, reading: ReadingLog
) -> None:
    early = make_checkpoint(database, KEY, NOW)
    removed(database, reading)
    tamper(database, *MOVE)
    tamper(
        database,
        "UPDATE reading.removed SET upto = 7, hash = e.hash FROM reading.event e WHERE e.position = 7",
        "DELETE FROM reading.event WHERE position = 7",
    )

    with psycopg.connect(database.service_dsn) as connection:
        assert check_against(connection, early, KEY.public).findings[0].reason == "looks_removed"
