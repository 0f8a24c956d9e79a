"""The event store: what goes in comes out, once, in order, and nobody else's words are overwritten."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from bluevitaal_es import clock
from bluevitaal_es.database import Database
from bluevitaal_es.events.base import Forgotten
from bluevitaal_es.store import AppendOutcome, EventStore, KeyDestroyed, Keyring, NewEvent, VersionConflict
from bluevitaal_es.store.keys import KeyEncryptionKey
from bluevitaal_es.store.mapper import UnknownEventType
from bluevitaal_es.store.recorder import Entry, Write
from bluevitaal_es.vocabulary import Role
from tests.store.conftest import EVENT_TYPES, NOON, NoteMoved, NoteTaken, note


def destroy_key(database: Database, stream_id: UUID) -> None:
    with database.owner() as owner:
        owner.execute(
            "UPDATE keys.data_key SET wrapped = NULL, destroyed_at = clock_timestamp() WHERE key_id ="
            " (SELECT key_id FROM keys.stream_key WHERE stream_id = %s)",
            [stream_id],
        )


def test_gives_back_what_was_appended(store: EventStore) -> None:
    stream, cause = uuid4(), uuid4()
    before = clock.now()
    append = note(stream, 0, "één", "twee", causation_id=cause)

    outcome = store.append(append)

    first, second = store.read(stream)
    assert outcome == AppendOutcome(range(1, 3))
    assert outcome.last_position == 2
    assert (first.position, first.version, first.event) == (1, 1, NoteTaken(text="één", on=NOON))
    assert (second.position, second.version, second.event) == (2, 2, NoteTaken(text="twee", on=NOON))
    assert first.happened_at == NOON
    assert first.recorded_at.utcoffset() == timedelta(0)
    assert before - timedelta(seconds=1) < first.recorded_at < clock.now() + timedelta(seconds=1)
    assert (first.actor_id, first.actor_role) == (append.actor_id, Role.BEGELEIDER)
    assert (first.command_id, first.correlation_id) == (append.command_id, append.correlation_id)
    assert first.causation_id == cause


def test_reads_on_after_a_version_and_after_a_position(store: EventStore) -> None:
    one, other = uuid4(), uuid4()
    store.append(note(one, 0, "a", "b"))
    store.append(note(other, 0, "c"))
    store.append(note(one, 2, "d"))

    assert [r.version for r in store.read(one, after_version=1)] == [2, 3]
    assert [r.position for r in store.read_log(after=1, limit=2)] == [2, 3]
    assert [r.position for r in store.read_log(after=0, limit=10, up_to=3)] == [1, 2, 3]
    assert store.read(uuid4()) == []
    assert store.head() == 4


def test_refuses_a_version_that_is_taken_and_says_which_it_is(store: EventStore) -> None:
    stream = uuid4()
    store.append(note(stream, 0, "a"))

    with pytest.raises(VersionConflict) as refused:
        store.append(note(stream, 0, "b"))

    assert (refused.value.stream_id, refused.value.expected, refused.value.actual) == (stream, 0, 1)
    with pytest.raises(VersionConflict):
        store.append(note(stream, 2, "c"))
    with pytest.raises(VersionConflict):
        store.append(note(uuid4(), 3, "d"))
    assert store.head() == 1


def test_leaves_out_only_the_append_that_conflicts(store: EventStore) -> None:
    one, other = uuid4(), uuid4()
    store.append(note(one, 0, "a"))

    answers = store.append_many(
        [note(other, 0, "b"), note(one, 0, "no"), note(one, 1, "c"), note(other, 1, "d")]
    )

    assert answers[0] == AppendOutcome(range(2, 3))
    assert isinstance(answers[1], VersionConflict)
    assert answers[2:] == [AppendOutcome(range(3, 4)), AppendOutcome(range(4, 5))]
    assert [r.event for r in store.read(one)] == [NoteTaken(text=t, on=NOON) for t in ("a", "c")]


def test_answers_a_repeated_command_with_its_first_outcome(store: EventStore) -> None:
    stream, command = uuid4(), uuid4()
    first = store.append(note(stream, 0, "a", "b", command_id=command))
    store.append(note(stream, 2, "c"))

    again = store.append(note(stream, 0, "a", "b", command_id=command))
    twice = uuid4()
    in_one_call = store.append_many(
        [note(stream, 3, "d", command_id=twice), note(stream, 3, "d", command_id=twice)]
    )

    assert again == AppendOutcome(first.positions, repeated=True)
    assert in_one_call == [AppendOutcome(range(4, 5)), AppendOutcome(range(4, 5), repeated=True)]
    assert store.head() == 4


def test_has_nothing_to_do_for_an_append_without_events(store: EventStore) -> None:
    assert store.append(note(uuid4(), 0)) == AppendOutcome(range(0))
    assert store.head() == 0


def test_takes_events_of_several_streams_as_a_whole(store: EventStore) -> None:
    one, other, command = uuid4(), uuid4(), uuid4()

    def write(*places: tuple[UUID, int]) -> Write:
        entries = [
            Entry(stream, version, "note.taken", 1, NOON, b'{"text":"x"}') for stream, version in places
        ]
        return Write(entries, uuid4(), command, None, "somebody", "begeleider")

    mixed, broken = store.recorder.write([write((one, 1), (other, 1), (one, 2)), write((one, 3), (other, 3))])
    assert (mixed.kind, mixed.first, mixed.last) == ("appended", 1, 3)
    assert (broken.kind, broken.stream_id, broken.actual_version) == ("conflict", other, 1)
    assert [r.version for r in store.read(one)] == [1, 2]


def test_keeps_no_plain_text_of_an_event_in_the_database(store: EventStore, database: Database) -> None:
    store.append(note(uuid4(), 0, "zeldzaamwoord"))

    with database.pool.connection() as connection:
        rows = connection.execute("SELECT payload FROM log.event").fetchall()
    assert rows
    assert all(b"zeldzaamwoord" not in payload for (payload,) in rows)


def test_reads_with_a_keyring_that_has_seen_nothing_yet(store: EventStore, database: Database) -> None:
    stream = uuid4()
    store.append(note(stream, 0, "a"))
    other = EventStore(database, Keyring(KeyEncryptionKey(bytes(range(32))), database), EVENT_TYPES)

    other.append(note(stream, 1, "b"))

    assert [r.event for r in other.read(stream)] == [r.event for r in store.read(stream)]
    assert len(store.read(stream)) == 2


def test_seals_anew_when_another_process_gave_the_stream_its_key(
    store: EventStore, database: Database
) -> None:
    stream = uuid4()
    store.append_many([note(stream, 3, "no")])
    EventStore(database, Keyring(KeyEncryptionKey(bytes(range(32))), database), EVENT_TYPES).append(
        note(stream, 0, "a")
    )

    refused, taken = store.append_many([note(stream, 0, "no"), note(stream, 1, "b")])

    assert isinstance(refused, VersionConflict)
    assert taken == AppendOutcome(range(2, 3))
    assert [r.version for r in store.read(stream)] == [1, 2]


def test_goes_on_past_an_event_whose_key_was_destroyed(store: EventStore, database: Database) -> None:
    gone, kept = uuid4(), uuid4()
    store.append_many([note(gone, 0, "a"), note(kept, 0, "b")])
    destroy_key(database, gone)
    later = EventStore(database, Keyring(KeyEncryptionKey(bytes(range(32))), database), EVENT_TYPES)

    events = [r.event for r in later.read_log(after=0, limit=10)]

    assert events == [Forgotten(original_type="note.taken"), NoteTaken(text="b", on=NOON)]
    for asked in (store, later):
        with pytest.raises(KeyDestroyed):
            asked.append(note(gone, 1, "c"))
    assert store.head() == 2


def test_raises_an_older_form_and_refuses_a_newer_one(store: EventStore) -> None:
    stream = uuid4()

    def stored(version: int, form: int, plain: bytes) -> Write:
        entry = Entry(stream, version, "note.moved", form, NOON, plain)
        return Write([entry], uuid4(), uuid4(), None, "somebody", "begeleider")

    store.recorder.write([stored(1, 1, b'{"where":"kast"}'), stored(2, 2, b'{"place":"la"}')])
    assert [r.event for r in store.read(stream)] == [NoteMoved(place="kast"), NoteMoved(place="la")]

    store.recorder.write([stored(3, 3, b"{}")])
    with pytest.raises(UnknownEventType):
        store.read(stream)


def test_does_not_open_a_payload_that_was_moved_to_another_place(
    store: EventStore, database: Database
) -> None:
    one, other = uuid4(), uuid4()
    store.append_many([note(one, 0, "a", "b"), note(other, 0, "c")])
    with psycopg.connect(database.owner_dsn) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(
            "UPDATE log.event SET payload = (SELECT payload FROM log.event WHERE position = 1)"
            " WHERE position = 2"
        )

    with pytest.raises(Exception, match="does not open"):
        store.read(one)


def test_numbers_the_cases_of_each_year_from_one(store: EventStore) -> None:
    assert [store.next_case_number(2026) for _ in range(2)] == ["T-2026-0001", "T-2026-0002"]
    assert store.next_case_number(2027) == "T-2027-0001"


def test_takes_a_moment_of_recording_in_a_demonstration_only(store: EventStore) -> None:
    assert store.origin() == "real"
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        store.append(note(uuid4(), 0, "a", recorded_at=NOON))

    store.mark_as_demo()
    store.append(note(uuid4(), 0, "a", recorded_at=NOON))

    assert store.origin() == "demo"
    assert store.read_log(after=0, limit=1)[0].recorded_at == NOON
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        store.append(note(uuid4(), 0, "b", recorded_at=NOON - timedelta(microseconds=1)))


def test_never_records_before_what_was_recorded_already(store: EventStore) -> None:
    ahead = clock.now() + timedelta(days=1)
    store.mark_as_demo()
    store.append(note(uuid4(), 0, "a", recorded_at=ahead))

    store.append(note(uuid4(), 0, "b"))

    assert [r.recorded_at for r in store.read_log(after=0, limit=2)] == [ahead, ahead]


def test_does_not_become_a_demonstration_once_it_holds_events(store: EventStore) -> None:
    store.append(note(uuid4(), 0, "a"))

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        store.mark_as_demo()
    assert store.origin() == "real"


def test_refuses_a_moment_without_zone(store: EventStore) -> None:
    append = note(uuid4(), 0, "a")
    naive = [NewEvent(new.event, new.happened_at.replace(tzinfo=None)) for new in append.events]

    with pytest.raises(TypeError):
        store.append(replace(append, events=naive))


def test_wakes_who_listens_after_each_append(store: EventStore, database: Database) -> None:
    with psycopg.connect(database.service_dsn, autocommit=True) as listening:
        listening.execute("LISTEN log_appended")
        store.append(note(uuid4(), 0, "a", "b"))
        heard = [notify.payload for notify in listening.notifies(timeout=5, stop_after=1)]

    assert heard == ["2"]
