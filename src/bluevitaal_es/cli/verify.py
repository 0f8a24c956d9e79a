"""`bluevitaal verify`: check the hash chain of the whole log."""

import time

import typer

from bluevitaal_es import app
from bluevitaal_es.cli.options import DataDir, progress_bar, settings_for
from bluevitaal_es.store.verify import verify as verify_chain

#: What is wrong at the first wrong position, by the reason the check gives.
WRONG = {
    "changed": "gebeurtenis {position} is niet de gebeurtenis die is vastgelegd",
    "missing": "gebeurtenis {position} ontbreekt",
    "unexpected": "op plaats {position} staat een gebeurtenis die daar niet kan staan",
    "time": "gebeurtenis {position} draagt een tijd van vóór de gebeurtenis ervoor",
    "version": "bij gebeurtenis {position} klopt de volgorde binnen het traject niet",
}


def verify(data_dir: DataDir = None) -> int:
    """Controleer of geen enkele gebeurtenis is veranderd, verwijderd, verwisseld of tussengevoegd."""
    started = time.monotonic()
    with (
        app.opened(settings_for(data_dir), join=True, pool_size=2) as parts,
        parts.database.pool.connection() as connection,
        progress_bar("Controleren") as progress,
    ):
        connection.autocommit = True
        verdict = verify_chain(connection, progress)
        connection.autocommit = False
    seconds = time.monotonic() - started
    if verdict.reason is not None:
        typer.echo(f"NIET GOED: {WRONG[verdict.reason].format(position=verdict.position)}.")
        typer.echo(f"Tot en met gebeurtenis {verdict.head} is het logboek ongewijzigd.")
        return 1
    typer.echo(f"Goed: {verdict.head} gebeurtenissen gecontroleerd in {seconds:.1f} seconden, ongewijzigd.")
    typer.echo(f"Laatste hash: {verdict.head_hash.hex()}")
    return 0
