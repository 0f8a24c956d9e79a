"""Where events are kept: the only folder that knows the eventsourcing library, and the only way in."""

from bluevitaal_es.store.keys import Keyring, WrongKey, open_keyring
from bluevitaal_es.store.recorder import KeyDestroyed
from bluevitaal_es.store.store import Append, AppendOutcome, EventStore, NewEvent, VersionConflict
from bluevitaal_es.store.verify import Verdict, verify

__all__ = [
    "Append",
    "AppendOutcome",
    "EventStore",
    "KeyDestroyed",
    "Keyring",
    "NewEvent",
    "Verdict",
    "VersionConflict",
    "WrongKey",
    "open_keyring",
    "verify",
]
