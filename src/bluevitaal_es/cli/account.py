"""`bluevitaal account` and `account-reset`: let somebody log in with a local account, or log in again."""

from typing import Annotated
from uuid import uuid4

import typer

from bluevitaal_es import app
from bluevitaal_es.access import Actor
from bluevitaal_es.cli.options import DataDir, settings_for
from bluevitaal_es.commands.add_staff_member import AddStaffMember
from bluevitaal_es.commands.guard_access import EndSessions, MakePasswordCode, RemoveFactors
from bluevitaal_es.vocabulary import NOT_APPOINTED, Role
from bluevitaal_es.web import passwords
from bluevitaal_es.web.accounts import Account, Accounts, UsernameIsTaken
from bluevitaal_es.web.calendar_feeds import CalendarFeeds
from bluevitaal_es.web.factors import Factors
from bluevitaal_es.web.session_table import Sessions

Username = Annotated[str, typer.Argument(help="Gebruikersnaam.")]
Name = Annotated[str, typer.Option("--name", help="Naam, zoals collega's die zien.")]
RoleName = Annotated[str, typer.Option("--role", help="Rol, bijvoorbeeld begeleider of teamleider.")]
Password = Annotated[
    str,
    typer.Option(
        "--password", prompt="Wachtwoord", hide_input=True, confirmation_prompt=True, help="Of vraag erom."
    ),
]


_KEEPER = Actor("command_line", "Opdrachtregel", Role.BEHEER)


def account(
    username: Username, name: Name, role: RoleName, password: Password, data_dir: DataDir = None
) -> int:
    """Maak een account voor een medewerker."""
    staff_roles = [found.value for found in Role if found not in NOT_APPOINTED]
    if role not in staff_roles:
        typer.echo(f"“{role}” is geen rol. Kies uit: {', '.join(staff_roles)}.", err=True)
        return 2
    fault = passwords.refused(password, username)
    if fault:
        typer.echo(fault, err=True)
        return 2
    with app.opened(settings_for(data_dir), join=True, pool_size=2) as parts:
        staff_id = uuid4()
        accounts = Accounts(parts.database)
        if accounts.find(username) is not None:
            typer.echo(f"Er is al een account “{username}”.", err=True)
            return 1
        parts.desk.handle(AddStaffMember(staff_id=staff_id, name=name, role=Role(role)), _KEEPER)
        parts.projector.catch_up()
        try:
            accounts.add(Account(username, name, Role(role), staff_id), password)
        except UsernameIsTaken:
            typer.echo(f"Er is al een account “{username}”.", err=True)
            return 1
    typer.echo(
        f"Account {username} ({role}) is gemaakt. Bij het eerste inloggen komt er een tweede stap bij."
    )
    return 0


def account_reset(username: Username, data_dir: DataDir = None) -> int:
    """Geef een eenmalige code voor een nieuw wachtwoord, en laat de tweede stap opnieuw instellen."""
    with app.opened(settings_for(data_dir), join=True, pool_size=2) as parts:
        accounts = Accounts(parts.database)
        found = accounts.find(username)
        if found is None or found.disabled_at is not None:
            typer.echo(f"Er is geen account “{username}” dat mag inloggen.", err=True)
            return 1
        if found.staff_id is not None:
            for done in (RemoveFactors, EndSessions, MakePasswordCode):
                parts.desk.handle(done(staff_id=found.staff_id), _KEEPER)
        Factors(parts.house()).remove_all(found.username)
        Sessions(parts.database).end_of(found.username)
        CalendarFeeds(parts.database).end(found.username)
        code = accounts.make_password_code(found.username)
        for what in ("factors_removed", "password_code_made"):
            accounts.note(found.username, what, by_owner=False)
    typer.echo(f"Eenmalige code voor {found.username}, 24 uur geldig: {code}")
    typer.echo("Kies daarmee een nieuw wachtwoord op /inloggen/nieuw-wachtwoord.", err=True)
    return 0
