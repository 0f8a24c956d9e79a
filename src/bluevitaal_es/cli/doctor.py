"""`bluevitaal doctor`: what is configured, what is wrong, what to do."""

import typer

from bluevitaal_es import app, clock
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.cli.options import DataDir, settings_for
from bluevitaal_es.cli.remove_looks import held_cases
from bluevitaal_es.store.backup.remembered import last_backup
from bluevitaal_es.store.looks_term import past_term
from bluevitaal_es.web.dutch import dutch_date
from bluevitaal_es.web.pages.health import positions_of, stuck_in

#: So many events behind is more than a projection that runs ever is.
FAR_BEHIND = 5_000
#: After so many days without a backup it is time to look why.
OLD_BACKUP = 7


def doctor(data_dir: DataDir = None) -> int:
    """Zeg wat er is ingesteld, wat er niet goed is en wat u kunt doen."""
    settings = settings_for(data_dir)
    codes = catalogue()
    where = "DATABASE_URL" if settings.database_url else f"eigen database in {settings.data_dir}"
    typer.echo(f"Database: {where}")
    units, products, instruments = len(codes.units), len(codes.products), len(codes.instruments.active())
    typer.echo(f"Catalogus: {units} eenheden, {products} producten, {instruments} vragenlijsten")
    wrong = 0
    with app.opened(settings, join=True, pool_size=2) as parts:
        head = parts.store.head()
        kind = "demonstratie" if parts.store.origin() == "demo" else "echt"
        typer.echo(f"Logboek: {head} gebeurtenissen ({kind})")
        if head and kind == "echt":
            typer.echo(_of_backups(parts))
            typer.echo(_of_looks(parts))
        for projection in app.projections():
            behind = head - parts.projector.position(projection.name)
            state = "bij" if behind == 0 else f"{behind} gebeurtenissen achter"
            typer.echo(f"Leesmodel {projection.name}: {state}")
            if behind > FAR_BEHIND:
                wrong += 1
                typer.echo(f"  Loopt {projection.name} niet? Start `bluevitaal projections`.")
        for name, position in stuck_in(parts.database, positions_of(parts.database)[1]).items():
            wrong += 1
            typer.echo(f"Leesmodel {name} kan gebeurtenis {position} niet verwerken. Zie docs/operations.md.")
    typer.echo("Alles in orde." if not wrong else f"{wrong} punten vragen aandacht.")
    return 1 if wrong else 0


def _of_looks(parts: app.Parts) -> str:
    """Return whether looks are past their keeping time; that they are is no fault, it takes two people."""
    years = catalogue().norms.looks_retention_years
    found = past_term(parts.database, years, held_cases(parts))
    if found is None:
        return f"Inzagen: geen die na {years} jaar weg mogen"
    return f"Inzagen: {found.looks} mogen na {years} jaar weg. Zie `bluevitaal remove-looks`."


def _of_backups(parts: app.Parts) -> str:
    """Return what is known of backups. None lately is no fault: there are other ways to make them."""
    last = last_backup(parts.database)
    if last is None:
        return "Back-up: de laatste 30 dagen niet gemaakt met `bluevitaal backup`."
    days = (clock.now() - last).days
    late = "" if days < OLD_BACKUP else f", {days} dagen geleden. Maak er elke dag een."
    return f"Back-up: gemaakt op {dutch_date(clock.day_of(last))}{late}"
