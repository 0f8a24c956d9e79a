"""Several people in one event: who is forgotten goes, what was said about the others stays readable."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID, uuid4

import pytest
from pydantic import BaseModel, ConfigDict

from bluevitaal_es.database import Database
from bluevitaal_es.events.base import Event, Forgotten
from bluevitaal_es.events.erasure import ErasureApproved, ErasureRequested, PersonForgotten
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.store import Append, EventStore, KeyDestroyed, Keyring, NewEvent, verify
from bluevitaal_es.store.forgetting import Forgetting, KeyGone
from bluevitaal_es.store.keys import KeyEncryptionKey
from bluevitaal_es.store.payload import DamagedPayload
from bluevitaal_es.store.projecting import Cursor, Projection, ReadStream
from bluevitaal_es.store.projector import Projector
from bluevitaal_es.vocabulary import Role, erasure_stream
from tests.store.conftest import NOON, note


class Words(BaseModel):
    """What was said about one person at a conference."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    name: str
    said: str


class ConferenceHeld(Event):
    """People were talked about together."""

    stored_as: ClassVar[str] = "conference.held"
    of_people: ClassVar[frozenset[str]] = frozenset({"about"})

    theme: str
    about: dict[UUID, Words | None]


class Minutes(Projection):
    """What was said about whom, as a page would show it."""

    name: ClassVar[str] = "minutes"
    rows_of_stream = {"minute": "conference_id"}  # noqa: RUF012 (as the base class has it)

    @classmethod
    def schema_sql(cls) -> str:
        """Return its one table."""
        return (
            "CREATE TABLE minute (conference_id uuid, version bigint, person_id uuid, name text, said text)"
        )

    def apply(self, cursor: Cursor, batch: Sequence[Recorded], read_stream: ReadStream) -> None:
        """Add a row for each person."""
        for found in batch:
            if isinstance(found.event, ConferenceHeld):
                for person, words in found.event.about.items():
                    row = [found.stream_id, found.version, person]
                    said = [None, None] if words is None else [words.name, words.said]
                    cursor.execute("INSERT INTO minute VALUES (%s, %s, %s, %s, %s)", row + said)


TYPES: dict[str, type[Event]] = {
    kind.stored_as: kind for kind in (ConferenceHeld, ErasureRequested, ErasureApproved, PersonForgotten)
}
NELE, OMAR, MEETING = uuid4(), uuid4(), uuid4()
ABOUT: dict[UUID, Words | None] = {
    NELE: Words(name="Nele Wolkenveld", said="slaapt slecht"),
    OMAR: Words(name="Omar Zonnebeek", said="wil praten"),
}


@pytest.fixture
def store(database: Database, keyring: Keyring) -> EventStore:
    """A store that knows conferences."""
    return EventStore(database, keyring, TYPES)


def appended(stream: UUID, version: int, event: Event, who: str = "anna", role: Role = Role.BEHEER) -> Append:
    new = NewEvent(event, NOON)
    return Append(stream, version, [new], who, role, uuid4(), uuid4())


def hold(store: EventStore, version: int = 0, about: dict[UUID, Words | None] | None = None) -> None:
    store.append(appended(MEETING, version, ConferenceHeld(theme="Slaap", about=about or ABOUT)))


def forget(store: EventStore, database: Database, person: UUID) -> KeyGone:
    aside = erasure_stream(person)
    asked = ErasureRequested(case_id=person, number=None, ground="client_request", retention_ends=None)
    store.append(appended(aside, 0, asked, "a"))
    store.append(appended(aside, 1, ErasureApproved(case_id=person), "b", Role.FG))
    gone = Forgetting(database, store.recorder.keys).destroy(person, aside, "")
    certificate = PersonForgotten(
        case_id=person, number=None, key_id=gone.key_id, facts=gone.facts, destroyed_at=gone.destroyed_at
    )
    store.append(appended(aside, 2, certificate, "b", Role.FG))
    return gone


def meeting(store: EventStore) -> Event:
    return store.read(MEETING)[0].event


def other_process(store: EventStore, database: Database) -> EventStore:
    return EventStore(database, Keyring(store.recorder.keys.kek, database), TYPES)


def test_reads_everybody_while_nobody_is_forgotten(store: EventStore, database: Database) -> None:
    hold(store)

    assert (
        meeting(store)
        == meeting(other_process(store, database))
        == ConferenceHeld(theme="Slaap", about=ABOUT)
    )


def test_leaves_the_others_readable_in_the_same_event(store: EventStore, database: Database) -> None:
    hold(store)
    gone = forget(store, database, NELE)

    for reader in (store, other_process(store, database)):
        assert meeting(reader) == ConferenceHeld(theme="Slaap", about={**ABOUT, NELE: None})
    assert gone.facts == 1
    with database.pool.connection() as connection:
        assert verify(connection).reason is None


def test_leaves_the_others_readable_when_the_stream_itself_is_forgotten(
    store: EventStore, database: Database
) -> None:
    hold(store)
    forget(store, database, MEETING)

    event = meeting(other_process(store, database))
    assert isinstance(event, Forgotten)
    assert event.others[OMAR] == {"about": {"name": "Omar Zonnebeek", "said": "wil praten"}}
    assert b"Omar" not in event.as_json()


def test_refuses_a_part_about_somebody_forgotten(store: EventStore, database: Database) -> None:
    hold(store)
    forget(store, database, NELE)

    with pytest.raises(KeyDestroyed):
        hold(store, 1)
    hold(store, 1, {NELE: None, OMAR: ABOUT[OMAR]})
    assert len(store.read(MEETING)) == 2


def test_gives_a_person_one_key_in_all_streams(store: EventStore, database: Database) -> None:
    hold(store)
    elsewhere = uuid4()
    store.append(appended(elsewhere, 0, ConferenceHeld(theme="Werk", about={NELE: ABOUT[NELE]})))

    assert forget(store, database, NELE).facts == 2
    (again,) = other_process(store, database).read(elsewhere)
    assert again.event == ConferenceHeld(theme="Werk", about={NELE: None})


def test_takes_a_person_out_of_read_models_that_others_stay_in(store: EventStore, database: Database) -> None:
    projector = Projector(database, store, [Minutes()])
    projector.prepare()
    hold(store)
    projector.catch_up()
    forget(store, database, NELE)
    hold(store, 1, {OMAR: ABOUT[OMAR]})
    projector.catch_up()

    live = rows(database)
    assert {row[3] for row in live} == {None, "Omar Zonnebeek"}
    assert len(live) == 3
    projector.rebuild("minutes")
    assert rows(database) == live


def test_takes_them_out_with_a_key_that_a_process_still_holds(store: EventStore, database: Database) -> None:
    stale = other_process(store, database)
    hold(store)
    stale.read(MEETING)
    forget(store, database, NELE)
    projector = Projector(database, stale, [Minutes()])
    projector.prepare()
    projector.catch_up()

    assert {row[3] for row in rows(database)} == {None, "Omar Zonnebeek"}


def test_opens_no_part_that_was_put_in_the_place_of_another(store: EventStore, database: Database) -> None:
    hold(store)
    with database.owner() as owner:
        owner.execute("ALTER TABLE log.event DISABLE TRIGGER event_only_added_to")
        row = owner.execute("SELECT payload FROM log.event WHERE stream_id = %s", [MEETING]).fetchone()
        assert row is not None
        owner.execute(
            "UPDATE log.event SET payload = %s WHERE stream_id = %s", [swapped(bytes(row[0])), MEETING]
        )

    with pytest.raises(DamagedPayload):
        meeting(store)


def test_reads_events_of_one_part_as_before(database: Database) -> None:
    from tests.store.conftest import EVENT_TYPES  # noqa: PLC0415 (types of another test's store)

    keys = Keyring(KeyEncryptionKey(bytes(range(32))), database)
    plain, stream = EventStore(database, keys, EVENT_TYPES), uuid4()
    plain.append(note(stream, 0, "a"))

    assert plain.recorder.rows("WHERE stream_id = %s", [stream])[0].others == ()


def swapped(payload: bytes) -> bytes:
    """Return a payload of three parts with its second and third exchanged."""
    places, at = [], 2
    while at < len(payload):
        end = at + 32 + int.from_bytes(payload[at + 28 : at + 32], "big")
        places.append(payload[at:end])
        at = end
    first, second, third = places
    return payload[:2] + first + third + second


def rows(database: Database) -> list[tuple[object, ...]]:
    with database.owner() as owner:
        return owner.execute("SELECT * FROM view_minutes.minute ORDER BY version, person_id").fetchall()
