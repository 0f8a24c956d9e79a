"""`bluevitaal remove-looks`: looks that are past their term, and their end on two people's word."""

from typing import Annotated

import typer

from bluevitaal_es import app, clock
from bluevitaal_es.access import Actor
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.cli.forget import account_of
from bluevitaal_es.cli.options import DataDir, settings_for
from bluevitaal_es.projections.erasures.view import ErasuresView
from bluevitaal_es.settings import ConfigurationFault
from bluevitaal_es.store.looks_term import NotRemoved, PastTerm, ask_to_remove, past_term, remove
from bluevitaal_es.vocabulary import CaseId, Role
from bluevitaal_es.web.dutch import dutch_date

AskedBy = Annotated[
    str | None,
    typer.Option("--requested-by", help="Gebruikersnaam van wie het vraagt; zonder: alleen kijken."),
]
ApprovedBy = Annotated[
    str | None, typer.Option("--approved-by", help="Gebruikersnaam van de tweede persoon, die het laat doen.")
]


def remove_looks(
    requested_by: AskedBy = None, approved_by: ApprovedBy = None, data_dir: DataDir = None
) -> int:
    """Zeg welke inzagen hun bewaartermijn voorbij zijn, en verwijder ze op het woord van twee mensen."""
    if approved_by is not None and requested_by is None:
        raise ConfigurationFault("Geef bij --approved-by ook --requested-by: het zijn twee mensen.")
    years = catalogue().norms.looks_retention_years
    with app.opened(settings_for(data_dir), join=True, pool_size=3) as parts:
        requester = None if requested_by is None else account_of(parts, requested_by, Role.BEHEER)
        approver = None if approved_by is None else account_of(parts, approved_by, Role.FG)
        held = held_cases(parts)
        found = past_term(parts.database, years, held)
        if found is None:
            typer.echo(f"Er zijn geen inzagen die langer dan {years} jaar zijn bewaard en weg mogen.")
            return 0
        _tell(found, years)
        if requester is None:
            return 0
        if approver is None:
            ask_to_remove(parts.reading, found, requester)
            typer.echo(f"Vastgelegd: {requested_by} vraagt om ze te verwijderen. Er is niets verwijderd.")
            return 0
        try:
            ask_to_remove(parts.reading, found, requester)
            gone = remove(parts.database, found.upto, years, held, approver, parts.settings.organisation)
        except NotRemoved as refused:
            raise ConfigurationFault(f"Er is niets verwijderd: {refused}.") from refused
    typer.echo(f"{gone} inzagen zijn verwijderd. Wie dat vroeg en deed, staat in het logboek van wie keek.")
    return 0


def held_cases(parts: app.Parts) -> list[CaseId]:
    """Return the cases for which a legal hold stands, as the log says now."""
    parts.projector.catch_up()
    machine = Actor("machine", "Opdrachtregel", Role.BEHEER)
    return sorted({CaseId(hold.case_id) for hold in ErasuresView(parts.database).holds(machine)})


def _tell(found: PastTerm, years: int) -> None:
    day = dutch_date(clock.day_of(found.signed_at))
    typer.echo(
        f"{found.looks} inzagen, tot en met inzage {found.upto}, zijn langer dan {years} jaar bewaard: zij"
        f" zijn ondertekend op {day}."
    )
    if found.held_at is not None:
        typer.echo(
            f"Vanaf inzage {found.held_at} blijft alles staan: voor die cliënt geldt een bewaarplicht."
        )
