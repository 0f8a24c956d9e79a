"""Puts the parts together: the projections in use, the desk, the views, and the web application over them."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from fastapi import FastAPI

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.erasing import carry_out
from bluevitaal_es.commands.handle import Desk
from bluevitaal_es.database import Database, open_database
from bluevitaal_es.database.half_restored import refuse_half_restored
from bluevitaal_es.events import EVENT_TYPES
from bluevitaal_es.projections.agenda.projection import AgendaProjection
from bluevitaal_es.projections.agenda.view import AgendaView
from bluevitaal_es.projections.audit_trail.projection import AuditTrailProjection
from bluevitaal_es.projections.audit_trail.view import AuditTrailView
from bluevitaal_es.projections.case_file.projection import CaseFileProjection
from bluevitaal_es.projections.case_file.replay import CaseReplay
from bluevitaal_es.projections.case_file.view import CaseFileView
from bluevitaal_es.projections.case_history.projection import CaseHistoryProjection
from bluevitaal_es.projections.case_history.view import CaseHistoryView
from bluevitaal_es.projections.caseload.projection import CaseloadProjection
from bluevitaal_es.projections.caseload.view import CaseloadView
from bluevitaal_es.projections.complaints.projection import ComplaintsProjection
from bluevitaal_es.projections.complaints.view import ComplaintsView
from bluevitaal_es.projections.duties.projection import DutiesProjection
from bluevitaal_es.projections.duties.view import DutiesView
from bluevitaal_es.projections.emergencies.projection import EmergenciesProjection
from bluevitaal_es.projections.emergencies.view import EmergenciesView
from bluevitaal_es.projections.erasures.projection import ErasuresProjection
from bluevitaal_es.projections.erasures.view import ErasuresView
from bluevitaal_es.projections.figures.projection import FiguresProjection
from bluevitaal_es.projections.figures.replay import FiguresReplay
from bluevitaal_es.projections.figures.view import FiguresView
from bluevitaal_es.projections.first_requests.projection import FirstRequestsProjection
from bluevitaal_es.projections.first_requests.view import FirstRequestsView
from bluevitaal_es.projections.notices.projection import NoticesProjection
from bluevitaal_es.projections.staff.projection import StaffProjection
from bluevitaal_es.projections.staff.view import StaffView
from bluevitaal_es.settings import Settings
from bluevitaal_es.store.advancing import schema_of
from bluevitaal_es.store.attachments import Attachments
from bluevitaal_es.store.forgetting import Forgetting
from bluevitaal_es.store.keys import open_keyring
from bluevitaal_es.store.projecting import Projection
from bluevitaal_es.store.projector import Projector
from bluevitaal_es.store.reading_log import ReadingLog
from bluevitaal_es.store.store import EventStore
from bluevitaal_es.web.house import House


def projections() -> tuple[Projection, ...]:
    """Return every read model in use, one of each."""
    return (
        CaseloadProjection(),
        DutiesProjection(),
        CaseFileProjection(),
        CaseHistoryProjection(),
        AuditTrailProjection(),
        StaffProjection(),
        FiguresProjection(),
        ErasuresProjection(),
        EmergenciesProjection(),
        FirstRequestsProjection(),
        ComplaintsProjection(),
        AgendaProjection(),
        NoticesProjection(),
    )


@dataclass(frozen=True)
class Parts:
    """An opened service without its doors: database, both logs, projector, desk, and the end of keys."""

    settings: Settings
    database: Database
    store: EventStore
    reading: ReadingLog
    projector: Projector
    desk: Desk
    forgetting: Forgetting
    attachments: Attachments

    def house(self) -> House:
        """Return what the pages are given."""
        return House(
            settings=replace(self.settings, demo=self.store.origin() == "demo"),
            database=self.database,
            desk=self.desk,
            wait_for=self.projector.wait_for,
            seal=self.store.seal,
            unseal=self.store.unseal,
            caseload=CaseloadView(self.database),
            case_file=CaseFileView(self.database),
            duties=DutiesView(self.database),
            history=CaseHistoryView(self.database),
            audit=AuditTrailView(self.database),
            staff=StaffView(self.database),
            figures=FiguresView(self.database),
            past_figures=FiguresReplay(self.database, self.store),
            erasures=ErasuresView(self.database),
            emergencies=EmergenciesView(self.database),
            first_requests=FirstRequestsView(self.database),
            complaints=ComplaintsView(self.database, self.store),
            agenda=AgendaView(self.database),
            replay=CaseReplay(self.store),
            keep_file=self.attachments.keep,
            open_file=self.attachments.opened,
            record_look=self.reading.record,
            looks_at=self.reading.looks_at,
            looks_since=self.reading.goes_back_to,
            forget=partial(carry_out, self.desk, self.forgetting),
        )

    def application(self) -> FastAPI:
        """Return the web application over these parts."""
        from bluevitaal_es.web import application  # noqa: PLC0415 (slow; only verbs with pages wait)

        return application.make(self.house())


def settle() -> None:
    """Take what is in memory now for what stays: looking through all of it again makes a page wait."""
    gc.collect()
    gc.freeze()


def assemble(settings: Settings, database: Database) -> Parts:
    """Return the parts over an open database; makes the tables of new or changed projections.

    Raises CatalogueFault when a data file is wrong and WrongKey when the key does not fit the log.
    """
    catalogue()
    keyring = open_keyring(settings, database)
    store = EventStore(database, keyring, EVENT_TYPES)
    reading = ReadingLog(database, keyring, settings.organisation)
    projector = Projector(database, store, projections())
    projector.prepare()
    forgetting, attachments = Forgetting(database, keyring), Attachments(database, keyring)
    return Parts(settings, database, store, reading, projector, Desk(store), forgetting, attachments)


@contextmanager
def opened(settings: Settings, *, join: bool = False, pool_size: int = 10) -> Iterator[Parts]:
    """Give the parts of a service and close its database afterwards.

    With `join` an embedded server that another process runs already is used.
    """
    schemas = [schema_of(projection.name) for projection in projections()]
    database = open_database(settings, pool_size=pool_size, view_schemas=schemas, join=join)
    try:
        with database.pool.connection() as connection:
            refuse_half_restored(connection)
        yield assemble(settings, database)
    finally:
        database.close()
