"""Events in, dossiers out: one row for each case, beside its folded state."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from bluevitaal_es.events import EVENT_TYPES
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.projections.case_file.folding import dossier_of, evolve
from bluevitaal_es.store.projecting import Cursor, FoldedProjection

CASE_EVENTS = frozenset(name for name in EVENT_TYPES if name.startswith("case.")) | {"forgotten"}


class CaseFileProjection(FoldedProjection[Dossier]):
    """The current dossier of every case."""

    name: ClassVar[str] = "case_file"
    rows_of_stream: ClassVar[Mapping[str, str]] = {"fold": "stream_id", "case_file": "case_id"}
    hears: ClassVar[frozenset[str] | None] = CASE_EVENTS
    empty = Dossier()
    state_type: Any = Dossier

    def evolve(self, state: Dossier, recorded: Recorded) -> Dossier:
        """Return the dossier after one more fact."""
        return evolve(state, recorded)

    def fold(self, history: Sequence[Recorded]) -> Dossier:
        """Return the dossier of a whole stream; its version counts the corrections too."""
        return dossier_of(history)

    def draw(self, cursor: Cursor, changed: dict[UUID, Dossier]) -> None:
        """Write the row by which a dossier is found."""
        cursor.executemany(
            "INSERT INTO case_file (case_id, number, version, begeleider_id, registered_by)"
            " VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (case_id) DO UPDATE SET number = EXCLUDED.number, version = EXCLUDED.version,"
            " begeleider_id = EXCLUDED.begeleider_id, registered_by = EXCLUDED.registered_by",
            [
                (case_id, found.number, found.version, found.begeleider_id, found.registered_by)
                for case_id, found in changed.items()
                if found.number
            ],
        )
