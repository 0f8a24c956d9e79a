"""`bluevitaal export-log`: a whole log in a file that `tools/verify_log.py` checks without us."""

import os
from pathlib import Path
from typing import Annotated

import typer

from bluevitaal_es import app
from bluevitaal_es.cli.options import DataDir, look_from_here, progress_bar, settings_for
from bluevitaal_es.settings import ConfigurationFault
from bluevitaal_es.store.export import export_log as export_events
from bluevitaal_es.store.export import export_looks

File = Annotated[Path, typer.Argument(help="Het bestand dat u maakt; het mag er nog niet zijn.")]


Looks = Annotated[
    bool, typer.Option("--looks", help="Schrijf het log van wie keek, in plaats van de feiten.")
]


def export_log(file: File, looks: Looks = False, data_dir: DataDir = None) -> int:
    """Schrijf het hele logboek, versleuteld zoals het is, naar een bestand om elders te controleren."""
    unfinished = file.with_name(f"{file.name}.onaf")
    if file.exists():
        typer.echo(f"{file} bestaat al. Kies een andere naam.", err=True)
        return 2
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with (
            os.fdopen(handle, "wb") as writing,
            app.opened(settings_for(data_dir), join=True, pool_size=2) as parts,
            parts.database.pool.connection() as connection,
            progress_bar("Schrijven") as progress,
        ):
            parts.reading.record(look_from_here("export-log", "export", "controle" if looks else "logboek"))
            count = (export_looks if looks else export_events)(connection, writing, progress)
        unfinished.replace(file)
    except OSError as fault:
        raise ConfigurationFault(f"{file} kan niet worden geschreven: {fault.strerror}.") from fault
    finally:
        unfinished.unlink(missing_ok=True)
    typer.echo(f"{count} {'inzagen' if looks else 'gebeurtenissen'} geschreven naar {file}.")
    warning = (
        "Wie wanneer in welk traject keek, is leesbaar. Wat er te zien was, staat er niet in."
        if looks
        else "De inhoud blijft versleuteld. Wie wat wanneer vastlegde, is wel leesbaar."
    )
    typer.echo(warning, err=True)
    return 0
