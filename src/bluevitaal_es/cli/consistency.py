"""`bluevitaal consistency`: a file that proves that the log grew from one checkpoint to a later one."""

from pathlib import Path
from typing import Annotated

import typer

from bluevitaal_es import app, clock
from bluevitaal_es.cli.options import DataDir, look_from_here, progress_bar, read_text, settings_for, written
from bluevitaal_es.store.checkpoint import key_to_sign_with, make_checkpoint, read_checkpoint
from bluevitaal_es.store.growth import make_growth_proof

Earlier = Annotated[Path, typer.Argument(help="Het eerdere controlepunt, dat iemand bewaarde.")]
File = Annotated[Path, typer.Argument(help="Het bestand dat u maakt.")]
Later = Annotated[
    Path | None,
    typer.Option("--to", help="Het latere controlepunt; zonder dit wordt er nu een gemaakt."),
]


def consistency(earlier: Earlier, file: File, later: Later = None, data_dir: DataDir = None) -> int:
    """Schrijf het bewijs dat het logboek sinds een eerder controlepunt alleen is aangevuld."""
    settings = settings_for(data_dir)
    kept = read_checkpoint(read_text(earlier))
    given = None if later is None else read_checkpoint(read_text(later))
    with (
        app.opened(settings, join=True, pool_size=2) as parts,
        progress_bar("Controleren en bewijzen") as progress,
    ):
        parts.reading.record(look_from_here("consistency", "export", "logboek"))
        if given is None:
            key = key_to_sign_with(settings, parts.database)
            given = make_checkpoint(parts.database, key, clock.now(), progress)
        with parts.database.pool.connection() as connection:
            text = make_growth_proof(connection, kept, given, progress)
    written(file, text)
    typer.echo(f"Bewijs van {kept.position} naar {given.position} gebeurtenissen geschreven naar {file}.")
    return 0
