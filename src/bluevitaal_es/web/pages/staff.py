"""Beheer: who works here and may log in, and whom the labels of old registers stood for. Never clients."""

from datetime import date
from typing import Final
from uuid import UUID, uuid5

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.add_staff_member import AddStaffMember, LinkPlaceholder
from bluevitaal_es.commands.handle import Context
from bluevitaal_es.commands.refusals import Refusal
from bluevitaal_es.projections.staff.view import StaffRow
from bluevitaal_es.rules.register import Register
from bluevitaal_es.vocabulary import NAMESPACE, Organisation, Role
from bluevitaal_es.web import passwords, texts
from bluevitaal_es.web.accounts import Account, Accounts, UsernameIsTaken, as_username
from bluevitaal_es.web.acting import carry_out, not_found, posted, see_other
from bluevitaal_es.web.forms import Filled, Form, Option, Password, Radio, Select, Text
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.kept_text import refilled
from bluevitaal_es.web.register_words import ROLES, access_of, ends_soon
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import LOGGED_IN, requires
from bluevitaal_es.web.shell import ROLE_LABELS

router = APIRouter(dependencies=LOGGED_IN)
staff_keeper = requires(Act.MANAGE_STAFF)

_EMPLOYERS: Final = (
    Option(str(Organisation.SERVICE), "Voor ons"),
    Option(str(Organisation.POLICE), "Voor de politie", hint="Kan alleen management worden."),
    Option(str(Organisation.PRINCIPAL), "Voor de opdrachtgever", hint="Kan alleen management worden."),
)

ADD: Final = Form(
    "medewerker",
    "Medewerker toevoegen",
    (
        Text("naam", "Naam", width="medium", max_length=100, hint="Zo zien collega's en cliënten de naam."),
        Radio(
            "rol",
            "Rol",
            tuple(Option(str(role), ROLE_LABELS[role].capitalize(), hint=hint) for role, hint in ROLES),
        ),
        Radio("werkgever", "Voor wie werkt deze medewerker?", _EMPLOYERS),
        Text("gebruikersnaam", "Gebruikersnaam", width="medium", max_length=60, hint="Om mee in te loggen."),
        Password(
            "wachtwoord-nieuw",
            "Eerste wachtwoord",
            autocomplete="new-password",
            hint=f"Minstens {passwords.SHORTEST} tekens. Geef het persoonlijk door.",
        ),
    ),
    submit="Medewerker toevoegen",
)

_HOME: Final = [("/beheer", "Beheer")]

Row = dict[str, object]


@router.get("/beheer")
def staff(request: Request, actor: Actor = Depends(staff_keeper)) -> Response:
    """Show who works here, and the labels that still stand for somebody unknown."""
    house = house_of(request)
    everybody, today = house.staff.everybody(actor), clock.today()
    entries = {member.staff_id: member for member in house.staff.members(actor)}
    version = catalogue().code.on(today).version
    accounts = {account.staff_id: account for account in Accounts(house.database).everybody()}
    names = {row.staff_id: row.name for row in everybody}
    members = sorted((row for row in everybody if not row.is_placeholder), key=_by_name)
    labels = sorted((row for row in everybody if row.is_placeholder), key=_by_name)
    return render(
        request,
        "staff.html",
        title="Beheer",
        members=[
            _member(entries[row.staff_id].register, row, accounts.get(row.staff_id), actor, today, version)
            for row in members
        ],
        ending=ends_soon(list(entries.values()), today),
        unanswered=sum(
            not member.register.accepted(version)
            for member in entries.values()
            if member.register.roles_on(today)
        ),
        version=version,
        labels=[
            {
                "id": str(row.staff_id),
                "label": row.name,
                "behind": names[row.linked_to] if row.linked_to else "",
            }
            for row in labels
        ],
        unlinked=sum(row.linked_to is None for row in labels),
    )


@router.get("/beheer/medewerker-toevoegen", dependencies=[Depends(staff_keeper)])
def new_member(request: Request) -> Response:
    """Ask who joins and how they log in."""
    return _add_page(request, refilled(request, ADD.with_initial({"werkgever": str(Organisation.SERVICE)})))


@router.post("/beheer/medewerker-toevoegen")
def add_member(
    request: Request,
    form: FormData = Depends(posted),
    actor: Actor = Depends(staff_keeper),
) -> Response:
    """Add the member and the account. Sent twice it is done once: the ids follow from the form."""
    filled = _checked(ADD.read(form))
    house = house_of(request)
    accounts = Accounts(house.database)
    staff_id = uuid5(NAMESPACE, f"staff {filled.command_id}")
    if filled.ok:
        taken = accounts.find(filled.text("gebruikersnaam"))
        if taken is not None and taken.staff_id != staff_id:
            filled = _name_is_taken(filled)
    if not filled.ok:
        return _add_page(request, filled, 422)
    role = Role(filled.text("rol"))
    command = AddStaffMember(
        staff_id=staff_id,
        name=filled.text("naam"),
        role=role,
        organisation=Organisation(filled.text("werkgever")),
    )
    try:
        context = Context(filled.command_id, filled.command_id)
        outcome = house.desk.handle(command, actor, context=context)
        account = Account(as_username(filled.text("gebruikersnaam")), command.name, role, staff_id)
        if accounts.find(account.username) is None:
            accounts.add(account, filled.text("wachtwoord-nieuw"))
    except Refusal as refusal:
        return _add_page(request, filled.with_error("", texts.refusal(refusal)), 409)
    except UsernameIsTaken:
        return _add_page(request, _name_is_taken(filled), 409)
    return see_other(request, "/beheer", outcome.position)


@router.get("/beheer/koppelen/{label_id}")
def choose_member(request: Request, label_id: UUID, actor: Actor = Depends(staff_keeper)) -> Response:
    """Ask for whom a label of an old register stood."""
    label = _unlinked_label(request, actor, label_id)
    if label is None:
        return not_found(request)
    return _link_page(request, label, refilled(request, _link_form(request, actor, label).with_initial()))


@router.post("/beheer/koppelen/{label_id}")
def link_label(
    request: Request,
    label_id: UUID,
    form: FormData = Depends(posted),
    actor: Actor = Depends(staff_keeper),
) -> Response:
    """Link the label: its cases are then those of the member."""
    label = _unlinked_label(request, actor, label_id)
    if label is None:
        return not_found(request)
    filled = _link_form(request, actor, label).read(form)
    if not filled.ok:
        return _link_page(request, label, filled, 422)
    return carry_out(
        request,
        actor,
        LinkPlaceholder(staff_id=label_id, member_id=UUID(filled.text("medewerker"))),
        filled,
        to="/beheer",
        again=lambda form, status: _link_page(request, label, form, status),
    )


def _member(
    register: Register, row: StaffRow, account: Account | None, actor: Actor, today: date, version: str
) -> Row:
    roles = [ROLE_LABELS[role] for role in register.roles_on(today)]
    access = "Uit dienst" if register.has_left(today) else access_of(account)
    code = "Nog niet" if not register.code_version or register.code_accepted else "Niet akkoord"
    return {
        "id": str(row.staff_id),
        "name": row.name,
        "role": " en ".join(roles) or "geen rol",
        "username": account.username if account else "",
        "access": access,
        "code": "Akkoord" if register.accepted(version) else code,
        "is_own": str(row.staff_id) == actor.id,
    }


def _checked(filled: Filled) -> Filled:
    password = filled.text("wachtwoord-nieuw")
    fault = passwords.refused(password, filled.text("gebruikersnaam")) if password else ""
    return filled.with_error("wachtwoord-nieuw", fault) if fault else filled


def _name_is_taken(filled: Filled) -> Filled:
    return filled.with_error("gebruikersnaam", "Deze gebruikersnaam is al in gebruik. Kies een andere.")


def _unlinked_label(request: Request, actor: Actor, label_id: UUID) -> StaffRow | None:
    labels = house_of(request).staff.placeholders(actor)
    return next((row for row in labels if row.staff_id == label_id and row.linked_to is None), None)


def _link_form(request: Request, actor: Actor, label: StaffRow) -> Form:
    begeleiders = sorted(house_of(request).staff.begeleiders(actor), key=_by_name)
    return Form(
        "koppelen",
        f"Wie was “{label.name}”?",
        (
            Select(
                "medewerker",
                f"Wie was “{label.name}”?",
                tuple(Option(str(row.staff_id), row.name) for row in begeleiders),
                hint="De trajecten die op dit label staan, zijn daarna van deze begeleider.",
                missing="Kies een begeleider.",
            ),
        ),
        submit="Koppelen",
        submit_kind="warning",
    )


def _add_page(request: Request, form: Filled, status: int = 200) -> Response:
    return render(
        request,
        "form.html",
        status,
        title=ADD.title,
        breadcrumbs=_HOME,
        form=form,
        action="/beheer/medewerker-toevoegen",
        cancel_href="/beheer",
    )


def _link_page(request: Request, label: StaffRow, form: Filled, status: int = 200) -> Response:
    return render(
        request,
        "form.html",
        status,
        title=f"Label {label.name} koppelen",
        lead="Zo'n label komt uit een oude lijst. Koppelen kan niet ongedaan worden gemaakt.",
        breadcrumbs=_HOME,
        form=form,
        action=f"/beheer/koppelen/{label.staff_id}",
        cancel_href="/beheer",
    )


def _by_name(row: StaffRow) -> tuple[str, str]:
    """Order as a reader would; the database sorts accents after z."""
    return row.name.casefold(), str(row.staff_id)
