"""`bluevitaal proof`: a file for a client that proves that the facts of a case stand unaltered in the log."""

from pathlib import Path
from typing import Annotated

import typer

from bluevitaal_es import app, clock
from bluevitaal_es.access import IMPORTER
from bluevitaal_es.cli.options import DataDir, look_from_here, progress_bar, read_text, settings_for, written
from bluevitaal_es.projections.caseload.view import CaseloadView
from bluevitaal_es.store.checkpoint import key_to_sign_with, make_checkpoint, read_checkpoint
from bluevitaal_es.store.proof import make_proof

Number = Annotated[str, typer.Argument(help="Nummer van het traject, bijvoorbeeld T-2026-0042.")]
File = Annotated[Path, typer.Argument(help="Het bestand dat u maakt.")]
OfCheckpoint = Annotated[
    Path | None,
    typer.Option("--checkpoint", help="Controlepunt uit dit bestand; zonder dit wordt er nu een gemaakt."),
]


def proof(number: Number, file: File, checkpoint: OfCheckpoint = None, data_dir: DataDir = None) -> int:
    """Schrijf het bewijs dat alle feiten van een traject onveranderd in het logboek staan."""
    settings = settings_for(data_dir)
    given = None if checkpoint is None else read_checkpoint(read_text(checkpoint))
    with app.opened(settings, join=True, pool_size=2) as parts:
        parts.projector.catch_up()
        involvement = CaseloadView(parts.database).involvement(IMPORTER, number)
        if involvement is None:
            parts.reading.record(look_from_here("proof", "export", "logboek", 4, term=number))
            typer.echo(f"Er is geen traject {number}.", err=True)
            return 1
        parts.reading.record(look_from_here("proof", "export", "logboek", case_id=involvement.case_id))
        if given is None:
            with progress_bar("Controleren en ondertekenen") as progress:
                key = key_to_sign_with(settings, parts.database)
                given = make_checkpoint(parts.database, key, clock.now(), progress)
        with parts.database.pool.connection() as connection:
            text, count = make_proof(connection, number, involvement.case_id, given)
    written(file, text)
    typer.echo(f"Bewijs van {count} feiten van traject {number} geschreven naar {file}.")
    return 0
