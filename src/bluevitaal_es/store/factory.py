"""Our log as a persistence module of the library: `PERSISTENCE_MODULE=bluevitaal_es.store.factory`."""

from collections.abc import Mapping
from typing import NoReturn
from uuid import uuid4
from weakref import WeakValueDictionary

from eventsourcing import persistence
from eventsourcing.persistence import (
    AggregateRecorder,
    InfrastructureFactoryError,
    NotSupportedError,
    ProcessRecorder,
    TrackingRecorder,
)
from eventsourcing.utils import Environment, EnvType

from bluevitaal_es.events.base import Event
from bluevitaal_es.store.mapper import EventMapper
from bluevitaal_es.store.recorder import LogRecorder, LogStreamRecorder

LOG = "LOG"

#: The library's settings are texts, so an open log is handed over by a name of this process.
_open_logs: WeakValueDictionary[str, LogRecorder] = WeakValueDictionary()


def environment_for(recorder: LogRecorder) -> dict[str, str]:
    """Return the library settings with which an Application of this process uses an open log."""
    name = uuid4().hex
    _open_logs[name] = recorder
    return {"PERSISTENCE_MODULE": "bluevitaal_es.store.factory", LOG: name}


class LogFactory(persistence.InfrastructureFactory[TrackingRecorder]):
    """Gives the library our recorder, whatever it asks to record.

    Positions of followers are kept by our projections, in the transaction of their rows, so there is neither
    a tracking nor a process recorder; snapshots would be a second truth, so there is no recorder for those.
    """

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        recorder = _open_logs.get(self.env.get(LOG, ""))
        if recorder is None:
            raise InfrastructureFactoryError(f"{LOG} does not name an open log of this process")
        self.recorder = recorder

    def event_mapper(self, event_types: Mapping[str, type[Event]]) -> EventMapper:
        """Return the mapper of our own events."""
        return EventMapper(event_types)

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """Return a recorder of streams; raises NotSupportedError for any purpose but events."""
        if purpose != "events":
            raise NotSupportedError(f"the log keeps events, not {purpose}")
        return LogStreamRecorder(self.recorder)

    def application_recorder(self) -> LogRecorder:
        """Return the recorder of the log."""
        return self.recorder

    def tracking_recorder(
        self,
        tracking_recorder_class: type[TrackingRecorder] | None = None,
    ) -> NoReturn:
        """Raise NotSupportedError: projections keep their own position."""
        raise NotSupportedError("projections keep their position with their rows")

    def process_recorder(self) -> ProcessRecorder:
        """Raise NotSupportedError: events come from commands only."""
        raise NotSupportedError("events come from commands only")
