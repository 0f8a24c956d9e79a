"""`bluevitaal checkpoint`: sign what the log holds now, and hand that out."""

from pathlib import Path
from typing import Annotated

import typer

from bluevitaal_es import app, clock
from bluevitaal_es.cli.options import DataDir, look_from_here, progress_bar, settings_for, written
from bluevitaal_es.store.checkpoint import key_to_sign_with, make_checkpoint

Output = Annotated[
    Path | None, typer.Option("--output", help="Schrijf het controlepunt ook naar dit bestand.")
]
PublicKeyOut = Annotated[
    Path | None,
    typer.Option("--public-key", help="Schrijf de openbare sleutel, om controlepunten mee na te gaan."),
]
NewKey = Annotated[
    bool, typer.Option("--new-key", help="Begin met een nieuwe sleutel als de oude echt weg is.")
]


def checkpoint(
    output: Output = None, public_key: PublicKeyOut = None, new_key: NewKey = False, data_dir: DataDir = None
) -> int:
    """Maak een ondertekend controlepunt van het logboek, en bewaar het ook in de database."""
    settings = settings_for(data_dir)
    with (
        app.opened(settings, join=True, pool_size=2) as parts,
        progress_bar("Controleren en ondertekenen") as progress,
    ):
        parts.reading.record(look_from_here("checkpoint", "export", "logboek"))
        key = key_to_sign_with(settings, parts.database, new_key=new_key)
        made = make_checkpoint(parts.database, key, clock.now(), progress)
    if public_key is not None:
        written(public_key, key.public.pem)
    if output is not None:
        written(output, made.text)
    typer.echo(made.text, nl=False)
    return 0
