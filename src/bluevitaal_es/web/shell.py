"""What stands around every page: the organisation, who is logged in, and where they may go."""

from dataclasses import dataclass, replace
from typing import Final

from starlette.requests import Request

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.settings import Settings
from bluevitaal_es.vocabulary import BY_CODE, Role
from bluevitaal_es.web.accounts import Account
from bluevitaal_es.web.house import House

LOGIN: Final = "/inloggen"
#: Where "Verlaat deze pagina snel" leads: an everyday page that nobody asks questions about.
QUICK_EXIT: Final = "https://www.knmi.nl/"


@dataclass(frozen=True)
class NavigationItem:
    """One entry of the navigation at the top."""

    href: str
    label: str
    #: An address under it that is an entry of its own.
    but: str = ""

    def is_current(self, path: str) -> bool:
        """Whether the page at `path` lies under this entry."""
        if self.but and (path == self.but or path.startswith(self.but + "/")):
            return False
        return path == self.href or (self.href != "/" and path.startswith(self.href + "/"))


@dataclass(frozen=True)
class Shell:
    """The frame of a page for one person.

    `user` and `role_label` are shown at the top ("" for nobody), `csrf_token` goes into every form,
    `quick_exit` is the address behind "Verlaat deze pagina snel" ("" for no such link). `phone` and `hours`
    say how to reach a human.
    """

    organisation: str = "BlueVitaal"
    demo: bool = False
    user: str = ""
    role_label: str = ""
    navigation: tuple[NavigationItem, ...] = ()
    csrf_token: str = ""
    quick_exit: str = ""
    home: str = "/"
    phone: str = ""
    hours: str = ""

    @property
    def of_staff(self) -> bool:
        """Whether this is for somebody who works here; every other frame says nothing about what for."""
        return bool(self.role_label)


_FIGURES = NavigationItem("/sturing", "Sturing")
_AUDIT = NavigationItem("/audit", "Controle")
_COMPLAINTS = NavigationItem("/klachten", "Klachten")
_AGENDA = NavigationItem("/overleg", "Overleg")
_FORGETTING = NavigationItem("/beheer/vergeten", "Vergeten")

#: The pages that each role has; the first is where they begin.
NAVIGATION: dict[Role, tuple[NavigationItem, ...]] = {
    Role.BEGELEIDER: (
        NavigationItem("/", "Mijn werk"),
        NavigationItem("/trajecten", "Trajecten"),
        _AGENDA,
        NavigationItem("/contacten/nieuw", "Contact vastleggen"),
        NavigationItem("/navraag", "Navraag"),
    ),
    Role.TEAMLEIDER: (
        NavigationItem("/team", "Team"),
        _AGENDA,
        NavigationItem("/noodprocedure", "Noodprocedure"),
        NavigationItem("/navraag", "Navraag"),
        _FIGURES,
    ),
    Role.MANAGEMENT: (_FIGURES,),
    Role.AUDITOR: (_AUDIT,),
    Role.OMBUDS: (_AUDIT, _COMPLAINTS),
    Role.FG: (_FORGETTING, _COMPLAINTS, _AUDIT),
    Role.PLANNER: (NavigationItem("/planning", "Planning"), _AGENDA),
    Role.BEHEER: (NavigationItem("/beheer", "Beheer", but=_FORGETTING.href), _FORGETTING),
    Role.CLIENT: (NavigationItem("/mijn", "Mijn overzicht"),),
    Role.HOME_FRONT: (NavigationItem("/thuis", "Thuis"),),
}

ROLE_LABELS: dict[Role, str] = {
    Role.BEGELEIDER: "begeleider",
    Role.TEAMLEIDER: "teamleider",
    Role.MANAGEMENT: "management",
    Role.AUDITOR: "auditor",
    Role.OMBUDS: "ombudsfunctionaris",
    Role.FG: "functionaris gegevensbescherming",
    Role.PLANNER: "planner",
    Role.BEHEER: "beheerder",
    Role.CLIENT: "cliënt",
    Role.HOME_FRONT: "iemand thuis",
    Role.SCHEDULER: "het systeem",
    Role.IMPORTER: "invoer uit een bestand",
    Role.COMPLAINANT: "indiener",
}


def shell_around(
    settings: Settings, account: Account | None = None, *, csrf_token: str = "", waits: bool = False
) -> Shell:
    """Return the frame of the pages of the owner of an account, or of nobody.

    Who still `waits` for a second proof gets no menu. Who does not work here can always leave quickly.
    """
    norms = catalogue().norms
    frame = Shell(
        organisation=settings.organisation,
        demo=settings.demo,
        csrf_token=csrf_token,
        quick_exit="" if account is not None and account.role not in BY_CODE else QUICK_EXIT,
        home=LOGIN,
        phone=settings.phone,
        hours=f"op werkdagen van {norms.office_opens:%H:%M} tot {norms.office_closes:%H:%M} uur",
    )
    if account is None or waits:
        return frame
    return replace(
        frame,
        user=account.name,
        role_label="" if account.role in BY_CODE else ROLE_LABELS[account.role],
        navigation=NAVIGATION[account.role],
        home=home_of(account.role),
    )


def home_of(role: Role) -> str:
    """Return the page on which somebody with this role begins."""
    return NAVIGATION[role][0].href


def shell_of(request: Request) -> Shell:
    """Return the shell that was set on `request.state.shell`, or the one for nobody."""
    shell = getattr(request.state, "shell", None)
    if isinstance(shell, Shell):
        return shell
    house = getattr(request.app.state, "house", None)
    return shell_around(house.settings) if isinstance(house, House) else Shell()
