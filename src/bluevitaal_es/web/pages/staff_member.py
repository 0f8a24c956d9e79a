"""Beheer: one person in the register: roles, places, competences, the code, and a form to change each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.add_staff_member import StaffCommand
from bluevitaal_es.commands.give_role import GiveRole, LeaveService, TakeRole
from bluevitaal_es.commands.place_staff import JoinTeam, JoinUnit, LeaveTeam, LeaveUnit
from bluevitaal_es.commands.record_competence import EndCompetence, RecordCompetence
from bluevitaal_es.projections.staff.view import Member
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web.accounts import Accounts
from bluevitaal_es.web.acting import carry_out, not_found, posted
from bluevitaal_es.web.forms import DutchDate, Filled, Form, Note, Option, Radio, Select, Text
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.kept_text import refilled
from bluevitaal_es.web.register_words import PARTS, ROLES, access_of, answered, rows_of, term_label
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import LOGGED_IN, requires, requires_fresh_factor
from bluevitaal_es.web.shell import ROLE_LABELS

_KEEPER: Final = requires(Act.MANAGE_STAFF)
router = APIRouter(dependencies=LOGGED_IN, prefix="/beheer/medewerkers/{staff_id}")
_FRESH: Final = [Depends(requires_fresh_factor)]

_FIRST: Final = DutchDate("van", "Eerste dag", hint="Begint en eindigt vanzelf.")
_LAST: Final = DutchDate("tot", "Laatste dag", optional=True, hint="Laat leeg als het einde niet vaststaat.")
_END: Final = DutchDate("tot", "Laatste dag", hint="Stopt het nu meteen? Kies dan gisteren.")


@dataclass(frozen=True, slots=True)
class Change:
    """One form on somebody's entry: what it asks of this member, None when there is nothing to change."""

    form: Callable[[Member], Form | None]
    command: Callable[[UUID, Filled], StaffCommand]


def _giving(
    key: str, title: str, *fields: Radio | Select | Text | DutchDate | Note
) -> Callable[[Member], Form]:
    form = Form(key, title, fields, submit=title)
    return lambda _member: form


def _ending(part: str, title: str) -> Callable[[Member], Form | None]:
    def form(member: Member) -> Form | None:
        today = clock.today()
        running = dict.fromkeys(
            term.what for term in PARTS[part].terms(member.register) if not term.is_over(today)
        )
        if not running:
            return None
        choices = tuple(Option(what, term_label(part, what)) for what in running)
        question = Radio("wat", PARTS[part].which, choices)
        return Form(f"{part}-stoppen", title, (question, _END), submit=title, submit_kind="warning")

    return form


def _leaving(_member: Member) -> Form:
    return Form(
        "uit-dienst",
        "Uit dienst",
        (
            Note(
                "Na de laatste dag heeft deze persoon geen enkele rol meer en komt er niet meer in."
                " Wat er is vastgelegd, blijft. Laat de teamleider eerst de trajecten overdragen."
            ),
            DutchDate("tot", "Laatste dag in dienst"),
        ),
        submit="Uit dienst schrijven",
        submit_kind="warning",
    )


def _units() -> tuple[Option, ...]:
    return tuple(Option(key, label) for key, label in catalogue().units.options(clock.today()))


_UNIT_TITLE: Final = "Bij een eenheid plaatsen"
CHANGES: Final[dict[str, Change]] = {
    "rol-geven": Change(
        _giving(
            "rol",
            "Rol geven",
            Radio(
                "wat",
                "Welke rol?",
                tuple(Option(str(role), ROLE_LABELS[role].capitalize(), hint=hint) for role, hint in ROLES),
            ),
            _FIRST,
            _LAST,
        ),
        lambda staff_id, filled: GiveRole(
            staff_id=staff_id,
            role=Role(filled.text("wat")),
            valid_from=filled.day("van"),
            valid_until=_day_or_none(filled),
        ),
    ),
    "rol-stoppen": Change(
        _ending("rol", "Rol laten eindigen"),
        lambda staff_id, filled: TakeRole(
            staff_id=staff_id, role=Role(filled.text("wat")), last_day=filled.day("tot")
        ),
    ),
    "team-geven": Change(
        _giving(
            "team",
            "In een team plaatsen",
            Text("wat", "Welk team?", width="medium", max_length=60, hint="Bijvoorbeeld “Noord”."),
            _FIRST,
            _LAST,
        ),
        lambda staff_id, filled: JoinTeam(
            staff_id=staff_id,
            team=filled.text("wat"),
            valid_from=filled.day("van"),
            valid_until=_day_or_none(filled),
        ),
    ),
    "team-stoppen": Change(
        _ending("team", "Uit een team halen"),
        lambda staff_id, filled: LeaveTeam(
            staff_id=staff_id, team=filled.text("wat"), last_day=filled.day("tot")
        ),
    ),
    "eenheid-geven": Change(
        lambda _member: Form(
            "eenheid",
            _UNIT_TITLE,
            (Select("wat", "Welke eenheid?", _units()), _FIRST, _LAST),
            submit=_UNIT_TITLE,
        ),
        lambda staff_id, filled: JoinUnit(
            staff_id=staff_id,
            unit=filled.text("wat"),
            valid_from=filled.day("van"),
            valid_until=_day_or_none(filled),
        ),
    ),
    "eenheid-stoppen": Change(
        _ending("eenheid", "Bij een eenheid weghalen"),
        lambda staff_id, filled: LeaveUnit(
            staff_id=staff_id, unit=filled.text("wat"), last_day=filled.day("tot")
        ),
    ),
    "bekwaamheid-geven": Change(
        lambda _member: Form(
            "bekwaamheid",
            "Bekwaamheid vastleggen",
            (
                Radio(
                    "wat",
                    "Waarin is deze medewerker bekwaam?",
                    tuple(
                        Option(code.key, code.label, hint=code.hint)
                        for code in catalogue().competences
                        if code.offered
                    ),
                ),
                Text(
                    "blijkt",
                    "Waaruit blijkt dat?",
                    optional=True,
                    width="full",
                    max_length=200,
                    hint="Bijvoorbeeld de naam en het jaar van een opleiding.",
                ),
                DutchDate("van", "Sinds wanneer?", future=False),
                DutchDate("tot", "Geldig tot en met", optional=True, hint="Laat leeg als het blijft gelden."),
            ),
            submit="Bekwaamheid vastleggen",
        ),
        lambda staff_id, filled: RecordCompetence(
            staff_id=staff_id,
            competence=filled.text("wat"),
            valid_from=filled.day("van"),
            valid_until=_day_or_none(filled),
            shown_by=filled.choice("blijkt") or "",
        ),
    ),
    "bekwaamheid-stoppen": Change(
        _ending("bekwaamheid", "Bekwaamheid laten eindigen"),
        lambda staff_id, filled: EndCompetence(
            staff_id=staff_id, competence=filled.text("wat"), last_day=filled.day("tot")
        ),
    ),
    "uit-dienst": Change(
        _leaving,
        lambda staff_id, filled: LeaveService(staff_id=staff_id, last_day=filled.day("tot")),
    ),
}


@router.get("")
def show(request: Request, staff_id: UUID, actor: Actor = Depends(_KEEPER)) -> Response:
    """Show somebody's entry in the register, as it stands today."""
    member = _member(request, actor, staff_id)
    if member is None:
        return not_found(request)
    today, register = clock.today(), member.register
    code = catalogue().code.on(today)
    account = next(
        (one for one in Accounts(house_of(request).database).everybody() if one.staff_id == staff_id), None
    )
    return render(
        request,
        "staff_member.html",
        title=member.name,
        breadcrumbs=[("/beheer", "Beheer")],
        base=f"/beheer/medewerkers/{staff_id}",
        parts=[(key, part, rows_of(key, register, today)) for key, part in PARTS.items()],
        roles=[ROLE_LABELS[role] for role in register.roles_on(today)],
        access=access_of(account),
        username=account.username if account else "",
        last_day=register.last_day,
        has_left=register.has_left(today),
        code=answered(register, code.version),
        is_own=str(staff_id) == actor.id,
    )


@router.get("/{change}", dependencies=_FRESH)
def ask(
    request: Request, staff_id: UUID, change: str, wat: str = "", actor: Actor = Depends(_KEEPER)
) -> Response:
    """Ask what is to change in somebody's entry."""
    member, asked = _asked(request, actor, staff_id, change)
    if member is None or asked is None:
        return not_found(request)
    initial: dict[str, str | date] = {}
    if "van" in {field.key for field in asked.questions()} and change != "bekwaamheid-geven":
        initial["van"] = clock.today()
    if wat:
        initial["wat"] = wat
    return _form_page(request, member, change, refilled(request, asked.with_initial(initial)))


@router.post("/{change}", dependencies=_FRESH)
def act(
    request: Request,
    staff_id: UUID,
    change: str,
    form: FormData = Depends(posted),
    actor: Actor = Depends(_KEEPER),
) -> Response:
    """Record the change in the register."""
    member, asked = _asked(request, actor, staff_id, change)
    if member is None or asked is None:
        return not_found(request)
    filled = asked.read(form)
    if not filled.ok:
        return _form_page(request, member, change, filled, 422)
    return carry_out(
        request,
        actor,
        CHANGES[change].command(staff_id, filled),
        filled,
        to=f"/beheer/medewerkers/{staff_id}",
        again=lambda form, status: _form_page(request, member, change, form, status),
        fields={"unit": "wat", "team": "wat", "competence": "wat"},
    )


def _day_or_none(filled: Filled) -> date | None:
    return filled.day("tot") if filled.has("tot") else None


def _member(request: Request, actor: Actor, staff_id: UUID) -> Member | None:
    everybody = house_of(request).staff.members(actor)
    return next((member for member in everybody if member.staff_id == staff_id), None)


def _asked(request: Request, actor: Actor, staff_id: UUID, change: str) -> tuple[Member | None, Form | None]:
    """Return somebody and what can be asked about them; nothing about oneself, or who has left."""
    member, found = _member(request, actor, staff_id), CHANGES.get(change)
    if member is None or found is None or str(staff_id) == actor.id:
        return None, None
    if member.register.has_left(clock.today()):
        return None, None
    return member, found.form(member)


def _form_page(request: Request, member: Member, change: str, form: Filled, status: int = 200) -> Response:
    base = f"/beheer/medewerkers/{member.staff_id}"
    return render(
        request,
        "form.html",
        status,
        title=form.form.title,
        lead=f"Voor {member.name}.",
        breadcrumbs=[("/beheer", "Beheer"), (base, member.name)],
        form=form,
        action=f"{base}/{change}",
        cancel_href=base,
    )
