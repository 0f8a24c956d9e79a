"""`bluevitaal figures`: the figures as they were known on any day."""

from datetime import date
from typing import Annotated

import typer
from pydantic import TypeAdapter

from bluevitaal_es import app, clock
from bluevitaal_es.access import Actor
from bluevitaal_es.cli.options import DataDir, look_from_here, settings_for
from bluevitaal_es.importing.dates import read_date
from bluevitaal_es.projections.figures.replay import FiguresReplay
from bluevitaal_es.projections.figures.view import ALL, Figures
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web.dutch import dutch_date

AsOf = Annotated[str | None, typer.Option("--as-of", help="Zoals bekend op het eind van deze dag.")]
AsJson = Annotated[bool, typer.Option("--json", help="Alle cijfers als JSON.")]
Period = Annotated[str, typer.Option("--period", help="Eén periode uit de lijst, bijvoorbeeld 2025.")]

#: Whoever is at the machine sees what leaves the service: small groups stay hidden here too.
_READER = Actor("machine", "Opdrachtregel", Role.MANAGEMENT)


def figures(
    as_of: AsOf = None, as_json: AsJson = False, period: Period = ALL, data_dir: DataDir = None
) -> int:
    """Toon de cijfers zoals ze op een dag bekend waren."""
    day = read_date(as_of) if as_of is not None else clock.today()
    if not isinstance(day, date):
        typer.echo(f"“{as_of}” is geen dag. Schrijf bijvoorbeeld 2026-03-01.", err=True)
        return 2
    with app.opened(settings_for(data_dir), join=True, pool_size=2) as parts:
        parts.reading.record(look_from_here("figures", "report", "cijfers"))
        found = FiguresReplay(parts.database, parts.store).as_known(_READER, clock.end_of(day), period)
    if found is None or (found.period is None and period != ALL):
        typer.echo(f"Er is geen periode {period}.", err=True)
        return 1
    if as_json:
        typer.echo(TypeAdapter(Figures).dump_json(found, indent=2).decode())
        return 0
    if found.total is None:
        typer.echo(f"Op {dutch_date(day)} waren er te weinig aanmeldingen om iets te tonen.")
        return 0
    typer.echo(f"Aanmeldingen, zoals bekend op {dutch_date(day)}: {found.total}")
    for what, breakdown in found.cases.items():
        for cell in breakdown.cells:
            typer.echo(f"{what:18} {cell.code or '-':28} {'–' if cell.count is None else cell.count:>6}")
    return 0
