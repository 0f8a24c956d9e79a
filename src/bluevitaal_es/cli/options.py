"""What every verb asks for: which data, and a progress bar when a person is watching."""

import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated
from uuid import UUID, uuid4

import typer
from rich.console import Console
from rich.progress import Progress

from bluevitaal_es.access import Actor
from bluevitaal_es.looking import AccessPoint, Code, Look, ObjectType, Outcome
from bluevitaal_es.settings import ConfigurationFault, Settings
from bluevitaal_es.store.projector import Progress as Report
from bluevitaal_es.vocabulary import Role

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Map met de gegevens; zonder deze: DATABASE_URL, anders de eigen map."),
]


def settings_for(data_dir: Path | None, *, port: int | None = None, demo: bool | None = None) -> Settings:
    """Return the settings; a data folder on the command line wins from DATABASE_URL."""
    elsewhere = {"DATABASE_URL", "MIGRATION_DATABASE_URL"} if data_dir is not None else set[str]()
    environment = {name: value for name, value in os.environ.items() if name not in elsewhere}
    return Settings.from_environment(environment, data_dir=data_dir, port=port, demo=demo)


def look_from_here(
    verb: str,
    code: Code,
    object_type: ObjectType,
    outcome: Outcome = 0,
    *,
    case_id: UUID | None = None,
    term: str = "",
) -> Look:
    """Return the look of whoever gives this verb, by their account on the machine; of a term a hash."""
    return Look(
        actor=Actor(f"machine:{os.getuid()}", "Opdrachtregel", Role.BEHEER),
        code=code,
        action="E",
        outcome=outcome,
        object_type=object_type,
        object_ref=f"bluevitaal {verb}",
        rule="",
        correlation_id=uuid4(),
        case_id=case_id,
        term=term,
        access_point=AccessPoint(1, platform.node()),
    )


@contextmanager
def progress_bar(what: str) -> Iterator[Report]:
    """Give a function (done, total) that moves a bar on standard error, or nothing when nobody watches."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def read_text(file: Path) -> str:
    """Return what is in a text file; raises ConfigurationFault, in one Dutch line, if that cannot be done."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ConfigurationFault(f"{file} is geen tekst.") from None
    except OSError as fault:
        raise ConfigurationFault(f"{file} is niet te lezen: {fault.strerror}.") from fault


def written(file: Path, text: str) -> None:
    """Write a text file; raises ConfigurationFault, in one Dutch line, when that cannot be done."""
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise ConfigurationFault(f"{file} kan niet worden geschreven: {fault.strerror}.") from fault
