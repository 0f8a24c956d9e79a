"""`bluevitaal replay`: a case as it was known on any day."""

from datetime import date
from typing import Annotated

import typer

from bluevitaal_es import app, clock
from bluevitaal_es.access import IMPORTER
from bluevitaal_es.cli.options import DataDir, look_from_here, settings_for
from bluevitaal_es.importing.dates import read_date
from bluevitaal_es.projections.case_file.replay import CaseReplay
from bluevitaal_es.projections.case_file.view import as_json
from bluevitaal_es.projections.caseload.view import CaseloadView
from bluevitaal_es.web.dutch import dutch_date
from bluevitaal_es.web.fact_texts import event_name

Number = Annotated[str, typer.Argument(help="Nummer van het traject, bijvoorbeeld T-2026-0042.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Zoals bekend op het eind van deze dag.")]
AsJson = Annotated[bool, typer.Option("--json", help="Het hele dossier als JSON.")]


def replay(number: Number, as_of: AsOf = None, as_json_: AsJson = False, data_dir: DataDir = None) -> int:
    """Speel een traject af zoals het op een dag bekend was."""
    day = read_date(as_of) if as_of is not None else clock.today()
    if not isinstance(day, date):
        typer.echo(f"“{as_of}” is geen dag. Schrijf bijvoorbeeld 2026-03-01.", err=True)
        return 2
    with app.opened(settings_for(data_dir), join=True, pool_size=2) as parts:
        parts.projector.catch_up()
        involvement = CaseloadView(parts.database).involvement(IMPORTER, number)
        if involvement is None:
            parts.reading.record(look_from_here("replay", "read", "historie", 4, term=number))
            typer.echo(f"Er is geen traject {number}.", err=True)
            return 1
        parts.reading.record(look_from_here("replay", "read", "historie", case_id=involvement.case_id))
        known_at = clock.end_of(day)
        dossier = CaseReplay(parts.store).dossier_as_known(involvement.case_id, known_at)
        if dossier.registered_at is None:
            typer.echo(f"Op {dutch_date(day)} was traject {number} nog niet bekend.", err=True)
            return 1
        if as_json_:
            typer.echo(as_json(dossier))
            return 0
        for recorded in parts.store.read(involvement.case_id):
            if recorded.recorded_at <= known_at:
                happened = dutch_date(clock.day_of(recorded.happened_at))
                typer.echo(f"{recorded.version:4}  {happened:18}  {event_name(recorded.event.stored_as)}")
    return 0
