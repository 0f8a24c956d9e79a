"""`bluevitaal forget` and `legal-hold`: make a client unreadable on the word of two people, or keep them."""

from typing import Annotated, get_args

import typer

from bluevitaal_es import app
from bluevitaal_es.access import IMPORTER, Actor
from bluevitaal_es.cli.options import DataDir, settings_for
from bluevitaal_es.commands.erasing import carry_out, finish
from bluevitaal_es.commands.forget_person import (
    ApproveErasure,
    LiftLegalHold,
    PlaceLegalHold,
    RequestErasure,
    hold_of,
)
from bluevitaal_es.commands.refusals import Refusal
from bluevitaal_es.events.erasure import ErasureGround, HoldGround
from bluevitaal_es.projections.case_file.replay import CaseReplay
from bluevitaal_es.projections.caseload.view import CaseloadView
from bluevitaal_es.settings import ConfigurationFault
from bluevitaal_es.store.sweeping import sweep
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
        requester = account_of(parts, requested_by, Role.BEHEER)
        approver = None if approved_by is None else account_of(parts, approved_by, Role.FG)
        for _ in finish(parts.desk, parts.forgetting, approver or requester):
            typer.echo("Een eerder onderbroken opdracht is afgemaakt.", err=True)
        case_id = _case_id(parts, number)
        request = RequestErasure.model_validate(
            {
                "case_id": case_id,
                "number": number,
                "ground": ground,
                "retention_ends": CaseReplay(parts.store).retention_ends(case_id),
            }
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
        swept = sweep(parts.database, parts.projector.catch_up())
    typer.echo(f"{number} is vergeten. Het bewijs daarvan is gebeurtenis {done.position}.")
    if swept.not_allowed:
        typer.echo(f"De beheerder van de database doet nog: {'; '.join(swept.not_allowed)}", err=True)
    if swept.in_use:
        typer.echo("Resten van tabellen die in gebruik zijn, ruimt de klok later op.", err=True)
    return 0


def legal_hold(number: Number, by: By, ground: WhyHeld, lift: Lift = False, data_dir: DataDir = None) -> int:
    """Zorg dat een traject niet wordt vergeten zolang een klacht, zaak of onderzoek loopt."""
    _require_one_of(ground, get_args(HoldGround))
    with app.opened(settings_for(data_dir), join=True, pool_size=3) as parts:
        actor, case_id = account_of(parts, by, Role.BEHEER, Role.FG), _case_id(parts, number)
        fields = {"case_id": case_id, "hold_id": hold_of(case_id, ground)}
        order = (
            LiftLegalHold.model_validate(fields)
            if lift
            else PlaceLegalHold.model_validate(fields | {"number": number, "ground": ground})
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


def account_of(parts: app.Parts, username: str, *roles: Role) -> Actor:
    """Return who has that account; raises ConfigurationFault unless it is open and of one of these roles."""
    account = Accounts(parts.database).find(username)
    if account is None or account.role not in roles or account.disabled_at is not None:
        raise ConfigurationFault(f"“{username}” is geen {' of '.join(roles)} met een account.")
    actor_id = str(account.staff_id) if account.staff_id else f"account:{account.username}"
    return Actor(actor_id, account.name, account.role)


def _case_id(parts: app.Parts, number: str) -> CaseId:
    parts.projector.catch_up()
    found = CaseloadView(parts.database).involvement(IMPORTER, number)
    if found is None:
        raise ConfigurationFault(f"Er is geen traject {number}.")
    return CaseId(found.case_id)
