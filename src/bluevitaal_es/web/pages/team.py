"""The team lead's board: how much everybody has, what waits, what is late; no clients' names and no words."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.projections.caseload.view import TeamRow
from bluevitaal_es.projections.duties.view import DutyRow
from bluevitaal_es.projections.staff.view import StaffRow
from bluevitaal_es.web.code_texts import code_label
from bluevitaal_es.web.duty_words import STEPS, why_of
from bluevitaal_es.web.emergency_words import OPENED
from bluevitaal_es.web.house import House, house_of
from bluevitaal_es.web.reading import shows
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import requires

router = APIRouter()
lead = requires(Act.SEE_TEAM_BOARD)

#: Overdue duties of one kind that are shown at first; the page says when there are more.
AT_FIRST = 12

NOBODY = "Nog geen begeleider"


@dataclass(frozen=True, slots=True)
class Load:
    """What one begeleider has: open cases, those waiting for their intake, and what is late."""

    name: str
    cases: int
    waiting: int
    late_evaluations: int
    late_others: int
    norm: int

    @property
    def is_over(self) -> bool:
        """Whether there are more open cases than the norm."""
        return self.cases > self.norm


@dataclass(frozen=True, slots=True)
class Late:
    """One overdue duty: what, in which case, whose, until when, and since when by which rule."""

    case_id: UUID
    step: str
    number: str
    who: str
    due_at: datetime
    why: str
    href: str
    action: str
    kind: str
    cover: str


@router.get("/team")
def team_page(request: Request, alles: str = "", actor: Actor = Depends(lead)) -> Response:
    """Show the board as it stands now."""
    house = house_of(request)
    cases, names = house.caseload.team(actor), house.staff.names(actor)
    late = house.duties.overdue_in_team(actor, clock.now())
    unassigned = [case for case in cases if case.begeleider_id is None]
    evaluations = [_late(duty, names) for duty in late if duty.kind == "evaluation"]
    others = [_late(duty, names) for duty in late if duty.kind not in ("evaluation", "assign")]
    others.sort(key=lambda row: row.kind != "safety")
    shown = None if alles else AT_FIRST
    emergencies = house.emergencies.waiting(actor)
    listed = [each.case_id for each in (*evaluations[:shown], *others[:shown])]
    shows(request, [*listed, *(case.case_id for case in unassigned), *(each.case_id for each in emergencies)])
    return render(
        request,
        "team.html",
        title="Team",
        tiles=_tiles(unassigned, evaluations, others, cases),
        loads=_loads(house, actor, cases, late, names),
        norm=catalogue().norms.caseload_per_begeleider,
        unassigned=unassigned,
        longest=unassigned[0].registered_at if unassigned else None,
        groups=[
            ("evaluaties", "Evaluaties te laat", evaluations[:shown], len(evaluations)),
            ("andere", "Andere taken te laat", others[:shown], len(others)),
        ],
        emergencies=[
            (found, names.get(found.opened_by, "Onbekend"), code_label("reason", found.reason, OPENED))
            for found in emergencies
        ],
        requests=house.first_requests.in_team(actor, clock.now()),
        drawn_at=clock.now(),
    )


def _tiles(
    unassigned: list[TeamRow], evaluations: list[Late], others: list[Late], cases: list[TeamRow]
) -> list[dict[str, object]]:
    return [
        {
            "number": len(unassigned),
            "label": "zonder begeleider",
            "href": "#toewijzen",
            "kind": "today" if unassigned else "neutral",
        },
        {
            "number": len(evaluations),
            "label": "evaluaties te laat",
            "href": "#evaluaties",
            "kind": "late" if evaluations else "neutral",
        },
        {
            "number": len(others),
            "label": "andere taken te laat",
            "href": "#andere",
            "kind": "late" if others else "neutral",
        },
        {"number": len(cases), "label": "open trajecten", "href": "#caseload", "kind": "neutral"},
    ]


def _loads(
    house: House, actor: Actor, cases: list[TeamRow], late: list[DutyRow], names: dict[str, str]
) -> list[Load]:
    """Return the load of everybody who guides or may guide, most open cases first; a label is its person."""
    people = {row.staff_id: row for row in house.staff.everybody(actor)}
    everybody = {row.staff_id for row in house.staff.begeleiders(actor)}
    everybody |= {_person(people, case.begeleider_id) for case in cases if case.begeleider_id}
    norm = catalogue().norms.caseload_per_begeleider
    loads = []
    for person in everybody:
        own = [case for case in cases if case.begeleider_id and _person(people, case.begeleider_id) == person]
        duties = [
            duty for duty in late if duty.begeleider_id and _person(people, duty.begeleider_id) == person
        ]
        evaluations = sum(1 for duty in duties if duty.kind == "evaluation")
        loads.append(
            Load(
                names.get(str(person), "Onbekend"),
                len(own),
                sum(1 for case in own if case.intake_at is None),
                evaluations,
                len(duties) - evaluations,
                norm,
            )
        )
    return sorted(loads, key=lambda load: (-load.cases, load.name))


def _person(people: dict[UUID, StaffRow], staff_id: UUID) -> UUID:
    """Return the person behind a label of an old register, or the one whose id it is."""
    row = people.get(staff_id)
    return row.linked_to if row is not None and row.linked_to is not None else staff_id


def _late(duty: DutyRow, names: dict[str, str]) -> Late:
    """Return a duty in words, without the questionnaire or receiver it is about: those are content."""
    whose = duty.begeleider_id
    act = "overdragen" if whose else "toewijzen"
    return Late(
        case_id=duty.case_id,
        step=STEPS[duty.kind].step,
        number=duty.number,
        who=names.get(str(whose), "Onbekend") if whose else NOBODY,
        due_at=duty.due_at,
        why=why_of(replace(duty, subject=None)),
        href=f"/trajecten/{duty.number}/{act}",
        action=act.capitalize(),
        kind="safety" if duty.kind == "safety" else "late",
        cover=f"/trajecten/{duty.number}/vervanging" if whose else "",
    )
