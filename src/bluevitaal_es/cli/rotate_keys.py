"""`bluevitaal rotate-keys`: a new key-encryption key in place of the old one."""

import os
from pathlib import Path

import typer

from bluevitaal_es.cli.options import DataDir, progress_bar, settings_for
from bluevitaal_es.database import open_database
from bluevitaal_es.settings import ConfigurationFault
from bluevitaal_es.store.keys import read_kek
from bluevitaal_es.store.rotation import rotate


def rotate_keys(data_dir: DataDir = None) -> int:
    """Verzegel alle sleutels opnieuw met een nieuwe hoofdsleutel. Stop eerst alle andere processen.

    Onderbroken? Geef de opdracht opnieuw: hij gaat verder waar hij was.
    """
    settings = settings_for(data_dir)
    if settings.kek is not None:
        raise ConfigurationFault("BLUEVITAAL_KEK staat in de omgeving. Zet de sleutel in een bestand.")
    file = settings.kek_file or settings.data_dir / "kek"
    if not file.exists():
        raise ConfigurationFault(f"Het sleutelbestand {file} ontbreekt.")
    beside = file.with_name(f"{file.name}.next")
    database = open_database(settings, pool_size=2)
    try:
        old, new = read_kek(file), read_kek(beside, may_make=True)
        with progress_bar("Sleutels") as progress:
            done = rotate(database, old, new, progress)
    finally:
        database.close()
    kept = file.with_name(f"{file.name}.old-{old.kek_id}")
    _put_in_place(file, beside, kept)
    typer.echo(f"{done} sleutels verzegeld met {new.kek_id}. De oude hoofdsleutel staat in {kept}.")
    typer.echo("Bewaar de oude zolang er back-ups van vóór vandaag zijn, en vernietig hem dan.", err=True)
    return 0


def _put_in_place(file: Path, beside: Path, kept: Path) -> None:
    """Keep the old file under another name and put the new one in its place; at each moment there is one."""
    if not kept.exists():
        os.link(file, kept)
    beside.replace(file)
