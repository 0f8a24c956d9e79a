"""The test cases that the eventsourcing library ships for recorders and factories, against our log.

Not run, since they do not apply: TrackingRecorderTestCase and ProcessRecorderTestCase (projections keep their
position in the transaction of their rows, and events come from commands only), and TranscoderTestCase
(pydantic writes and reads our events).
"""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactoryError,
    NotSupportedError,
    ProcessRecorder,
    TrackingRecorder,
)
from eventsourcing.tests.persistence import (
    AggregateRecorderTestCase,
    ApplicationRecorderTestCase,
    InfrastructureFactoryTestCase,
    NonInterleavingNotificationIDsBaseCase,
)
from eventsourcing.utils import Environment

from bluevitaal_es.database import Database
from bluevitaal_es.store import EventStore, Keyring
from bluevitaal_es.store.factory import LogFactory, environment_for
from bluevitaal_es.store.keys import KeyEncryptionKey
from bluevitaal_es.store.mapper import EventMapper, Fact
from bluevitaal_es.store.recorder import LogRecorder, LogStreamRecorder
from tests.store.conftest import EVENT_TYPES, NOON, NoteMoved, NoteTaken, note


class OnOurLog:
    """Gives each test of a case a recorder on an empty log."""

    recorder: LogRecorder

    @pytest.fixture(autouse=True)
    def _open(self, database: Database) -> None:
        self.recorder = LogRecorder(database, Keyring(KeyEncryptionKey(bytes(32)), database))


class TestApplicationRecorder(OnOurLog, ApplicationRecorderTestCase[LogRecorder]):
    """Streams and the log as a whole, concurrent writers, and subscriptions."""

    def create_recorder(self) -> LogRecorder:
        return self.recorder

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestAggregateRecorder(OnOurLog, AggregateRecorderTestCase):
    """Streams only."""

    def create_recorder(self) -> AggregateRecorder:
        return LogStreamRecorder(self.recorder)


class TestNonInterleaving(OnOurLog, NonInterleavingNotificationIDsBaseCase):
    """Two writers at once: the events of each stay together."""

    def create_recorder(self) -> ApplicationRecorder:
        return self.recorder


class TestFactory(OnOurLog, InfrastructureFactoryTestCase[LogFactory]):
    """What the library constructs from settings."""

    @pytest.fixture(autouse=True)
    def _environment(self, _open: None) -> None:
        self.env = Environment(env=environment_for(self.recorder))

    @pytest.fixture(autouse=True)
    def _factory(self, _environment: None) -> None:
        InfrastructureFactoryTestCase.setUp(self)

    def setUp(self) -> None:
        """Wait for the fixtures."""

    def expected_factory_class(self) -> type[LogFactory]:
        return LogFactory

    def expected_aggregate_recorder_class(self) -> type[AggregateRecorder]:
        return LogStreamRecorder

    def expected_application_recorder_class(self) -> type[ApplicationRecorder]:
        return LogRecorder

    def expected_tracking_recorder_class(self) -> type[TrackingRecorder]:
        raise NotSupportedError

    def tracking_recorder_subclass(self) -> type[TrackingRecorder]:
        raise NotSupportedError

    def expected_process_recorder_class(self) -> type[ProcessRecorder]:
        raise NotSupportedError

    def test_create_tracking_recorder(self) -> None:
        with pytest.raises(NotSupportedError):
            self.factory.tracking_recorder()

    def test_create_process_recorder(self) -> None:
        with pytest.raises(NotSupportedError):
            self.factory.process_recorder()

    def test_create_snapshot_recorder(self) -> None:
        with pytest.raises(NotSupportedError):
            self.factory.aggregate_recorder(purpose="snapshots")

    def test_needs_an_open_log(self) -> None:
        with pytest.raises(InfrastructureFactoryError):
            LogFactory({"LOG": "nowhere"})


class Kennel(Aggregate):
    """An aggregate in the library's own manner."""

    @event("Registered")
    def __init__(self, name: str) -> None:
        self.name = name
        self.dogs: list[str] = []

    @event("DogAdded")
    def add(self, dog: str) -> None:
        self.dogs.append(dog)


def test_carries_an_application_of_the_library(store: EventStore) -> None:
    application = Application[Any](env=environment_for(store.recorder))
    kennel = Kennel("De Hondenmand")
    kennel.add("Bello")
    application.save(kennel)
    kennel.add("Fikkie")
    application.save(kennel)

    again: Kennel = application.repository.get(kennel.id)

    assert again.dogs == ["Bello", "Fikkie"]
    assert [notification.id for notification in application.notification_log.select(1, 10)] == [1, 2, 3]
    assert store.head() == 3


def test_maps_our_own_events_for_the_library(store: EventStore) -> None:
    stream = uuid4()
    events = LogFactory(environment_for(store.recorder)).event_store(mapper=EventMapper(EVENT_TYPES))

    events.put([Fact(stream, 1, NoteTaken(text="a", on=NOON)), Fact(stream, 2, NoteMoved(place="la"))])
    store.append(note(stream, 2, "b"))

    facts = list(events.get(stream))
    assert [fact.event for fact in facts if isinstance(fact, Fact)] == [r.event for r in store.read(stream)]
    assert [fact.originator_version for fact in facts] == [1, 2, 3]


@pytest.fixture(autouse=True)
def _quiet(capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    """The library's cases print their speed."""
    yield
    capsys.readouterr()
