"""The people of the demonstration: who they are, what they may do, and the one password they share."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from bluevitaal_es.access import Actor
from bluevitaal_es.vocabulary import NAMESPACE, CaseId, Role

PASSWORD = "demo"  # noqa: S105 (printed on the login page of the demonstration)


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff that does not exist; `username` is None for colleagues who only have cases."""

    username: str | None
    name: str
    role: Role

    @property
    def staff_id(self) -> UUID:
        """The same in every demonstration."""
        return uuid5(NAMESPACE, f"demo:{self.name}")

    @property
    def actor(self) -> Actor:
        """The person as one who acts."""
        return Actor(str(self.staff_id), self.name, self.role, frozenset({self.staff_id}))


STAFF = (
    Person("begeleider", "Noor van Dam", Role.BEGELEIDER),
    Person("begeleider2", "Sem Bakker", Role.BEGELEIDER),
    Person(None, "Fenna Prins", Role.BEGELEIDER),
    Person(None, "Joris Vos", Role.BEGELEIDER),
    Person(None, "Mila Kuiper", Role.BEGELEIDER),
    Person("teamleider", "Ilse Mulder", Role.TEAMLEIDER),
    Person("planner", "Tess Hendriks", Role.PLANNER),
    Person("management", "Ruud Visser", Role.MANAGEMENT),
    Person("auditor", "Anne Smit", Role.AUDITOR),
    Person("ombuds", "Kees Meijer", Role.OMBUDS),
    Person("fg", "Hanna Dekker", Role.FG),
    Person("beheer", "Lies de Groot", Role.BEHEER),
)

BEGELEIDERS = tuple(person for person in STAFF if person.role is Role.BEGELEIDER)
LEAD = next(person for person in STAFF if person.role is Role.TEAMLEIDER)
OMBUDS = next(person for person in STAFF if person.role is Role.OMBUDS)


@dataclass(frozen=True, slots=True)
class Client:
    """A client that does not exist, who logs in to pages of their own under a pseudonym."""

    username: str
    name: str

    @property
    def case_id(self) -> CaseId:
        """The same in every demonstration."""
        return CaseId(uuid5(NAMESPACE, f"demo:{self.name}"))

    @property
    def actor(self) -> Actor:
        """The client as one who acts."""
        return Actor(f"client:{self.case_id}", "Cliënt", Role.CLIENT, case_id=self.case_id)


#: The name with which the person at home of the first client logs in.
AT_HOME = "thuis"

CLIENTS = (Client("client", "Zilvermeeuw"), Client("client2", "Boomvalk"))
