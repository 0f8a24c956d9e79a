"""To whom a case can be given: how many open cases somebody has, and what they are not qualified for."""

from dataclasses import dataclass
from uuid import UUID

from bluevitaal_es import clock
from bluevitaal_es.access import Actor
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.assign_begeleider import above_norm
from bluevitaal_es.web.code_texts import listed
from bluevitaal_es.web.dutch import dutch_count
from bluevitaal_es.web.forms import Filled, Option, TextArea
from bluevitaal_es.web.house import House

#: The control in which is written why somebody gets a case above the norm.
WHY_ABOVE = "boven-norm"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A begeleider to whom a case can be given."""

    staff_id: UUID
    name: str
    open_cases: int
    lacks: tuple[str, ...] = ()

    @property
    def above_norm(self) -> bool:
        """Whether one case more is above the norm."""
        return above_norm(self.open_cases)

    @property
    def hint(self) -> str:
        """What whoever chooses should know."""
        load = dutch_count(self.open_cases, "open traject", "open trajecten")
        norm = catalogue().norms.caseload_per_begeleider
        above = f" Met nog een erbij is dat boven de norm van {norm}." if self.above_norm else ""
        labels = [f"“{catalogue().competences.label(key)}”" for key in self.lacks]
        lacks = f" Bekwaamheid ontbreekt: {listed(labels)}." if labels else " Bekwaamheden zijn in orde."
        return f"{load}.{above}{lacks}"


def candidates(house: House, actor: Actor) -> tuple[Candidate, ...]:
    """Return everybody who guides people today, by name; what stands under an old label counts as theirs."""
    loads, lacking = house.caseload.loads(actor), house.staff.lacking(actor, clock.today())
    found = {row.staff_id: row.name for row in house.staff.begeleiders(actor)}
    counted = dict.fromkeys(found, 0)
    for row in house.staff.everybody(actor):
        person = row.linked_to or row.staff_id
        if person in counted:
            counted[person] += loads.get(row.staff_id, 0)
    return tuple(
        Candidate(staff_id, name, counted[staff_id], lacking.get(staff_id, ()))
        for staff_id, name in found.items()
    )


def option(one: Candidate) -> Option:
    """Return the candidate as an answer to choose."""
    return Option(str(one.staff_id), one.name, hint=one.hint)


def why_above() -> TextArea:
    """Return the question why somebody gets a case above the norm."""
    norm = catalogue().norms.caseload_per_begeleider
    return TextArea(
        WHY_ABOVE,
        "Waarom kan dit traject er toch bij?",
        optional=True,
        rows=3,
        max_length=500,
        hint=f"Alleen nodig als iemand boven de norm van {norm} trajecten komt. Dit komt in het dossier.",
    )


def load_of(found: tuple[Candidate, ...], staff_id: UUID) -> int:
    """Return how many open cases somebody has."""
    return next((one.open_cases for one in found if one.staff_id == staff_id), 0)


def reason_checked(filled: Filled, found: tuple[Candidate, ...], staff_id: UUID | None) -> Filled:
    """Return the answers with a message when the reason for going above the norm is missing."""
    if staff_id is None or filled.has(WHY_ABOVE) or not above_norm(load_of(found, staff_id)):
        return filled
    return filled.with_error(
        WHY_ABOVE, "Deze begeleider komt boven de norm. Schrijf op waarom dit traject er toch bij kan."
    )
