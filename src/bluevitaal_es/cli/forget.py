"""`bluevitaal forget` and `legal-hold`: make a client unreadable on the word of two people, or keep them."""

from datetime import date
from typing import Annotated, get_args
from uuid import uuid5

import typer

from bluevitaal_es import app, clock
from bluevitaal_es.access import IMPORTER, Actor
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.cli.options import DataDir, settings_for
from bluevitaal_es.commands.erasing import carry_out, finish
from bluevitaal_es.commands.forget_person import (
    ApproveErasure,
    LiftLegalHold,
    PlaceLegalHold,
    RequestErasure,
)
from bluevitaal_es.commands.refusals import Refusal
from bluevitaal_es.events.erasure import ErasureGround, HoldGround
from bluevitaal_es.projections.case_file.replay import CaseReplay
from bluevitaal_es.projections.caseload.view import CaseloadView
from bluevitaal_es.settings import ConfigurationFault
from bluevitaal_es.vocabulary import CaseId, Role
from bluevitaal_es.web.accounts import Accounts
from bluevitaal_es.web.texts import refusal

Number = Annotated[str, typer.Argument(help="Nummer van het traject, bijvoorbeeld T-2026-0042.")]
RequestedBy = Annotated[str, typer.Option("--requested-by", help="Gebruikersnaam van wie het vraagt.")]
ApprovedBy = Annotated[
    str | None,
    typer.Option("--approved-by", help="Gebruikersnaam van de tweede persoon; zonder: alleen vragen."),
]
Ground = Annotated[str, typer.Option("--ground", help="client_request of retention_ended.")]
By = Annotated[str, typer.Option("--by", help="Gebruikersnaam van wie dit besluit.")]
WhyHeld = Annotated[str, typer.Option("--ground", help="complaint, legal_claim of investigation.")]
Lift = Annotated[bool, typer.Option("--lift", help="Hef deze bewaarplicht op.")]


def forget(
    number: Number,
    requested_by: RequestedBy,
    ground: Ground,
    approved_by: ApprovedBy = None,
    data_dir: DataDir = None,
) -> int:
    """Vergeet een cliënt: vernietig de sleutel, zodat niemand het traject nog kan lezen. Voorgoed."""
    _require_one_of(ground, get_args(ErasureGround))
    with app.opened(settings_for(data_dir), join=True, pool_size=3) as parts:
        requester = _administrator(parts, requested_by)
        approver = None if approved_by is None else _administrator(parts, approved_by)
        for _ in finish(parts.desk, parts.forgetting, approver or requester):
            typer.echo("Een eerder onderbroken opdracht is afgemaakt.", err=True)
        case_id = _case_id(parts, number)
        request = RequestErasure.model_validate(
            {"case_id": case_id, "ground": ground, "retention_ends": _retention_ends(parts, case_id)}
        )
        try:
            parts.desk.handle(request, requester)
            if approver is None:
                typer.echo(f"Vastgelegd: {requested_by} vraagt om {number} te vergeten. Er is niets gewist.")
                return 0
            parts.desk.handle(ApproveErasure(case_id=case_id), approver)
            done = carry_out(parts.desk, parts.forgetting, case_id, number, approver)
        except Refusal as refused:
            typer.echo(refusal(refused), err=True)
            return 1
        parts.projector.catch_up()
    typer.echo(f"{number} is vergeten. Het bewijs daarvan is gebeurtenis {done.position}.")
    return 0


def legal_hold(number: Number, by: By, ground: WhyHeld, lift: Lift = False, data_dir: DataDir = None) -> int:
    """Zorg dat een traject niet wordt vergeten zolang een klacht, zaak of onderzoek loopt."""
    _require_one_of(ground, get_args(HoldGround))
    with app.opened(settings_for(data_dir), join=True, pool_size=3) as parts:
        actor, case_id = _administrator(parts, by), _case_id(parts, number)
        # One hold for each ground, so that lifting it needs no id.
        hold_id = uuid5(case_id, f"hold {ground}")
        fields = {"case_id": case_id, "hold_id": hold_id}
        order = (
            LiftLegalHold.model_validate(fields)
            if lift
            else PlaceLegalHold.model_validate(fields | {"ground": ground})
        )
        try:
            parts.desk.handle(order, actor)
        except Refusal as refused:
            typer.echo(refusal(refused), err=True)
            return 1
    typer.echo(f"De bewaarplicht voor {number} is {'opgeheven' if lift else 'ingesteld'}.")
    return 0


def _require_one_of(ground: str, known: tuple[str, ...]) -> None:
    if ground not in known:
        raise ConfigurationFault(f"“{ground}” is geen grond. Kies uit: {', '.join(known)}.")


def _administrator(parts: app.Parts, username: str) -> Actor:
    account = Accounts(parts.database).find(username)
    if account is None or account.role is not Role.BEHEER or account.disabled_at is not None:
        raise ConfigurationFault(f"“{username}” is geen beheerder met een account.")
    actor_id = str(account.staff_id) if account.staff_id else f"account:{account.username}"
    return Actor(actor_id, account.name, account.role)


def _case_id(parts: app.Parts, number: str) -> CaseId:
    parts.projector.catch_up()
    found = CaseloadView(parts.database).involvement(IMPORTER, number)
    if found is None:
        raise ConfigurationFault(f"Er is geen traject {number}.")
    return CaseId(found.case_id)


def _retention_ends(parts: app.Parts, case_id: CaseId) -> date | None:
    """Return the last day on which a closed dossier is kept by the norm; None for an open one."""
    closed_at = CaseReplay(parts.store).dossier_as_known(case_id, clock.now()).closed_at
    if closed_at is None:
        return None
    closed_on, years = clock.day_of(closed_at), catalogue().norms.retention_years
    try:
        return closed_on.replace(year=closed_on.year + years)
    except ValueError:
        return date(closed_on.year + years, 3, 1)
