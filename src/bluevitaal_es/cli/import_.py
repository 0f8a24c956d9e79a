"""`bluevitaal import`: take over a caseload that was kept in a workbook or CSV file."""

from pathlib import Path
from typing import Annotated

import typer

from bluevitaal_es import app, clock
from bluevitaal_es.cli.options import DataDir, look_from_here, settings_for
from bluevitaal_es.commands.refusals import Refusal
from bluevitaal_es.importing.problems import Problem
from bluevitaal_es.importing.sheets import UnreadableFile
from bluevitaal_es.importing.taking_over import take_over
from bluevitaal_es.importing.workbook import read_caseload
from bluevitaal_es.web import texts

File = Annotated[Path, typer.Argument(help="Werkmap (.xlsx) of CSV-bestand met aanmeldingen.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Alleen nakijken: er wordt niets vastgelegd.")]
SkipBad = Annotated[bool, typer.Option("--skip-bad-rows", help="Sla rijen met fouten over, lees de rest in.")]
Source = Annotated[str, typer.Option("--source", help="Van wie dit bestand is, als teams apart nummeren.")]


def import_caseload(
    file: File,
    dry_run: DryRun = False,
    skip_bad_rows: SkipBad = False,
    source: Source = "",
    data_dir: DataDir = None,
) -> int:
    """Lees een caseload in als feiten van vroeger; nog een keer inlezen voegt niets toe."""
    today = clock.today()
    try:
        caseload = read_caseload(file, today, source=source)
    except UnreadableFile as fault:
        typer.echo(str(fault), err=True)
        return 2
    for problem in caseload.problems:
        typer.echo(in_one_line(problem))
    skipped = len(caseload.bad_rows)
    if dry_run:
        sound = len(caseload.registrations)
        with app.opened(settings_for(data_dir), join=True, pool_size=2) as parts:
            parts.reading.record(look_from_here("import --dry-run", "read", "register"))
        typer.echo(f"dry run: {sound} sound, {skipped} with errors, nothing recorded")
        return 1 if caseload.errors else 0
    if caseload.errors and not skip_bad_rows:
        typer.echo(
            f"Niets ingelezen: {skipped} rijen met fouten. Verbeter ze, of gebruik --skip-bad-rows.", err=True
        )
        return 1
    with app.opened(settings_for(data_dir), join=True, pool_size=3) as parts:
        try:
            taken = take_over(parts.desk, caseload.registrations, caseload.file_sha256, today)
        except Refusal as refusal:
            typer.echo(f"Niets ingelezen: {texts.refusal(refusal)}", err=True)
            return 1
        parts.projector.catch_up()
    for changed in taken.differing:
        typer.echo(
            f"{changed.sheet}, rij {changed.row}: nummer {changed.number} is er al, met andere gegevens; "
            "niet gewijzigd. Verbeter het in het traject zelf."
        )
    there = taken.already_there + len(taken.differing)
    typer.echo(f"{taken.imported} imported, {skipped} skipped, {there} already there")
    return 0


def in_one_line(problem: Problem) -> str:
    """Return a problem with its place, what was typed, what is wrong and what to do."""
    place = [problem.sheet]
    if problem.row is not None:
        place.append(f"rij {problem.row}")
    if problem.column is not None:
        place.append(problem.column)
    kind = "fout" if problem.severity == "error" else "melding"
    value = f" “{problem.value}”" if problem.value else ""
    return f"{kind}: {', '.join(place)}:{value} {problem.reason} {problem.advice}".rstrip()
