"""`bluevitaal restore`: a backup into an empty place, checked on its way in, and its read models."""

from pathlib import Path
from typing import Annotated

import typer

from bluevitaal_es import app, clock
from bluevitaal_es.cli.options import DataDir, look_from_here, progress_bar, read_text, settings_for
from bluevitaal_es.settings import ConfigurationFault
from bluevitaal_es.store.backup import read_identity, read_key_part, read_log_part
from bluevitaal_es.store.backup import restore as put_back
from bluevitaal_es.web.dutch import dutch_date

Folder = Annotated[Path, typer.Argument(help="De map die `bluevitaal backup` maakte.")]
IdentityFile = Annotated[
    Path | None, typer.Option("--identity", help="Bestand met de geheime sleutel van age.")
]
KeysFrom = Annotated[
    Path | None, typer.Option("--keys-from", help="Map met de sleutels; zonder deze: DIR/keys.")
]
LogOnly = Annotated[bool, typer.Option("--log-only", help="Alleen het logboek, om het te controleren.")]


def restore(
    folder: Folder,
    identity: IdentityFile = None,
    keys_from: KeysFrom = None,
    log_only: LogOnly = False,
    data_dir: DataDir = None,
) -> int:
    """Zet een back-up terug in een lege map of database, en bouw de leesmodellen op."""
    if log_only == (identity is not None):
        raise ConfigurationFault(
            "Geef --identity om ook de sleutels terug te zetten, of --log-only voor alleen het logboek."
        )
    settings = settings_for(data_dir)
    log, keys = read_log_part(folder), None
    if identity is not None:
        keys = read_key_part(keys_from or folder, read_identity(read_text(identity)))
        if keys.manifest.destroy_before < clock.now():
            day = dutch_date(clock.day_of(keys.manifest.destroy_before))
            typer.echo(f"Deze sleutels hadden op {day} vernietigd moeten zijn.", err=True)
    with progress_bar("Terugzetten") as progress:
        restored = put_back(settings, log, keys, progress)
    with app.opened(settings, pool_size=3) as parts:
        parts.projector.catch_up()
        parts.reading.record(look_from_here("restore", "export", "logboek"))
    typer.echo(
        f"Teruggezet: {restored.events} gebeurtenissen, {restored.looks} keer inzage,"
        f" {restored.keys} sleutels."
    )
    if restored.forgotten:
        typer.echo(f"{restored.forgotten} sleutels niet teruggezet: deze mensen zijn vergeten.", err=True)
    if keys is None:
        typer.echo("De inhoud is onleesbaar: er zijn geen sleutels. Controleren kan wel.", err=True)
    elif restored.missing:
        typer.echo(f"{restored.missing} sleutels ontbreken: wat ermee is verzegeld, is onleesbaar.", err=True)
    typer.echo("Controleer nu met uw nieuwste controlepunt: `bluevitaal verify --checkpoint …`.", err=True)
    return 0
