"""`bluevitaal backup` and `backup-key`: the log in one folder, the keys sealed in another."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from bluevitaal_es import app, clock
from bluevitaal_es.cli.options import DataDir, look_from_here, progress_bar, settings_for
from bluevitaal_es.settings import ConfigurationFault
from bluevitaal_es.store.backup import KEYS, KeyPart, back_up, make_identity, read_recipient
from bluevitaal_es.store.backup.remembered import remember
from bluevitaal_es.store.keys import open_keyring
from bluevitaal_es.web.dutch import dutch_date

Folder = Annotated[Path, typer.Argument(help="De map die u maakt; zij mag er nog niet zijn.")]
Recipient = Annotated[
    str | None,
    typer.Option(
        "--recipient", help="Openbare sleutel van age (age1…) waarmee de sleutels worden verzegeld."
    ),
]
LogOnly = Annotated[bool, typer.Option("--log-only", help="Alleen het logboek, zonder sleutels.")]
KeysTo = Annotated[
    Path | None, typer.Option("--keys-to", help="Andere map voor de sleutels; zonder deze: DIR/keys.")
]
KeepKeys = Annotated[
    int, typer.Option("--keep-keys", min=1, help="Na zoveel dagen moeten de sleutels weg zijn.")
]
IdentityFile = Annotated[Path, typer.Argument(help="Het bestand dat u maakt; het mag er nog niet zijn.")]


def backup(
    folder: Folder,
    recipient: Recipient = None,
    log_only: LogOnly = False,
    keys_to: KeysTo = None,
    keep_keys: KeepKeys = 30,
    data_dir: DataDir = None,
) -> int:
    """Maak een back-up: het logboek, en apart de sleutels, verzegeld. Het werk gaat door."""
    if log_only == (recipient is not None):
        raise ConfigurationFault(
            "Geef --recipient om ook de sleutels te bewaren, of --log-only voor alleen het logboek."
        )
    if recipient is not None:
        read_recipient(recipient)
    settings, now = settings_for(data_dir), clock.now()
    destroy_before = now + timedelta(days=keep_keys)
    key_folder = keys_to or folder / KEYS
    with (
        app.opened(settings, join=True, pool_size=2) as parts,
        progress_bar("Back-up maken") as progress,
    ):
        parts.reading.record(look_from_here("backup", "export", "logboek"))
        key_part = None
        if recipient is not None:
            kek = open_keyring(settings, parts.database).kek
            key_part = KeyPart(recipient, destroy_before, kek, key_folder.absolute())
        made = back_up(parts.database, settings, folder.absolute(), now, key_part, progress)
        remember(parts.database, now, clock.now(), made.events)
    typer.echo(
        f"Back-up gemaakt in {folder}: {made.events} gebeurtenissen, {made.looks} keer inzage,"
        f" {made.keys} sleutels."
    )
    if key_part is not None:
        day = dutch_date(clock.day_of(destroy_before))
        typer.echo(
            f"Vernietig {key_folder} uiterlijk op {day}: wie u later vergeet, is ermee nog leesbaar.",
            err=True,
        )
    else:
        typer.echo("Zonder sleutels is dit logboek te controleren, maar niet te lezen.", err=True)
    return 0


def backup_key(file: IdentityFile) -> int:
    """Maak een geheime sleutel die back-ups van sleutels opent, en zeg welke openbare sleutel erbij hoort."""
    secret, recipient = make_identity()
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as writing:
            writing.write(secret)
    except FileExistsError:
        raise ConfigurationFault(f"{file} bestaat al. Kies een andere naam.") from None
    except OSError as fault:
        raise ConfigurationFault(f"{file} kan niet worden geschreven: {fault.strerror}.") from fault
    typer.echo(recipient)
    typer.echo(f"Bewaar {file} niet op deze machine en niet bij de back-ups.", err=True)
    return 0
