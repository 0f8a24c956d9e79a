"""`bluevitaal rotate-keys`: a new key-encryption key in place of the old one, or new data keys."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from bluevitaal_es import clock
from bluevitaal_es.cli.options import DataDir, progress_bar, settings_for
from bluevitaal_es.database import open_database
from bluevitaal_es.settings import ConfigurationFault, Settings
from bluevitaal_es.store.keys import KeyEncryptionKey, open_keyring, read_kek
from bluevitaal_es.store.rotation import alone, renew_data_keys, rotate

NewFile = Annotated[
    Path | None,
    typer.Option("--new-kek-file", help="Bestand met de nieuwe hoofdsleutel; gemaakt als het er niet is."),
]
NewEnv = Annotated[
    str | None,
    typer.Option("--new-kek-env", help="Naam van de omgevingsvariabele met de nieuwe hoofdsleutel."),
]
OlderThan = Annotated[
    int | None,
    typer.Option(
        "--data-older-than", min=0, help="Geef trajecten met een sleutel ouder dan zoveel dagen een nieuwe."
    ),
]


def rotate_keys(
    new_file: NewFile = None,
    new_env: NewEnv = None,
    data_older_than: OlderThan = None,
    data_dir: DataDir = None,
) -> int:
    """Verzegel alle sleutels met een nieuwe hoofdsleutel. Stop eerst alle andere processen.

    Met --data-older-than krijgen trajecten een nieuwe sleutel voor wat nog komt. Dan mag alles draaien.
    Onderbroken? Geef de opdracht opnieuw: hij gaat verder waar hij was.
    """
    settings = settings_for(data_dir)
    if data_older_than is not None:
        if new_file is not None or new_env is not None:
            raise ConfigurationFault("Kies: een nieuwe hoofdsleutel, of nieuwe sleutels voor trajecten.")
        return _renew(settings, data_older_than)
    if new_file is not None and new_env is not None:
        raise ConfigurationFault("Geef --new-kek-file of --new-kek-env, niet allebei.")
    old, file = _old(settings)
    beside = None
    if new_env is not None:
        new = _of_environment(new_env)
    else:
        if new_file is None and file is None:
            raise ConfigurationFault(
                "BLUEVITAAL_KEK staat in de omgeving. Geef de nieuwe met --new-kek-file of --new-kek-env."
            )
        if new_file is None and file is not None:
            beside = file.with_name(f"{file.name}.next")
        chosen = new_file or beside
        assert chosen is not None
        new = read_kek(chosen, may_make=True)
    if new.kek_id == old.kek_id:
        raise ConfigurationFault("De nieuwe hoofdsleutel is de oude.")
    database = open_database(settings, pool_size=1)
    try:
        with alone(database), progress_bar("Sleutels") as progress:
            done = rotate(database, old, new, progress)
    finally:
        database.close()
    typer.echo(f"{done} sleutels verzegeld met {new.kek_id}.")
    if file is not None and beside is not None:
        kept = file.with_name(f"{file.name}.old-{old.kek_id}")
        _put_in_place(file, beside, kept)
        typer.echo(f"De oude hoofdsleutel staat in {kept}.")
    else:
        typer.echo("Stel nu de nieuwe hoofdsleutel in voor alle processen, en start ze dan.", err=True)
    typer.echo("Bewaar de oude zolang er back-ups van vóór vandaag zijn, en vernietig hem dan.", err=True)
    return 0


def _renew(settings: Settings, days: int) -> int:
    database = open_database(settings, pool_size=1, join=True)
    try:
        keys = open_keyring(settings, database)
        with progress_bar("Sleutels van trajecten") as progress:
            done = renew_data_keys(database, keys, clock.now() - timedelta(days=days), progress)
    finally:
        database.close()
    typer.echo(f"{done} nieuwe sleutels, voor wat nog komt. De oude blijven om te lezen wat er al was.")
    return 0


def _old(settings: Settings) -> tuple[KeyEncryptionKey, Path | None]:
    """Return the key in use, and its file unless the environment carries it."""
    secret = settings.kek_bytes()
    if secret is not None:
        return KeyEncryptionKey(secret), None
    file = settings.kek_file or settings.data_dir / "kek"
    if not file.exists():
        raise ConfigurationFault(f"Het sleutelbestand {file} ontbreekt.")
    return read_kek(file), file


def _of_environment(name: str) -> KeyEncryptionKey:
    """Return the key in a variable, as BLUEVITAAL_KEK would hold it."""
    secret = Settings.from_environment({"BLUEVITAAL_KEK": os.environ.get(name, "")}).kek_bytes()
    if secret is None:
        raise ConfigurationFault(f"Er staat geen sleutel in {name}.")
    return KeyEncryptionKey(secret)


def _put_in_place(file: Path, beside: Path, kept: Path) -> None:
    """Keep the old file under another name and put the new one in its place; at each moment there is one."""
    if not kept.exists():
        os.link(file, kept)
    beside.replace(file)
