"""`bluevitaal rebuild`: draw read models anew beside the live ones."""

from typing import Annotated

import typer

from bluevitaal_es import app
from bluevitaal_es.cli.options import DataDir, progress_bar, settings_for

Name = Annotated[str | None, typer.Argument(help="Naam van één leesmodel; zonder naam: allemaal.")]


def rebuild(name: Name = None, data_dir: DataDir = None) -> int:
    """Bouw leesmodellen opnieuw op uit het logboek, terwijl het werk doorgaat."""
    known = [projection.name for projection in app.projections()]
    if name is not None and name not in known:
        typer.echo(f"Er is geen leesmodel “{name}”. Wel: {', '.join(known)}.", err=True)
        return 2
    with app.opened(settings_for(data_dir), join=True, pool_size=3) as parts:
        for each in [name] if name else known:
            with progress_bar(each) as progress:
                applied = parts.projector.rebuild(each, progress)
            typer.echo(f"{each}: {applied} gebeurtenissen verwerkt")
    return 0
