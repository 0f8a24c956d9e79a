"""The dossier at another time: as it was known at a moment, or as it was on a day by what is known now."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from bluevitaal_es.access import Act, Actor, Involvement, may
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.clock import day_of, end_of, now
from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.projections.case_file.folding import dossier_of
from bluevitaal_es.rules.effective import effective
from bluevitaal_es.store.store import EventStore


class CaseReplay:
    """Folds the facts of a case anew, straight from the log."""

    def __init__(self, store: EventStore) -> None:
        self._store = store

    def dossier_as_known(self, case_id: UUID, moment: datetime) -> Dossier:
        """Return the dossier as it stood at an aware moment: what was recorded later is not in it.

        A correction recorded later has not happened yet. The dossier of nothing recorded yet is empty.
        """
        return dossier_of([found for found in self._store.read(case_id) if found.recorded_at <= moment])

    def as_it_was(self, case_id: UUID, day: date) -> Dossier:
        """Return the dossier at the end of an Amsterdam day by what is known now.

        Facts that happened up to that day, whenever they were recorded, with all corrections worked in.
        """
        history, last = self._store.read(case_id), end_of(day)
        happened = [found for found in effective(history) if found.happened_at <= last]
        return replace(dossier_of(happened), version=history[-1].version if history else 0)

    def known_at(self, actor: Actor, involvement: Involvement, moment: datetime) -> Dossier | None:
        """Return the dossier as known at a moment, if `actor` may open it and the case was there by then."""
        if not may(actor, Act.OPEN_DOSSIER, involvement):
            return None
        return _if_begun(self.dossier_as_known(involvement.case_id, moment))

    def was_on(self, actor: Actor, involvement: Involvement, day: date) -> Dossier | None:
        """Return the dossier as it was on a day, if `actor` may open it and the case had begun by then."""
        if not may(actor, Act.OPEN_DOSSIER, involvement):
            return None
        return _if_begun(self.as_it_was(involvement.case_id, day))

    def at_home(self, actor: Actor) -> Dossier | None:
        """Return the dossier from which somebody at home is shown what was chosen, None when nothing is.

        It is drawn from the log itself, so that what the client just took back is gone at once.
        """
        if actor.guest is None:
            return None
        dossier = dossier_of(self._store.read(actor.guest.case_id))
        return dossier if may(actor, Act.SEE_AT_HOME, dossier.involvement) else None

    def retention_ends(self, case_id: UUID) -> date | None:
        """Return the last day on which a closed dossier is kept by the norm; None for an open one."""
        closed_at = self.dossier_as_known(case_id, now()).closed_at
        if closed_at is None:
            return None
        closed_on, years = day_of(closed_at), catalogue().norms.retention_years
        try:
            return closed_on.replace(year=closed_on.year + years)
        except ValueError:
            return date(closed_on.year + years, 3, 1)


def _if_begun(dossier: Dossier) -> Dossier | None:
    return dossier if dossier.registered_at is not None else None
