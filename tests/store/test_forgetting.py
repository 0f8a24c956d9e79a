"""After a person is forgotten nothing of them is found anywhere, and all others are as they were."""

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from bluevitaal_es import clock
from bluevitaal_es.access import Involvement
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.add_note import AddNote
from bluevitaal_es.commands.correct_fact import CorrectFact
from bluevitaal_es.commands.erasing import carry_out, finish
from bluevitaal_es.commands.forget_person import ApproveErasure, PlaceLegalHold, RequestErasure
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.database.binaries import find_binaries
from bluevitaal_es.events import EVENT_TYPES
from bluevitaal_es.events.base import Forgotten
from bluevitaal_es.events.case import NoteAdded
from bluevitaal_es.events.erasure import ErasureApproved
from bluevitaal_es.projections.case_history.view import CaseHistoryView
from bluevitaal_es.store import Append, EventStore, KeyDestroyed, Keyring, NewEvent, verify
from bluevitaal_es.store.forgetting import Forgetting, NotApproved
from bluevitaal_es.store.projector import Projector
from bluevitaal_es.vocabulary import CaseId, Role, erasure_stream
from tests.conftest import TestPostgres
from tests.spec import ADMIN, ANNA, CASE, OFFICER, moment, uid
from tests.world import World, every_projection, names, opened

SECOND = OFFICER
OTHER = CaseId(uid("the other case"))
NUMBER = "T-2026-0001"
TOKENS = ("Zonnebloemveld", "Kwikstaartlaan", "Regenboogtruc")
DAY = "2026-01-20"


@pytest.fixture
def world(postgres: TestPostgres, tmp_path: Path) -> Iterator[World]:
    """A world with two cases, of which one holds words that stand nowhere else."""
    with opened(postgres, tmp_path) as made:
        for case_id, number, name in ((CASE, NUMBER, TOKENS[0]), (OTHER, "T-2026-0002", "Blijft Leesbaar")):
            register = RegisterCase(
                case_id=case_id, number=number, target_group="current_staff", client_name=name
            )
            made.do(register, at="2026-01-05")
        made.do(AddNote(case_id=CASE, text=TOKENS[1]), at="2026-01-06")
        right = NoteAdded(text=TOKENS[2])
        made.do(
            CorrectFact(case_id=CASE, version=2, replacement=right, reason="typing_error"), at="2026-01-07"
        )
        made.do(AddNote(case_id=OTHER, text="Van een ander"), at="2026-01-08")
        _plant_in_web_tables(made)
        yield made


def _plant_in_web_tables(world: World) -> None:
    with world.database.pool.connection() as connection:
        connection.execute(
            "INSERT INTO web.draft (id, owner, kind, case_id, body, saved_at)"
            " VALUES (%s, 'anna', 'intake', %s, %s, now())",
            [uuid4(), CASE, TOKENS[1].encode()],
        )
        connection.execute(
            "INSERT INTO web.account (username, name, role, case_id, password_hash, made_at)"
            " VALUES ('client', %s, 'client', %s, '', now()),"
            " ('anna', 'Anna', 'begeleider', NULL, '', now())",
            [TOKENS[0], CASE],
        )
        connection.execute(
            "INSERT INTO web.kept_text (username, path, sealed, kept_at) VALUES"
            " ('anna', %s, %s, now()), ('anna', '/trajecten/T-2026-0002/notitie', 'x', now())",
            [f"/trajecten/{NUMBER}/notitie", TOKENS[2].encode()],
        )


def forgetting_of(world: World) -> Forgetting:
    return Forgetting(world.database, world.store.recorder.keys)


def approve(world: World) -> None:
    world.do(RequestErasure(case_id=CASE, number=NUMBER, ground="client_request"), by=ADMIN, at=DAY)
    world.do(ApproveErasure(case_id=CASE), by=SECOND, at=DAY)


def forget(world: World) -> None:
    approve(world)
    with clock.standing_at(moment(DAY)):
        carry_out(world.desk, forgetting_of(world), CASE, NUMBER, SECOND)
    world.projector.catch_up()


def everything(world: World, *places: str) -> str:
    """Return every row of our tables, or of those in schemas like these, as text; bytes as they read."""
    found = []
    with world.database.owner() as owner:
        tables = owner.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname LIKE ANY (%s)",
            [list(places or ("log", "keys", "web", "clockwork", "view\\_%"))],
        ).fetchall()
        for schema, table in tables:
            whole = sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(schema, table))
            found += [row for (row,) in owner.execute(whole)]
    return "\n".join(found)


def dumped(world: World) -> str:
    """Return what pg_dump writes, which is what a backup holds."""
    binaries = find_binaries()
    dump = [binaries.program("pg_dump"), "--dbname", world.database.owner_dsn]
    return subprocess.run(
        dump, capture_output=True, text=True, check=True, env={**os.environ, **binaries.environment()}
    ).stdout


def shows(text: str, token: str) -> bool:
    return token in text or token.encode().hex() in text


@pytest.mark.parametrize("place", ["view\\_%", "web"])
def test_finds_what_was_planted_before_the_person_is_forgotten(world: World, place: str) -> None:
    assert [token for token in TOKENS if not shows(everything(world, place), token)] == []


def test_leaves_no_trace_of_the_words_in_any_table(world: World) -> None:
    forget(world)

    assert [token for token in TOKENS if shows(everything(world), token)] == []


def test_leaves_no_trace_of_the_words_in_a_dump(world: World) -> None:
    before = dumped(world)
    forget(world)
    after = dumped(world)

    assert [shows(before, token) for token in TOKENS] == [True] * 3
    assert [shows(after, token) for token in TOKENS] == [False] * 3
    assert "Blijft Leesbaar" in after


def test_leaves_others_readable(world: World) -> None:
    others = [found.event for found in world.stream(OTHER)]
    forget(world)

    assert [found.event for found in world.stream(OTHER)] == others
    with world.database.pool.connection() as connection:
        kept = connection.execute("SELECT path FROM web.kept_text").fetchall()
    assert kept == [("/trajecten/T-2026-0002/notitie",)]


def test_leaves_the_chain_whole(world: World) -> None:
    forget(world)

    with world.database.pool.connection() as connection:
        assert verify(connection).reason is None


def test_leaves_a_certificate_that_stays_readable(world: World) -> None:
    forget(world)

    requested, approved, certificate = world.stream(erasure_stream(CASE))
    assert (requested.actor_id, approved.actor_id) == (ADMIN.id, SECOND.id)
    fields = certificate.event.model_dump()
    assert (fields["case_id"], fields["facts"]) == (CASE, 3)
    with world.database.pool.connection() as connection:
        row = connection.execute(
            "SELECT wrapped, destroyed_at FROM keys.data_key WHERE key_id = %s", [fields["key_id"]]
        ).fetchone()
    assert row == (None, fields["destroyed_at"])


def test_draws_the_same_rows_when_all_are_rebuilt(world: World) -> None:
    forget(world)
    live = world.tables()

    world.drop_views()
    world.projector.prepare()
    world.projector.catch_up()

    assert world.tables() == live


def test_draws_no_words_with_a_key_that_a_process_still_holds(world: World) -> None:
    keys = world.store.recorder.keys
    stale = EventStore(world.database, Keyring(keys.kek, world.database), EVENT_TYPES)
    stale.read(CASE)
    forget(world)
    live = world.tables()
    assert isinstance(stale.read(CASE)[1].event, NoteAdded)

    for name in names():
        Projector(world.database, stale, every_projection()).rebuild(name)

    assert world.tables() == live


def test_shows_the_facts_of_the_case_as_forgotten(world: World) -> None:
    forget(world)

    entries = CaseHistoryView(world.database).entries(ANNA, Involvement(CASE, None, ANNA.id))

    assert [(entry.type, entry.data["original_type"]) for entry in entries] == [
        ("forgotten", "case.registered"),
        ("forgotten", "case.note_added"),
        ("forgotten", "case.fact_corrected"),
    ]


def test_takes_no_more_facts_of_a_forgotten_person(world: World) -> None:
    forget(world)

    with pytest.raises(refusals.NotAllowed):
        world.do(AddNote(case_id=CASE, text="Toch nog iets"), at="2026-01-21")
    late = Append(
        stream_id=CASE,
        expected_version=3,
        events=[NewEvent(NoteAdded(text="Toch nog iets"), moment(DAY))],
        actor_id=ANNA.id,
        actor_role=ANNA.role,
        command_id=uuid4(),
        correlation_id=uuid4(),
    )
    with pytest.raises(KeyDestroyed):
        world.store.append(late)


def test_destroys_nothing_that_one_person_alone_wants(world: World) -> None:
    forgetting = forgetting_of(world)
    with pytest.raises(NotApproved):
        forgetting.destroy(CASE, erasure_stream(CASE), NUMBER)
    world.do(RequestErasure(case_id=CASE, number=NUMBER, ground="client_request"), by=ADMIN, at=DAY)
    with pytest.raises(NotApproved):
        forgetting.destroy(CASE, erasure_stream(CASE), NUMBER)

    assert not isinstance(world.stream(CASE)[0].event, Forgotten)


@pytest.mark.parametrize(
    ("who", "role"), [(ADMIN.id, Role.FG), (str(uid("another admin")), Role.BEHEER)], ids=["person", "role"]
)
def test_the_database_refuses_an_approval_by_the_person_or_role_that_asked(
    world: World, who: str, role: Role
) -> None:
    world.do(RequestErasure(case_id=CASE, number=NUMBER, ground="client_request"), by=ADMIN, at=DAY)
    forged = Append(
        stream_id=erasure_stream(CASE),
        expected_version=1,
        events=[NewEvent(ErasureApproved(case_id=CASE), moment(DAY))],
        actor_id=who,
        actor_role=role,
        command_id=uuid4(),
        correlation_id=uuid4(),
        recorded_at=moment(DAY),
    )
    world.store.append(forged)

    with pytest.raises(NotApproved):
        forgetting_of(world).destroy(CASE, erasure_stream(CASE), NUMBER)


def test_destroys_nothing_after_a_hold_that_followed_the_approval(world: World) -> None:
    approve(world)
    hold = PlaceLegalHold(case_id=CASE, number=NUMBER, hold_id=uid("hold"), ground="legal_claim")
    world.do(hold, by=ADMIN, at=DAY)

    with pytest.raises(NotApproved):
        forgetting_of(world).destroy(CASE, erasure_stream(CASE), NUMBER)


def test_destroys_one_key_with_one_approval(world: World) -> None:
    forget(world)

    with pytest.raises((NotApproved, psycopg.errors.UniqueViolation)):
        forgetting_of(world).destroy(OTHER, erasure_stream(CASE), "T-2026-0002")
    assert not isinstance(world.stream(OTHER)[0].event, Forgotten)


def test_lets_the_service_role_change_no_key_by_itself(world: World) -> None:
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        world.database.pool.connection() as connection,
    ):
        connection.execute("UPDATE keys.data_key SET wrapped = NULL, destroyed_at = now()")


def test_certifies_what_a_process_that_died_had_destroyed(world: World) -> None:
    approve(world)
    forgetting = forgetting_of(world)
    forgetting.destroy(CASE, erasure_stream(CASE), NUMBER)

    with clock.standing_at(moment(DAY)):
        finished = list(finish(world.desk, forgetting, SECOND))
        again = list(finish(world.desk, forgetting, SECOND))
    world.projector.catch_up()

    assert (finished, again) == ([CASE], [])
    assert [token for token in TOKENS if shows(everything(world), token)] == []


def test_another_process_lets_go_of_the_key(world: World) -> None:
    keys = world.store.recorder.keys
    other = Keyring(keys.kek, world.database)
    watching, stop = Forgetting(world.database, other), threading.Event()
    other.of_streams([CASE])
    follow = threading.Thread(target=watching.watch, args=[stop])
    follow.start()
    try:
        assert other.cached(CASE) is not None
        forget(world)
        until = time.monotonic() + 10
        while other.cached(CASE) is not None and time.monotonic() < until:
            time.sleep(0.02)
        assert other.cached(CASE) is None
    finally:
        stop.set()
        follow.join()
