"""`bluevitaal demo`: fill an empty data folder with fictitious cases."""

from typing import Annotated

import typer

from bluevitaal_es import app
from bluevitaal_es.cli.options import DataDir, progress_bar, settings_for
from bluevitaal_es.demo.filling import fill, prepare_demo

Cases = Annotated[int, typer.Option("--cases", min=1, max=20_000, help="Hoeveel trajecten.")]
Seed = Annotated[int, typer.Option("--seed", help="Hetzelfde getal geeft dezelfde trajecten.")]


def demo(cases: Cases = 200, seed: Seed = 1, data_dir: DataDir = None) -> int:
    """Vul een lege map met verzonnen trajecten, door de gewone opdrachten heen."""
    with app.opened(settings_for(data_dir, demo=True), join=True) as parts:
        prepare_demo(parts)
        with progress_bar("Demonstratie vullen") as progress:
            steps = fill(parts, cases=cases, seed=seed, progress=progress)
    if not steps:
        typer.echo("De demonstratie was al gevuld.", err=True)
        return 1
    typer.echo(f"{cases} cases, {steps} commands")
    return 0
